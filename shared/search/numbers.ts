/** Comparisons of whole numbers, as in `>=3`, `2..4` and `5`. */

export interface NumberSpan {
  /** Both ends belong to it. */
  readonly min: number;
  readonly max: number;
}

const COMPARED = /^(>=|<=|>|<|=)?(\d{1,6})$/;
const BETWEEN = /^(\d{1,6})\.\.(\d{1,6})$/;

/** Within `limits`; undefined for what is no comparison, or one that no number fulfils. */
export function readSpan(text: string, limits: NumberSpan): NumberSpan | undefined {
  const plain = text.replaceAll('≥', '>=').replaceAll('≤', '<=').normalize('NFKC');
  const span = readCompared(plain, limits) ?? readBetween(plain);
  if (span === undefined) return undefined;
  const isInside = span.min >= limits.min && span.max <= limits.max && span.min <= span.max;
  return isInside ? span : undefined;
}

export function writeSpan({ min, max }: NumberSpan, limits: NumberSpan): string {
  if (min === max) return String(min);
  if (max === limits.max) return `>=${min}`;
  if (min === limits.min) return `<=${max}`;
  return `${min}..${max}`;
}

function readCompared(text: string, limits: NumberSpan): NumberSpan | undefined {
  const match = COMPARED.exec(text);
  if (match === null) return undefined;
  const value = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return { min: value, max: limits.max };
    case '>':
      return { min: value + 1, max: limits.max };
    case '<=':
      return { min: limits.min, max: value };
    case '<':
      return { min: limits.min, max: value - 1 };
    default:
      return { min: value, max: value };
  }
}

/** NFKC has made three dots of `…`. */
function readBetween(text: string): NumberSpan | undefined {
  const match = BETWEEN.exec(text.replace('...', '..'));
  return match === null ? undefined : { min: Number(match[1]), max: Number(match[2]) };
}
