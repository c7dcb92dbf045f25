/** `easel style`: a picture in the manner of another one. */
import type { EaselClient } from '#shared/contract/index.ts';
import {
  madeStyleSchema,
  madeStyles,
  type Style,
  type StyleReference,
} from '#shared/domain/edit.ts';
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
    const { strength, strokeSize, colours, seed } = options;
    const submitted = await client.edit.style({
      source,
      style: {
        reference: await referenceOf(client, options.like),
        ...{ strength, strokeSize, colours, seed },
      },
      ...{ mask, feather: options.feather },
    });
    const job = await runToEnd(session, submitted);
    const made = await bestOf(client, job);
    for (const { id } of made) await client.edit.accept({ id });
    const files = await writeFiles(session, made, options);
    const pictures = made.map((one) => ({ ...one, file: files.get(one.id) }));
    const lines = pictures.map(({ id, file }) => file ?? id);
    output.result({ job, pictures }, lines.join('\n'));
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
