/**
 * The gallery's lists, also by likeness: words and pictures become points in CLIP's space, and the
 * pictures that the other filters leave come in the order of their closeness to them.
 */
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureIndex, PicturePage } from '#main/core/gallery/picture-index.port.ts';
import {
  galleryFilterSchema,
  type GalleryFilter,
  type GalleryOutline,
  type GalleryQuery,
} from '#shared/contract/gallery.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { normalise } from '#shared/numeric/vector.ts';
import type { Embeddings } from './embeddings.ts';
import type { UploadedPictures } from './uploaded-pictures.ts';

/** Behind so many nobody looks, and nothing is like what was asked for. */
const MAX_CLOSEST = 1000;
/** Words of the last searches, so that paging does not embed them again. */
const MAX_WORDS = 32;

interface Parts {
  readonly gallery: Gallery;
  readonly index: PictureIndex;
  readonly clips: Clips;
  readonly engine: Engine;
  readonly embeddings: Embeddings;
  readonly uploaded: UploadedPictures;
}

export class GallerySearch {
  readonly #parts: Parts;
  readonly #words = new Map<string, Float32Array>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws what embedding throws where the query is by likeness, and `request.invalid`. */
  async list(query: GalleryQuery, signal?: AbortSignal): Promise<PicturePage> {
    if (!isByLikeness(query)) return this.#parts.gallery.list(query);
    const { ids, total } = await this.outline(galleryFilterSchema.parse(query), signal);
    const start = startOf(query.cursor);
    const end = start + query.limit;
    const pictures = this.#parts.index.getMany(ids.slice(start, end));
    return { pictures, total, ...(end < total ? { cursor: `closest-${end}` } : {}) };
  }

  /** As `list`. */
  async outline(filter: GalleryFilter, signal?: AbortSignal): Promise<GalleryOutline> {
    const { gallery, index, clips } = this.#parts;
    const everything = gallery.outline(filter);
    if (!isByLikeness(filter)) return everything;
    const space = await clips.space();
    const wanted = await this.#wanted(filter, space, signal);
    const table = index.vectors(space.id, space.dimensions);
    const others = everything.ids.filter((id) => id !== filter.similarTo);
    const closest = table.closest(wanted, others, MAX_CLOSEST);
    const ratios = new Map(everything.ids.map((id, at) => [id, everything.ratios[at] ?? 1]));
    const ids = closest.map(({ key }) => key);
    return { ids, ratios: ids.map((id) => ratios.get(id) ?? 1), total: ids.length };
  }

  /** The middle of all that is asked for. */
  async #wanted(
    { meaning, similarTo, similarToUpload }: GalleryFilter,
    space: RankingSpace,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const { embeddings, uploaded } = this.#parts;
    const points: Float32Array[] = [];
    if (hasWords(meaning)) points.push(await this.#wordsIn(meaning, space, signal));
    if (similarTo !== undefined) points.push(await embeddings.of(similarTo, space, signal));
    if (similarToUpload !== undefined) points.push(uploaded.find(similarToUpload, space.id));
    const sum = new Float32Array(space.dimensions);
    for (const point of points) normalise(point).forEach((value, at) => (sum[at]! += value));
    return normalise(sum);
  }

  async #wordsIn(
    meaning: string,
    space: RankingSpace,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const text = meaning.normalize('NFKC').trim();
    const key = `${space.id} ${text}`;
    const known = this.#words.get(key);
    if (known !== undefined) return known;
    const params = { checkpoint: space.checkpoint, text };
    const vector = await this.#parts.engine.embedText(params, { signal });
    const [oldest] = this.#words.keys();
    if (this.#words.size >= MAX_WORDS && oldest !== undefined) this.#words.delete(oldest);
    this.#words.set(key, vector);
    return vector;
  }
}

function isByLikeness({ meaning, similarTo, similarToUpload }: GalleryFilter): boolean {
  return hasWords(meaning) || similarTo !== undefined || similarToUpload !== undefined;
}

function hasWords(meaning: string | undefined): meaning is string {
  return meaning !== undefined && meaning.trim() !== '';
}

function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const match = /^closest-(\d{1,6})$/.exec(cursor);
  if (match !== null) return Number(match[1]);
  throw new EaselError('request.invalid', { field: 'cursor', reason: 'not from this list' });
}
