/** The words of a prompt without the signs of its language. */
import { parsePrompt } from '#shared/prompt/parse.ts';
import { toPlainText, writeVariant } from '#shared/prompt/write-variant.ts';

/** The first way of every choice; wildcards and LoRAs are left out. */
export function plainWords(prompt: string): string {
  const { nodes } = parsePrompt(prompt);
  const { segments } = writeVariant(nodes, ({ options }) => options[0]);
  return toPlainText(segments);
}
