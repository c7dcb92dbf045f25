/**
 * Makes the candidates of a job, from nothing or from another picture: plans them, lets the engine
 * make them, keeps each as it comes.
 */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import type { EditRecord } from '#shared/domain/edit.ts';
import type { UsedLora } from '#shared/domain/lora.ts';
import type { Tastes } from '#main/core/taste/tastes.ts';
import type { Before } from '#main/core/gallery/picture-codec.port.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { GenerationRecord, GenerationSettings } from '#shared/domain/generation.ts';
import type { EditJob, GenerateJob } from '#shared/domain/job.ts';
import { candidateSeed } from '#shared/domain/seed.ts';
import type {
  CandidatePlan,
  GenerateEvent,
  Pixels,
  ReferencePicture,
  StartPicture,
  StylePicture,
  TasteDirection,
} from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { serialiseVariant } from '#shared/prompt/serialise.ts';
import type { CandidateSink } from './candidate-sink.port.ts';
import type { PreviewEncoder } from './preview-encoder.port.ts';
import type { PreviewDecoders } from './preview-decoders.ts';
import type { Previews } from './previews.ts';
import {
  frozenPrompts,
  promptsFor,
  segmentsOf,
  type CandidatePrompts,
} from './prompt-for-candidates.ts';
import type { WildcardFiles } from './wildcard-files.port.ts';

const PREVIEW_INTERVAL_MS = 400;
/** Of layers that a checkpoint has not, in a sentence. */
const NAMED_LAYERS = 5;
const GIGABYTE = 1e9;

export interface MakerParts {
  readonly queue: JobQueue;
  readonly checkpoints: Checkpoints;
  readonly clips: Clips;
  readonly loras: Loras;
  readonly wildcards: WildcardFiles;
  readonly engine: Engine;
  readonly sink: CandidateSink;
  readonly previews: Previews;
  readonly encoder: PreviewEncoder;
  readonly tastes: Pick<Tastes, 'headFor'>;
  readonly decoders: PreviewDecoders;
}

type CandidatesJob = GenerateJob | EditJob;

/** What belongs to one run of one job. */
interface Run {
  readonly job: CandidatesJob;
  readonly prompts: Pick<CandidatePrompts, 'prompt' | 'negative'>;
  readonly loras: readonly UsedLora[];
  /** Of the CLIP that embeds the candidates. */
  readonly clipSpace: string;
  readonly saving: SaveChain;
  /** Candidates that are not saved yet. */
  readonly unfinished: Set<number>;
  readonly signal: AbortSignal;
  readonly start: CandidateStart | undefined;
}

type MadeBefore = Pick<CandidatePlan, 'embedding' | 'aspects'>;

/** What candidates begin with. */
export interface CandidateStart {
  readonly picture: StartPicture;
  /** The whole picture of what was made, where the engine got a part of it. */
  readonly wholeOf?: (pixels: Pixels) => Pixels;
  /** The file that an edit began with. */
  readonly before?: Before;
  /** What a finished candidate of an edit remembers of it. */
  readonly recordFor?: (pixels: Pixels) => EditRecord;
}

/** Pictures that have a part in what is made. */
export interface PicturesOfJob {
  readonly start?: CandidateStart;
  readonly references?: readonly ReferencePicture[];
  readonly style?: StylePicture;
}

