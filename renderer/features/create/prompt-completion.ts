/** What can be completed at a place of the prompt: wildcard names and the checkpoint's style words. */

export interface Wildcard {
  readonly name: string;
  readonly count: number;
}

/** What `<lora:` can name, and the text that does. */
export interface NamedLora {
  readonly name: string;
  readonly syntax: string;
  /** What it was taught, in a word or two. */
  readonly about?: string | undefined;
}

export interface PromptVocabulary {
  readonly wildcards: readonly Wildcard[];
  readonly loras: readonly NamedLora[];
  /** Words that name a style, the plainest first. */
  readonly styles: readonly string[];
}

export interface PromptCompletion {
  /** Offset from which the text up to the place is replaced. */
  readonly from: number;
  readonly options: readonly {
    label: string;
    kind: 'wildcard' | 'style' | 'lora';
    count?: number;
    about?: string | undefined;
  }[];
}

const WILDCARD_START = /__([\p{L}\p{N}\p{M}/_-]*)$/u;
const LORA_START = /<(?:l|lo|lor|lora|lora:([^<>:]*))$/;
/** A part between commas or brackets that has just begun: at most two words, typed from its start. */
const PART_START = /(?:^|[,，({|])\s*([^,，(){}[\]|:]*)$/u;

/** Undefined where nothing fits. `isAsked`: by key, so an empty beginning is completed as well. */
export function completePrompt(
  before: string,
  vocabulary: PromptVocabulary,
  isAsked: boolean,
): PromptCompletion | undefined {
  const wildcard = WILDCARD_START.exec(before);
  if (wildcard !== null && isOpening(before, wildcard.index)) {
    const typed = wildcard[1]?.toLowerCase() ?? '';
    const options = vocabulary.wildcards
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .map(({ name, count }) => ({ label: `__${name}__`, kind: 'wildcard' as const, count }));
    return some(wildcard.index, options);
  }
  const lora = LORA_START.exec(before);
  if (lora !== null) {
    const begun = lora[1]?.toLowerCase() ?? '';
    const options = vocabulary.loras
      .filter(({ name }) => name.toLowerCase().includes(begun))
      .map(({ syntax: label, about }) => ({ label, kind: 'lora' as const, about }));
    return some(lora.index, options);
  }
  const typed = PART_START.exec(before)?.[1]?.toLowerCase();
  // The first words of a prompt are its subject; style words come after a comma.
  if (typed === undefined || (typed === '' && !isAsked) || typed === before.toLowerCase()) {
    return undefined;
  }
  // A word that is whole already asks for nothing.
  if (vocabulary.styles.some((word) => word.toLowerCase() === typed)) return undefined;
  const options = vocabulary.styles
    .filter((word) => word.toLowerCase().startsWith(typed))
    .map((label) => ({ label, kind: 'style' as const }));
  return some(before.length - typed.length, options);
}

/** Whether the `__` at this place begins a wildcard, rather than ending one. */
function isOpening(text: string, at: number): boolean {
  return (text.slice(0, at).match(/__/g)?.length ?? 0) % 2 === 0;
}

function some(from: number, options: PromptCompletion['options']): PromptCompletion | undefined {
  return options.length === 0 ? undefined : { from, options };
}
