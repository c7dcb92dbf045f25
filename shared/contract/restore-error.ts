/**
 * Errors on the caller's side of the contract: whatever link carried the call, what is thrown is an
 * `EaselError` with its code and params, or a `CancelledError`.
 */
import { ORPCError } from '@orpc/contract';
import { CancelledError, isCancellation } from '#shared/errors/cancellation.ts';
import { isErrorCode } from '#shared/errors/catalogue.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { errorParamsSchema } from '#shared/errors/error-shape.ts';

/**
 * Gives back the error that core threw. `signal` is the one the call was made with: it tells a wish
 * to stop from a connection that broke, which the links report alike.
 */
export function fromOrpcError(error: unknown, signal?: AbortSignal): EaselError | CancelledError {
  if (error instanceof EaselError || error instanceof CancelledError) return error;
  if (signal?.aborted === true) return new CancelledError();
  if (error instanceof ORPCError)
    return fromAnswer(String(error.code), error.data, error.message, error);
  if (isCancellation(error) || (error instanceof Error && error.constructor === Error)) {
    return new EaselError('access.disconnected', {}, { cause: error });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new EaselError('internal.unexpected', { detail }, { cause: error });
}

function fromAnswer(code: string, data: unknown, message: string, cause: unknown): EaselError {
  if (isErrorCode(code)) {
    const hasParams = typeof data === 'object' && data !== null && 'params' in data;
    const params = errorParamsSchema.safeParse(hasParams ? data.params : {});
    return new EaselError(code, params.success ? params.data : {}, { cause });
  }
  // The link itself refused: a malformed message, or a procedure that this version does not have.
  if (code === 'BAD_REQUEST' || code === 'NOT_FOUND') {
    return new EaselError('request.invalid', { field: 'request', reason: message }, { cause });
  }
  return new EaselError('internal.unexpected', { detail: message }, { cause });
}

/** The same client, throwing restored errors from calls and from streams. */
export function restoringErrors<Client extends object>(client: Client): Client {
  return wrap(client) as Client;
}

type Call = (input?: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>;

function wrap(node: object): unknown {
  // oRPC clients are callable at every level and grow their members on access.
  return new Proxy(node, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      const isMember =
        typeof member === 'function' || (typeof member === 'object' && member !== null);
      return typeof key === 'string' && key !== 'then' && isMember ? wrap(member) : member;
    },
    async apply(target, _self, args: Parameters<Call>) {
      const signal = args[1]?.signal;
      try {
        const answer = await (target as Call)(...args);
        return isStream(answer) ? restoreStream(answer, signal) : answer;
      } catch (error) {
        throw fromOrpcError(error, signal);
      }
    },
  });
}

function isStream(value: unknown): value is AsyncIterator<unknown> {
  return (
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
  );
}

/** Forwards call by call: a generator in between would hold back `return` while `next` waits. */
function restoreStream(
  source: AsyncIterator<unknown>,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<unknown> {
  async function restoring<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      throw fromOrpcError(error, signal);
    }
  }
  return {
    next: () => restoring(source.next()),
    return: async (value?: unknown) =>
      (await restoring(source.return?.(value) ?? Promise.resolve(undefined))) ?? {
        done: true,
        value,
      },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
