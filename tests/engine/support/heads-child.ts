/** Fits a small model on one backend after the other and sends what came of it; see heads.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { fitLinear } from '#main/engine/heads/fit-linear.ts';
import { withHeadBackend } from '#main/engine/heads/open-heads.ts';
import type { HeadBackendId } from '#shared/domain/heads.ts';

export interface Lesson {
  readonly inputs: Float32Array;
  readonly dimensions: number;
  readonly backends: readonly HeadBackendId[];
}
/** Weights, or why there are none. */
export type Learnt = Partial<Record<HeadBackendId, Float32Array | string>>;

process.on('message', (lesson: Lesson) => {
  void learn(lesson);
});

async function learn({ inputs, dimensions, backends }: Lesson): Promise<void> {
  const learnt: Learnt = {};
  // Drawn to zero strongly, so that few steps are enough: a software driver takes its time.
  const ridge = Float32Array.of(2, 8);
  const mask = new Float32Array((inputs.length / dimensions) * ridge.length).fill(1);
  for (const backend of backends) {
    try {
      const { result } = await withHeadBackend(
        () =>
          fitLinear({
            ...{ inputs, dimensions, mask, ridge, curvature: 0.25 },
            residual: (outcomes) => tf.sub(tf.sigmoid(outcomes), 1),
          }),
        backend,
      );
      learnt[backend] = result;
    } catch (error) {
      learnt[backend] = error instanceof Error ? error.message : String(error);
    }
  }
  process.send?.(learnt, () => process.exit(0));
}
