/** Many vectors of one length in one array, found by key: built for scans over all of them. */

export interface Close<Key> {
  readonly key: Key;
  /** Inner product with what was looked for; the cosine, where both have length 1. */
  readonly similarity: number;
}

export class VectorTable<Key> {
  readonly dimensions: number;
  #data: Float32Array;
  readonly #keys: Key[] = [];
  readonly #rows = new Map<Key, number>();

  constructor(dimensions: number, expected = 1024) {
    this.dimensions = dimensions;
    this.#data = new Float32Array(dimensions * Math.max(1, expected));
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Adds or replaces. A vector of another length cannot be compared, and stays out. */
  set(key: Key, vector: Float32Array): void {
    if (vector.length !== this.dimensions) return;
    const row = this.#rows.get(key) ?? this.#append(key);
    this.#data.set(vector, row * this.dimensions);
  }

  delete(key: Key): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    // The last row takes the place of the one that goes.
    const last = this.#keys.length - 1;
    const lastKey = this.#keys[last]!;
    this.#data.copyWithin(
      row * this.dimensions,
      last * this.dimensions,
      (last + 1) * this.dimensions,
    );
    this.#keys[row] = lastKey;
    this.#rows.set(lastKey, row);
    this.#keys.pop();
    this.#rows.delete(key);
  }

  /** A copy. */
  get(key: Key): Float32Array | undefined {
    const row = this.#rows.get(key);
    if (row === undefined) return undefined;
    return this.#data.slice(row * this.dimensions, (row + 1) * this.dimensions);
  }

  /** The `limit` closest of those keys that are here, closest first; ties in the order given. */
  closest(wanted: Float32Array, among: readonly Key[], limit: number): Close<Key>[] {
    const rows = new Int32Array(among.length);
    let count = 0;
    for (const key of among) {
      const row = this.#rows.get(key);
      if (row === undefined) continue;
      rows[count] = row;
      count += 1;
    }
    const similarities = this.#similarities(wanted, rows.subarray(0, count));
    const least = count > limit ? similarities.toSorted()[count - limit]! : -Infinity;
    const found: Close<Key>[] = [];
    for (let at = 0; at < count; at += 1) {
      const similarity = similarities[at]!;
      if (similarity >= least) found.push({ key: this.#keys[rows[at]!]!, similarity });
    }
    return found.toSorted((a, b) => b.similarity - a.similarity).slice(0, limit);
  }

  #similarities(wanted: Float32Array, rows: Int32Array): Float32Array {
    const { dimensions } = this;
    const data = this.#data;
    const similarities = new Float32Array(rows.length);
    const whole = dimensions - (dimensions % 4);
    for (let at = 0; at < rows.length; at += 1) {
      const start = rows[at]! * dimensions;
      // Four sums at once: one would make every addition wait for the one before.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let index = 0; index < whole; index += 4) {
        a += wanted[index]! * data[start + index]!;
        b += wanted[index + 1]! * data[start + index + 1]!;
        c += wanted[index + 2]! * data[start + index + 2]!;
        d += wanted[index + 3]! * data[start + index + 3]!;
      }
      for (let index = whole; index < dimensions; index += 1) {
        a += wanted[index]! * data[start + index]!;
      }
      similarities[at] = a + b + c + d;
    }
    return similarities;
  }

  #append(key: Key): number {
    const row = this.#keys.length;
    if ((row + 1) * this.dimensions > this.#data.length) {
      const larger = new Float32Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#keys.push(key);
    this.#rows.set(key, row);
    return row;
  }
}
