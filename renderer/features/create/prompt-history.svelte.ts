/** Prompts that were used on this machine, newest first; remembered by the window. */
import type { Shell } from '#renderer/shell/shell.ts';

const KEY = 'prompts';
const MOST = 40;

export class PromptHistory {
  #prompts = $state.raw<readonly string[]>([]);
  readonly #shell: Pick<Shell, 'recall' | 'remember'>;

  constructor(shell: Pick<Shell, 'recall' | 'remember'>) {
    this.#shell = shell;
    this.#prompts = readPrompts(shell.recall(KEY));
  }

  /** `others` are prompts known from elsewhere, such as the queue; each prompt stands once. */
  list(others: readonly string[]): readonly string[] {
    return unique([...this.#prompts, ...others]);
  }

  add(prompt: string): void {
    this.#prompts = unique([prompt, ...this.#prompts]);
    this.#shell.remember(KEY, JSON.stringify(this.#prompts));
  }
}

function unique(prompts: readonly string[]): string[] {
  const written = prompts.map((prompt) => prompt.trim()).filter((prompt) => prompt !== '');
  return [...new Set(written)].slice(0, MOST);
}

/** Whatever an older window or a person wrote there, only texts come back. */
function readPrompts(text: string | undefined): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}
