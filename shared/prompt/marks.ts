/** What an editor highlights in a prompt. */
import type { ParsedPrompt, PromptNode } from './nodes.ts';
import type { Range } from './range.ts';

export interface PromptMark extends Range {
  /** `bracket` is every sign that holds a weight or a choice together, `|` included. */
  readonly kind: 'weight' | 'weight-number' | 'choice' | 'wildcard' | 'lora' | 'bracket';
}

/** Marks in source order; outer ones come before the ones inside them. */
export function promptMarks(prompt: ParsedPrompt): PromptMark[] {
  const marks: PromptMark[] = [];
  prompt.nodes.forEach(visit);
  return marks.toSorted((a, b) => a.start - b.start || b.end - a.end);

  function visit(node: PromptNode): void {
    const { kind, start, end } = node;
    if (kind === 'text') return;
    marks.push({ kind, start, end });
    if (kind === 'weight') {
      node.children.forEach(visit);
      number(node.weightRange);
    }
    if (kind === 'lora') number(node.weightRange);
    if (kind === 'choice') {
      node.options.forEach((option, index) => {
        if (index > 0) bracket(option.start - 1);
        number(option.oddsRange);
        option.children.forEach(visit);
      });
    }
    if (kind === 'weight' || kind === 'choice') {
      bracket(start);
      if (node.isClosed) bracket(end - 1);
    }
  }

  function bracket(start: number): void {
    marks.push({ kind: 'bracket', start, end: start + 1 });
  }

  function number(range: Range | undefined): void {
    if (range !== undefined && range.end > range.start)
      marks.push({ kind: 'weight-number', ...range });
  }
}
