/** `easel taste …`; a profile is named by its name or its id. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EaselClient } from '#shared/contract/index.ts';
import type { TasteList } from '#shared/contract/taste.ts';
import { pictureIdSchema, type PictureId } from '#shared/domain/ids.ts';
import type { TasteProfile, TasteReason } from '#shared/domain/taste.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

type Named = readonly [profile: string];

export const tasteActions = {
  list: (_args: readonly [], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const list = await client.taste.list();
      output.result(list, list.profiles.length === 0 ? 'No taste profiles.' : formatList(list));
    }),
  create: ([name]: Named, options: GlobalOptions & { readonly ratings: boolean }) =>
    withStudio(options, {}, async ({ client, output }) => {
      const made = await client.taste.create({ name, usesRatings: options.ratings });
      output.result(made, `${sentence(made)}\neasel taste pick "${name}" shows the first pair.`);
    }),
  pick: (
    [name, better, worse]: readonly [profile: string, better?: string, worse?: string],
    options: GlobalOptions,
  ) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findProfile(client, name);
      if (better !== undefined) {
        const [left, right] = [idOf(better), idOf(worse ?? '')];
        const changed = await client.taste.pick({ id, left, right, choice: 'left' });
        output.result(changed, sentence(changed));
        return;
      }
      const next = await client.taste.next({ id });
      output.result(next, await describePair(client, name, next.pair));
    }),
  train: ([name]: Named, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output, signal }) => {
      const { id } = await findProfile(client, name);
      const learnt = await client.taste.train({ id }, { signal });
      const training = await client.taste.training();
      output.say(`Learnt on ${training.backend}: ${training.reason}`);
      output.result({ ...learnt, training }, sentence(learnt));
    }),
  show: ([name, picture]: readonly [profile: string, picture?: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output, signal }) => {
      const profile = await findProfile(client, name);
      if (picture === undefined) {
        output.result(profile, sentence(profile));
        return;
      }
      const asked = { id: profile.id, picture: idOf(picture) };
      const reason = await client.taste.explain(asked, { signal });
      output.result(reason, describeReason(reason));
    }),
  use: ([name]: Named, options: GlobalOptions & { readonly weight?: number }) =>
    withStudio(options, {}, async ({ client, output }) => {
      const profile = name === 'none' ? null : (await findProfile(client, name)).id;
      const list = await client.taste.use({ profile, weight: options.weight });
      const { active } = list;
      output.result(
        list,
        active === undefined
          ? 'No taste counts in rankings.'
          : `“${name}” counts ${percent(active.weight)} in rankings.`,
      );
    }),
  remove: ([name]: Named, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findProfile(client, name);
      await client.taste.remove({ id });
      output.result({ id }, `“${name}” is forgotten: its choices and what was learnt from them.`);
    }),
  export: ([name, file]: readonly [profile: string, file: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { id } = await findProfile(client, name);
      const { base64 } = await client.taste.export({ id });
      await writeFile(resolve(file), Buffer.from(base64, 'base64')).catch((error: unknown) => {
        throw new EaselError('request.invalid', { field: file, reason: String(error) });
      });
      output.result({ file }, `Written to ${file}; no picture and no choice is in it.`);
    }),
  import: ([file]: readonly [file: string], options: GlobalOptions & { readonly name?: string }) =>
    withStudio(options, {}, async ({ client, output }) => {
      const bytes = await readFile(resolve(file)).catch(() => {
        throw new EaselError('taste.file-invalid', { reason: 'it cannot be read' });
      });
      const { name } = options;
      const made = await client.taste.import({ base64: bytes.toString('base64'), name });
      output.result(made, sentence(made));
    }),
};

async function findProfile(client: EaselClient, nameOrId: string): Promise<TasteProfile> {
  const { profiles } = await client.taste.list();
  const found = profiles.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found === undefined) throw new EaselError('taste.not-found', { id: nameOrId });
  return found;
}

function idOf(text: string): PictureId {
  const parsed = pictureIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new EaselError('picture.not-found', { id: text });
}

async function describePair(
  client: EaselClient,
  name: string,
  pair: { readonly left: PictureId; readonly right: PictureId } | undefined,
): Promise<string> {
  if (pair === undefined) return 'There are too few pictures to choose between; make some first.';
  const pictures = [pair.left, pair.right].map((id) => client.gallery.get({ id }));
  const lines = (await Promise.all(pictures)).map(
    ({ id, generation, sourceName }) => `${id}  ${generation?.prompt ?? sourceName ?? ''}`,
  );
  return [...lines, `easel taste pick "${name}" <better> <worse>`].join('\n');
}

function formatList({ profiles, active }: TasteList): string {
  return formatTable(
    ['profile', 'counts', 'what is known', 'id'],
    profiles.map((profile) => [
      profile.name,
      profile.id === active?.profile ? percent(active.weight) : '–',
      sentence(profile),
      profile.id,
    ]),
  );
}

/** What is known of a profile, honestly. */
function sentence({ name, picks, state, needs, learnt }: TasteProfile): string {
  const { heldOut } = learnt ?? {};
  const foresees =
    heldOut === undefined
      ? ''
      : `It foresaw ${heldOut.right} of ${heldOut.of} choices that were held out (${percent(heldOut.low)} to ${percent(heldOut.high)}; chance is 50 %).`;
  switch (state) {
    case 'few':
      return `“${name}” has ${picks} choices and needs ${needs} more before it can learn.`;
    case 'waiting':
      return `“${name}” has ${picks} choices, some not learnt from yet. ${foresees}`.trim();
    case 'foreign':
      return `“${name}” was learnt by another CLIP and cannot be used with this one.`;
    case 'unsure':
      return `“${name}” does no better than chance so far; about ${needs} more choices would tell. ${foresees}`.trim();
    case 'ready':
      return `“${name}” is ready. ${foresees}`;
  }
}

function describeReason({ chance, liked, disliked }: TasteReason): string {
  const list = (those: TasteReason['liked']): string =>
    those.map(({ id, likeness }) => `${id} (${likeness.toFixed(2)})`).join(', ') || 'nothing yet';
  return [
    `Would be chosen over an ordinary picture ${percent(chance)} of the time.`,
    `Nearest of what you liked: ${list(liked)}`,
    `Nearest of what you did not: ${list(disliked)}`,
  ].join('\n');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
