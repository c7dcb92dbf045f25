/** Learns what a profile likes, in the space of whichever CLIP ranks. */
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { Embeddings } from '#main/core/search/embeddings.ts';
import type { RankingSpace } from '#main/core/clips/clips.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { TasteHead } from './taste-head.ts';
import type { TasteRecord } from './taste-profile.records.ts';
import { heldOutOf, missingPicks } from './taste-state.ts';
import type { TasteStore } from './taste-store.ts';
import { backdropOf, lessonsOf, ratedCount, ratedPictures } from './teach.ts';

interface Parts {
  readonly store: TasteStore;
  readonly index: PictureIndex;
  readonly engine: Engine;
  readonly embeddings: Embeddings;
  readonly holding: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export class TasteLearner {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** As `headOf`; undefined where the profile lacks what it takes. */
  async headFor(
    record: TasteRecord,
    space: RankingSpace,
    signal?: AbortSignal,
  ): Promise<TasteHead | undefined> {
    return this.headOf(record, space, signal).catch((error: unknown) => {
      // A ranking without taste is better than none; the list tells what the profile lacks.
      if (error instanceof EaselError && error.code.startsWith('taste.')) return undefined;
      throw error;
    });
  }

  /**
   * What was learnt for a space, or is learnt for it now. Throws `taste.too-few-picks`,
   * `taste.foreign-space`, and the engine's errors.
   */
  async headOf(record: TasteRecord, space: RankingSpace, signal?: AbortSignal): Promise<TasteHead> {
    const head = await this.#parts.store.head(record.id, space.id);
    if (head !== undefined) return head;
    if (record.isImported && missingPicks(record, ratedCount(this.#parts.index)) > 0) {
      throw new EaselError('taste.foreign-space', { name: record.name });
    }
    return this.learn(record, space, signal);
  }

  /** Throws `taste.too-few-picks`, the engine's errors. */
  async learn(
    record: TasteRecord,
    space: RankingSpace,
    signal: AbortSignal | undefined,
  ): Promise<TasteHead> {
    const { store, index, engine, embeddings, holding } = this.#parts;
    const missing = missingPicks(record, ratedCount(this.#parts.index));
    if (missing > 0) {
      throw new EaselError('taste.too-few-picks', { name: record.name, n: missing });
    }
    const rated = record.usesRatings ? ratedPictures(index) : [];
    const lessons = await lessonsOf({ picks: record.picks, rated }, (id) =>
      embeddings.of(id, space, signal).catch((error: unknown) => {
        const isGone = error instanceof EaselError && error.code.startsWith('picture.');
        if (isGone) return undefined;
        throw error;
      }),
    );
    if (lessons.picks.length + lessons.ratings.length === 0) {
      throw new EaselError('taste.too-few-picks', { name: record.name, n: 1 });
    }
    const backdrop = backdropOf(index, space).map(({ embedding }) => embedding);
    const fit = await engine.fitTaste({ ...lessons, backdrop }, { signal });
    const head: TasteHead = {
      ...{ space: space.id, direction: fit.direction, offset: fit.offset },
      picks: record.picks.filter(({ choice }) => choice !== 'skip').length,
      ratings: lessons.ratings.length,
      backend: fit.training.backend,
      heldOut: fit.heldOut === undefined ? undefined : heldOutOf(fit.heldOut),
    };
    await holding(async () => {
      // It may have been forgotten meanwhile, and must not come back.
      const isThere = (await store.all()).some(({ id }) => id === record.id);
      if (isThere) await store.saveHead(record, head);
    });
    return head;
  }
}
