/**
 * Where a run is: the trained tensors, the optimiser's moments and the running average. Everything
 * random in a run comes from its seed and the number of the step, so this is all there is to keep.
 */
import type { TensorToStore } from '#shared/safetensors/write.ts';
import { noMoments, type Moments } from './optimiser/adamw.ts';
import type { Trainables } from './trainables.ts';

export interface TrainingState {
  /** Steps done. */
  step: number;
  readonly trainables: Trainables;
  readonly moments: ReadonlyMap<string, Moments>;
  /** Exponential moving average of the trainables. */
  readonly average: ReadonlyMap<string, Float32Array>;
  /** Of those that train along and are no part of the result. */
  readonly isHelper: (name: string) => boolean;
}

export function newState(
  trainables: Trainables,
  isHelper: TrainingState['isHelper'] = () => false,
): TrainingState {
  const average = new Map([...trainables].map(([name, { data }]) => [name, data.slice()]));
  return { step: 0, trainables, moments: noMoments(trainables), average, isHelper };
}

/** Moves the average towards the tensors; quickly at first, so that the beginning is forgotten. */
export function updateAverage({ average, trainables, step }: TrainingState, decay: number): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  for (const [name, { data }] of trainables) {
    const mean = average.get(name)!;
    for (let index = 0; index < data.length; index += 1) {
      mean[index] = kept * mean[index]! + (1 - kept) * data[index]!;
    }
  }
}

const parts = ['value', 'first', 'second', 'average'] as const;

function partsOf(state: TrainingState, name: string): readonly Float32Array[] {
  const { first, second } = state.moments.get(name)!;
  return [state.trainables.get(name)!.data, first, second, state.average.get(name)!];
}

/** As tensors of a `.safetensors` file. */
export function storedState(state: TrainingState): TensorToStore[] {
  return [...state.trainables].flatMap(([name, { dims }]) =>
    partsOf(state, name).map((data, index) => ({ name: `${parts[index]!}:${name}`, dims, data })),
  );
}

/**
 * Goes on from a stored state, in place. Throws RangeError when it is one of other tensors; the state
 * is then as it was.
 */
export function restoreState(
  state: TrainingState,
  stored: ReadonlyMap<string, { readonly data: Float32Array }>,
  step: number,
): void {
  const pairs = [...state.trainables.keys()].flatMap((name) =>
    partsOf(state, name).map((own, index) => {
      const kept = stored.get(`${parts[index]!}:${name}`)?.data;
      if (kept?.length !== own.length) throw new RangeError(`the kept run has no ${name} like it`);
      return [own, kept] as const;
    }),
  );
  for (const [own, kept] of pairs) own.set(kept);
  state.step = step;
}

/** The running average of the result as tensors of its own. */
export function averageOf({ trainables, average, isHelper }: TrainingState): Trainables {
  const kept = [...trainables].filter(([name]) => !isHelper(name));
  return new Map(
    kept.map(([name, { dims }]) => [name, { dims, data: average.get(name)!.slice() }]),
  );
}

/** Does something while the trainables are the running average, and puts them back. */
export async function withAverage<Result>(
  { trainables, average }: TrainingState,
  use: () => Promise<Result>,
): Promise<Result> {
  const own = new Map([...trainables].map(([name, { data }]) => [name, data.slice()]));
  for (const [name, { data }] of trainables) data.set(average.get(name)!);
  try {
    return await use();
  } finally {
    for (const [name, { data }] of trainables) data.set(own.get(name)!);
  }
}
