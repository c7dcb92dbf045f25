/** Where jobs are written down. Synchronous: an accepted write is on disk when the call returns. */
import type { Job, JobState } from '#shared/domain/job.ts';
import type { JobId } from '#shared/domain/ids.ts';

export interface JobFilter {
  readonly states?: readonly JobState[];
  readonly limit?: number;
}

/** A job before it has its sequence number and position. */
export type NewJob = Job extends infer Kind
  ? Kind extends Job
    ? Omit<Kind, 'seq' | 'position'>
    : never
  : never;

export interface JobStore {
  /** Inserts and returns the job with its sequence number and position set. */
  insert(job: NewJob): Job;
  get(id: JobId): Job | undefined;
  /** Waiting jobs in running order first, then the others, newest first. */
  list(filter?: JobFilter): Job[];
  /** The waiting job that runs next. */
  nextWaiting(): Job | undefined;
  /**
   * Moves a job from one state to another and patches it, atomically, giving it the next sequence
   * number. Returns undefined when the job is not (any more) in one of `from`.
   */
  transition(
    id: JobId,
    from: readonly JobState[],
    to: JobState,
    patch?: Partial<Pick<Job, 'startedAt' | 'finishedAt' | 'attempts' | 'error' | 'pictures'>>,
  ): Job | undefined;
  /** Adds a saved picture to a running job. */
  addPicture(id: JobId, picture: Job['pictures'][number]): Job | undefined;
  /**
   * Puts a waiting or paused job directly before `before`, or last. Returns every job that changed,
   * which now and then are more than the one moved.
   */
  move(id: JobId, before: JobId | undefined): readonly Job[] | undefined;
  /** Removes terminal jobs (their pictures stay); returns the ids removed. */
  removeTerminal(ids?: readonly JobId[]): JobId[];
  /** Whether somebody has paused the queue; it stays so until it is resumed. */
  isQueuePaused(): boolean;
  setQueuePaused(isPaused: boolean): void;
}
