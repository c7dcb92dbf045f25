/** What a step remembers of the picture that it was made from. */
import type { EditSettings } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';

type Origin = Pick<EditSettings, 'source' | 'sourceSha256' | 'root' | 'isOfGenerated'>;

export function originOf({ id, sha256, edit, generation }: Picture): Origin {
  const isOfGenerated = generation !== undefined || edit?.isOfGenerated === true;
  return { source: id, sourceSha256: sha256, root: edit?.root ?? id, isOfGenerated };
}
