/**
 * The Mersenne Twister that PyTorch seeds its CPU generator with.
 *
 * Matsumoto & Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudorandom number generator", 1998 (classic `init_genrand` seeding).
 */
const STATE_SIZE = 624;
const SHIFT_SIZE = 397;
const UPPER_BIT = 0x8000_0000;
const LOWER_BITS = 0x7fff_ffff;
const TWIST = 0x9908_b0df;

export class Mt19937 {
  readonly #state = new Uint32Array(STATE_SIZE);
  #next = STATE_SIZE;

  /** @param seed integer; only its low 32 bits count, as in torch */
  constructor(seed: number) {
    this.#state[0] = seed >>> 0;
    for (let index = 1; index < STATE_SIZE; index += 1) {
      const previous = this.#state[index - 1]!;
      this.#state[index] = Math.imul(1_812_433_253, previous ^ (previous >>> 30)) + index;
    }
  }

  /** The next output, uniform over 0..2^32-1. */
  nextUint32(): number {
    if (this.#next >= STATE_SIZE) this.#regenerate();
    let value = this.#state[this.#next]!;
    this.#next += 1;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c_5680;
    value ^= (value << 15) & 0xefc6_0000;
    value ^= value >>> 18;
    return value >>> 0;
  }

  #regenerate(): void {
    const state = this.#state;
    for (let index = 0; index < STATE_SIZE; index += 1) {
      const joined = (state[index]! & UPPER_BIT) | (state[(index + 1) % STATE_SIZE]! & LOWER_BITS);
      const shifted = state[(index + SHIFT_SIZE) % STATE_SIZE]!;
      state[index] = shifted ^ (joined >>> 1) ^ ((joined & 1) === 1 ? TWIST : 0);
    }
    this.#next = 0;
  }
}
