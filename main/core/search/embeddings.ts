/** Embeddings of library pictures: those that are kept, and those that must be made first. */
import type { RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** CLIP sees far less; this only keeps what travels to the engine small. */
export const EMBEDDED_SIDE = 512;

interface Parts {
  readonly index: PictureIndex;
  readonly engine: Engine;
  readonly reader: PictureReader;
}

export class Embeddings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is kept of a picture in that space. */
  find(id: PictureId, space: RankingSpace): Float32Array | undefined {
    const embedding = this.#parts.index.get(id)?.embedding;
    return embedding?.space === space.id ? embedding.vector : undefined;
  }

  /** For a picture that may have gone meanwhile. */
  keep(id: PictureId, space: RankingSpace, vector: Float32Array): void {
    this.#parts.index.putEmbedding(id, { space: space.id, vector });
  }

  /** Kept or made now. Throws `picture.not-found`, `picture.file-missing`, and the engine's errors. */
  async of(id: PictureId, space: RankingSpace, signal?: AbortSignal): Promise<Float32Array> {
    const kept = this.find(id, space);
    if (kept !== undefined) return kept;
    const pixels = await this.#parts.reader.byId(id, { maxSide: EMBEDDED_SIDE });
    const vector = await this.make(pixels, space, signal);
    this.keep(id, space, vector);
    return vector;
  }

  async make(pixels: Pixels, space: RankingSpace, signal?: AbortSignal): Promise<Float32Array> {
    const params = { checkpoint: space.checkpoint, pictures: [pixels] };
    const [vector] = await this.#parts.engine.embedPictures(params, { signal });
    return vector ?? new Float32Array(space.dimensions);
  }
}
