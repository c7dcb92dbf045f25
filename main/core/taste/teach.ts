/** From a profile's choices and the library's stars to what the engine learns from. */
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { RankingSpace } from '#main/core/clips/clips.ts';
import type { Rating } from '#shared/domain/picture.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { TastePick } from '#shared/domain/taste.ts';
import type { FitTasteParams } from '#shared/engine-protocol/heads.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

/** Stars of so many pictures are learnt from: the newest. */
const MAX_RATED = 2000;
/** Ordinary pictures that taste is measured from. */
const BACKDROP = 500;

/** Pictures of the library with stars. */
export function ratedCount(index: PictureIndex): number {
  return index.outline({ inTrash: false, sort: 'newest', minRating: 1 }).total;
}

/** The newest of them. */
export function ratedPictures(
  index: PictureIndex,
): readonly { readonly id: PictureId; readonly stars: Rating }[] {
  const { pictures } = index.list({
    inTrash: false,
    sort: 'newest',
    minRating: 1,
    limit: MAX_RATED,
  });
  return pictures.map(({ id, rating }) => ({ id, stars: rating }));
}

/** Pictures of the library that have a place in the space: a sample, the same each time. */
export function backdropOf(
  index: PictureIndex,
  space: RankingSpace,
  count: number = BACKDROP,
): { readonly id: PictureId; readonly embedding: Float32Array }[] {
  const { ids } = index.outline({ inTrash: false, sort: 'oldest' });
  const table = index.vectors(space.id, space.dimensions);
  const random = new TorchRandom(1);
  const chosen: { id: PictureId; embedding: Float32Array }[] = [];
  // Every picture has the same chance, however many there are (Knuth's selection sampling).
  for (const [at, id] of ids.entries()) {
    if (random.uniform() * (ids.length - at) >= count - chosen.length) continue;
    const embedding = table.get(id);
    if (embedding !== undefined) chosen.push({ id, embedding });
  }
  return chosen;
}

/** What cannot be embedded, because it is gone, is left out. */
export async function lessonsOf(
  {
    picks,
    rated,
  }: {
    readonly picks: readonly TastePick[];
    readonly rated: readonly { readonly id: PictureId; readonly stars: Rating }[];
  },
  embeddingOf: (id: PictureId) => Promise<Float32Array | undefined>,
): Promise<Omit<FitTasteParams, 'backdrop'>> {
  const pictures: Float32Array[] = [];
  const places = new Map<PictureId, number | undefined>();
  async function placeOf(id: PictureId): Promise<number | undefined> {
    if (!places.has(id)) {
      const embedding = await embeddingOf(id);
      places.set(id, embedding === undefined ? undefined : pictures.push(embedding) - 1);
    }
    return places.get(id);
  }
  const chosen: { winner: number; loser: number }[] = [];
  for (const { left, right, choice } of picks) {
    if (choice === 'skip') continue;
    const [winner, loser] = choice === 'left' ? [left, right] : [right, left];
    const [better, worse] = [await placeOf(winner), await placeOf(loser)];
    if (better !== undefined && worse !== undefined) chosen.push({ winner: better, loser: worse });
  }
  const ratings: { picture: number; stars: number }[] = [];
  for (const { id, stars } of rated) {
    const picture = await placeOf(id);
    if (picture !== undefined) ratings.push({ picture, stars });
  }
  return { pictures, picks: chosen, ratings };
}
