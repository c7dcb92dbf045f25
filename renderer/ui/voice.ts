/** How a feature speaks up outside its own place: short notes, undo, and failures. */
export interface Voice {
  /** Texts come as functions so that they follow a switch of language. */
  say(text: () => string, action?: { label: () => string; run: () => void }): void;
  /** Shows the error's sentences; cancellations are swallowed. */
  fail(error: unknown): void;
  /** For screen readers only, politely. */
  announce(text: string): void;
}
