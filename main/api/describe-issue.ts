/** One refused value in one sentence: which field, and what is wrong with it. */

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** Params of `request.invalid`. */
export function describeIssue(issue: Issue | undefined): { field: string; reason: string } {
  if (issue === undefined) return { field: 'request', reason: 'it cannot be read' };
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return { field: path.length === 0 ? 'request' : path.join('.'), reason: inWords(issue.message) };
}

/** Schema messages start like headings and mention patterns that say nothing to a person. */
function inWords(message: string): string {
  if (message.includes('pattern')) return 'it has characters that are not allowed here';
  const [first = '', ...rest] = message.split('\n')[0]?.trim() ?? '';
  return (first.toLowerCase() + rest.join('')).replace(/\.$/, '');
}
