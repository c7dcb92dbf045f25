/**
 * The prompt editor: CodeMirror with the marks of Easel's own prompt language.
 *
 * It lives in a shadow root because there CodeMirror puts its styles into a constructed stylesheet;
 * in the document it would insert `<style>` elements, which the content security policy refuses.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  Compartment,
  EditorState,
  StateEffect,
  StateField,
  type Extension,
  type Text,
} from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, type DecorationSet } from '@codemirror/view';
import { promptCompletion } from './editor-completion.ts';
import type { PromptVocabulary } from './prompt-completion.ts';
import { markPrompt } from './prompt-marks.ts';

const theme = EditorView.theme({
  '&': { color: 'var(--fg)', font: 'var(--t-prompt)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'inherit', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '10px 0' },
  '.cm-line': { padding: '0 12px' },
  '.cm-placeholder': { color: 'var(--fg-3)' },
  '.mark-weight, .mark-choice, .mark-wildcard, .mark-lora': {
    borderRadius: 'var(--r-mark)',
    // Keeps a mark on one line while it fits there.
    display: 'inline-block',
    lineHeight: '20px',
    fontWeight: '600',
    padding: '0 3px',
  },
  '.mark-weight, .mark-lora': { background: 'var(--press)' },
  '.mark-choice': { boxShadow: 'inset 0 0 0 1px var(--ctl)' },
  '.mark-wildcard': { borderBottom: '2px dotted var(--ctl)', borderRadius: '0' },
  '.mark-bracket': { color: 'var(--fg-2)', fontWeight: '400' },
  '.mark-weight-number': {
    color: 'var(--accent)',
    font: '600 12px/1 var(--font-mono)',
  },
  '.mark-problem': {
    background: 'color-mix(in srgb, var(--bad) 24%, transparent)',
    borderRadius: '2px',
    textDecoration: 'underline wavy var(--bad)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '4px',
  },
});

type Names = ReadonlySet<string> | undefined;
const namesArrived = StateEffect.define<Names>();

function decorate(doc: Text, wildcards: Names): DecorationSet {
  const ranges = markPrompt(doc.toString(), wildcards).map((mark) =>
    Decoration.mark({ class: `mark-${mark.kind}` }).range(mark.from, mark.to),
  );
  return Decoration.set(ranges, true);
}

const marks = StateField.define<{ readonly names: Names; readonly set: DecorationSet }>({
  create: (state) => ({ names: undefined, set: decorate(state.doc, undefined) }),
  update(value, { docChanged, newDoc, effects }) {
    const arrived = effects.find((effect) => effect.is(namesArrived));
    if (arrived === undefined && !docChanged) return value;
    const names = arrived === undefined ? value.names : arrived.value;
    return { names, set: decorate(newDoc, names) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ set }) => set),
});

export interface PromptEditorOptions {
  readonly doc: string;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  /** How many alternatives a wildcard file has, in words. */
  readonly wordsForCount: (count: number) => string;
}

export interface PromptEditorWords {
  readonly label: string;
  readonly placeholder: string;
  /** Id-free description of the mistake for screen readers; empty when there is none. */
  readonly problem: string;
}

export class PromptEditor {
  readonly #view: EditorView;
  readonly #words = new Compartment();
  #vocabulary: PromptVocabulary = { wildcards: [], loras: [], styles: [] };

  constructor(host: HTMLElement, options: PromptEditorOptions) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true });
    const submit = (): boolean => {
      options.onSubmit();
      return true;
    };
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: options.doc,
        extensions: [
          keymap.of([{ key: 'Mod-Enter', run: submit }]),
          promptCompletion(() => this.#vocabulary, options.wordsForCount),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          history(),
          EditorView.lineWrapping,
          marks,
          theme,
          this.#words.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) options.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** Replaces the text when it comes from elsewhere; typing never goes through here. */
  setText(text: string): void {
    const { state } = this.#view;
    if (state.doc.toString() === text) return;
    this.#view.dispatch({ changes: { from: 0, to: state.doc.length, insert: text } });
  }

  /** What is completed; wildcards that are not in it are marked as mistakes. */
  setVocabulary(vocabulary: PromptVocabulary): void {
    this.#vocabulary = vocabulary;
    const names = new Set(vocabulary.wildcards.map(({ name }) => name));
    this.#view.dispatch({ effects: namesArrived.of(names) });
  }

  setWords(words: PromptEditorWords): void {
    this.#view.dispatch({ effects: this.#words.reconfigure(wordsExtension(words)) });
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

function wordsExtension(words: PromptEditorWords): Extension {
  const attributes: Record<string, string> = { 'aria-label': words.label, spellcheck: 'true' };
  if (words.problem !== '') {
    attributes['aria-invalid'] = 'true';
    attributes['aria-description'] = words.problem;
  }
  return [EditorView.contentAttributes.of(attributes), placeholder(words.placeholder)];
}
