/** The runs there are: in memory, on the disk, and told to whoever watches. */
import { Feed } from '#main/core/feed/feed.ts';
import type { RunEvent } from '#shared/contract/training.ts';
import type { Curves, Run, RunId } from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { RunRecord } from './run.records.ts';
import type { RunStore } from './run-store.port.ts';

type Told = { readonly seq: number; readonly event: RunEvent };

export class RunBook {
  readonly #store: RunStore;
  readonly #records = new Map<RunId, RunRecord>();
  readonly #curves = new Map<RunId, Curves>();
  readonly #feed = new Feed<Told>(({ event }) => (event.type === 'run' ? event.run.id : undefined));

  private constructor(store: RunStore) {
    this.#store = store;
  }

  /** What ran when its host died waits to go on. */
  static async open(store: RunStore): Promise<RunBook> {
    const book = new RunBook(store);
    for (const record of await store.load()) {
      const isCutOff = record.run.state === 'running';
      const run: Run = isCutOff ? withoutPhase({ ...record.run, state: 'waiting' }) : record.run;
      book.#records.set(run.id, { ...record, run });
    }
    return book;
  }

  /** Newest first. */
  list(): Run[] {
    return [...this.#records.values()]
      .map(({ run }) => run)
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** The one that waits longest. */
  nextWaiting(): RunRecord | undefined {
    const run = this.list().findLast(({ state }) => state === 'waiting');
    return run && this.#records.get(run.id);
  }

  /** Throws `training.run-not-found`. */
  get(id: RunId): RunRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new EaselError('training.run-not-found');
    return record;
  }

  has(id: RunId): boolean {
    return this.#records.has(id);
  }

  /** Durable when it resolves. Throws `library.not-writable` or `library.disk-full`. */
  async write(record: RunRecord): Promise<Run> {
    await this.#store.save(record);
    this.show(record);
    return record.run;
  }

  /** Of the moment only: what a crash may forget. */
  show(record: RunRecord): void {
    this.#records.set(record.run.id, record);
    this.#tell({ type: 'run', run: record.run });
  }

  /** Throws `training.run-not-found`. */
  async curves(id: RunId): Promise<Curves> {
    this.get(id);
    const known = this.#curves.get(id) ?? (await this.#store.loadCurves(id));
    this.#curves.set(id, known);
    return known;
  }

  /** Takes points in; those of the same step or later ones are replaced. */
  async addPoint(
    id: RunId,
    curve: 'training' | 'heldOut',
    point: Curves['training'][number],
  ): Promise<void> {
    const curves = await this.curves(id);
    const earlier = curves[curve].filter(({ step }) => step < point.step);
    this.#curves.set(id, { ...curves, [curve]: [...earlier, point] });
    this.#tell({ type: curve === 'training' ? 'training-loss' : 'held-out-loss', id, point });
  }

  /** Forgets points after a step: the run goes on from there. */
  async cutCurves(id: RunId, step: number): Promise<void> {
    const { training, heldOut } = await this.curves(id);
    const until = (points: Curves['training']): Curves['training'] =>
      points.filter((point) => point.step <= step);
    this.#curves.set(id, { training: until(training), heldOut: until(heldOut) });
  }

  /** Durable when it resolves. */
  async keepCurves(id: RunId): Promise<void> {
    await this.#store.saveCurves(id, await this.curves(id));
  }

  async remove(id: RunId): Promise<void> {
    await this.#store.remove(id);
    this.#records.delete(id);
    this.#curves.delete(id);
    this.#tell({ type: 'removed', id });
  }

  async *watch(signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    const first = (seq: number): Told => ({ seq, event: { type: 'snapshot', runs: this.list() } });
    for await (const { event } of this.#feed.watch(first, signal)) yield event;
  }

  #tell(event: RunEvent): void {
    this.#feed.publish((seq) => ({ seq, event }));
  }
}

export function withoutPhase(run: Run): Run {
  return { ...run, phase: undefined, remainingMs: undefined };
}
