/** What the left panel holds: a request in the making, and what the host says it would do. */
import type { EaselClient } from '#shared/contract/index.ts';
import { isDistilledRun, type CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  DEFAULT_CANDIDATES,
  DEFAULT_DIVERSITY,
  type GenerationRequest,
  type GenerationSettings,
  type SchedulerId,
} from '#shared/domain/generation.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import type { ReferenceRequest, StartRequest } from '#shared/domain/reference.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import type { Size } from '#shared/domain/size.ts';
import { loraSyntax, type LoraSummary } from '#shared/domain/lora.ts';
import { canMake } from './aspects.ts';
import type { NamedLora, Wildcard } from './prompt-completion.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

const PLAN_DELAY_MS = 250;
const ENGINE_RETRY_MS = 2000;
export const MAX_STEPS = 150;
export const MAX_GUIDANCE = 30;

/** A setting of a picture that this form could not take over. */
export interface Leftover {
  readonly kind: 'checkpoint' | 'size' | 'picture';
  readonly value: string;
}

export type Plan = Awaited<ReturnType<EaselClient['generate']['plan']>>;

export class GenerationForm {
  prompt = $state('');
  negativePrompt = $state('');
  checkpointId = $state<string | undefined>();
  count = $state(DEFAULT_CANDIDATES);
  /** Last seed drawn or typed; sent only while locked. */
  seed = $state<number | undefined>();
  isSeedLocked = $state(false);
  /** From the settings; what is moved here goes before it. */
  defaultDiversity = $state(DEFAULT_DIVERSITY);
  #diversity = $state<number | undefined>();
  /** Undefined: the checkpoint's own defaults. */
  steps = $state<number | undefined>();
  guidanceScale = $state<number | undefined>();
  scheduler = $state<SchedulerId | undefined>();
  size = $state.raw<Size | undefined>();
  /** Pictures that candidates are drawn to; they stay here while a checkpoint cannot use them. */
  references = $state.raw<readonly ReferenceRequest[]>([]);
  /** The picture that candidates begin with. */
  start = $state.raw<StartRequest | undefined>();

  /** The user's wildcard files; undefined until they are known. */
  wildcards = $state.raw<readonly Wildcard[] | undefined>();
  /** What prompts for the chosen checkpoint can name. */
  readonly loras = $derived.by((): readonly NamedLora[] =>
    this.#loras
      .filter(({ family }) => family === undefined || family === this.checkpoint?.family)
      .map(({ name, triggerWords }) => ({
        ...{ name, syntax: loraSyntax(name), about: triggerWords[0] },
      })),
  );
  #loras = $state.raw<readonly LoraSummary[]>([]);
  checkpoints = $state.raw<readonly CheckpointSummary[]>([]);
  /** Whether it is known what checkpoints there are: which fields there are hangs on the chosen one. */
  isReady = $state(false);
  plan = $state.raw<Plan | undefined>();
  planError = $state.raw<ErrorShape | undefined>();
  #round = $state(0);
  readonly #client: EaselClient;

