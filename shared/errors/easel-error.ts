/** The only error class that is meant to be shown: a code and its parameters. */
import { errorCatalogue, isErrorCode, type ErrorCode } from './catalogue.ts';
import type { ErrorSeverity } from './catalogue-entry.ts';
import type { ErrorParams, ErrorShape } from './error-shape.ts';
import { describeError } from './describe.ts';

export class EaselError extends Error {
  override readonly name = 'EaselError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(describeError({ code, params }, 'en').what, options);
    this.code = code;
    this.params = params;
  }

  get severity(): ErrorSeverity {
    return errorCatalogue[this.code].severity;
  }
}

/**
 * Flattens any thrown value for a process edge. Unknown errors become `internal.unexpected` with
 * their message as a detail: no stack, no path and no class leaves the process.
 */
export function toErrorShape(error: unknown): ErrorShape {
  if (error instanceof EaselError) return { code: error.code, params: error.params };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal.unexpected', params: { detail: detail.slice(0, 300) } };
}

/** Rebuilds an error on the other side of an edge; codes this version lacks become unexpected. */
export function fromErrorShape(shape: ErrorShape): EaselError {
  if (isErrorCode(shape.code)) return new EaselError(shape.code, shape.params);
  return new EaselError('internal.unexpected', { detail: shape.code });
}
