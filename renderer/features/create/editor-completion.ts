/** The editor's completion popup, fed by the prompt's vocabulary. */
import { acceptCompletion, autocompletion, type CompletionContext } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { completePrompt, type PromptVocabulary } from './prompt-completion.ts';

const theme = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete': {
    background: 'var(--raise)',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-card)',
    boxShadow: 'var(--shadow-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    font: 'var(--t-body)',
    fontFamily: 'var(--font)',
    maxHeight: '220px',
    minWidth: '160px',
    scrollbarWidth: 'thin',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    alignItems: 'baseline',
    color: 'var(--fg)',
    display: 'flex',
    gap: '12px',
    justifyContent: 'space-between',
    lineHeight: '28px',
    padding: '0 10px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--hover)',
    color: 'var(--fg)',
  },
  '.cm-completionDetail': {
    color: 'var(--fg-3)',
    font: 'var(--t-hint)',
    fontStyle: 'normal',
  },
});

/** `vocabulary` is asked at every key; `detailOf` says in words how many alternatives a file has. */
export function promptCompletion(
  vocabulary: () => PromptVocabulary,
  detailOf: (count: number) => string,
): Extension {
  function source({ state, pos, explicit }: CompletionContext) {
    const found = completePrompt(state.sliceDoc(0, pos), vocabulary(), explicit);
    if (found === undefined) return null;
    const options = found.options.map(({ label, kind, count, about }) => ({
      label,
      type: kind,
      ...(count === undefined ? {} : { detail: detailOf(count) }),
      ...(about === undefined ? {} : { detail: about }),
    }));
    // Filtered already: a name may be found by its middle.
    return { from: found.from, options, filter: false };
  }
  return [
    // The list is there at once, so a key that follows at once is meant for it.
    autocompletion({ override: [source], icons: false, interactionDelay: 0 }),
    keymap.of([{ key: 'Tab', run: acceptCompletion }]),
    theme,
  ];
}
