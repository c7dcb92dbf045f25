export const ExitCode = {
  ok: 0,
  /** Something of ours or of the machine broke. */
  fault: 1,
  /** The request can be mended by the person who made it. */
  user: 2,
  /** The request was fine, but not now: locked, full, gone. */
  state: 3,
  /** Ctrl-C, as shells count it. */
  cancelled: 130,
} as const;
