/** What an editor highlights in a prompt. */
import type { ParsedPrompt, PromptNode } from './nodes.ts';
import type { Range } from './range.ts';

export interface PromptMark extends Range {
  readonly kind: 'weight' | 'weight-number' | 'choice' | 'wildcard' | 'lora' | 'bracket';
}

/** Marks in source order; outer ones come before the ones inside them. */
export function promptMarks(prompt: ParsedPrompt): PromptMark[] {
  const marks: PromptMark[] = [];
  const visit = (node: PromptNode): void => {
    const { start, end } = node;
    if (node.kind === 'text') return;
    marks.push({ kind: node.kind, start, end });
    if (node.kind === 'weight') {
      marks.push({ kind: 'bracket', start, end: start + 1 });
      node.children.forEach(visit);
      if (node.weightRange !== undefined)
        marks.push({ kind: 'weight-number', ...node.weightRange });
    } else if (node.kind === 'choice') {
      marks.push({ kind: 'bracket', start, end: start + 1 });
      for (const option of node.options) option.children.forEach(visit);
    }
    const hasCloser = /[)\]}]/.test(prompt.source[end - 1] ?? '') && end - start > 1;
    if (hasCloser) marks.push({ kind: 'bracket', start: end - 1, end });
  };
  prompt.nodes.forEach(visit);
  return marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
}
