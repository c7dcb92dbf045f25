/** Questions about many pictures, in parts that the contract takes in one call. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

const MOST_PER_CALL = 500;

export type PicturesCall = (ids: PictureId[]) => Promise<Picture[]>;

/** Calls once for each part, in order; `take` is given each answer. */
export async function inParts(
  ids: readonly PictureId[],
  call: PicturesCall,
  take: (pictures: readonly Picture[]) => void,
): Promise<void> {
  for (let start = 0; start < ids.length; start += MOST_PER_CALL) {
    take(await call(ids.slice(start, start + MOST_PER_CALL)));
  }
}

/** Those that are there, in the order asked for. */
export async function readPictures(
  client: EaselClient,
  ids: readonly PictureId[],
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  await inParts(
    ids,
    (part) => client.gallery.getMany({ ids: part }),
    (part) => pictures.push(...part),
  );
  return pictures;
}