export class CandidateMaker {
  readonly #parts: MakerParts;

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  async make(
    job: CandidatesJob,
    signal: AbortSignal,
    { start, references, style }: PicturesOfJob = {},
  ): Promise<void> {
    const { checkpoints, clips, engine, queue, sink, previews, wildcards } = this.#parts;
    const { settings } = job;
    if (engine.status().state !== 'ready') {
      this.#progress(job, { phase: 'starting-engine', done: 0, total: 1, fraction: 0 });
    }
    const checkpoint = await checkpoints.resolve(settings.checkpoint);
    const prompts =
      frozenPrompts(job.frozen) ??
      promptsFor(settings, await wildcards.load(), { mayBeEmpty: start !== undefined });
    const chosen = await this.#parts.loras.choose(prompts.prompt(0).loras, checkpoint.summary);
    const saving = new SaveChain();
    const unfinished = new Set(Array.from({ length: settings.count }, (_, index) => index));
    const judge = await clips.judging(checkpoint.summary.id);
    const clipSpace = judge.id;
    const run: Run = {
      ...{ job, prompts, loras: chosen.used, clipSpace, saving, unfinished, signal, start },
    };
    const made = await this.#madeBefore(run);
    const taste = await this.#tasteOf(settings, judge, signal);
    try {
      const { ranking } = await engine.generate(
        {
          checkpoint: checkpoint.ref,
          ranker: judge.checkpoint,
          previewDecoder: await this.#parts.decoders.find(checkpoint.summary.family),
          loras: chosen.refs,
          candidates: Array.from({ length: settings.count }, (_, index) => ({
            index,
            seed: candidateSeed(settings.seed, index),
            prompt: segmentsOf(prompts.prompt(index)),
            ...made.get(index),
          })),
          negativePrompt: segmentsOf(prompts.negative),
          steps: settings.steps,
          guidanceScale: settings.guidanceScale,
          scheduler: settings.scheduler,
          width: settings.width,
          height: settings.height,
          start: start?.picture,
          ...(references === undefined ? {} : { references }),
          style,
          diversity: settings.diversity,
          taste,
          previewIntervalMs: PREVIEW_INTERVAL_MS,
        },
        {
          signal,
          onEvent: (event) => {
            this.#receive(run, event);
          },
        },
      );
      await saving.finished();
      throwIfCancelled(signal);
      await sink.setRanking(job.id, ranking, judge.ranker);
      queue.publish({ type: 'ranked', jobId: job.id, ranking });
    } finally {
      // A failure to save is told by `finished`; here only nothing may be left running.
      await saving.finished().catch(() => undefined);
      unfinished.clear();
      previews.drop(job.id);
    }
  }

  /** As it is known now: what was learnt after the job was asked for counts too. */
  async #tasteOf(
    { taste }: CandidatesJob['settings'],
    space: RankingSpace,
    signal: AbortSignal,
  ): Promise<TasteDirection | undefined> {
    if (taste === undefined) return undefined;
    const head = await this.#parts.tastes.headFor(taste.profile, space, signal);
    return head === undefined
      ? undefined
      : { direction: head.direction, offset: head.offset, weight: taste.weight };
  }

  /** What was seen of candidates that an earlier run of this job saved, by index. */
  async #madeBefore(run: Run): Promise<Map<number, MadeBefore>> {
    const { job, clipSpace, unfinished } = run;
    const made = new Map<number, MadeBefore>();
    if (job.attempts < 2 && job.pictures.length === 0) return made;
    // How near variations are is not kept with them, as edits keep how they were judged.
    if (run.start !== undefined && run.start.recordFor === undefined) return made;
    for (const { picture, record, embedding, aspects } of await this.#parts.sink.savedCandidates(
      job.id,
    )) {
      const { index } = record;
      if (index >= job.settings.count || embedding.space !== clipSpace) continue;
      const wanted = recordOf(run, index);
      if (!isSame(record, wanted)) continue;
      made.set(index, { embedding: embedding.vector, aspects });
      unfinished.delete(index);
      // The last run may have ended between the file and this line.
      this.#parts.queue.addPicture(job.id, { index, pictureId: picture.id });
    }
    return made;
  }

  #receive(run: Run, event: GenerateEvent): void {
    if (run.signal.aborted) return;
    const notice = (error: EaselError): void => {
      this.#parts.queue.publish({ type: 'notice', jobId: run.job.id, error: toErrorShape(error) });
    };
    if (event.type === 'progress') this.#progress(run.job, event);
    else if (event.type === 'preview') void this.#keepPreview(run, event);
    else if (event.type === 'candidate') run.saving.add(() => this.#keepCandidate(run, event));
    else if (event.type === 'lora-unmatched') {
      const { file, names } = event;
      const listed = names.slice(0, NAMED_LAYERS).join(', ');
      notice(new EaselError('lora.unmatched', { file, n: names.length, names: listed }));
    } else if (event.type === 'memory') {
      const { neededBytes, allowedBytes } = event;
      notice(
        new EaselError('engine.memory-tight', {
          needed: (neededBytes / GIGABYTE).toFixed(1),
          allowed: (allowedBytes / GIGABYTE).toFixed(1),
        }),
      );
    } else if (event.type === 'weights-ignored') {
      notice(new EaselError('prompt.weights-ignored', { checkpoint: run.job.settings.checkpoint }));
    } else {
      // In the same chain, so that an order never names a candidate that nobody has seen.
      const { ranking } = event;
      run.saving.add(() => {
        this.#parts.queue.publish({ type: 'ranked', jobId: run.job.id, ranking });
      });
    }
  }

  #progress(
    job: CandidatesJob,
    event: Pick<Extract<GenerateEvent, { type: 'progress' }>, 'done' | 'total' | 'fraction'> & {
      readonly phase: Extract<GenerateEvent, { type: 'progress' }>['phase'] | 'starting-engine';
      readonly remainingMs?: number;
      readonly candidates?: readonly number[];
    },
  ): void {
    const { phase, done, total, fraction, remainingMs, candidates = [] } = event;
    this.#parts.queue.publish({
      type: 'progress',
      jobId: job.id,
      progress: { phase, done, total, fraction, remainingMs, candidates: [...candidates] },
    });
  }

  async #keepPreview(
    { job, unfinished }: Run,
    event: Extract<GenerateEvent, { type: 'preview' }>,
  ): Promise<void> {
    const { encoder, previews, queue } = this.#parts;
    const { index } = event;
    // A preview that cannot be encoded is not worth stopping for: the next one comes soon.
    const encoded = await encoder.encodePreview(event.pixels).catch(() => undefined);
    // Encoding takes a moment, in which the candidate may have been finished.
    if (encoded === undefined || !unfinished.has(index)) return;
    const version = previews.set(job.id, index, encoded);
    queue.publish({ type: 'preview', jobId: job.id, index, version });
  }

  async #keepCandidate(
    run: Run,
    event: Extract<GenerateEvent, { type: 'candidate' }>,
  ): Promise<void> {
    const { job, clipSpace, unfinished, signal, start } = run;
    throwIfCancelled(signal);
    const { queue, sink, previews } = this.#parts;
    const { index, embedding: vector, aspects = [] } = event;
    const pixels = start?.wholeOf?.(event.pixels) ?? event.pixels;
    const judged = { space: clipSpace, embedding: [...vector], aspects: [...aspects] };
    const record = recordOf(run, index);
    const picture = await sink.addCandidate({
      jobId: job.id,
      index,
      pixels,
      record,
      before: start?.before,
      edit: start?.recordFor && { ...start.recordFor(pixels), judged },
      // Behind a mask only a part was looked at.
      ...(start?.picture.mask === undefined ? { embedding: { space: clipSpace, vector } } : {}),
    });
    queue.addPicture(job.id, { index, pictureId: picture.id });
    unfinished.delete(index);
    previews.drop(job.id, index);
    queue.publish({ type: 'candidate', jobId: job.id, index, picture });
  }
}

