/**
 * The one parser of the prompt language, for the editor and the core alike.
 *
 * It never throws: what it cannot understand becomes text and a problem, so an editor can show
 * both while somebody is still typing. `checkPrompt` is the strict door to core.
 */
import { BRACKET_WEIGHT, MAX_DEPTH, MAX_ODDS, MAX_WEIGHT } from './limits.ts';
import type { Option, ParsedPrompt, PromptNode } from './nodes.ts';
import { decimalOf, LORA, LORA_START, ODDS, WEIGHT_TAIL, WILDCARD } from './patterns.ts';
import { locateProblems, type PromptProblem, type PromptProblemCode } from './problems.ts';
import type { Range } from './range.ts';

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const OPENERS = '([{';
const ESCAPABLE = '()[]{}|:<\\_';

/** Reads a prompt; linear in its length. */
export function parsePrompt(source: string): ParsedPrompt {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  readonly #problems: PromptProblem[] = [];
  /** Closers that are waited for, innermost last. */
  readonly #awaited: string[] = [];
  #at = 0;
  #isTooDeep = false;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ParsedPrompt {
    const nodes = this.#sequence();
    return {
      source: this.#source,
      nodes,
      problems: locateProblems(this.#source, this.#problems),
    };
  }

  /** Nodes up to the end of the innermost bracket or alternative (not consumed), or of the source. */
  #sequence(): PromptNode[] {
    const nodes: PromptNode[] = [];
    let text = '';
    let textStart = this.#at;
    const flush = (): void => {
      if (text !== '') nodes.push({ kind: 'text', text, start: textStart, end: this.#at });
      text = '';
    };
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at]!;
      if (this.#endsSequence(character)) break;
      if (this.#startsNode(character)) {
        flush();
        nodes.push(this.#node(character));
        continue;
      }
      if (text === '') textStart = this.#at;
      text += this.#character(character);
    }
    flush();
    return nodes;
  }

  #endsSequence(character: string): boolean {
    const innermost = this.#awaited.at(-1);
    if (character === '|') return innermost === '}';
    // A closer of any open bracket ends the inner ones too: then they are the ones left unclosed.
    if (isCloser(character)) return this.#awaited.includes(character);
    if (innermost !== ')') return false;
    // Looked for once in a stretch of spaces: from its start the pattern sees the whole of it.
    const mayBeTail =
      character === ':' || (isSpace(character) && !isSpace(this.#source[this.#at - 1]));
    return mayBeTail && this.#peek(WEIGHT_TAIL) !== null;
  }

  #startsNode(character: string): boolean {
    if (OPENERS.includes(character)) return this.#isShallow();
    if (character === '_') return this.#peek(WILDCARD) !== null;
    return character === '<' && this.#peek(LORA) !== null;
  }

  #node(character: string): PromptNode {
    if (character === '{') return this.#choice();
    if (character === '_') return this.#wildcard();
    if (character === '<') return this.#lora();
    return this.#weight(character);
  }

  #isShallow(): boolean {
    if (this.#awaited.length < MAX_DEPTH) return true;
    // Told once: what follows from it is the same mistake.
    if (!this.#isTooDeep) {
      this.#report('prompt.too-deep', this.#at, this.#at + 1, { limit: MAX_DEPTH });
    }
    this.#isTooDeep = true;
    return false;
  }

  /** One character of plain text; escapes are undone, brackets that fit nowhere reported. */
  #character(character: string): string {
    const at = this.#at;
    const next = this.#source[at + 1] ?? '';
    if (character === '\\' && next !== '' && ESCAPABLE.includes(next)) {
      this.#at += 2;
      return next;
    }
    if (isCloser(character)) this.#report('prompt.stray-closing', at, at + 1);
    if (character === '<' && this.#peek(LORA_START) !== null) {
      this.#report('prompt.unclosed', at, at + 1, { closer: '>' });
    }
    this.#at += 1;
    return character;
  }

  #weight(opener: string): PromptNode {
    const start = this.#open(opener);
    const children = this.#sequence();
    const written = opener === '(' ? this.#writtenWeight() : undefined;
    const isClosed = this.#close(opener, start);
    const plain = opener === '(' ? BRACKET_WEIGHT : 1 / BRACKET_WEIGHT;
    return {
      kind: 'weight',
      weight: written?.value ?? plain,
      ...(written === undefined ? {} : { weightRange: written.range }),
      children,
      isClosed,
      start,
      end: this.#at,
    };
  }

  #writtenWeight(): WrittenNumber | undefined {
    const match = this.#take(WEIGHT_TAIL);
    return match === null ? undefined : this.#number(match, 0, MAX_WEIGHT);
  }

  #choice(): PromptNode {
    const start = this.#open('{');
    const options = [this.#option()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      options.push(this.#option());
    }
    const isClosed = this.#close('{', start);
    return { kind: 'choice', options, isClosed, start, end: this.#at };
  }

  #option(): Option {
    const start = this.#at;
    const match = this.#take(ODDS);
    const odds = match === null ? undefined : this.#number(match, 0, MAX_ODDS);
    const children = this.#sequence();
    return {
      odds: odds?.value ?? 1,
      ...(odds === undefined ? {} : { oddsRange: odds.range }),
      children,
      start,
      end: this.#at,
    };
  }

  #wildcard(): PromptNode {
    const start = this.#at;
    const name = this.#take(WILDCARD)?.[1] ?? '';
    return { kind: 'wildcard', name, start, end: this.#at };
  }

  #lora(): PromptNode {
    const start = this.#at;
    const match = this.#take(LORA)!;
    const name = (match[1] ?? '').trim();
    const end = this.#at;
    if (match[2] === undefined) return { kind: 'lora', name, weight: 1, start, end };
    // A LoRA may be turned against its subject: slider LoRAs are made for it.
    const { value, range } = this.#number(match, -MAX_WEIGHT, MAX_WEIGHT, 2);
    return { kind: 'lora', name, weight: value, weightRange: range, start, end };
  }

  /** The number that a group of a match holds; 1 and a problem where it is none. */
  #number(match: RegExpExecArray, min: number, max: number, group = 1): WrittenNumber {
    const written = match[group] ?? '';
    const [start, end] = match.indices?.[group] ?? [match.index, match.index];
    const range = { start, end };
    const value = decimalOf(written.trim());
    if (value === undefined) {
      // An empty number has no character of its own to point at.
      this.#report('prompt.weight-invalid', start, Math.max(end, start + 1), { text: written });
      return { value: 1, range };
    }
    if (value < min || value > max) {
      this.#report('prompt.weight-range', start, end, { text: written.trim(), limit: max });
    }
    return { value: Math.min(Math.max(value, min), max), range };
  }

  #open(opener: string): number {
    this.#awaited.push(CLOSERS[opener] ?? '');
    this.#at += 1;
    return this.#at - 1;
  }

  #close(opener: string, start: number): boolean {
    const closer = this.#awaited.pop() ?? '';
    const isClosed = this.#source[this.#at] === closer;
    if (isClosed) this.#at += 1;
    else this.#report('prompt.unclosed', start, start + opener.length, { closer });
    return isClosed;
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
    this.#problems.push({ code, start, end, params });
  }
}

interface WrittenNumber {
  readonly value: number;
  readonly range: Range;
}

function isCloser(character: string): boolean {
  return character === ')' || character === ']' || character === '}';
}

function isSpace(character = ''): boolean {
  return /^\s$/.test(character);
}
