/** The prompt language as the editor shows it: what to mark, and the first mistake. */
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { promptMarks, type PromptMark } from '#shared/prompt/marks.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';

export interface EditorMark {
  readonly kind: PromptMark['kind'] | 'problem';
  /** UTF-16 offsets, end exclusive, never empty. */
  readonly from: number;
  readonly to: number;
}

/** What is highlighted, mistakes included; wildcards too that are not among `wildcards`, if given. */
export function markPrompt(text: string, wildcards?: ReadonlySet<string>): EditorMark[] {
  const parsed = parsePrompt(text);
  const marks = promptMarks(parsed);
  const unknown = marks.filter(({ kind, start, end }) => {
    return kind === 'wildcard' && wildcards?.has(text.slice(start + 2, end - 2)) === false;
  });
  return [
    ...marks.map(({ kind, start, end }) => ({ kind, from: start, to: end })),
    ...[...parsed.problems, ...unknown].map(({ start, end }) => ({
      kind: 'problem' as const,
      from: start,
      to: end,
    })),
  ].filter((mark) => mark.to > mark.from);
}

/** The first mistake while somebody types. An empty prompt is none: it has only just begun. */
export function promptProblem(text: string): ErrorShape | undefined {
  const [problem] = parsePrompt(text).problems;
  return problem === undefined ? undefined : { code: problem.code, params: problem.params };
}
