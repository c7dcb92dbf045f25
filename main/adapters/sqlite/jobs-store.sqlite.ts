/** Jobs in SQLite. Every change of any job takes the next sequence number in the same commit. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { JobFilter, JobStore, NewJob } from '#main/core/jobs/job-store.port.ts';
import type { GenerationSettings } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { canTransition, jobSchema, type Job, type JobState } from '#shared/domain/job.ts';
import { copyDatabase, type DatabaseCopy } from './database-copy.ts';
import { inTransaction, openDatabase } from './open-database.ts';
import { SpaceReserve } from './space-reserve.ts';

const MIGRATIONS = [
  `CREATE TABLE jobs (
     id TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     position REAL NOT NULL,
     state TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT;
   CREATE INDEX jobs_waiting ON jobs (position) WHERE state = 'waiting';
   CREATE INDEX jobs_newest ON jobs (created_at);
   CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
   INSERT INTO counter VALUES ('seq', 0)`,
];

type Row = Record<string, SQLOutputValue>;
type Patch = Parameters<JobStore['transition']>[3];

export class SqliteJobStore implements JobStore {
  #database: DatabaseSync;
  #reserve: SpaceReserve;

  constructor(path: string) {
    this.#database = openDatabase(path, MIGRATIONS);
    this.#reserve = new SpaceReserve(`${path}-reserve`);
  }

  insert(job: NewJob): Job {
    return this.#commit(() => this.#write({ ...job, seq: 0, position: this.#lastPosition() + 1 }));
  }

  get(id: JobId): Job | undefined {
    const row = this.#database.prepare('SELECT * FROM jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : toJob(row);
  }

  list({ states, limit = 1000 }: JobFilter = {}): Job[] {
    const among = states?.map(() => '?').join(', ');
    return this.#database
      .prepare(
        `SELECT * FROM jobs ${among === undefined ? '' : `WHERE state IN (${among})`}
         ORDER BY
           CASE state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'paused' THEN 1 ELSE 2 END,
           CASE WHEN state IN ('waiting', 'paused') THEN position END,
           created_at DESC
         LIMIT ?`,
      )
      .all(...(states ?? []), limit)
      .map(toJob);
  }

  nextWaiting(): Job | undefined {
    const next = this.#database.prepare(
      `SELECT * FROM jobs WHERE state = 'waiting' ORDER BY position LIMIT 1`,
    );
    for (let row = next.get(); row !== undefined; row = next.get()) {
      const job = toJob(row);
      if (job.state === 'waiting') return job;
      // Unreadable: out of the way of the others, and shown as failed.
      this.#commit(() => this.#write(job));
    }
    return undefined;
  }

  transition(id: JobId, from: readonly JobState[], to: JobState, patch: Patch = {}) {
    if (to === 'running') this.#reserve.hold();
    return this.#commitAtAnyCost(() => {
      const job = this.get(id);
      if (job === undefined || !from.includes(job.state)) return undefined;
      if (!canTransition(job.state, to)) return undefined;
      return this.#write({ ...job, ...patch, state: to });
    });
  }

  addPicture(id: JobId, picture: Job['pictures'][number]) {
    return this.#commit(() => {
      const job = this.get(id);
      if (job?.state !== 'running') return undefined;
      const others = job.pictures.filter((one) => one.index !== picture.index);
      const pictures = [...others, picture].toSorted((a, b) => a.index - b.index);
      return this.#write({ ...job, pictures });
    });
  }

  move(id: JobId, before: JobId | undefined) {
    return this.#commit(() => {
      const job = this.get(id);
      if (job?.state !== 'waiting' && job?.state !== 'paused') return undefined;
      const position = this.#positionBefore(before);
      if (position !== undefined) return [this.#write({ ...job, position })];
      return this.#renumber(job, before);
    });
  }

  removeTerminal(ids?: readonly JobId[]): JobId[] {
    return this.#commit(() => {
      const rows = this.#database
        .prepare(`SELECT id FROM jobs WHERE state IN ('done', 'failed', 'cancelled')`)
        .all();
      const all = rows.map((row) => String(row['id']) as JobId);
      const chosen = ids === undefined ? all : all.filter((id) => ids.includes(id));
      const remove = this.#database.prepare('DELETE FROM jobs WHERE id = ?');
      for (const id of chosen) remove.run(id);
      return chosen;
    });
  }

  isQueuePaused(): boolean {
    const row = this.#database.prepare(`SELECT value FROM counter WHERE name = 'paused'`).get();
    return row?.['value'] === 1;
  }

  setQueuePaused(isPaused: boolean): void {
    this.#commit(() =>
      this.#database
        .prepare(`INSERT OR REPLACE INTO counter VALUES ('paused', ?)`)
        .run(isPaused ? 1 : 0),
    );
  }

  /** The jobs as they are now, at another place. */
  copyTo(path: string): DatabaseCopy {
    copyDatabase(this.#database, path);
    const copy = openDatabase(path, MIGRATIONS);
    return {
      drop: () => {
        copy.close();
      },
      take: () => {
        this.#database.close();
        this.#database = copy;
        this.#reserve = new SpaceReserve(`${path}-reserve`);
      },
    };
  }

  close(): void {
    this.#database.close();
  }

  #commit<Result>(work: () => Result): Result {
    return inTransaction(this.#database, work);
  }

  /** That a job has failed for want of space must not fail for want of space. */
  #commitAtAnyCost<Result>(work: () => Result): Result {
    try {
      return this.#commit(work);
    } catch (error) {
      const isFull = error instanceof EaselError && error.code === 'library.disk-full';
      if (!isFull || !this.#reserve.release()) throw error;
      return this.#commit(work);
    }
  }

  #write(job: Job): Job {
    this.#database.exec(`UPDATE counter SET value = value + 1 WHERE name = 'seq'`);
    const counter = this.#database.prepare(`SELECT value FROM counter WHERE name = 'seq'`).get();
    const written = { ...job, seq: Number(counter?.['value'] ?? 0) };
    this.#database
      .prepare(
        `INSERT INTO jobs (id, seq, position, state, created_at, record)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, position = excluded.position,
           state = excluded.state, record = excluded.record`,
      )
      .run(
        written.id,
        written.seq,
        written.position,
        written.state,
        written.createdAt,
        JSON.stringify(written),
      );
    return written;
  }

  #lastPosition(): number {
    const row = this.#database.prepare('SELECT max(position) AS last FROM jobs').get();
    return Number(row?.['last'] ?? 0);
  }

  /**
   * Halfway between `before` and its predecessor; after the last when there is no `before`.
   * Undefined where no number is left between the two.
   */
  #positionBefore(before: JobId | undefined): number | undefined {
    const target = before === undefined ? undefined : this.get(before);
    if (target === undefined) return this.#lastPosition() + 1;
    const row = this.#database
      .prepare('SELECT max(position) AS previous FROM jobs WHERE position < ?')
      .get(target.position);
    const previous = Number(row?.['previous'] ?? target.position - 2);
    const middle = (previous + target.position) / 2;
    return previous < middle && middle < target.position ? middle : undefined;
  }

  /** Gives everything that waits a new whole number, behind all that went before. */
  #renumber(moved: Job, before: JobId | undefined): Job[] {
    const open = this.list({ states: ['waiting', 'paused'], limit: -1 });
    const others = open.filter((job) => job.id !== moved.id);
    const at = others.findIndex((job) => job.id === before);
    const ordered = others.toSpliced(at < 0 ? others.length : at, 0, moved);
    const first = this.#lastPosition() + 1;
    return ordered.map((job, index) => this.#write({ ...job, position: first + index }));
  }
}

/** A row that this version cannot read is shown as failed instead of stopping everything. */
function toJob(row: Row): Job {
  const parsed = jobSchema.safeParse(parseJson(String(row['record'])));
  if (parsed.success) return parsed.data;
  return {
    id: String(row['id']) as JobId,
    kind: 'generate',
    state: 'failed',
    seq: Number(row['seq']),
    position: Number(row['position']),
    createdAt: Number(row['created_at']),
    attempts: 0,
    settings: UNREADABLE_SETTINGS,
    pictures: [],
    error: { code: 'internal.unexpected', params: { detail: 'the saved job cannot be read' } },
  };
}

const UNREADABLE_SETTINGS: GenerationSettings = {
  prompt: '',
  negativePrompt: '',
  checkpoint: 'unknown' as GenerationSettings['checkpoint'],
  checkpointVersion: '',
  checkpointHash: '',
  count: 1,
  seed: 0,
  steps: 1,
  guidanceScale: 0,
  scheduler: 'flow-match-euler',
  width: 1,
  height: 1,
  diversity: 0,
  variants: 'cycle',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
