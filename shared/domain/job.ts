/**
 * Jobs: long work that is written down before it is acknowledged, and its closed set of states.
 *
 *   waiting ⇄ paused      waiting → running → done | failed | cancelled
 *   running → waiting     (the host or the engine died: it runs again with the same seed)
 *   failed | cancelled → waiting   (retry)
 */
import * as z from 'zod';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { editSettingsSchema } from './edit.ts';
import { generationSettingsSchema } from './generation.ts';
import { jobIdSchema, pictureIdSchema } from './ids.ts';

export const jobStateSchema = z.enum([
  'waiting',
  'paused',
  'running',
  'done',
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  waiting: ['running', 'paused', 'cancelled'],
  paused: ['waiting', 'cancelled'],
  running: ['done', 'failed', 'cancelled', 'waiting'],
  done: [],
  failed: ['waiting'],
  cancelled: ['waiting'],
};

/** Whether the state machine has an arrow from `from` to `to`. */
export function canTransition(from: JobState, to: JobState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** A terminal job does nothing more by itself; `failed` and `cancelled` may be retried. */
export function isTerminal(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export const jobPhaseSchema = z.enum([
  'starting-engine',
  'loading',
  'encoding',
  'denoising',
  'decoding',
  'ranking',
  'saving',
]);
export type JobPhase = z.infer<typeof jobPhaseSchema>;

export const jobProgressSchema = z.object({
  phase: jobPhaseSchema,
  /** Steps done and to do in this phase, e.g. 16 of 20, or candidate 3 of 8 while decoding. */
  done: z.number().int().min(0),
  total: z.number().int().min(0),
  /** Whole job, 0..1. */
  fraction: z.number().min(0).max(1),
  /** Estimated time left for the whole job; absent while unknown. */
  remainingMs: z.number().int().min(0).optional(),
  /** Candidates in the works right now (their indexes). */
  candidates: z.array(z.number().int().min(0)),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

const jobBase = z.object({
  id: jobIdSchema,
  state: jobStateSchema,
  /** Rises with every change of any job; the newest word on a job has the highest. */
  seq: z.number().int().min(0),
  /** Order among waiting jobs; smaller runs first. */
  position: z.number(),
  createdAt: z.number().int(),
  startedAt: z.number().int().optional(),
  finishedAt: z.number().int().optional(),
  /** How many times it was started. */
  attempts: z.number().int().min(0),
  progress: jobProgressSchema.optional(),
  error: errorShapeSchema.optional(),
});

/**
 * What a prompt with wildcards came to when it was asked for: the files may have changed by the
 * time its turn comes, or by the time it runs again.
 */
export const frozenPromptsSchema = z.object({
  /** By candidate index, without choices. */
  prompts: z.array(z.string()),
  negativePrompt: z.string(),
});
export type FrozenPrompts = z.infer<typeof frozenPromptsSchema>;

const picturesJob = jobBase.extend({
  /** Pictures saved so far, by candidate index. */
  pictures: z.array(z.object({ index: z.number().int().min(0), pictureId: pictureIdSchema })),
});

const candidatesJob = picturesJob.extend({
  settings: generationSettingsSchema,
  frozen: frozenPromptsSchema.optional(),
});

export const generateJobSchema = candidatesJob.extend({
  kind: z.literal('generate'),
});
export type GenerateJob = z.infer<typeof generateJobSchema>;

export const editJobSchema = candidatesJob.extend({
  kind: z.literal('edit'),
  edit: editSettingsSchema,
});
export type EditJob = z.infer<typeof editJobSchema>;

/** A picture in another one's manner: no words and no checkpoint have a part in it. */
export const styleJobSchema = picturesJob.extend({
  kind: z.literal('style'),
  edit: editSettingsSchema,
  /** Candidates; older records had one. */
  count: z.number().int().min(1).default(1),
});
export type StyleJob = z.infer<typeof styleJobSchema>;

export const jobSchema = z.discriminatedUnion('kind', [
  generateJobSchema,
  editJobSchema,
  styleJobSchema,
]);
export type Job = z.infer<typeof jobSchema>;
export type JobKind = Job['kind'];

/** The words that it was asked for with; undefined where none have a part in it. */
export function promptOf(job: Job): string | undefined {
  return job.kind === 'style' ? undefined : job.settings.prompt;
}

/** How many pictures it makes. */
export function countOf(job: Job): number {
  return job.kind === 'style' ? job.count : job.settings.count;
}
