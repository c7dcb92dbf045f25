/** The queue: what runs, what waits, what became of it. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { jobIdSchema } from '#shared/domain/ids.ts';
import { jobProgressSchema, jobSchema, jobStateSchema } from '#shared/domain/job.ts';
import { pictureSchema } from '#shared/domain/picture.ts';
import { rankingSchema } from '#shared/domain/rank.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

/** Everything that happens to jobs, in order of `seq`. */
export const jobEventSchema = z.discriminatedUnion('type', [
  /** First event of every watch: the jobs as they are now. */
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    jobs: z.array(jobSchema),
    isQueuePaused: z.boolean(),
  }),
  z.object({ type: z.literal('job'), seq: z.number().int(), job: jobSchema }),
  z.object({
    type: z.literal('progress'),
    seq: z.number().int(),
    jobId: jobIdSchema,
    progress: jobProgressSchema,
  }),
  /** A rough picture of a candidate in the works; fetch it at /media/preview/{jobId}/{index}?v={version}. */
  z.object({
    type: z.literal('preview'),
    seq: z.number().int(),
    jobId: jobIdSchema,
    index: z.number().int(),
    version: z.number().int(),
  }),
  /** A candidate was saved; it is in the gallery. */
  z.object({
    type: z.literal('candidate'),
    seq: z.number().int(),
    jobId: jobIdSchema,
    index: z.number().int(),
    picture: pictureSchema,
  }),
  z.object({
    type: z.literal('ranked'),
    seq: z.number().int(),
    jobId: jobIdSchema,
    ranking: rankingSchema,
  }),
  /** Something that the job does not fail for, but that its owner should know. */
  z.object({
    type: z.literal('notice'),
    seq: z.number().int(),
    jobId: jobIdSchema,
    error: errorShapeSchema,
  }),
  z.object({ type: z.literal('removed'), seq: z.number().int(), jobIds: z.array(jobIdSchema) }),
  z.object({ type: z.literal('queue'), seq: z.number().int(), isQueuePaused: z.boolean() }),
]);
export type JobEvent = z.infer<typeof jobEventSchema>;

const oneJob = z.object({ id: jobIdSchema });
const jobErrors = declareErrors('job.not-found', 'job.wrong-state');

export const jobsContract = {
  list: base
    .input(
      z.object({
        states: z.array(jobStateSchema).optional(),
        limit: z.number().int().min(1).max(1000).optional(),
      }),
    )
    .output(z.array(jobSchema)),
  get: base.errors(declareErrors('job.not-found')).input(oneJob).output(jobSchema),
  /** Takes effect within a second, also on a running job. Cancelling twice is fine. */
  cancel: base.errors(jobErrors).input(oneJob).output(jobSchema),
  retry: base.errors(jobErrors).input(oneJob).output(jobSchema),
  pause: base.errors(jobErrors).input(oneJob).output(jobSchema),
  resume: base.errors(jobErrors).input(oneJob).output(jobSchema),
  /** Puts a waiting job before another one, or last when `before` is absent. */
  move: base
    .errors(jobErrors)
    .input(oneJob.extend({ before: jobIdSchema.optional() }))
    .output(jobSchema),
  /** Stops taking new jobs from the queue; the running one goes on. */
  pauseQueue: base.output(z.object({ isQueuePaused: z.boolean() })),
  resumeQueue: base.output(z.object({ isQueuePaused: z.boolean() })),
  /** Forgets finished jobs; their pictures stay. */
  clear: base
    .input(z.object({ ids: z.array(jobIdSchema).optional() }))
    .output(z.object({ removed: z.array(jobIdSchema) })),
  /** Ends by itself when `jobId` is given and that job has come to its end. */
  watch: base
    .errors(declareErrors('job.not-found'))
    .input(z.object({ jobId: jobIdSchema.optional() }))
    .output(eventIterator(jobEventSchema)),
};
