/** `easel gallery …`, but for files and boards. */
import type { GalleryFilter } from '#shared/contract/gallery.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { Picture, Rating } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { askSearch } from '#shared/search/question.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { findBoard } from './boards.ts';
import { exportFiles, importFiles, rebuild } from './gallery-files.ts';
import type { Output } from '../terminal/output.ts';
import { formatPictures } from './format-pictures.ts';

interface ListOptions {
  readonly query?: string;
  readonly meaning?: string;
  readonly similarTo?: PictureId;
  readonly board?: string;
  readonly tag?: string;
  readonly job?: JobId;
  readonly minRating?: Rating;
  readonly kept?: boolean;
  readonly trash?: boolean;
  readonly sort?: 'newest' | 'oldest' | 'rating' | 'score' | 'closest';
  readonly limit?: number;
}

/** The question that `--query` and `--sort` are; throws what is wrong with the query. */
async function askLibrary(
  client: EaselClient,
  { query = '', sort = 'newest' }: Pick<ListOptions, 'query' | 'sort'>,
): Promise<GalleryFilter> {
  const [boards, { checkpoints }] = await Promise.all([
    client.gallery.boards.list(),
    client.checkpoints.list(),
  ]);
  const { filter, problems } = askSearch(query, sort, { boards, models: checkpoints }, new Date());
  const [problem] = problems;
  if (problem !== undefined) throw new EaselError(problem.code, problem.params);
  return filter;
}

/** This process does not stay to do it in the background. */
async function embedMissing(client: EaselClient, output: Output): Promise<void> {
  for await (const { done, total } of await client.gallery.embedMissing()) {
    if (total > 0) output.progress(done / total, `looking at new pictures ${done}/${total}`);
  }
  output.endProgress();
}

type Ids = readonly [ids: PictureId[]];

export const galleryActions = {
  list: ([words]: readonly [words: string[]], options: GlobalOptions & ListOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { board, tag, job, minRating, kept, trash, limit } = options;
      const asked = await askLibrary(client, options);
      const { meaning = asked.meaning, similarTo = asked.similarTo } = options;
      if (meaning !== undefined || similarTo !== undefined) await embedMissing(client, output);
      const page = await client.gallery.list({
        ...asked,
        ...{ meaning, similarTo, tag, minRating, limit, isKept: kept, jobId: job },
        inTrash: trash ?? asked.inTrash,
        text: words.length === 0 ? undefined : words.join(' '),
        board: board === undefined ? undefined : (await findBoard(client, board)).id,
      });
      output.result(page, formatPictures(page.pictures));
      const rest = page.total - page.pictures.length;
      if (rest > 0) output.say(`${rest} more; use --limit to see them.`);
    }),
  show: ([id]: readonly [id: PictureId], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const picture = await client.gallery.get({ id });
      output.result(picture, JSON.stringify(picture, undefined, 2));
    }),
  rate: ([rating, ids]: readonly [rating: Rating, ids: PictureId[]], options: GlobalOptions) =>
    change(options, (gallery) => gallery.update({ ids, rating })),
  tag: ([ids]: Ids, options: GlobalOptions & { add?: string[]; remove?: string[] }) =>
    change(options, (gallery) =>
      gallery.update({ ids, addTags: options.add, removeTags: options.remove }),
    ),
  keep: ([ids]: Ids, options: GlobalOptions & { undo?: boolean }) =>
    change(options, (gallery) => gallery.update({ ids, isKept: options.undo !== true })),
  trash: ([ids]: Ids, options: GlobalOptions) =>
    change(options, (gallery) => gallery.trash({ ids })),
  restore: ([ids]: Ids, options: GlobalOptions) =>
    change(options, (gallery) => gallery.restore({ ids })),
  emptyTrash: (_args: readonly [], options: GlobalOptions & { yes?: boolean }) =>
    withStudio(options, {}, async ({ client, output }) => {
      if (options.yes !== true) {
        const reason = 'deleting for good needs --yes';
        throw new EaselError('request.invalid', { field: 'empty-trash', reason });
      }
      const answer = await client.gallery.emptyTrash();
      output.result(answer, `${answer.removed} pictures deleted for good.`);
    }),
  importFiles,
  exportFiles,
  rebuild,
};

function change(
  options: GlobalOptions,
  ask: (gallery: EaselClient['gallery']) => Promise<Picture[]>,
): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const pictures = await ask(client.gallery);
    output.result(pictures, formatPictures(pictures));
  });
}
