/** A model that does with less memory when there is none left. */
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Model, WeightUse } from './onnxruntime.ts';

/**
 * Loads a model; where memory runs out while it is loaded or run, loads it once more with its weights
 * in place and goes on. Throws `engine.out-of-memory` when that is too much as well.
 *
 * @param first how to use the weights to begin with
 */
export async function loadSparing(
  load: (use: WeightUse) => Promise<Model>,
  first: WeightUse,
): Promise<Model> {
  let use = first;
  const more = async (): Promise<Model> => {
    use = 'in place';
    return load(use);
  };
  let model = await load(use).catch((error: unknown) => {
    if (use === 'in place' || !isOutOfMemory(error)) throw error;
    return more();
  });
  return {
    inputs: model.inputs,
    outputs: model.outputs,
    async run(inputs) {
      try {
        return await model.run(inputs);
      } catch (error) {
        if (use === 'in place' || !isOutOfMemory(error)) throw error;
        // What is there goes first: two of them would need more than one.
        await model.release();
        model = await more();
        return model.run(inputs);
      }
    },
    release: () => model.release(),
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof EaselError && error.code === 'engine.out-of-memory';
}
