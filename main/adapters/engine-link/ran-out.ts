/** What the end of a process looks like when there was no memory left for it. */

/** Ended by the system, which says nothing, or by itself when a request for memory failed. */
const signs = [
  /signal SIG(?:KILL|ABRT)/,
  /exit code (?:134|137|3221226505|-1073740791)\b/,
  /out of memory|bad_alloc|failed to allocate|allocation failed/i,
];

/** @param reason as launchers tell it; true also for some who ended otherwise */
export function mayHaveRunOut(reason: string): boolean {
  return signs.some((sign) => sign.test(reason));
}
