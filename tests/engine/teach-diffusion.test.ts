/**
 * Checkpoints of the Stable Diffusion line are taught: small ones in this process, from pictures to a
 * file that the pipeline opens.
 */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { withLoras } from '#main/engine/lora/with-loras.ts';
import { measureTraining } from '#main/engine/methods/train.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { unetPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { openCourse } from '#main/engine/trainer/run/open-course.ts';
import { readPoint } from '#main/engine/trainer/run/run-files.ts';
import { pointFile, type MeasureTrainingParams } from '#shared/engine-protocol/training.ts';
import { writeMicroFolder } from '#tests/support/micro-checkpoint.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { writeTinyInpainting } from '#tests/support/tiny-checkpoint.ts';
import { openEngine } from './support/generate.ts';
import {
  expectToLearn,
  lessonsFor,
  lossOf,
  lossOfTaught,
  TAUGHT_STEPS,
  teach,
} from './support/teach.ts';

const { signal } = new AbortController();

let context: EngineContext;
beforeAll(async () => {
  context = await openEngine(1);
});

function micro(scheduler: object = {}, options: { isHalf?: boolean } = {}): MeasureTrainingParams {
  const folder = join(temporaryFolder(), 'micro');
  writeMicroFolder(folder, { _class_name: 'DDPMScheduler', ...scheduler }, options);
  return lessonsFor({ id: 'micro', folder, layout: 'diffusers' });
}

test('it learns, and its file says the same in the pipeline as beside the weights', async () => {
  const params = micro({}, { isHalf: true });
  const folder = temporaryFolder();
  await expectToLearn(context, params, folder);

  const { feeds, loss } = await lossOfTaught(context, params, folder);

  const base = await openDiffusionCheckpoint(params.checkpoint);
  const path = join(folder, pointFile(TAUGHT_STEPS));
  const lora = { name: 'taught', path, weight: 1 };
  const { checkpoint: merged, unmatched } = await withLoras(base, [lora]);
  expect(unmatched).toEqual([]);
  const lossIn = async (checkpoint: typeof base): Promise<number> => {
    const model = await loadNetwork(context, unetPlan(checkpoint));
    const inputs = Object.fromEntries(model.inputs.map(({ name }) => [name, feeds[name]!]));
    return lossOf((await model.run(inputs))['out_sample']!.data as Float32Array, feeds);
  };
  expect(Math.abs((await lossIn(merged)) / loss - 1)).toBeLessThan(1e-4);
  expect(Math.abs((await lossIn(base)) / loss - 1)).toBeGreaterThan(1e-3);
});

test('a run that is cut off goes on to the same numbers', async () => {
  const params = micro({ prediction_type: 'v_prediction' });
  const [whole, cut] = [temporaryFolder(), temporaryFolder()];
  const wanted = await teach(context, params, whole);
  const stop = new AbortController();
  const first = teach(
    context,
    params,
    cut,
    (event) => {
      if (event.type === 'kept' && event.step === 4) stop.abort();
    },
    stop.signal,
  );
  await expect(first).rejects.toThrow();
  expect(await teach(context, params, cut)).toEqual(wanted);
  const [kept, again] = await Promise.all([whole, cut].map((at) => readPoint(at, TAUGHT_STEPS)));
  expect([...again!]).toEqual([...kept!]);
});

test('what it would cost is measured', async () => {
  const { pace, ...sizes } = await measureTraining(context, micro(), signal);
  for (const value of Object.values({ ...pace, ...sizes })) expect(value).toBeGreaterThan(0);
});

test('one that fills in parts of pictures is refused', async () => {
  const folder = join(temporaryFolder(), 'tiny');
  await writeTinyInpainting(folder);
  const opened = openCourse(
    context,
    lessonsFor({ id: 'tiny', folder, layout: 'diffusers' }),
    signal,
  );
  await expect(opened).rejects.toMatchObject({ code: 'training.not-trainable' });
});
