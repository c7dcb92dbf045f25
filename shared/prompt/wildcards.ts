/** Puts the lines of the user's wildcard files into a prompt, as choices. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { MAX_DEPTH } from './limits.ts';
import type { Option, ParsedPrompt, PromptNode, WildcardNode } from './nodes.ts';
import { parsePrompt } from './parse.ts';
import { locateProblems, type LineProblem, type PromptProblemCode } from './problems.ts';

/** The lines of a wildcard file, or undefined when there is none of that name. */
export type WildcardLookup = (name: string) => readonly string[] | undefined;

/**
 * The prompt's nodes with a choice in the place of every wildcard, at the wildcard's range. Lines may
 * hold the language themselves; mistakes in them are read as plain text, as an editor reads them, and
 * told to `onProblem`.
 *
 * Throws `prompt.wildcard-unknown`, `prompt.wildcard-loop`, or `prompt.too-deep` where files lead to
 * files more than MAX_DEPTH times. The place named is always one in the prompt itself.
 */
export function insertWildcards(
  { source, nodes }: ParsedPrompt,
  lookup: WildcardLookup,
  onProblem?: (problem: LineProblem) => void,
): readonly PromptNode[] {
  // A file is read once, however often it is used: files that use each other twice a line would
  // otherwise fill the memory within a few levels. The tree shares their options.
  const known = new Map<string, readonly Option[]>();

  function resolveAll(
    list: readonly PromptNode[],
    path: readonly string[],
    origin?: WildcardNode,
  ): readonly PromptNode[] {
    return list.map((node) => resolve(node, path, origin));
  }

  function resolve(
    node: PromptNode,
    path: readonly string[],
    origin: WildcardNode | undefined,
  ): PromptNode {
    if (node.kind === 'weight') {
      return { ...node, children: resolveAll(node.children, path, origin) };
    }
    if (node.kind === 'choice') {
      const options = node.options.map((option) => ({
        ...option,
        children: resolveAll(option.children, path, origin),
      }));
      return { ...node, options };
    }
    if (node.kind !== 'wildcard') return node;
    const place = origin ?? node;
    const { start, end } = place;
    const options = optionsOf(node.name.normalize('NFC'), path, place);
    return { kind: 'choice', options, isClosed: true, start, end };
  }

  function optionsOf(
    name: string,
    path: readonly string[],
    place: WildcardNode,
  ): readonly Option[] {
    if (path.includes(name)) throw refusal('prompt.wildcard-loop', place, { name });
    if (path.length >= MAX_DEPTH) throw refusal('prompt.too-deep', place, { limit: MAX_DEPTH });
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    const lines = lookup(name);
    if (lines === undefined || lines.length === 0) {
      throw refusal('prompt.wildcard-unknown', place, { name });
    }
    const options = lines.map((line) => {
      const { nodes: words, problems } = parsePrompt(line);
      const [problem] = problems;
      if (problem !== undefined) {
        onProblem?.({ file: name, line, code: problem.code, params: problem.params });
      }
      return {
        odds: 1,
        children: resolveAll(words, [...path, name], place),
        start: 0,
        end: line.length,
      };
    });
    known.set(name, options);
    return options;
  }

  function refusal(
    code: PromptProblemCode,
    { start, end }: WildcardNode,
    params: Record<string, string | number>,
  ): EaselError {
    const [problem] = locateProblems(source, [{ code, start, end, params }]);
    return new EaselError(code, problem?.params ?? params);
  }

  return resolveAll(nodes, []);
}
