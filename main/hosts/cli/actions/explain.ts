/** `easel explain`: why CLIP judges a picture as it does. */
import { resolve } from 'node:path';
import { EXPLANATION_SIDE, type Explanation } from '#shared/domain/explanation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export interface ExplainOptions {
  readonly prompt?: string;
  readonly checkpoint?: string;
  readonly out?: string;
  readonly word?: string;
}

/** From nothing to much. */
const SHADES = [' ', '░', '▒', '▓', '█'];

export async function explain(id: string, options: GlobalOptions & ExplainOptions): Promise<void> {
  const { prompt, checkpoint } = options;
  await withStudio(options, {}, async ({ client, output, signal }) => {
    const request = { id: id as PictureId, prompt, checkpoint };
    const explanation = await client.explain.picture(request, { signal });
    const rows = explanation.words.map(({ text, gain, map }) => [
      text,
      `${gain > 0 ? '+' : ''}${gain.toFixed(2)}`,
      placeOf(map),
    ]);
    const lines = [
      `${explanation.prompt}: match ${explanation.match.toFixed(3)}`,
      '',
      ...shaded(explanation.map),
      '',
      formatTable(['word', 'adds', 'seen'], rows),
    ];
    if (options.out === undefined) {
      output.result(explanation, lines.join('\n'));
      return;
    }
    const word = placeOfWord(explanation, options.word);
    const { path } = await client.explain.saveOverlay(
      { ...request, ...(word === undefined ? {} : { word }), folder: resolve(options.out) },
      { signal },
    );
    output.result({ ...explanation, file: path }, [...lines, '', path].join('\n'));
  });
}

/** Throws `explain.no-such-word`. */
function placeOfWord({ words }: Explanation, word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const place = words.findIndex(({ text }) => text.toLowerCase() === word.trim().toLowerCase());
  if (place >= 0) return place;
  throw new EaselError('explain.no-such-word', {
    word,
    words: words.map(({ text }) => text).join(', '),
  });
}

/** A character is twice as high as wide. */
function shaded(map: readonly number[]): string[] {
  const most = Math.max(1e-6, ...map);
  const cells = map.map((value) => {
    const shade = SHADES[Math.round((Math.max(0, value) / most) * (SHADES.length - 1))] ?? ' ';
    return shade + shade;
  });
  return Array.from({ length: EXPLANATION_SIDE }, (_, row) =>
    cells.slice(row * EXPLANATION_SIDE, (row + 1) * EXPLANATION_SIDE).join(''),
  );
}

/** In words, where the cell is that speaks most for a word. */
function placeOf(map: readonly number[]): string {
  const cell = map.indexOf(Math.max(...map));
  const third = (at: number): number => Math.floor((at / EXPLANATION_SIDE) * 3);
  const row = ['top', 'middle', 'bottom'][third(Math.floor(cell / EXPLANATION_SIDE))] ?? '';
  const column = ['left', 'centre', 'right'][third(cell % EXPLANATION_SIDE)] ?? '';
  return `${row} ${column}`;
}
