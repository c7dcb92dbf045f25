import { CancelledError } from '#shared/errors/cancellation.ts';

/** What is waited for, or CancelledError as soon as nobody wants it any more. */
export function unlessAborted<Value>(
  awaited: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return awaited;
  return new Promise((resolve, reject) => {
    const give = (): void => {
      reject(new CancelledError());
    };
    signal.addEventListener('abort', give, { once: true });
    void awaited.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', give);
    });
  });
}
