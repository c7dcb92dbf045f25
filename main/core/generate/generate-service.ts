/** Text to ranked pictures, as it is asked for. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { Machine } from '#main/core/system/machine.port.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { Tastes } from '#main/core/taste/tastes.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { GenerationRequest, GenerationSettings } from '#shared/domain/generation.ts';
import type { GenerateJob } from '#shared/domain/job.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { firstVariants } from '#shared/prompt/variants.ts';
import type { InstalledCheckpoint } from '#main/core/checkpoints/read-checkpoint.ts';
import { freezePrompts, promptsFor, type CandidatePrompts } from './prompt-for-candidates.ts';
import { estimateMs } from './estimate-time.ts';
import { choosePictures } from './choose-pictures.ts';
import { resolveGeneration, tasteWeightOf } from './resolve-generation.ts';
import type { WildcardFiles } from './wildcard-files.port.ts';

const SHOWN_VARIANTS = 12;
/** How far back is looked for how long things take. */
const PAST_JOBS = 20;
/** Characters of a wildcard line with a mistake. */
const SHOWN_LINE = 200;

export interface GenerateParts {
  readonly queue: JobQueue;
  readonly checkpoints: Checkpoints;
  readonly loras: Loras;
  readonly settings: SettingsService;
  readonly wildcards: WildcardFiles;
  readonly engine: Engine;
  readonly machine: Pick<Machine, 'cpu'>;
  readonly tastes: Pick<Tastes, 'choose'>;
  readonly gallery: Pick<Gallery, 'get' | 'mediaFile'>;
}

export interface GenerationPlan {
  readonly settings: GenerationSettings;
  readonly variants: string[];
  readonly variantCount: number;
  readonly lineProblems: { file: string; line: string; error: ErrorShape }[];
  readonly tokens: { readonly used: number; readonly limit: number };
  readonly estimatedMs?: number;
}

export class GenerateService {
  readonly #parts: GenerateParts;

  constructor(parts: GenerateParts) {
    this.#parts = parts;
  }

  /** Checks a request and writes it down as a job. Throws the codes that the contract declares. */
  async submit(request: GenerationRequest): Promise<GenerateJob> {
    const { settings, prompts } = await this.#check(request);
    return this.#parts.queue.enqueue(settings, freezePrompts(prompts, settings.count));
  }

  /** What `submit` would do, without doing it. */
  async plan(request: GenerationRequest, signal?: AbortSignal): Promise<GenerationPlan> {
    const { settings, prompts, checkpoint } = await this.#check(request);
    const variants = firstVariants(prompts.plan, SHOWN_VARIANTS).map((variant) => variant.text);
    // Both at once: an engine at work answers only between its steps.
    const [used, estimatedMs] = await Promise.all([
      this.#parts.engine.countTokens(
        { checkpoint: checkpoint.ref, text: variants[0] ?? '' },
        { signal },
      ),
      this.#estimate(settings, checkpoint, signal),
    ]);
    return {
      settings,
      variants,
      variantCount: prompts.plan.variantCount,
      lineProblems: prompts.lineProblems.map(({ file, line, code, params }) => ({
        ...{ file, line: line.slice(0, SHOWN_LINE) },
        error: { code, params },
      })),
      tokens: { used, limit: limitFor(used, checkpoint.summary) },
      ...(estimatedMs === undefined ? {} : { estimatedMs }),
    };
  }

  /** The user's wildcard files, for completion. */
  wildcards(): Promise<{ name: string; count: number }[]> {
    return this.#parts.wildcards.list();
  }

  async #check(request: GenerationRequest): Promise<{
    settings: GenerationSettings;
    prompts: CandidatePrompts;
    checkpoint: InstalledCheckpoint;
  }> {
    const { checkpoints, loras, wildcards, gallery, settings: preferences, tastes } = this.#parts;
    const checkpoint = await checkpoints.resolve(request.checkpoint);
    const { diversity } = preferences.get();
    const taste = await tastes.choose(request.taste, tasteWeightOf(request));
    const settings = {
      ...resolveGeneration(request, checkpoint.summary, { diversity, taste }),
      ...(await choosePictures(request, checkpoint.summary, gallery)),
    };
    const prompts = promptsFor(settings, await wildcards.load());
    // Files that are not there, or not for this checkpoint, are told of before anything is written.
    await loras.choose(prompts.prompt(0).loras, checkpoint.summary);
    return { settings, prompts, checkpoint };
  }

  async #estimate(
    settings: GenerationSettings,
    { summary }: InstalledCheckpoint,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    const { queue, engine, machine, checkpoints } = this.#parts;
    const past = queue
      .list({ states: ['done'], limit: PAST_JOBS })
      .filter((job) => job.kind === 'generate');
    const isKnown = past.some((job) => job.settings.checkpoint === settings.checkpoint);
    const installed = isKnown ? [] : await checkpoints.installed();
    const { device } = engine.status().info ?? (await engine.describe({ signal }));
    return estimateMs(settings, {
      past,
      familyOf: (id) =>
        [summary, ...installed.map((one) => one.summary)].find((one) => one.id === id)?.family,
      cores: device.provider === 'cpu' ? machine.cpu.cores : undefined,
    });
  }
}

/** Where a prompt may go on in another stretch, the end of the last one. */
function limitFor(used: number, { maxTokens, isPromptEndless }: CheckpointSummary): number {
  return isPromptEndless ? maxTokens * Math.max(1, Math.ceil(used / maxTokens)) : maxTokens;
}
