/**
 * Cancelling is not failing: it has its own class, is never logged and never shown as an error.
 */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('Cancelled');
  }
}

/** Whether a thrown value means "somebody asked to stop". */
export function isCancellation(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError');
}

/** The part of AbortSignal that code shared by all hosts relies on. */
export interface CancellationSignal {
  readonly aborted: boolean;
}

/** Throws at a step boundary when the caller no longer wants the result. */
export function throwIfCancelled(signal: CancellationSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}
