/** `easel rank`: existing files, best first. */
import { resolve } from 'node:path';
import { describeError } from '#shared/errors/describe.ts';
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export interface RankOptions {
  readonly diversity?: number;
  readonly taste?: string;
  readonly tasteWeight?: number;
  readonly checkpoint?: string;
  readonly top?: number;
}

export async function rank(
  prompt: string,
  files: readonly string[],
  options: GlobalOptions & RankOptions,
): Promise<void> {
  const { diversity, checkpoint, taste, tasteWeight, top } = options;
  await withStudio(options, {}, async ({ client, output, signal }) => {
    const paths = files.map((file) => resolve(file));
    const answer = await client.rank.files(
      { prompt, paths, diversity, checkpoint, taste, tasteWeight },
      { signal },
    );
    const ranking = answer.ranking
      .slice(0, top)
      .map((entry) => ({ ...entry, file: files[entry.index] ?? '' }));
    for (const { error } of answer.problems) output.warn(describeError(error, 'en').what);
    const [firstProblem] = answer.problems;
    if (ranking.length === 0 && firstProblem !== undefined)
      throw fromErrorShape(firstProblem.error);
    const rows = ranking.map(({ position, score, cosine, file }) => [
      position,
      score.toFixed(3),
      cosine?.toFixed(3) ?? '',
      file,
    ]);
    output.result(
      { prompt, ranking, problems: answer.problems },
      formatTable(['rank', 'score', 'match', 'file'], rows),
    );
  });
}
