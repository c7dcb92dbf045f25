import { expect, test } from 'vitest';
import { RunFeed } from '#renderer/client/run-feed.svelte.ts';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { TrainingController } from '#renderer/features/training/training.controller.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { SettingsPatch } from '#shared/domain/settings.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import {
  ImaginedTraining,
  imaginedPicture,
  imaginedRecipe,
  imaginedRun,
} from '#tests/support/training-client.ts';

const source = { kind: 'folder', path: '/pictures/mascots' } as const;
const others = {
  gallery: { boards: { list: () => Promise.resolve([]) } },
  checkpoints: { list: () => Promise.resolve({ checkpoints: [] }) },
};

/** Settings that are kept, and a CLIP that was taught something and ranks where it is chosen. */
function ranking(own: string) {
  let settings: SettingsPatch = {};
  return {
    settings: {
      get: () => Promise.resolve(settings),
      update: (patch: SettingsPatch) => {
        const entries = Object.entries({ ...settings, ...patch });
        settings = Object.fromEntries(entries.filter(([, value]) => value !== null));
        return Promise.resolve(settings);
      },
    },
    clips: {
      list: () => {
        const { rankingAdapter: name, rankingClip = own } = settings;
        const isUsed = rankingClip === 'spark';
        return Promise.resolve({ adapters: name === undefined ? [] : [{ name, isUsed }] });
      },
    },
  };
}

function open(memory = new Map<string, string>(), ownClip = 'spark') {
  const pictures = Array.from({ length: 10 }, (_, at) => imaginedPicture(at));
  const training = new ImaginedTraining(pictures);
  const runs = new RunFeed();
  const tried: string[] = [];
  const said: string[] = [];
  const kept = ranking(ownClip);
  const controller = new TrainingController({
    client: { ...others, ...kept, ...training.client } as unknown as EaselClient,
    runs,
    shell: {
      recall: (key: string) => memory.get(key),
      remember: (key: string, value: string) => void memory.set(key, value),
    } as Shell,
    undo: new UndoStack(),
    voice: {
      say: (text) => void said.push(text()),
      fail: (error) => void said.push(String(error)),
      announce: () => undefined,
    },
    tryPrompt: (prompt) => void tried.push(prompt),
    showTraining: () => undefined,
  });
  controller.start();
  return { controller, training, runs, memory, tried, said, settings: kept.settings };
}

test('from a folder over its review to a run', async () => {
  const { controller, training, runs } = open();
  controller.teachSomething();
  expect(controller.canGo('review')).toBe(false);
  await controller.survey(source);
  expect([controller.place, controller.recipe.name]).toEqual(['review', 'mascots']);
  controller.go('recipe');
  controller.recipe.planSoon();
  await expect.poll(() => controller.recipe.canStart).toBe(true);
  await controller.startRun();
  expect(controller.place).toBe('train');
  expect(controller.run?.name).toBe('mascots');
  expect(runs.running?.id).toBe(controller.runId);
  expect(training.asked.at(-2)?.name).toBe('start');
  controller.back();
  expect(controller.place).toBe('start');
});

test('a window that opens again looks at the same folder and goes on where it was', async () => {
  const first = open();
  first.controller.teachSomething();
  await first.controller.survey(source);
  first.controller.recipe.name = 'Foxes';
  first.controller.recipe.teach('subject');
  first.controller.recipe.set({ steps: 90 });
  first.controller.go('recipe');
  first.controller.remember();
  const { controller } = open(first.memory);
  await controller.open();
  expect(controller.place).toBe('recipe');
  expect(controller.pictures.pictures).toHaveLength(10);
  expect([controller.recipe.name, controller.recipe.request]).toEqual([
    'Foxes',
    { teaches: 'subject', steps: 90 },
  ]);
});

test('what is kept and cannot be read begins at the start', async () => {
  const { controller } = open(new Map([['training', '{"place":"nowhere"}']]));
  await controller.open();
  expect(controller.place).toBe('start');
});

