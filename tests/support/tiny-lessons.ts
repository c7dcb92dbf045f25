/** Lessons for a network of a few numbers: pictures of one colour each, and how they are taught. */
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { Recipe } from '#shared/domain/training.ts';
import type { TrainingPicture } from '#shared/engine-protocol/training.ts';

/** The last of them is held out. */
export function tinyLessons(count: number): TrainingPicture[] {
  return Array.from({ length: count }, (_, at) => {
    const rgba = new Uint8Array(8 * 8 * 4);
    for (let pixel = 0; pixel < 64; pixel += 1) {
      rgba.set([(at * 40) % 256, 255 - at * 20, (pixel * 4) % 256, 255], pixel * 4);
    }
    const pixels = { width: 8, height: 8, rgba };
    const key = `p${at}` as DatasetPictureKey;
    return {
      key,
      pixels,
      caption: `a thing ${at}`,
      isHeldOut: at === count - 1,
      weight: 1 + (at % 2),
    };
  });
}

export function tinyRecipe(changes: Partial<Recipe> = {}): Recipe {
  return {
    ...{ teaches: 'style', checkpoint: 'tiny-spark' as CheckpointId, checkpointHash: 'h' },
    ...{ trigger: 'inkish', steps: 4, rank: 2, learningRate: 1e-3, batch: 2, preservation: 0.5 },
    ...{
      isMirrored: true,
      isColourVaried: true,
      isAdversarial: false,
      adversarialWeight: 0.1,
      loss: 'infonce',
      seed: 5,
    },
    samplePrompts: ['inkish apple'],
    ...changes,
  };
}
