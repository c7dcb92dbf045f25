/** The kinds of things in a folder, as the doctor told them apart: the most shown and the rarest. */
import type { Finding } from '#shared/domain/dataset.ts';

export interface PictureClass {
  readonly name: string;
  readonly count: number;
}

export function classesOf({ params }: Finding): PictureClass[] {
  return (['most', 'least'] as const).flatMap((which) => {
    const [name, count] = [params[which], params[`${which}Count`]];
    return name === undefined || count === undefined
      ? []
      : [{ name: String(name), count: Number(count) }];
  });
}
