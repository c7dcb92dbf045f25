/** Names of files in the library. */
import type { JobId, PictureId } from '#shared/domain/ids.ts';

const MAX_SLUG = 48;

/** `pictures/2026/11/a-red-apple-7-xxxxxxxx-0.png`, the same for the same candidate every time. */
export function candidatePath(jobId: JobId, index: number, prompt: string, seed: number): string {
  const mark = `${jobId.slice(-8)}-${index}`;
  return `pictures/${monthOf(timeOfJob(jobId))}/${slugOf(prompt)}-${seed}-${mark}.png`;
}

/** `pictures/2026/11/holiday-xxxxxxxx.png` for a step that no job made. */
export function stepPath(time: number, title: string, id: PictureId): string {
  return `pictures/${monthOf(time)}/${slugOf(title)}-${id.slice(-8)}.png`;
}

export function importPath(time: number, name: string, sha256: string, extension: string): string {
  const stem = name.replace(/\.[^.]*$/, '');
  return `pictures/${monthOf(time)}/${slugOf(stem)}-${sha256.slice(0, 8)}.${extension}`;
}

export function trashPathOf(path: string): string {
  return path.replace(/^pictures\//, 'trash/');
}

export function untrashedPathOf(path: string): string {
  return path.replace(/^trash\//, 'pictures/');
}

/** Letters and digits of any script, joined by hyphens; never empty, never a reserved name. */
export function slugOf(text: string): string {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const slug = [...words.join('-')].slice(0, MAX_SLUG).join('').replace(/-+$/, '');
  return slug === '' ? 'picture' : slug;
}

/** Job ids begin with their time in base 36. */
function timeOfJob(jobId: JobId): number {
  const time = Number.parseInt(jobId.slice(0, 9), 36);
  return Number.isFinite(time) && time > 0 && time < 8e15 ? time : 0;
}

function monthOf(time: number): string {
  const date = new Date(time);
  return `${date.getUTCFullYear()}/${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
}