/** Saves one after another, remembers the first failure, and stops saving after it. */
class SaveChain {
  #last: Promise<void> = Promise.resolve();

  add(save: () => void | Promise<void>): void {
    this.#last = this.#last.then(save);
    // Reported by finished(); this only keeps the process from calling it unhandled meanwhile.
    this.#last.catch(() => undefined);
  }

  finished(): Promise<void> {
    return this.#last;
  }
}

function isSame(one: GenerationRecord, other: GenerationRecord): boolean {
  const keys = Object.keys(other) as (keyof GenerationRecord)[];
  return keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));
}

function recordOf({ job: { settings }, prompts, loras }: Run, index: number): GenerationRecord {
  return {
    prompt: settings.prompt,
    negativePrompt: settings.negativePrompt,
    checkpoint: settings.checkpoint,
    checkpointVersion: settings.checkpointVersion,
    checkpointHash: settings.checkpointHash,
    seed: candidateSeed(settings.seed, index),
    steps: settings.steps,
    guidanceScale: settings.guidanceScale,
    scheduler: settings.scheduler,
    width: settings.width,
    height: settings.height,
    expandedPrompt: serialiseVariant(prompts.prompt(index)),
    generationSeed: settings.seed,
    index,
    ...(loras.length === 0 ? {} : { loras: [...loras] }),
    ...picturesOf(settings),
  };
}

/** By content: the file shall say the same in every library. */
function picturesOf({
  references,
  start,
}: GenerationSettings): Pick<GenerationRecord, 'references' | 'start'> {
  return {
    ...(references === undefined
      ? {}
      : { references: references.map(({ sha256, weight }) => ({ sha256, weight })) }),
    ...(start === undefined ? {} : { start: { sha256: start.sha256, strength: start.strength } }),
  };
}
