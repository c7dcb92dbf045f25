/** One variant of a prompt, written out. */
import { MAX_WEIGHT } from './limits.ts';
import type { ChoiceNode, Option, PromptNode } from './nodes.ts';
import type { Range } from './range.ts';

/** A stretch of words and how strongly it counts. */
export interface Segment {
  readonly text: string;
  /** 0..MAX_WEIGHT; nested weights are multiplied. */
  readonly weight: number;
}

/** What was chosen at one place of the prompt. */
export interface ChosenAlternative extends Range {
  /** The words that came out there, further choices inside them made. */
  readonly text: string;
}

export interface ExpandedPrompt {
  /** Neighbouring words of equal weight are joined; text is in Unicode NFC. */
  readonly segments: readonly Segment[];
  /** The words alone, without weights; white space between them is one space. */
  readonly text: string;
  readonly loras: readonly { readonly name: string; readonly weight: number }[];
  /** One for every choice or wildcard that the prompt itself has, in order. */
  readonly choices: readonly ChosenAlternative[];
}

/** Picks one of the options of a choice. */
export type Choose = (choice: ChoiceNode) => Option | undefined;

/** Writes a tree without wildcards, asking `choose` at every choice from left to right. */
export function writeVariant(nodes: readonly PromptNode[], choose: Choose): ExpandedPrompt {
  const segments: Segment[] = [];
  const loras: { name: string; weight: number }[] = [];
  const choices: ChosenAlternative[] = [];

  function visit(list: readonly PromptNode[], weight: number, isInside: boolean): void {
    for (const node of list) {
      if (node.kind === 'text') segments.push({ text: node.text, weight });
      else if (node.kind === 'weight') {
        visit(node.children, Math.min(weight * node.weight, MAX_WEIGHT), isInside);
      } else if (node.kind === 'lora') loras.push({ name: node.name, weight: node.weight });
      else if (node.kind === 'choice') {
        const first = segments.length;
        visit(choose(node)?.children ?? [], weight, true);
        if (isInside) continue;
        const { start, end } = node;
        choices.push({ start, end, text: toPlainText(segments.slice(first)) });
      }
    }
  }

  visit(nodes, 1, false);
  return { segments: joined(segments), text: toPlainText(segments), loras, choices };
}

/** The words of segments, in NFC, trimmed, with single spaces. */
export function toPlainText(segments: readonly Segment[]): string {
  const text = segments.map((segment) => segment.text).join('');
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function joined(segments: readonly Segment[]): Segment[] {
  const out: { text: string; weight: number }[] = [];
  for (const { text, weight } of segments) {
    const last = out.at(-1);
    if (last?.weight === weight) last.text += text;
    else out.push({ text, weight });
  }
  return out.map(({ text, weight }) => ({ text: text.normalize('NFC'), weight }));
}
