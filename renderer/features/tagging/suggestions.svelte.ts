/** Suggested tags as they are answered: which are open, put onto pictures, or passed over. */
import type { TagSuggestion } from '#shared/domain/tag-vocabulary.ts';

/** A vocabulary suggests at most one word for a picture. */
type Key = TagSuggestion['picture'];

export interface WordCount {
  readonly word: string;
  readonly count: number;
}

export class Suggestions {
  /** Surest first; undefined until pictures were looked through. */
  #all = $state.raw<readonly TagSuggestion[] | undefined>();
  #answered = $state.raw<ReadonlySet<Key>>(new Set());
  /** Only this word is shown; undefined for all. */
  word = $state<string | undefined>();

  readonly #open = $derived(this.#all?.filter(({ picture }) => !this.#answered.has(picture)) ?? []);
  /** What is still to be answered, of the word that is shown. */
  readonly shown = $derived(
    this.word === undefined ? this.#open : this.#open.filter(({ word }) => word === this.word),
  );
  /** Words with open suggestions, the most frequent first. */
  readonly words = $derived.by((): readonly WordCount[] => {
    const counts = Map.groupBy(this.#open, ({ word }) => word);
    return [...counts]
      .map(([word, { length: count }]) => ({ word, count }))
      .toSorted((a, b) => b.count - a.count || a.word.localeCompare(b.word));
  });

  get isKnown(): boolean {
    return this.#all !== undefined;
  }

  get openCount(): number {
    return this.#open.length;
  }

  show(found: readonly TagSuggestion[]): void {
    this.#all = found;
    this.#answered = new Set();
    this.word = undefined;
  }

  clear(): void {
    this.#all = undefined;
    this.#answered = new Set();
    this.word = undefined;
  }

  /** They are no longer open. */
  answer(suggestions: readonly TagSuggestion[]): void {
    this.#answered = new Set([...this.#answered, ...suggestions.map(({ picture }) => picture)]);
    // A word that has nothing left would show an empty screen.
    if (this.shown.length === 0) this.word = undefined;
  }

  /** They are open again, at their old places. */
  reopen(suggestions: readonly TagSuggestion[]): void {
    const again = new Set(suggestions.map(({ picture }) => picture));
    this.#answered = new Set([...this.#answered].filter((picture) => !again.has(picture)));
  }
}
