/**
 * Embeds pictures that have no place in CLIP's space yet, such as imports, so that they can be
 * found by what they show. It works a few at a time and only while no job runs or waits.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { EmbeddingProgress } from '#shared/contract/gallery.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EMBEDDED_SIDE, type Embeddings } from './embeddings.ts';

/** A generation that begins waits for no more than these. */
const GROUP = 4;
/** So many are looked up at once. */
const LOOKED_UP = 1000;

export interface EmbedderPauses {
  /** Before it looks again whether the queue is empty, in milliseconds. */
  readonly busyMs: number;
  /** After the engine failed. */
  readonly failureMs: number;
}

interface Parts {
  readonly index: PictureIndex;
  readonly queue: JobQueue;
  readonly clips: Clips;
  readonly engine: Engine;
  readonly reader: PictureReader;
  readonly embeddings: Embeddings;
}

export class BackgroundEmbedder {
  readonly #parts: Parts;
  readonly #pauses: EmbedderPauses;
  readonly #stop = new AbortController();
  /** Pictures that cannot be read; tried again at the next start. */
  readonly #passedOver = new Set<PictureId>();
  #work: Promise<void> | undefined;
  #isWanted = false;

  constructor(parts: Parts, pauses: EmbedderPauses = { busyMs: 400, failureMs: 30_000 }) {
    this.#parts = parts;
    this.#pauses = pauses;
  }

  /** There may be something to do. */
  wake(): void {
    this.#isWanted = true;
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  /** Looks for work now, and whenever pictures come in, until the signal aborts. */
  async follow(gallery: Gallery, signal: AbortSignal): Promise<void> {
    for await (const event of gallery.watch(signal)) {
      const mayBringWork = ['hello', 'added', 'reset'].includes(event.type);
      if (mayBringWork) this.wake();
    }
  }

  /**
   * Embeds all that is missing, now, for somebody who waits for it. Throws what keeps the engine or
   * the checkpoint from being used.
   */
  async *embedMissing(signal?: AbortSignal): AsyncGenerator<EmbeddingProgress, void> {
    const space = await this.#parts.clips.space();
    const ids = this.#parts.index.lackingEmbedding(space.id, Number.MAX_SAFE_INTEGER);
    const total = ids.length;
    for (let done = 0; done < total; done += GROUP) {
      throwIfCancelled(signal);
      yield { done, total, isFinished: false };
      await this.#embed(ids.slice(done, done + GROUP), space, signal);
    }
    yield { done: total, total, isFinished: true };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  /** Resolves when nothing is left to do. */
  async finished(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#stop.signal.aborted) {
      this.#isWanted = false;
      try {
        await this.#embedAll();
      } catch (error) {
        if (isCancellation(error) || this.#stop.signal.aborted) return;
        // Without an engine or a checkpoint there is nothing to do but wait for better times.
        await this.#pause(this.#pauses.failureMs);
        this.#isWanted = true;
      }
    }
  }

  async #embedAll(): Promise<void> {
    const { index, clips } = this.#parts;
    for (;;) {
      const space = await clips.space();
      const lacking = index.lackingEmbedding(space.id, LOOKED_UP + this.#passedOver.size);
      const ids = lacking.filter((id) => !this.#passedOver.has(id));
      if (ids.length === 0) return;
      for (let start = 0; start < ids.length; start += GROUP) {
        await this.#untilIdle();
        if (this.#stop.signal.aborted) return;
        // Another CLIP may have been chosen meanwhile.
        if ((await clips.space()).id !== space.id) break;
        await this.#embed(ids.slice(start, start + GROUP), space);
      }
    }
  }

  async #embed(
    ids: readonly PictureId[],
    space: RankingSpace,
    signal = this.#stop.signal,
  ): Promise<void> {
    const { engine, reader, embeddings } = this.#parts;
    const readable: PictureId[] = [];
    const pictures = [];
    for (const id of ids) {
      const pixels = await reader.byId(id, { maxSide: EMBEDDED_SIDE }).catch(() => undefined);
      if (pixels === undefined) this.#passedOver.add(id);
      else {
        readable.push(id);
        pictures.push(pixels);
      }
    }
    if (pictures.length === 0) return;
    const params = { checkpoint: space.checkpoint, pictures };
    const vectors = await engine.embedPictures(params, { signal });
    for (const [at, id] of readable.entries()) {
      const vector = vectors[at];
      if (vector !== undefined) embeddings.keep(id, space, vector);
    }
  }

  async #untilIdle(): Promise<void> {
    while (this.#parts.queue.isBusy && !this.#stop.signal.aborted) {
      await this.#pause(this.#pauses.busyMs);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#stop.signal, ref: false }).catch(
      () => undefined,
    );
  }
}
