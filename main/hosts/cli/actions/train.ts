/** `easel train …` */
import { resolve } from 'node:path';
import type { SurveyEvent } from '#shared/contract/training.ts';
import type { Dataset, DatasetSource } from '#shared/domain/dataset.ts';
import type { BoardId, CheckpointId } from '#shared/domain/ids.ts';
import {
  progressOf,
  type ContrastiveLoss,
  type RecipeRequest,
  type Run,
  type RunId,
  type Teaches,
} from '#shared/domain/training.ts';
import { fromErrorShape, EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio, type Session } from '../session.ts';
import { formatSeconds } from '../terminal/progress-bar.ts';
import {
  describeDataset,
  describePlan,
  describeRun,
  formatRuns,
  savedWords,
} from './format-training.ts';

interface SourceOptions {
  readonly board?: string;
}

interface StartOptions extends SourceOptions {
  readonly teach: Teaches;
  readonly name?: string;
  readonly trigger?: string;
  readonly steps?: number;
  readonly rank?: number;
  readonly rate?: number;
  readonly batch?: number;
  readonly preservation?: number;
  readonly side?: number;
  readonly seed?: number;
  readonly mirror: boolean;
  readonly varyColours?: boolean;
  readonly checkpoint?: string;
  readonly loss?: ContrastiveLoss;
  readonly adversarial?: number;
  readonly plan?: boolean;
}

export const trainActions = {
  survey: (
    folder: string | undefined,
    options: GlobalOptions & SourceOptions & { propose?: boolean; writeCaptions?: boolean },
  ) =>
    withStudio(options, {}, async (session) => {
      const { client, output, signal } = session;
      let dataset = await survey(session, sourceOf(folder, options));
      if (options.propose === true) {
        const events = await client.training.proposeCaptions({ id: dataset.id }, { signal });
        dataset = await lastOf(session, events);
      }
      if (options.writeCaptions === true) await client.training.writeCaptions({ id: dataset.id });
      output.result(dataset, describeDataset(dataset));
    }),

  start: (folder: string | undefined, options: GlobalOptions & StartOptions) =>
    withStudio(options, { runsJobs: options.plan !== true }, async (session) => {
      const { client, output, signal } = session;
      const dataset = await survey(session, sourceOf(folder, options));
      const recipe = recipeOf(options);
      const plan = await client.training.plan({ dataset: dataset.id, recipe });
      if (options.plan === true) {
        const estimate = await client.training.estimate(
          { dataset: dataset.id, recipe },
          { signal },
        );
        output.result({ ...plan, estimate }, describePlan(plan, estimate));
        return;
      }
      for (const concern of plan.concerns)
        output.warn(describePlan({ ...plan, concerns: [concern] }));
      const name = options.name ?? dataset.name.slice(0, 80);
      const run = await client.training.start({ dataset: dataset.id, name, recipe });
      const { trigger } = run.recipe;
      const called = teachesLook(run) ? `: “${trigger}” will call it up` : '';
      output.say(`Run ${run.id}${called}. Ctrl-C pauses.`);
      await follow(session, run.id);
    }),

  list: (_: undefined, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const runs = await client.training.runs();
      output.result(runs, formatRuns(runs));
    }),

  show: (id: RunId, options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const run = await client.training.run({ id });
      output.result(run, describeRun(run));
    }),

  watch: (id: RunId | undefined, options: GlobalOptions) =>
    withStudio(options, { runsJobs: true }, async (session) => {
      if (id !== undefined) {
        await follow(session, id);
        return;
      }
      for (;;) {
        const runs = await session.client.training.runs();
        const next = runs.findLast(({ state }) => state === 'waiting' || state === 'running');
        if (next === undefined || session.signal.aborted) return;
        await follow(session, next.id);
      }
    }),

  pause: (id: RunId, options: GlobalOptions) =>
    change(options, (training) => training.pause({ id })),

  resume: (id: RunId, options: GlobalOptions) =>
    withStudio(options, { runsJobs: true }, async (session) => {
      await session.client.training.resume({ id });
      await follow(session, id);
    }),

  stop: (id: RunId, options: GlobalOptions) =>
    withStudio(options, { runsJobs: true }, async (session) => {
      await session.client.training.stop({ id });
      await follow(session, id);
    }),

  save: (id: RunId, options: GlobalOptions & { name: string; step?: number; license?: string }) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { name, step, license } = options;
      const saved = await client.training.save({ id, name, step, license });
      const { recipe, adapter = name } = saved.run;
      output.result(saved, savedWords(recipe, adapter));
    }),

  forget: (id: RunId, options: GlobalOptions & { keepAdapter?: boolean }) =>
    withStudio(options, {}, async ({ client, output }) => {
      await client.training.forget({ id, keepAdapter: options.keepAdapter });
      output.result({ forgotten: id }, 'Forgotten.');
    }),
};

