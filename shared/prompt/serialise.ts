/** Trees and expanded prompts as prompts again. */
import type { ExpandedPrompt, Segment } from './write-variant.ts';
import type { ParsedPrompt, PromptNode } from './nodes.ts';

/** The source, put together from the tree's places: the very same string, mistakes included. */
export function serialisePrompt({ source, nodes }: ParsedPrompt): string {
  function write(list: readonly PromptNode[]): string {
    return list.map(writeNode).join('');
  }
  function writeNode(node: PromptNode): string {
    const { start, end } = node;
    if (node.kind === 'weight') return writeAround(start, [node], end);
    if (node.kind === 'choice') return writeAround(start, node.options, end);
    return source.slice(start, end);
  }
  /** Nested nodes are written by themselves; the signs around them come from the source. */
  function writeAround(
    start: number,
    parts: readonly { readonly children: readonly PromptNode[] }[],
    end: number,
  ): string {
    let at = start;
    let text = '';
    for (const { children } of parts) {
      const [first, last] = [children.at(0), children.at(-1)];
      if (first === undefined || last === undefined) continue;
      text += source.slice(at, first.start) + write(children);
      at = last.end;
    }
    return text + source.slice(at, end);
  }
  return write(nodes);
}

/**
 * One variant as a prompt without choices: it expands to the same words, weights and LoRAs. Unlike
 * the plain text it keeps weights, and signs that were escaped stay escaped. White space at the end
 * of a weighted stretch moves behind its bracket, where the language does not drop it.
 */
export function serialiseVariant({
  segments,
  loras,
}: Pick<ExpandedPrompt, 'segments' | 'loras'>): string {
  const words = segments.map(writeSegment).join('');
  return words + loras.map(({ name, weight }) => `<lora:${name}:${weight}>`).join('');
}

function writeSegment({ text, weight }: Segment): string {
  const words = text.trimEnd();
  if (weight === 1 || words === '') return escaped(text);
  return `(${escaped(words)}:${weight})${text.slice(words.length)}`;
}

/** Signs that could begin or end something; a lone `_`, `<` or `:` cannot and reads better bare. */
function escaped(text: string): string {
  return text
    .replace(/[()[\]{}|\\]/g, String.raw`\$&`)
    .replace(/<(?=lora:)/g, String.raw`\<`)
    .replace(/__/g, String.raw`\_\_`);
}
