/** `easel edit`: change a picture by words, and take the best of what comes. */
import type { EditRequest, Margins } from '#shared/domain/edit.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { bestOf, describeBest, runToEnd, writeFiles, type FileOptions } from './finish-job.ts';
import { maskOf, type MaskOptions } from './mask-of.ts';
import { pictureOf } from './picture-of.ts';

export interface EditOptions extends FileOptions, MaskOptions {
  readonly strength?: number;
  readonly feather?: number;
  readonly grow?: Margins;
  readonly count?: number;
  readonly top: number;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly scheduler?: string;
  readonly negative?: string;
  readonly checkpoint?: string;
  readonly taste?: string;
  readonly tasteWeight?: number;
}

export async function edit(
  [picture, prompt]: readonly [picture: string, prompt: string],
  options: GlobalOptions & EditOptions,
): Promise<void> {
  await withStudio(options, { runsJobs: true }, async (session) => {
    const { client, output } = session;
    const source = await pictureOf(client, picture);
    const mask = await maskOf(client, source, options);
    const submitted = await client.edit.submit({
      source,
      step: stepOf(options),
      ...{ mask, feather: options.feather },
      generation: {
        prompt,
        negativePrompt: options.negative,
        checkpoint: options.checkpoint,
        count: options.count,
        seed: options.seed,
        steps: options.steps,
        guidanceScale: options.guidance,
        scheduler: options.scheduler,
        taste: options.taste,
        tasteWeight: options.tasteWeight,
      },
    });
    const job = await runToEnd(session, submitted);
    const best = (await bestOf(client, job)).slice(0, options.top);
    for (const { id } of best) await client.edit.accept({ id });
    const files = await writeFiles(session, best, options);
    const pictures = best.map((one) => ({ ...one, file: files.get(one.id) }));
    output.result({ job, pictures }, describeBest(best, files));
  });
}

function stepOf({ grow, strength }: EditOptions): EditRequest['step'] {
  return grow === undefined ? { kind: 'words', strength } : { kind: 'grow', margins: grow };
}