function change(
  options: GlobalOptions,
  ask: (training: Session['client']['training']) => Promise<Run>,
): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const run = await ask(client.training);
    output.result(run, describeRun(run));
  });
}

function sourceOf(folder: string | undefined, { board }: SourceOptions): DatasetSource {
  if (board !== undefined) return { kind: 'board', id: board as BoardId };
  if (folder !== undefined) return { kind: 'folder', path: resolve(folder) };
  throw new EaselError('request.invalid', {
    field: 'folder',
    reason: 'name a folder or a --board',
  });
}

function teachesLook({ recipe }: Run): boolean {
  return recipe.teaches !== 'words';
}

function recipeOf(options: StartOptions): RecipeRequest {
  const { trigger, steps, rank, rate, batch, preservation, side, seed, checkpoint, loss } = options;
  return {
    teaches: options.teach,
    ...{ trigger, steps, rank, learningRate: rate, batch, preservation, side, seed, loss },
    checkpoint: checkpoint as CheckpointId | undefined,
    isMirrored: options.mirror ? undefined : false,
    isColourVaried: options.varyColours,
    isAdversarial: options.adversarial === undefined ? undefined : options.adversarial > 0,
    adversarialWeight: options.adversarial,
  };
}

async function survey(session: Session, source: DatasetSource): Promise<Dataset> {
  const { client, signal } = session;
  return lastOf(session, await client.training.survey({ source }, { signal }));
}

async function lastOf({ output }: Session, events: AsyncIterable<SurveyEvent>): Promise<Dataset> {
  for await (const event of events) {
    if (event.type === 'dataset') {
      output.endProgress();
      return event.dataset;
    }
    output.progress(event.done / Math.max(1, event.total), `${event.done} of ${event.total}`);
  }
  throw new EaselError('dataset.not-found');
}

/** Until it is over, or somebody presses Ctrl-C: then it is paused. */
async function follow({ client, output, signal }: Session, id: RunId): Promise<void> {
  const pause = (): void => {
    client.training.pause({ id }).catch(() => undefined);
  };
  signal.addEventListener('abort', pause, { once: true });
  try {
    for await (const event of await client.training.watch()) {
      const run = runIn(event, id);
      if (event.type === 'held-out-loss' && event.id === id) {
        const { step, loss } = event.point;
        output.event(event, `step ${step}: held-out loss ${loss.toFixed(4)}`);
      }
      if (run === undefined) continue;
      if (run.state === 'waiting' || run.state === 'running') {
        output.progress(progressOf(run), progressWords(run));
        continue;
      }
      output.endProgress();
      output.result(run, describeRun(run));
      if (run.error !== undefined) throw fromErrorShape(run.error);
      return;
    }
  } finally {
    signal.removeEventListener('abort', pause);
  }
}

function runIn(
  event: Awaited<ReturnType<Session['client']['training']['watch']>> extends AsyncIterable<infer E>
    ? E
    : never,
  id: RunId,
): Run | undefined {
  if (event.type === 'snapshot') return event.runs.find((run) => run.id === id);
  return event.type === 'run' && event.run.id === id ? event.run : undefined;
}

function progressWords({ step, recipe, phase, remainingMs }: Run): string {
  const left = remainingMs === undefined ? '' : `, ${formatSeconds(remainingMs)} left`;
  return `${phase ?? 'waiting'} ${step} of ${recipe.steps}${left}`;
}
