/**
 * Tells several watchers what happens, each at its own pace.
 *
 * A slow watcher keeps every event that matters; of those that only tell the latest state of
 * something (progress, previews), the newest replaces the older one in its queue.
 */
interface Watcher<Event> {
  readonly pending: Event[];
  wake: () => void;
}

export class Feed<Event extends { readonly seq: number }> {
  readonly #watchers = new Set<Watcher<Event>>();
  readonly #replaceKey: (event: Event) => string | undefined;
  #seq = 0;

  /** @param replaceKey events of the same key replace each other while they wait */
  constructor(replaceKey: (event: Event) => string | undefined = () => undefined) {
    this.#replaceKey = replaceKey;
  }

  /** Whether anybody looks. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Makes an event with the next sequence number and hands it to everybody. */
  publish(make: (seq: number) => Event): void {
    this.#seq += 1;
    const event = make(this.#seq);
    const key = this.#replaceKey(event);
    for (const watcher of this.#watchers) {
      if (key !== undefined) this.#dropOlder(watcher.pending, key);
      watcher.pending.push(event);
      watcher.wake();
    }
  }

  /** First `first`, then everything that happens from now on, until the signal aborts. */
  async *watch(first: (seq: number) => Event, signal?: AbortSignal): AsyncGenerator<Event, void> {
    const watcher: Watcher<Event> = { pending: [], wake: () => undefined };
    this.#watchers.add(watcher);
    const onAbort = (): void => {
      watcher.wake();
    };
    signal?.addEventListener('abort', onAbort);
    try {
      watcher.pending.push(first(this.#seq));
      while (signal?.aborted !== true) {
        const event = watcher.pending.shift();
        if (event !== undefined) yield event;
        else await new Promise<void>((resolve) => (watcher.wake = resolve));
      }
    } finally {
      this.#watchers.delete(watcher);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #dropOlder(pending: Event[], key: string): void {
    const index = pending.findIndex((event) => this.#replaceKey(event) === key);
    if (index >= 0) pending.splice(index, 1);
  }
}
