/**
 * The one place where errors of core become errors of the contract: a code and its params. What
 * nobody foresaw becomes `internal.unexpected`; no stack, class or path leaves through here.
 */
import { ORPCError, os, ValidationError } from '@orpc/server';
import { CancelledError, isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ApiContext } from './context.ts';
import { describeIssue } from './describe-issue.ts';

export const translateErrors = os
  .$context<ApiContext>()
  .middleware(async ({ next, context, signal }, _input, output) => {
    function translate(error: unknown): unknown {
      return toContractError(error, context, signal);
    }
    try {
      const result = await next();
      if (!isStream(result.output)) return result;
      return await output(guardStream(result.output, translate));
    } catch (error) {
      throw translate(error);
    }
  });

function toContractError(
  error: unknown,
  context: ApiContext,
  signal: AbortSignal | undefined,
): unknown {
  if (isCancellation(error) && signal?.aborted === true) return new CancelledError();
  const known = error instanceof EaselError ? error : fromInvalidInput(error);
  if (known === undefined) context.reportFault?.(error);
  const shape = toErrorShape(known ?? error);
  return new ORPCError(shape.code, { data: { params: shape.params }, cause: error });
}

/** Input that the contract's schemas refuse; an answer they refuse is our own fault instead. */
function fromInvalidInput(error: unknown): EaselError | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return undefined;
  const cause: unknown = error.cause;
  const issue = cause instanceof ValidationError ? cause.issues[0] : undefined;
  return new EaselError('request.invalid', describeIssue(issue));
}

function isStream(value: unknown): value is AsyncIterator<unknown> {
  return (
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
  );
}

/** Errors in mid-stream follow the same rule; `return` passes straight through to core's finally. */
function guardStream(
  source: AsyncIterator<unknown>,
  translate: (error: unknown) => unknown,
): AsyncIterableIterator<unknown> {
  return {
    async next() {
      try {
        return await source.next();
      } catch (error) {
        throw translate(error);
      }
    },
    async return(value?: unknown) {
      return (await source.return?.(value)) ?? { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
