/**
 * Training as a window has it, over a folder that is only imagined: every answer has the contract's
 * shape, changes are kept, and runs do what the test says. No file is read and nothing is trained.
 */
import type { EaselClient } from '#shared/contract/index.ts';
import type { RunEvent, SurveyEvent } from '#shared/contract/training.ts';
import type { Dataset, DatasetPicture, Finding, PictureChange } from '#shared/domain/dataset.ts';
import type { Curves, Recipe, RecipeRequest, Run, RunId } from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

type Training = EaselClient['training'];

export function imaginedPicture(at: number, more: Partial<DatasetPicture> = {}): DatasetPicture {
  return {
    key: `p${at}` as DatasetPicture['key'],
    name: `picture-${at}.png`,
    bytes: 42_000 + at,
    width: 512,
    height: 512,
    caption: `thing ${at}`,
    captionOrigin: 'sidecar',
    isIncluded: true,
    isHeldOut: at % 7 === 6,
    ...more,
  };
}

export function imaginedRecipe(request: Partial<RecipeRequest> = {}): Recipe {
  const { trigger, ...rest } = request;
  return {
    teaches: 'style',
    checkpoint: 'spark' as Recipe['checkpoint'],
    checkpointHash: 'c0ffee',
    steps: 400,
    rank: 16,
    learningRate: 1e-3,
    batch: 4,
    preservation: 0.2,
    isMirrored: false,
    isColourVaried: false,
    isAdversarial: false,
    adversarialWeight: 0.1,
    loss: 'infonce',
    seed: 7,
    samplePrompts: ['a fox face', 'a red apple', 'a rocket'],
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    trigger: trigger ?? 'glosk',
  };
}

export function imaginedRun(id: string, more: Partial<Run> = {}): Run {
  return {
    id: id as RunId,
    name: 'Glossy mascots',
    state: 'running',
    phase: 'training',
    recipe: imaginedRecipe(),
    dataset: {
      source: { kind: 'folder', path: '/pictures/mascots' },
      name: 'mascots',
      trained: 18,
      heldOut: 3,
      fingerprint: 'f00d',
    },
    createdAt: 1,
    step: 0,
    points: [],
    sampledAt: [],
    ...more,
  };
}

export class ImaginedTraining {
  dataset: Dataset;
  /** Thrown by the next survey instead of an answer. */
  surveyError: EaselError | undefined;
  /** Thrown by every change of pictures instead of an answer. */
  changeError: EaselError | undefined;
  curves: Curves = { training: [], heldOut: [] };
  readonly runs = new Map<RunId, Run>();
  readonly asked: { name: string; input: unknown }[] = [];
  readonly client: { readonly training: Training };

  constructor(pictures: readonly DatasetPicture[], findings: readonly Finding[] = []) {
    this.dataset = {
      id: 'd1' as Dataset['id'],
      source: { kind: 'folder', path: '/pictures/mascots' },
      name: 'mascots',
      pictures: [...pictures],
      findings: [...findings],
      isBalanced: false,
    };
    const answers = this.#answers();
    const training = new Proxy(answers, {
      get: (target, name: string) => (input: unknown) => {
        this.asked.push({ name, input });
        const answer = target[name];
        if (answer === undefined) throw new Error(`${name} was not to be asked`);
        return answer(input as never);
      },
    });
    this.client = { training: training as unknown as Training };
  }

  #answers(): Record<string, (input: never) => Promise<unknown>> {
    return {
      survey: () => Promise.resolve(this.#survey()),
      proposeCaptions: () => Promise.resolve(this.#propose()),
      dataset: () => Promise.resolve(this.dataset),
      changePictures: ({ changes }: { changes: PictureChange[] }) => this.#change(changes),
      setBalanced: ({ isBalanced }: { isBalanced: boolean }) => {
        this.dataset = { ...this.dataset, isBalanced };
        return Promise.resolve(this.dataset);
      },
      remedy: async ({ finding: id }: { finding: string }) => {
        const finding = this.dataset.findings.find((each) => each.id === id);
        const keys = finding?.groups.flat() ?? [];
        const findings = this.dataset.findings.filter((each) => each !== finding);
        await this.#change(keys.map((key) => ({ key, isIncluded: false })));
        this.dataset = { ...this.dataset, findings };
        return { dataset: this.dataset, before: [] };
      },
      plan: ({ recipe }: { recipe: RecipeRequest }) =>
        recipe.checkpoint === 'ready'
          ? Promise.reject(new EaselError('training.not-trainable', { checkpoint: 'Ready' }))
          : Promise.resolve({ recipe: imaginedRecipe(recipe), concerns: [] }),
      estimate: ({ recipe }: { recipe: RecipeRequest }) =>
        Promise.resolve({
          secondsPerStep: 0.5,
          totalMs: imaginedRecipe(recipe).steps * 600,
          memoryBytes: 1.2e9,
          adapterBytes: 3e6,
        }),
      start: ({ name, recipe }: { name: string; recipe: RecipeRequest }) => {
        const run = imaginedRun(`r${this.runs.size + 1}`, { name, recipe: imaginedRecipe(recipe) });
        this.runs.set(run.id, run);
        return Promise.resolve(run);
      },
      curves: () => Promise.resolve(this.curves),
      pause: ({ id }: { id: RunId }) => this.#put(id, { state: 'paused' }),
      resume: ({ id }: { id: RunId }) => this.#put(id, { state: 'waiting' }),
      stop: ({ id }: { id: RunId }) => this.#put(id, { state: 'stopped' }),
      save: async ({ id, name }: { id: RunId; name: string }) => ({
        run: await this.#put(id, { adapter: name }),
      }),
      forget: ({ id }: { id: RunId }) => {
        this.runs.delete(id);
        return Promise.resolve({});
      },
      watch: () => Promise.resolve(this.#watch()),
    };
  }

  async *#survey(): AsyncGenerator<SurveyEvent> {
    await Promise.resolve();
    if (this.surveyError !== undefined) throw this.surveyError;
    const total = this.dataset.pictures.length;
    yield { type: 'progress', done: Math.ceil(total / 2), total };
    yield { type: 'dataset', dataset: this.dataset };
  }

  async *#propose(): AsyncGenerator<SurveyEvent> {
    const without = this.dataset.pictures.filter(({ caption }) => caption === '');
    yield { type: 'progress', done: 1, total: without.length };
    const changes = without.map(({ key }) => ({
      ...{ key, caption: 'a guess', captionOrigin: 'proposed' as const },
    }));
    yield { type: 'dataset', dataset: await this.#change(changes) };
  }

  async *#watch(): AsyncGenerator<RunEvent> {
    await Promise.resolve();
    yield { type: 'snapshot', runs: [...this.runs.values()] };
  }

  #change(changes: readonly PictureChange[]): Promise<Dataset> {
    if (this.changeError !== undefined) return Promise.reject(this.changeError);
    const byKey = new Map(changes.map((change) => [change.key, change]));
    const pictures = this.dataset.pictures.map((picture) => ({
      ...picture,
      ...byKey.get(picture.key),
    }));
    this.dataset = { ...this.dataset, pictures };
    return Promise.resolve(this.dataset);
  }

  #put(id: RunId, more: Partial<Run>): Promise<Run> {
    const run = this.runs.get(id);
    if (run === undefined) throw new EaselError('training.run-not-found');
    const changed = { ...run, ...more };
    this.runs.set(id, changed);
    return Promise.resolve(changed);
  }
}
