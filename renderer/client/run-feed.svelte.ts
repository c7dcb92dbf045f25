/** A live mirror of the runs of training, shared by every screen that shows them. */
import { SvelteMap } from 'svelte/reactivity';
import type { EaselClient } from '#shared/contract/index.ts';
import type { RunEvent } from '#shared/contract/training.ts';
import type { Run, RunId } from '#shared/domain/training.ts';
import { follow } from './follow.ts';

export type RunListener = (event: RunEvent) => void;

export class RunFeed {
  readonly runs = new SvelteMap<RunId, Run>();
  /** Whether the first snapshot has come. */
  isReady = $state(false);
  readonly #listeners = new Set<RunListener>();

  /** Newest first. */
  readonly all = $derived(
    [...this.runs.values()].toSorted(
      (a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id),
    ),
  );
  readonly running = $derived(this.all.find((run) => run.state === 'running'));
  /** The one that a person waits for: it runs, or will without being asked. */
  readonly current = $derived(this.running ?? this.all.findLast((run) => run.state === 'waiting'));

  start(client: Pick<EaselClient, 'training'>, signal: AbortSignal): void {
    void follow(
      (stop) => client.training.watch(undefined, { signal: stop }),
      (event) => {
        this.take(event);
      },
      signal,
    );
  }

  /** Hears every event after the mirror has taken it in. Returns how to stop. */
  listen(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  take(event: RunEvent): void {
    if (event.type === 'snapshot') {
      const alive = new Set(event.runs.map(({ id }) => id));
      for (const id of this.runs.keys()) if (!alive.has(id)) this.runs.delete(id);
      for (const run of event.runs) this.runs.set(run.id, run);
      this.isReady = true;
    } else if (event.type === 'run') this.runs.set(event.run.id, event.run);
    else if (event.type === 'removed') this.runs.delete(event.id);
    for (const listener of this.#listeners) listener(event);
  }
}
