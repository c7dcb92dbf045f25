/**
 * AdamW (Loshchilov and Hutter 2019), in typed arrays: an adapter has some hundred thousand numbers,
 * which take a few milliseconds beside a step of the network.
 */
import type { Trainables } from '../trainables.ts';

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Share of each weight that is taken off per step, times the learning rate. */
  readonly decay: number;
}

export const usualAdamW: AdamWOptions = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01 };

/** Running means of the gradients and of their squares, each as long as its tensor. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export function noMoments(trainables: Trainables): Map<string, Moments> {
  return new Map(
    [...trainables].map(([name, { data }]) => [
      name,
      { first: new Float32Array(data.length), second: new Float32Array(data.length) },
    ]),
  );
}

/**
 * Changes the trainables and the moments in place.
 *
 * @param step counted from 1
 */
export function adamwStep(
  trainables: Trainables,
  gradients: ReadonlyMap<string, Float32Array>,
  moments: ReadonlyMap<string, Moments>,
  step: number,
  rate: number,
  { beta1, beta2, epsilon, decay }: AdamWOptions = usualAdamW,
): void {
  const size = rate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const kept = 1 - rate * decay;
  for (const [name, { data }] of trainables) {
    const gradient = gradients.get(name);
    const moment = moments.get(name);
    if (gradient === undefined || moment === undefined) continue;
    const { first, second } = moment;
    for (let index = 0; index < data.length; index += 1) {
      const slope = gradient[index]!;
      const mean = beta1 * first[index]! + (1 - beta1) * slope;
      const square = beta2 * second[index]! + (1 - beta2) * slope * slope;
      first[index] = mean;
      second[index] = square;
      data[index] =
        kept * data[index]! - (size * mean) / (Math.sqrt(square) * correction + epsilon);
    }
  }
}
