/** `easel style`: a picture in the manner of another one. */
import type { EaselClient } from '#shared/contract/index.ts';
import {
  madeStyleSchema,
  madeStyles,
  type Style,
  type StyleReference,
  type StyleRequest,
} from '#shared/domain/edit.ts';
import type { Job } from '#shared/domain/job.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { resolve } from 'node:path';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { bestOf, runToEnd, writeFiles, type FileOptions } from './finish-job.ts';
import { findPicture, pictureOf } from './picture-of.ts';

export interface StyleOptions extends FileOptions {
  readonly like: string;
  readonly strength?: number;
  readonly strokeSize?: number;
  readonly colours?: Style['colours'];
  readonly seed?: number;
  readonly mask?: string;
  readonly feather?: number;
  readonly checkpoint?: string;
  readonly prompt?: string;
  readonly adapter?: string;
  readonly weight?: number;
  readonly count?: number;
  readonly top: number;
}

/** What people call the made styles besides their names. */
const OTHER_NAMES: Readonly<Record<string, (typeof madeStyles)[number]>> = {
  'van gogh': 'van-gogh',
  'starry night': 'van-gogh',
  梵高: 'van-gogh',
  星空: 'van-gogh',
  向日葵: 'sunflowers',
  水墨: 'ink',
  马赛克: 'mosaic',
  半调: 'halftone',
  木刻: 'woodcut',
  版画: 'woodcut',
};

export async function style(picture: string, options: GlobalOptions & StyleOptions): Promise<void> {
  await withStudio(options, { runsJobs: true }, async (session) => {
    const { client, output } = session;
    const source = await pictureOf(client, picture);
    const { mask } =
      options.mask === undefined ? {} : await client.edit.keepMask({ path: resolve(options.mask) });
    const reference = await referenceOf(client, options.like);
    const submitted = await submit(client, { source, reference, mask }, options);
    const job = await runToEnd(session, submitted);
    const made = (await bestOf(client, job)).slice(0, options.top);
    for (const { id } of made) await client.edit.accept({ id });
    const files = await writeFiles(session, made, options);
    const pictures = made.map((one) => ({ ...one, file: files.get(one.id) }));
    const lines = pictures.map(({ id, file }) => file ?? id);
    output.result({ job, pictures }, lines.join('\n'));
  });
}

/** By a checkpoint where one is named, else by an exchange of strokes. */
function submit(
  client: EaselClient,
  {
    source,
    reference,
    mask,
  }: Pick<StyleRequest, 'source' | 'mask'> & { readonly reference: StyleReference },
  options: StyleOptions,
): Promise<Pick<Job, 'id'>> {
  const { strength, strokeSize, colours, seed, feather, count, checkpoint } = options;
  if (checkpoint === undefined) {
    const style = { reference, strength, strokeSize, colours, seed };
    return client.edit.style({ source, style, mask, feather, count });
  }
  const { weight, adapter, prompt = '' } = options;
  return client.edit.submit({
    ...{ source, mask, feather },
    step: { kind: 'restyle', reference, strength, weight, adapter },
    generation: { prompt, checkpoint, count, seed },
  });
}

async function referenceOf(client: EaselClient, like: string): Promise<StyleReference> {
  const name = OTHER_NAMES[like.trim().toLowerCase()] ?? like;
  const made = madeStyleSchema.safeParse(name);
  if (made.success) return { kind: 'made', name: made.data };
  const id = await findPicture(client, like);
  if (id !== undefined) return { kind: 'picture', id };
  throw new EaselError('generate.value-unknown', {
    field: '--like',
    value: like,
    choices: `${madeStyles.join(', ')}, or a picture`,
  });
}
