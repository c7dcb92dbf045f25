/** How a picture was made, from the library or from a file of this machine. */
import { basename } from 'node:path';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { recallRecord } from '#shared/recall/easel.ts';
import { requireSettings } from '#shared/recall/recall.ts';
import type { ImportSource } from './import-source.port.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { StoredPicture } from './picture-index.port.ts';

/**
 * What is known of a library picture; else what its file says, which may have come in before this
 * was read. Throws `picture.no-settings`, `picture.settings-damaged`.
 */
export async function recallStored(
  { files, codec }: { readonly files: PictureFiles; readonly codec: PictureCodec },
  { picture, path }: StoredPicture,
): Promise<RecalledSettings> {
  if (picture.generation !== undefined) return recallRecord(picture.generation);
  if (picture.recalled !== undefined) return picture.recalled;
  const name = picture.sourceName ?? basename(path);
  return requireSettings(await codec.readTexts(await files.read(path)), name);
}

/** Throws as `inspect` does, and `picture.no-settings`, `picture.settings-damaged`. */
export async function recallFile(
  { source, codec }: { readonly source: ImportSource; readonly codec: PictureCodec },
  path: string,
  name = basename(path),
): Promise<RecalledSettings> {
  await codec.inspect(path, name);
  return requireSettings(await codec.readTexts(await source.readFile(path)), name);
}

/** Files name pictures by content; those that are here get their ids, unless they lie in the trash. */
export function withPictures(
  recalled: RecalledSettings,
  find: (sha256: string) => Picture | undefined,
): RecalledSettings {
  const { references, start } = recalled;
  const placed = <Used extends { readonly sha256: string }>(used: Used) => {
    const found = find(used.sha256);
    return found === undefined || found.trashedAt !== undefined ? used : { ...used, id: found.id };
  };
  return {
    ...recalled,
    ...(references === undefined ? {} : { references: references.map(placed) }),
    ...(start === undefined ? {} : { start: placed(start) }),
  };
}
