/** Masks as people name them on the command line: a file, or words. */
import { resolve } from 'node:path';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

export interface MaskOptions {
  readonly mask?: string;
  readonly where?: string;
}

/** Throws `edit.mask-empty` where the words name nothing. */
export async function maskOf(
  client: EaselClient,
  id: PictureId,
  { mask: file, where }: MaskOptions,
): Promise<MaskId | undefined> {
  if (file !== undefined) return (await client.edit.keepMask({ path: resolve(file) })).mask;
  if (where === undefined) return undefined;
  const { found } = await client.words.find({ id, words: [where] });
  const mask = found[0]?.mask;
  if (mask === undefined) throw new EaselError('edit.mask-empty');
  return mask;
}
