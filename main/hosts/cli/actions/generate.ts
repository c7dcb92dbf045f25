/** `easel generate`: submit, follow, show the best, write the files. */
import { resolve } from 'node:path';
import { defaultsOf } from './export-defaults.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { GenerateJob } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { CancelledError, isCancellation } from '#shared/errors/cancellation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio, type Session } from '../session.ts';
import { formatTable, shorten } from '../terminal/table.ts';
import { followJob } from './follow-job.ts';

export interface GenerateOptions {
  readonly count?: number;
  readonly top?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly steps?: number;
  readonly guidance?: number;
  readonly scheduler?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly negative?: string;
  readonly checkpoint?: string;
  readonly diversity?: number;
  readonly variants?: 'cycle' | 'random';
  readonly format?: 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff' | 'svg';
}

export async function generate(
  prompt: string,
  options: GlobalOptions & GenerateOptions,
): Promise<void> {
  const { count, seed, steps, guidance, negative, checkpoint, diversity, variants } = options;
  checkTop(options.top);
  await withStudio(options, { runsJobs: true }, async (session) => {
    const { client, output } = session;
    const request = {
      prompt,
      ...{ count, seed, steps, checkpoint, diversity, variants },
      ...{ scheduler: options.scheduler, ...options.size },
      guidanceScale: guidance,
      negativePrompt: negative,
    };
    if (prompt.includes('__')) {
      const { lineProblems } = await client.generate.plan(request);
      for (const { file, line, error } of lineProblems) {
        const { what } = describeError(error, 'en');
        output.warn(`In the wildcard file ${file}, “${line}” is taken word for word: ${what}`);
      }
    }
    const submitted = await client.generate.submit(request);
    const job = await runToEnd(session, submitted);
    const best = (await picturesOf(client, job)).slice(0, options.top);
    const files = await writeFiles(client, best, options);
    const pictures = best.map((picture) => ({ ...picture, file: files.get(picture.id) }));
    output.result({ job, pictures }, describe(best, files));
    if (options.out === undefined) {
      const { library } = await client.system.info();
      output.say(`Saved in the library ${library.folder}`);
    }
  });
}

function checkTop(top: number | undefined): void {
  if (top === undefined || (Number.isInteger(top) && top >= 1)) return;
  throw new EaselError('request.invalid', { field: '--top', reason: 'it must be 1 or more' });
}

/** Ctrl-C cancels the job itself, and waits until that is written down. */
async function runToEnd(session: Session, submitted: GenerateJob): Promise<GenerateJob> {
  const { client, output, signal } = session;
  const { id } = submitted;
  try {
    await followJob(client, id, output, signal);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await client.jobs.cancel({ id });
    output.say('Cancelled.');
    throw new CancelledError();
  }
  const job = await client.jobs.get({ id });
  if (job.error !== undefined) throw fromErrorShape(job.error);
  if (job.state !== 'done') throw new CancelledError();
  return job;
}

async function picturesOf(client: EaselClient, job: GenerateJob): Promise<Picture[]> {
  const pictures = await Promise.all(
    job.pictures.map(({ pictureId }) => client.gallery.get({ id: pictureId })),
  );
  return pictures.toSorted((a, b) => positionOf(a) - positionOf(b));
}

function positionOf({ rank }: Picture): number {
  return rank?.position ?? Number.MAX_SAFE_INTEGER;
}

/** Named by rank and replaced when they exist, so that the same command leaves the same folder. */
async function writeFiles(
  client: EaselClient,
  pictures: readonly Picture[],
  { out, format }: GenerateOptions,
): Promise<Map<string, string>> {
  if (out === undefined) return new Map();
  const { files } = await client.gallery.exportFiles({
    ids: pictures.map(({ id }) => id),
    folder: resolve(out),
    options: await defaultsOf(client, { format, onConflict: 'overwrite' }),
  });
  return new Map(files.map(({ pictureId, path }) => [pictureId, path]));
}

function describe(pictures: readonly Picture[], files: ReadonlyMap<string, string>): string {
  return formatTable(
    ['rank', 'score', 'match', 'seed', files.size > 0 ? 'file' : 'picture'],
    pictures.map(({ id, rank, generation }) => [
      rank?.position ?? '',
      rank?.score.toFixed(3) ?? '',
      rank?.cosine.toFixed(3) ?? '',
      generation?.seed ?? '',
      files.get(id) ?? shorten(id, 70),
    ]),
  );
}
