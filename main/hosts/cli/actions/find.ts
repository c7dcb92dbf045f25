/** `easel find`: things in a picture, by words. */
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';
import { pictureOf } from './picture-of.ts';

export interface FindOptions {
  readonly sureness?: number;
  readonly checkpoint?: string;
}

export async function find(
  [words, picture]: readonly [words: string, picture: string],
  options: GlobalOptions & FindOptions,
): Promise<void> {
  const { sureness, checkpoint } = options;
  await withStudio(options, {}, async ({ client, output, signal }) => {
    const id = await pictureOf(client, picture);
    const { width, height } = await client.gallery.get({ id });
    const request = { id, words: words.split(/[,，、]/), sureness, checkpoint };
    const answer = await client.words.find(request, { signal });
    const rows = answer.found.flatMap((one) =>
      one.boxes.map((box) => [
        one.words,
        box.match.toFixed(2),
        [box.left * width, box.top * height, box.width * width, box.height * height]
          .map(Math.round)
          .join(' '),
      ]),
    );
    output.result(answer, formatTable(['words', 'match', 'left top width height'], rows));
  });
}
