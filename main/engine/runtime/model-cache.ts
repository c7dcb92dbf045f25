/**
 * Loaded graphs, shared by everything that runs in this process and evicted when they need more
 * memory than allowed. Kept as promises, so that two requests for the same graph load it once.
 */
import type { Model } from './onnxruntime.ts';

interface Entry {
  readonly model: Promise<Model>;
  readonly bytes: number;
  /** The last request that asked for it; LEFT when that one is done with it. */
  round: number;
}

const LEFT = -1;

export class ModelCache {
  /** In order of last use: Map keeps insertion order, and a hit is inserted anew. */
  readonly #entries = new Map<string, Entry>();
  readonly #budget: number;
  #round = 0;

  /** @param budgetBytes the sum of estimates that may stay loaded */
  constructor(budgetBytes: number) {
    this.#budget = budgetBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The sum of estimates that may stay loaded. */
  get budget(): number {
    return this.#budget;
  }

  /**
   * Begins a request. What it asks for stays loaded until the next one begins, even beyond the
   * budget: it may be running.
   */
  beginRound(): void {
    this.#round += 1;
  }

  /**
   * The graph of that key, loaded by `load` when it is not there. A load that fails is forgotten,
   * so the next request tries again.
   *
   * @param bytes estimated memory of the loaded graph
   */
  get(key: string, bytes: number, load: () => Promise<Model>): Promise<Model> {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.round = this.#round;
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.model;
    }
    const freed = this.#makeRoom(bytes);
    // What has to go is gone before its room is taken; where nothing has to, loading begins at once.
    const model = freed.length === 0 ? load() : Promise.all(freed).then(load);
    const entry: Entry = { model, bytes, round: this.#round };
    this.#entries.set(key, entry);
    entry.model.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry.model;
  }

  /** Whether a graph is there, or being loaded. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /**
   * The request that asked for it is done with it: it stays as long as there is room, and goes
   * before the request is over where there is none. Unknown keys are passed over.
   */
  leave(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.round = LEFT;
  }

  /** Frees everything. */
  async clear(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(release));
  }

  #makeRoom(bytes: number): Promise<void>[] {
    const freed: Promise<void>[] = [];
    let used = bytes;
    for (const entry of this.#entries.values()) used += entry.bytes;
    for (const [key, entry] of this.#entries) {
      if (used <= this.#budget) break;
      if (entry.round === this.#round) continue;
      this.#entries.delete(key);
      used -= entry.bytes;
      freed.push(release(entry));
    }
    return freed;
  }
}

async function release({ model }: Entry): Promise<void> {
  // A load that failed has nothing to free, and was reported to whoever asked for it.
  await model.then(
    (loaded) => loaded.release(),
    () => undefined,
  );
}
