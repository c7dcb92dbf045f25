/** A style as a part of the prompt between commas: found, put in, taken out; the rest stays as written. */
import type { Style } from '#shared/domain/styles.ts';

const CHINESE = /\p{Script=Han}/u;

interface Part {
  readonly text: string;
  /** The comma before it, as it was written; empty for the first part. */
  readonly comma: string;
}

/** The style that the prompt names in a part of its own, weighted or not; the last one if several. */
export function styleIn(prompt: string, styles: readonly Style[]): Style | undefined {
  const words = partsOf(prompt).map((part) => bare(part.text));
  return styles.findLast((style) => words.some((word) => names(style, word)));
}

/** The prompt with this style and no other of them; without any when `style` is undefined. */
export function withStyle(
  prompt: string,
  style: Style | undefined,
  styles: readonly Style[],
): string {
  const kept = partsOf(prompt).filter(
    (part) => !styles.some((other) => names(other, bare(part.text))),
  );
  const text = kept
    .map((part, index) => (index === 0 ? part.text.trimStart() : part.comma + part.text))
    .join('')
    .trimEnd();
  if (style === undefined) return text;
  const chinese = CHINESE.test(text) ? style.chinese[0] : undefined;
  const word = chinese ?? style.words[0];
  if (text === '') return word;
  return chinese === undefined ? `${text}, ${word}` : `${text}，${word}`;
}

function names(style: Style, word: string): boolean {
  return [...style.words, ...style.chinese].some((known) => known.toLowerCase() === word);
}

/** `((glossy 3d:1.3))` says `glossy 3d`. */
function bare(text: string): string {
  let word = text.trim();
  for (;;) {
    const inner = /^[([](.*)[)\]]$/s.exec(word)?.[1];
    if (inner === undefined) return word.toLowerCase();
    word = inner.replace(/:\s*[\d.]+\s*$/, '').trim();
  }
}

/** Splits at commas that stand in no bracket. */
function partsOf(prompt: string): Part[] {
  const parts: Part[] = [];
  let depth = 0;
  let start = 0;
  let comma = '';
  for (let at = 0; at < prompt.length; at += 1) {
    const sign = prompt[at] ?? '';
    if (sign === '\\') at += 1;
    else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth <= 0 && (sign === ',' || sign === '，')) {
      parts.push({ text: prompt.slice(start, at), comma });
      comma = sign;
      start = at + 1;
    }
  }
  parts.push({ text: prompt.slice(start), comma });
  return parts;
}
