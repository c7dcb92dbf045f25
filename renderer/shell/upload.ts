/** Files on their way to the host: as the body of a request, for pixels never travel in the contract. */
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';

export interface UploadAnswers {
  /** The file is in the library. */
  readonly import: {
    readonly picture: Picture;
    /** Whether it was not there before, or only in the trash. */
    readonly isNew: boolean;
  };
  /** Nothing was kept; this is what the file says about its making. */
  readonly recall: { readonly recalled: RecalledSettings };
  /** Nothing was kept but what it looks like: the key of a search for its like. */
  readonly similar: { readonly key: string };
  /** Kept as the mask of edits to come. */
  readonly mask: { readonly id: MaskId };
}
export type UploadPath = keyof UploadAnswers;

/** Throws the host's EaselError, or `access.disconnected` when nobody answered. */
export async function upload<Path extends UploadPath>(
  path: Path,
  file: File,
  signal?: AbortSignal,
): Promise<UploadAnswers[Path]> {
  const address = `/media/${path}?name=${encodeURIComponent(file.name)}`;
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await fetch(address, { method: 'POST', headers, body: file, signal }).catch(
    (cause: unknown) => {
      signal?.throwIfAborted();
      throw new EaselError('access.disconnected', {}, { cause });
    },
  );
  const body: unknown = await answer.json().catch(() => undefined);
  // The answer comes from the host of this very page, which checked it against the contract.
  if (answer.ok) return body as UploadAnswers[Path];
  const shape = errorShapeSchema.safeParse(body);
  throw shape.success
    ? fromErrorShape(shape.data)
    : new EaselError('internal.unexpected', { detail: `${answer.status} ${answer.statusText}` });
}
