/** The end of a job with candidates: its pictures, best first, as files and as a table. */
import { resolve } from 'node:path';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Job } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { CancelledError, isCancellation } from '#shared/errors/cancellation.ts';
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import type { Session } from '../session.ts';
import { formatTable, shorten } from '../terminal/table.ts';
import { defaultsOf } from './export-defaults.ts';
import { followJob } from './follow-job.ts';
import { sayEnlarged } from './say-enlarged.ts';

export interface FileOptions {
  readonly out?: string;
  readonly format?: 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff' | 'svg';
  readonly scale?: number;
}

/** Ctrl-C cancels the job itself, and waits until that is written down. */
export async function runToEnd(session: Session, submitted: Pick<Job, 'id'>): Promise<Job> {
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

export async function bestOf(client: EaselClient, job: Job): Promise<Picture[]> {
  const pictures = await Promise.all(
    job.pictures.map(({ pictureId }) => client.gallery.get({ id: pictureId })),
  );
  return pictures.toSorted((a, b) => positionOf(a) - positionOf(b));
}

function positionOf({ rank }: Picture): number {
  return rank?.position ?? Number.MAX_SAFE_INTEGER;
}

/** Named by rank and replaced when they exist, so that the same command leaves the same folder. */
export async function writeFiles(
  { client, output, signal }: Session,
  pictures: readonly Picture[],
  { out, format, scale }: FileOptions,
): Promise<Map<string, string>> {
  if (out === undefined) return new Map();
  const { files } = await client.gallery.exportFiles(
    {
      ids: pictures.map(({ id }) => id),
      folder: resolve(out),
      options: await defaultsOf(client, { format, scale, onConflict: 'overwrite' }),
    },
    { signal },
  );
  sayEnlarged(output, files);
  return new Map(files.map(({ pictureId, path }) => [pictureId, path]));
}

export function describeBest(
  pictures: readonly Picture[],
  files: ReadonlyMap<string, string>,
): string {
  return formatTable(
    ['rank', 'score', 'match', 'seed', files.size > 0 ? 'file' : 'picture'],
    pictures.map(({ id, rank, generation }) => [
      rank?.position ?? '',
      rank?.score.toFixed(3) ?? '',
      rank?.cosine?.toFixed(3) ?? '',
      generation?.seed ?? '',
      files.get(id) ?? shorten(id, 70),
    ]),
  );
}
