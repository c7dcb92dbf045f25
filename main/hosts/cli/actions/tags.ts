/** `easel tags …`; a vocabulary is named by its name or its id. */
import { resolve } from 'node:path';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { TagVocabulary } from '#shared/domain/tag-vocabulary.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

type Named = readonly [vocabulary: string];

export const tagActions = {
  list: (_args: readonly [], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const all = await client.tags.list();
      const rows = all.map((one) => [one.name, summary(one), one.id]);
      output.result(
        all,
        all.length === 0 ? 'No vocabularies.' : formatTable(['name', 'what is known', 'id'], rows),
      );
    }),
  train: (
    [name]: Named,
    options: GlobalOptions & { readonly words?: string; readonly folder?: string },
  ) =>
    withStudio(options, {}, async ({ client, output, signal }) => {
      const { words, folder } = options;
      const listed = words?.split(',').map((word) => word.trim());
      const source =
        folder === undefined
          ? ({ kind: 'tags', words: listed?.filter((word) => word !== '') } as const)
          : ({ kind: 'folder', folder: resolve(folder) } as const);
      const learnt = await client.tags.train({ name, source }, { signal });
      output.result(learnt, `${summary(learnt)}\n${confusion(learnt)}`.trim());
    }),
  suggest: (
    [name, pictures]: readonly [vocabulary: string, pictures: PictureId[]],
    options: GlobalOptions & { readonly from?: number; readonly accept?: boolean },
  ) =>
    withStudio(options, {}, async ({ client, output, signal }) => {
      const { id } = await findVocabulary(client, name);
      const asked = pictures.length > 0 ? pictures : (await client.gallery.outline({})).ids;
      const found = await client.tags.suggest(
        { id, pictures: asked, from: options.from },
        { signal },
      );
      if (options.accept === true) {
        for (const { picture, word } of found) {
          await client.gallery.update({ ids: [picture], addTags: [word] });
        }
      }
      const rows = found.map(({ picture, word, chance, near }) => [
        ...[picture, word, percent(chance)],
        near === undefined ? '–' : `${near.id} (${near.likeness.toFixed(2)})`,
      ]);
      output.result(
        found,
        rows.length === 0
          ? 'Nothing to suggest.'
          : formatTable(['picture', 'word', 'chance', 'nearest with it'], rows),
      );
    }),
  remove: ([name]: Named, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findVocabulary(client, name);
      await client.tags.remove({ id });
      output.result({ id }, `“${name}” is forgotten; tags stay on their pictures.`);
    }),
};

async function findVocabulary(client: EaselClient, nameOrId: string): Promise<TagVocabulary> {
  const found = (await client.tags.list()).find(
    ({ id, name }) => id === nameOrId || name === nameOrId,
  );
  if (found === undefined) throw new EaselError('tags.not-found', { id: nameOrId });
  return found;
}

function summary({ name, learnt }: TagVocabulary): string {
  if (learnt === undefined) return `“${name}” is learnt when suggestions are asked for.`;
  const { trained, zeroShot, of } = learnt.report;
  return `“${name}” knows ${learnt.words.length} words: ${percent(trained / of)} of ${of} held-out pictures right, ${percent(zeroShot / of)} without having been taught.`;
}

/** What was taken for what, where it happened. */
function confusion({ learnt }: TagVocabulary): string {
  if (learnt === undefined) return '';
  const { words, report } = learnt;
  const rows = words.map(({ word, examples: count }, at) => {
    const said = report.confusion[at] ?? [];
    const wrong = said
      .flatMap((times, other) =>
        times > 0 && other !== at ? [`${words[other]?.word ?? ''} × ${times}`] : [],
      )
      .join(', ');
    return [word, count, `${said[at] ?? 0} of ${count}`, wrong];
  });
  return formatTable(['word', 'examples', 'right', 'taken for'], rows);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
