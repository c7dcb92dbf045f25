/**
 * FLUX.2 klein is taught: a small one in this process, from pictures to a file that the pipeline opens.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { openFlux2 } from '#main/engine/checkpoint/flux2/open-flux2.ts';
import { bfloat16Of } from '#main/engine/graph/weights/stored-numbers.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { withFlux2Loras } from '#main/engine/lora/with-flux2-loras.ts';
import { measureTraining } from '#main/engine/methods/train.ts';
import { FLUX2_TOKENS } from '#main/engine/pipelines/flux2/encode-prompts.ts';
import { transformerPlan } from '#main/engine/pipelines/flux2/networks.ts';
import { flux2Rotation } from '#main/engine/pipelines/flux2/places.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { rowOf } from '#main/engine/trainer/diffusion/one-by-one.ts';
import { joinFloats } from '#main/engine/trainer/objectives/join-floats.ts';
import { openCourse } from '#main/engine/trainer/run/open-course.ts';
import { readTensors } from '#main/engine/trainer/tensor-files.ts';
import { readPoint } from '#main/engine/trainer/run/run-files.ts';
import type { CheckpointRef, LoraRef } from '#shared/engine-protocol/messages.ts';
import { pointFile } from '#shared/engine-protocol/training.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { largestDifference, tinyFlux2Folder } from '#tests/support/tiny-flux2.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';
import { writeSafetensors } from '#tests/support/write-safetensors.ts';
import { tinyLessons } from '#tests/support/tiny-lessons.ts';
import { tinySpark } from './support/checkpoints.ts';
import { generate, hashesOf, openEngine, request } from './support/generate.ts';
import {
  expectToLearn,
  lessonsFor,
  lossOf,
  lossOfTaught,
  TAUGHT_STEPS,
  teach,
} from './support/teach.ts';

const { signal } = new AbortController();
const klein: CheckpointRef = {
  ...{ id: 'klein', folder: tinyFlux2Folder, layout: 'diffusers', family: 'flux2' },
};

let context: EngineContext;
beforeAll(async () => {
  context = await openEngine(1);
});

test('it learns, and its file says the same in the pipeline as beside the weights', async () => {
  const params = lessonsFor(klein);
  const folder = temporaryFolder();
  await expectToLearn(context, params, folder);

  // A file as diffusers' own script would write one.
  const path = join(folder, pointFile(TAUGHT_STEPS));
  const label = { id: 'taught', file: 'taught' };
  const { tensors, metadata } = await readSafetensors(path, label);
  for (const name of tensors.keys()) expect(name).toMatch(/^transformer\..+\.lora_[AB]\.weight$/);
  expect(tensors.size).toBe(2 * (2 * 4 + 2 * 2));
  expect(metadata['modelspec.trigger_phrase']).toBe('inkish');

  const { feeds, loss } = await lossOfTaught(context, params, folder);

  const base = await openFlux2(klein);
  const lora = { name: 'taught', path, weight: 1 };
  const { checkpoint: merged, unmatched } = await withFlux2Loras(base, [lora]);
  expect(unmatched).toEqual([]);
  const { cos, sin, half, places } = flux2Rotation(FLUX2_TOKENS, [4, 4], 16);
  const lossIn = async (checkpoint: typeof base): Promise<number> => {
    const model = await loadNetwork(context, transformerPlan(checkpoint));
    const answers: Float32Array[] = [];
    for (const row of [0, 1, 2]) {
      const { hidden_states, encoder_hidden_states, timestep } = rowOf(feeds, row);
      const out = await model.run({
        ...{ hidden_states: hidden_states!, encoder_hidden_states: encoder_hidden_states! },
        timestep: timestep!,
        rotary_cos: { data: cos, dims: [places, half] },
        rotary_sin: { data: sin, dims: [places, half] },
      });
      answers.push(out['out_sample']!.data as Float32Array);
    }
    return lossOf(joinFloats(answers), feeds);
  };
  expect(Math.abs((await lossIn(merged)) / loss - 1)).toBeLessThan(1e-4);
  expect(Math.abs((await lossIn(base)) / loss - 1)).toBeGreaterThan(1e-3);

  const drawn = async (loras: readonly LoraRef[]): Promise<string[]> => {
    const asked = {
      checkpoint: klein,
      ranker: tinySpark,
      steps: 2,
      guidanceScale: 1,
      width: 64,
      height: 64,
      loras,
    };
    return hashesOf((await generate(context, request(1, asked))).candidates);
  };
  const [plain, taught] = [await drawn([]), await drawn([lora])];
  expect(taught).not.toEqual(plain);
  expect(await drawn([{ ...lora, weight: 0 }])).toEqual(plain);
});

test('a run that is cut off goes on to the same numbers', async () => {
  const lessons = lessonsFor(klein, { steps: 3, preservation: 0 });
  const params = { ...lessons, pictures: tinyLessons(3) };
  const [whole, cut] = [temporaryFolder(), temporaryFolder()];
  const wanted = await teach(context, params, whole);
  const stop = new AbortController();
  const first = teach(
    ...([context, params, cut] as const),
    (event) => {
      if (event.type === 'kept' && event.step === 2) stop.abort();
    },
    stop.signal,
  );
  await expect(first).rejects.toThrow();
  expect(await teach(context, params, cut)).toEqual(wanted);
  const [kept, again] = await Promise.all([whole, cut].map((at) => readPoint(at, 3)));
  expect([...again!]).toEqual([...kept!]);
});

test('what it would cost is measured, of one that was not distilled', async () => {
  const folder = join(temporaryFolder(), 'base');
  cpSync(tinyFlux2Folder, folder, { recursive: true });
  const index = join(folder, 'model_index.json');
  writeFileSync(
    index,
    readFileSync(index, 'utf8').replace('"is_distilled": true', '"is_distilled": false'),
  );
  const lessons = lessonsFor({ ...klein, folder });
  const { pace, ...sizes } = await measureTraining(context, lessons, signal);
  for (const value of Object.values({ ...pace, ...sizes })) expect(value).toBeGreaterThan(0);
});

test('gradients are the same where bfloat16 is read in place and blocks are computed again', async () => {
  const folder = join(temporaryFolder(), 'half');
  cpSync(tinyFlux2Folder, folder, { recursive: true });
  await storeInHalf(join(folder, 'transformer/diffusion_pytorch_model.safetensors'));
  const params = lessonsFor({ ...klein, folder });
  const tight = await createEngineContext({
    device: 'cpu',
    memoryBudgetBytes: 100_000,
    threads: 1,
  });
  const [roomy, sparing] = await Promise.all(
    [context, tight].map(async (each) => {
      const course = await openCourse(each, params, signal, 'measured');
      for (const [name, { data }] of course.state.trainables) {
        if (name.includes('lora_B')) data.set(waveTensor([data.length]).data);
      }
      const { gradients } = await course.graph.gradients(course.draw(0));
      await course.release();
      return gradients;
    }),
  );
  expect([...sparing!.keys()]).toEqual([...roomy!.keys()]);
  for (const [name, gradient] of roomy!) {
    const most = Math.hypot(...gradient);
    expect(most).toBeGreaterThan(0);
    expect(largestDifference(sparing!.get(name)!, gradient) / most).toBeLessThan(1e-5);
  }
});

/** As published files store it. */
async function storeInHalf(path: string): Promise<void> {
  const { tensors } = await readTensors(path, { id: 'klein', file: 'transformer' });
  const halves = [...tensors].map(([name, { dims, data }]) => {
    return { name, dims, type: 'BF16' as const, bytes: () => bfloat16Of(data) };
  });
  writeSafetensors(path, halves);
}