test('an estimate holds for other numbers of steps, and not for other kinds of steps', async () => {
  const { controller } = open();
  await controller.survey(source);
  const { recipe } = controller;
  async function planned(): Promise<void> {
    recipe.planSoon();
    const wanted = recipe.request;
    await expect.poll(() => recipe.plan?.recipe).toMatchObject(wanted);
  }
  await planned();
  await recipe.measure();
  expect(recipe.estimate?.totalMs).toBe(400 * 600);
  recipe.set({ steps: 100 });
  await planned();
  // It is judged and sampled as often.
  expect(recipe.estimate?.totalMs).toBe(400 * 600 - 300 * 500);
  recipe.set({ rank: 32 });
  await planned();
  expect(recipe.estimate).toBeUndefined();
});

test('what cannot be taught says so, bars the start, and can be set right', async () => {
  const { controller } = open();
  await controller.survey(source);
  const { recipe } = controller;
  const planned = (): void => void recipe.planSoon();
  planned();
  await expect.poll(() => recipe.canStart).toBe(true);
  recipe.set({ checkpoint: 'ready' as CheckpointId });
  planned();
  await expect.poll(() => recipe.error?.code).toBe('training.not-trainable');
  expect(recipe.canStart).toBe(false);
  expect(recipe.plan).toBeDefined();
  recipe.set({ checkpoint: 'spark' as CheckpointId });
  planned();
  await expect.poll(() => recipe.canStart).toBe(true);
});

test('losses that come are added; a run that goes on from a checkpoint replaces what it repeats', async () => {
  const { controller, training, runs } = open();
  const run = imaginedRun('r1');
  training.curves = { training: [{ step: 1, loss: 3 }], heldOut: [] };
  runs.take({ type: 'run', run });
  controller.openRun(run);
  await expect.poll(() => controller.curves.training).toHaveLength(1);
  for (const step of [2, 3, 2]) {
    runs.take({ type: 'training-loss', id: run.id, point: { step, loss: 10 + step } });
  }
  runs.take({ type: 'training-loss', id: imaginedRun('other').id, point: { step: 9, loss: 9 } });
  expect(controller.curves.training).toEqual([
    { step: 1, loss: 3 },
    { step: 2, loss: 12 },
  ]);
});

test('a run that was forgotten elsewhere is left', () => {
  const { controller, runs } = open();
  const run = imaginedRun('r1', { state: 'done' });
  runs.take({ type: 'run', run });
  controller.openRun(run);
  expect(controller.place).toBe('result');
  runs.take({ type: 'removed', id: run.id });
  expect([controller.place, controller.runId]).toEqual(['start', undefined]);
});

test('a run that ends while one is elsewhere is told of, once', () => {
  const { runs, said } = open();
  runs.take({ type: 'run', run: imaginedRun('r1') });
  runs.take({ type: 'run', run: imaginedRun('r1', { state: 'done' }) });
  runs.take({ type: 'run', run: imaginedRun('r1', { state: 'done', adapter: 'x' }) });
  expect(said).toEqual(['“Glossy mascots” has been taught.']);
});

test('trying writes the trigger word and the adapter into the prompt', () => {
  const { controller, tried } = open();
  controller.tryNow(imaginedRun('r1'));
  controller.tryNow(imaginedRun('r1', { adapter: 'mascots' }));
  expect(tried).toEqual(['glosk, a fox face <lora:mascots:1>']);
});

test.for([
  ['spark', undefined],
  ['siglip', 'spark'],
] as const)('what was taught ranks where %s did', async ([own, rankingClip]) => {
  const { controller, settings } = open(new Map(), own);
  const run = imaginedRun('r1', {
    recipe: imaginedRecipe({ teaches: 'words' }),
    adapter: 'figures',
  });
  await controller.rankWith(run);
  expect(controller.rankingAdapter).toBe('figures');
  expect((await settings.get()).rankingClip).toBe(rankingClip);
  await controller.rankWith(undefined);
  expect(controller.rankingAdapter).toBeUndefined();
});
