/** Runs that go on in this process, and how each is asked to end. */

type Ending = 'pause' | 'early';

const open = new Map<string, (how: Ending) => void>();

export interface EndingSignal {
  /** Aborts when a pause is asked for, or the request is cancelled. */
  readonly signal: AbortSignal;
  readonly asked: () => Ending | undefined;
  close(): void;
}

/** @param folder of the run */
export function listenForEnding(folder: string, cancelled: AbortSignal): EndingSignal {
  const pause = new AbortController();
  let asked: Ending | undefined;
  open.set(folder, (how) => {
    asked = how;
    if (how === 'pause') pause.abort();
  });
  return {
    signal: AbortSignal.any([pause.signal, cancelled]),
    asked: () => asked,
    close: () => open.delete(folder),
  };
}

/** Whether there is such a run. */
export function askToEnd(folder: string, how: Ending): boolean {
  const end = open.get(folder);
  end?.(how);
  return end !== undefined;
}
