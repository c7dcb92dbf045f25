/** `easel vary`: candidates that begin with a picture and stay near it. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { DEFAULT_VARIATION, VARIATION_WEIGHT } from '#shared/domain/reference.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { checkTop } from './check-top.ts';
import { bestOf, describeBest, runToEnd, writeFiles, type FileOptions } from './finish-job.ts';
import { pictureOf } from './picture-of.ts';

export interface VaryOptions extends FileOptions {
  readonly count?: number;
  readonly strength?: number;
  readonly prompt?: string;
  readonly top?: number;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly checkpoint?: string;
}

export async function vary(picture: string, options: GlobalOptions & VaryOptions): Promise<void> {
  checkTop(options.top);
  await withStudio(options, { runsJobs: true }, async (session) => {
    const { client, output } = session;
    const { count, seed, steps, guidance, checkpoint, strength = DEFAULT_VARIATION } = options;
    const id = await pictureOf(client, picture);
    const submitted = await client.generate.submit({
      prompt: options.prompt ?? (await wordsOf(client, id)),
      start: { id, strength },
      references: await drawnTo(client, id, checkpoint),
      ...{ count, seed, steps, checkpoint, guidanceScale: guidance },
    });
    const job = await runToEnd(session, submitted);
    const best = (await bestOf(client, job)).slice(0, options.top);
    const files = await writeFiles(session, best, options);
    const pictures = best.map((one) => ({ ...one, file: files.get(one.id) }));
    output.result({ job, pictures }, describeBest(best, files));
  });
}

/** What it was made by, where that is known; else what it shows has to speak for it. */
async function wordsOf(client: EaselClient, id: PictureId): Promise<string> {
  const { generation, recalled } = await client.gallery.get({ id });
  return generation?.expandedPrompt ?? recalled?.prompt ?? '';
}

/** To itself, where the checkpoint can be spoken to in pictures. */
async function drawnTo(
  client: EaselClient,
  id: PictureId,
  chosen: string | undefined,
): Promise<GenerationRequest['references']> {
  const { checkpoints } = await client.checkpoints.list();
  const used = checkpoints.find((one) => chosen === undefined || one.id === chosen);
  return used?.takesReferences === true ? [{ id, weight: VARIATION_WEIGHT }] : undefined;
}
