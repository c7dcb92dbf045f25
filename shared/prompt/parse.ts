/**
 * The one parser of the prompt language, for the editor and the core alike.
 *
 * It never throws: what it cannot understand becomes text and a problem, so an editor can show
 * both while somebody is still typing. `checkPrompt` is the strict door to core.
 */
import { BRACKET_WEIGHT, MAX_DEPTH, MAX_WEIGHT } from './limits.ts';
import type { ParsedPrompt, PromptNode } from './nodes.ts';
import type { Range } from './range.ts';
import { problemAt, type PromptProblem, type PromptProblemCode } from './problems.ts';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const WEIGHT_TAIL = /\s*:\s*([-+]?[\d.][^()[\]{}|<>:\s]*)\s*(?=\))/y;
const WILDCARD = /__([\p{L}\p{N}][\p{L}\p{N}/-]*(?:_[\p{L}\p{N}/-]+)*)__/uy;
const LORA = /<lora:([^:<>]{1,200})(?::([^:<>]*))?>/y;
const ODDS = /\s*(\d+(?:\.\d+)?)::/y;
const ESCAPABLE = '()[]{}|:<\\_';

/** Reads a prompt; linear in its length for a given nesting depth. */
export function parsePrompt(source: string): ParsedPrompt {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  readonly #problems: PromptProblem[] = [];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ParsedPrompt {
    const nodes = this.#sequence('');
    const problems = this.#problems.toSorted((a, b) => a.start - b.start);
    return { source: this.#source, nodes, problems };
  }

  /** Nodes up to one of `stops` (not consumed) or the end. */
  #sequence(stops: string): PromptNode[] {
    const nodes: PromptNode[] = [];
    let text = '';
    let textStart = this.#at;
    const flush = (): void => {
      if (text !== '') nodes.push({ kind: 'text', text, start: textStart, end: this.#at });
      text = '';
    };
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at] ?? '';
      if (stops.includes(character)) break;
      if (stops.startsWith(')') && this.#peek(WEIGHT_TAIL) !== null) break;
      const node = this.#startsNode(character) ? this.#finishing(flush, character) : undefined;
      if (node !== undefined) {
        nodes.push(node);
        textStart = this.#at;
        continue;
      }
      if (text === '') textStart = this.#at;
      text += this.#character(character);
    }
    flush();
    return nodes;
  }

  #startsNode(character: string): boolean {
    if (character in CLOSERS) return this.#isShallow(character);
    if (character === '_') return this.#peek(WILDCARD) !== null;
    return character === '<' && this.#peek(LORA) !== null;
  }

  #finishing(flush: () => void, character: string): PromptNode {
    flush();
    this.#depth += 1;
    const node = this.#node(character);
    this.#depth -= 1;
    return node;
  }

  #node(character: string): PromptNode {
    if (character === '{') return this.#choice();
    if (character === '_') return this.#wildcard();
    if (character === '<') return this.#lora();
    return this.#weight(character);
  }

  #isShallow(character: string): boolean {
    if (this.#depth < MAX_DEPTH) return true;
    this.#report('prompt.too-deep', this.#at, this.#at + character.length, { limit: MAX_DEPTH });
    return false;
  }

  /** One character of plain text, taking escapes apart and reporting closers without openers. */
  #character(character: string): string {
    if (character === '\\') {
      const next = this.#source[this.#at + 1] ?? '';
      if (next !== '' && ESCAPABLE.includes(next)) {
        this.#at += 2;
        return next;
      }
    }
    if (character === ')' || character === ']' || character === '}') {
      this.#report('prompt.stray-closing', this.#at, this.#at + 1);
    }
    this.#at += 1;
    return character;
  }

  #weight(opener: string): PromptNode {
    const start = this.#at;
    this.#at += 1;
    const children = this.#sequence(opener === '(' ? ')' : ']');
    const written = opener === '(' ? this.#writtenWeight() : undefined;
    this.#close(opener, start);
    const plain = opener === '(' ? BRACKET_WEIGHT : 1 / BRACKET_WEIGHT;
    return {
      kind: 'weight',
      weight: written?.weight ?? plain,
      ...(written === undefined ? {} : { weightRange: written.range }),
      children,
      start,
      end: this.#at,
    };
  }

  #writtenWeight(): { weight: number; range: Range } | undefined {
    const match = this.#take(WEIGHT_TAIL);
    const digits = match?.[1];
    if (match === null || digits === undefined) return undefined;
    const start = match.index + match[0].indexOf(digits);
    const range = { start, end: start + digits.length };
    const weight = Number(digits);
    if (!Number.isFinite(weight)) {
      this.#report('prompt.weight-invalid', range.start, range.end, { text: digits });
      return { weight: 1, range };
    }
    if (weight < 0 || weight > MAX_WEIGHT) {
      this.#report('prompt.weight-range', range.start, range.end, {
        text: digits,
        limit: MAX_WEIGHT,
      });
    }
    return { weight: Math.min(Math.max(weight, 0), MAX_WEIGHT), range };
  }

  #choice(): PromptNode {
    const start = this.#at;
    this.#at += 1;
    const options: { odds: number; children: PromptNode[] }[] = [];
    do {
      const odds = Number(this.#take(ODDS)?.[1] ?? 1);
      options.push({ odds, children: this.#sequence('|}') });
    } while (this.#source[this.#at] === '|' && (this.#at += 1) > 0);
    this.#close('{', start);
    return { kind: 'choice', options, start, end: this.#at };
  }

  #wildcard(): PromptNode {
    const start = this.#at;
    const name = this.#take(WILDCARD)?.[1] ?? '';
    return { kind: 'wildcard', name, start, end: this.#at };
  }

  #lora(): PromptNode {
    const start = this.#at;
    const match = this.#take(LORA);
    const weight = Number(match?.[2] ?? 1);
    if (!Number.isFinite(weight)) {
      this.#report('prompt.weight-invalid', start, this.#at, { text: match?.[2] ?? '' });
    }
    const name = match?.[1] ?? '';
    return {
      kind: 'lora',
      name,
      weight: Number.isFinite(weight) ? weight : 1,
      start,
      end: this.#at,
    };
  }

  #close(opener: string, start: number): void {
    const closer = CLOSERS[opener] ?? '';
    if (this.#source[this.#at] === closer) this.#at += 1;
    else this.#report('prompt.unclosed', start, start + 1, { closer });
  }

  #peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    const match = this.#peek(pattern);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #report(
    code: PromptProblemCode,
    start: number,
    end: number,
    params: Record<string, string | number> = {},
  ): void {
    this.#problems.push(problemAt(this.#source, code, start, end, params));
  }
}
