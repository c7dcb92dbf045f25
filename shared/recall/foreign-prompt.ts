/** Prompts of other tools in Easel's prompt language. */

import { MAX_RECALLED_TEXT } from '#shared/domain/recalled.ts';

const LORA_TAG = /<(?:lora|lyco|hypernet):[^<>\n]{1,200}>/gi;

/** How a tool writes what Easel writes otherwise. */
export interface PromptHabits {
  /** Whether square brackets weaken, as in AUTOMATIC1111, or are plain signs. */
  readonly hasSquareWeights: boolean;
}

/**
 * The prompt without its LoRA tags, and the tags. Braces and double underscores would be choices
 * and wildcards here and mean nothing there, so they are escaped.
 */
export function fromForeignPrompt(
  text: string,
  { hasSquareWeights }: PromptHabits,
): { readonly prompt: string; readonly loras: readonly string[] } {
  const start = text.slice(0, 2 * MAX_RECALLED_TEXT);
  const loras = start.match(LORA_TAG) ?? [];
  const words = start
    .replace(LORA_TAG, '')
    .replace(/(?<!\\)[{}]/g, String.raw`\$&`)
    .replace(/__(?=[\w/-]{1,200}__)/g, String.raw`\_\_`);
  const plain = hasSquareWeights ? words : words.replace(/(?<!\\)[[\]]/g, String.raw`\$&`);
  return {
    prompt: plain
      .replace(/[ \t]{2,}/g, ' ')
      .replace(/ (?=[,\n])/g, '')
      .trim(),
    loras,
  };
}