  readonly checkpoint = $derived(
    this.checkpoints.find((checkpoint) => checkpoint.id === this.checkpointId) ??
      this.checkpoints[0],
  );
  readonly shownSteps = $derived(this.steps ?? this.checkpoint?.defaults.steps ?? 0);
  readonly shownGuidance = $derived(
    this.guidanceScale ?? this.checkpoint?.defaults.guidanceScale ?? 0,
  );
  /** Only what the chosen checkpoint can do is asked for; the rest stays with its own defaults. */
  readonly #askedScheduler = $derived(
    this.checkpoint?.schedulers.find((id) => id === this.scheduler),
  );
  readonly #askedSize = $derived(
    this.checkpoint !== undefined && this.size !== undefined && canMake(this.checkpoint, this.size)
      ? this.size
      : undefined,
  );
  /** Whether its distilled network draws, where the checkpoint has one. */
  readonly isFast = $derived(
    isDistilledRun(this.checkpoint?.distilled, {
      steps: this.shownSteps,
      guidanceScale: this.shownGuidance,
    }),
  );
  readonly shownScheduler = $derived(this.#askedScheduler ?? this.checkpoint?.defaults.scheduler);
  readonly shownSize = $derived(this.#askedSize ?? this.checkpoint?.native);
  readonly request = $derived.by((): GenerationRequest => ({
    prompt: this.prompt,
    negativePrompt:
      this.checkpoint?.usesNegativePrompt === true && this.negativePrompt.trim() !== ''
        ? this.negativePrompt
        : undefined,
    // One that is gone by now is not asked for.
    checkpoint:
      this.checkpoints.length === 0 || this.checkpoint?.id === this.checkpointId
        ? this.checkpointId
        : undefined,
    count: this.count,
    seed: this.isSeedLocked ? this.seed : undefined,
    diversity: this.diversity,
    steps: this.steps,
    guidanceScale: this.guidanceScale,
    scheduler: this.#askedScheduler,
    width: this.#askedSize?.width,
    height: this.#askedSize?.height,
    references:
      this.checkpoint?.takesReferences === true && this.references.length > 0
        ? [...this.references]
        : undefined,
    start: this.start,
  }));

  get diversity(): number {
    return this.#diversity ?? this.defaultDiversity;
  }

  set diversity(value: number) {
    this.#diversity = value;
  }

  /** A new object with every change of the request and every reason to ask again. */
  readonly #toPlan = $derived.by(() => ({ request: this.request, round: this.#round }));

  constructor(client: EaselClient) {
    this.#client = client;
  }

  async loadCheckpoints(): Promise<void> {
    try {
      const { checkpoints } = await this.#client.checkpoints.list();
      this.checkpoints = checkpoints;
    } finally {
      this.isReady = true;
    }
  }

  /** Asked again whenever somebody begins to write: the files may have changed. */
  async loadWildcards(): Promise<void> {
    const [{ wildcards }, { loras }] = await Promise.all([
      this.#client.generate.wildcards(),
      this.#client.loras.list(),
    ]);
    this.wildcards = wildcards;
    this.#loras = loras;
  }

  drawSeed(): void {
    this.seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    this.isSeedLocked = true;
  }

  /** A typed seed is meant to be kept. Anything that is no seed unlocks. */
  typeSeed(text: string): void {
    const value = Number(text.trim());
    const isSeed = text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= MAX_SEED;
    this.seed = isSeed ? value : undefined;
    this.isSeedLocked = isSeed;
  }

  toggleSeedLock(): void {
    if (this.seed === undefined) this.drawSeed();
    else this.isSeedLocked = !this.isSeedLocked;
  }

  /** Few steps by the distilled network, or the checkpoint's own defaults. */
  chooseFast(isFast: boolean): void {
    const { steps, guidanceScale } = (isFast ? this.checkpoint?.distilled : undefined) ?? {};
    this.steps = steps;
    this.guidanceScale = guidanceScale;
  }

  chooseCheckpoint(id: string): void {
    this.checkpointId = id;
    this.steps = undefined;
    this.guidanceScale = undefined;
    this.scheduler = undefined;
    this.size = undefined;
  }

  /** Puts everything as it was for an earlier generation. */
  reuse(settings: GenerationSettings): void {
    this.prompt = settings.prompt;
    this.negativePrompt = settings.negativePrompt;
    // A window that opens takes this up before the list has come; what is not in it then counts for nothing.
    const isListed = this.checkpoints.some(({ id }) => id === settings.checkpoint);
    if (isListed || this.checkpoints.length === 0) {
      this.checkpointId = settings.checkpoint;
    }
    this.count = settings.count;
    this.seed = settings.seed;
    this.isSeedLocked = true;
    this.diversity = settings.diversity;
    this.steps = settings.steps;
    this.guidanceScale = settings.guidanceScale;
    this.scheduler = settings.scheduler;
    this.size = { width: settings.width, height: settings.height };
    this.references = (settings.references ?? []).map(({ id, weight }) => ({ id, weight }));
    const { start } = settings;
    this.start = start === undefined ? undefined : { id: start.id, strength: start.strength };
  }

  /** Takes over what a picture says about its making; answers with what has no place here. */
  recall(recalled: RecalledSettings): Leftover[] {
    const left: Leftover[] = [];
    this.prompt = recalled.prompt;
    this.negativePrompt = recalled.negativePrompt ?? '';
    if (recalled.seed !== undefined) this.seed = recalled.seed;
    this.isSeedLocked = recalled.seed !== undefined;
    this.#recallCheckpoint(recalled, left);
    this.steps = recalled.steps === undefined ? undefined : Math.min(recalled.steps, MAX_STEPS);
    this.guidanceScale =
      recalled.guidance === undefined ? undefined : Math.min(recalled.guidance, MAX_GUIDANCE);
    this.scheduler = recalled.scheduler;
    this.size = recalled.size;
    this.#recallPictures(recalled, left);
    if (this.size !== undefined && this.#askedSize === undefined) {
      left.push({ kind: 'size', value: `${this.size.width} × ${this.size.height}` });
    }
    return left;
  }

  #recallPictures({ references = [], start }: RecalledSettings, left: Leftover[]): void {
    this.references = references.flatMap(({ id, weight }) =>
      id === undefined ? [] : [{ id, weight }],
    );
    const { id, strength = 0 } = start ?? {};
    this.start = id === undefined ? undefined : { id, strength };
    const all = [...references, ...(start === undefined ? [] : [start])];
    for (const one of all) {
      if (one.id === undefined) left.push({ kind: 'picture', value: one.sha256.slice(0, 8) });
    }
  }

  #recallCheckpoint({ checkpointName }: RecalledSettings, left: Leftover[]): void {
    const name = checkpointName?.toLowerCase();
    const known = this.checkpoints.find(
      (checkpoint) => checkpoint.id === name || checkpoint.name.toLowerCase() === name,
    );
    if (known !== undefined) this.checkpointId = known.id;
    else if (checkpointName !== undefined) left.push({ kind: 'checkpoint', value: checkpointName });
  }

  /** Asks the host what the request would become, a moment after the last change. */
  planSoon(): () => void {
    const { request } = this.#toPlan;
    const stop = new AbortController();
    if (request.prompt.trim() === '' && request.start === undefined) {
      this.plan = undefined;
      this.planError = undefined;
      return () => undefined;
    }
    const timer = setTimeout(() => {
      void this.#ask(request, stop.signal);
    }, PLAN_DELAY_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }

  /** The host has learnt something since it was asked, such as how long a generation takes here. */
  planAgain(): void {
    this.#round += 1;
  }

  async #ask(request: GenerationRequest, signal: AbortSignal): Promise<void> {
    try {
      const plan = await this.#client.generate.plan(request, { signal });
      if (signal.aborted) return;
      this.plan = plan;
      this.planError = undefined;
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return;
      this.plan = undefined;
      this.planError = toErrorShape(error);
      // An engine that died is started again; until then nothing is known.
      if (this.planError.code.startsWith('engine.')) {
        setTimeout(() => {
          if (!signal.aborted) this.planAgain();
        }, ENGINE_RETRY_MS);
      }
    }
  }
}
