/** What stands after a key: read into what it asks for, and written back. */
import { MAX_SIDE } from '#shared/domain/size.ts';
import { idSchema } from '#shared/domain/ids.ts';
import { MAX_TAG_LENGTH } from '#shared/domain/picture.ts';
import { readDate, writeDate } from './dates.ts';
import { readSpan, writeSpan } from './numbers.ts';
import type { SearchProblemCode, SearchSize, SearchTerm } from './tokens.ts';
import { findAnswer, findShape, findState, type SearchKey } from './words.ts';

const STARS = { min: 0, max: 5 };
const SIDES = { min: 1, max: MAX_SIDE };
const BOTH_SIDES = /^(\d{1,5})[x×*](\d{1,5})$/u;
const UPLOAD = 'upload-';

/** The problem with a value that its key does not take. */
const valueProblems: Readonly<Record<SearchKey, SearchProblemCode>> = {
  rating: 'search.rating-invalid',
  board: 'search.name-invalid',
  model: 'search.name-invalid',
  tag: 'search.name-invalid',
  kept: 'search.answer-invalid',
  is: 'search.state-invalid',
  from: 'search.date-invalid',
  to: 'search.date-invalid',
  date: 'search.date-invalid',
  size: 'search.size-invalid',
  similar: 'search.similar-invalid',
};

export function readTerm(key: SearchKey, text: string): SearchTerm | SearchProblemCode {
  if (text.trim() === '') return 'search.value-missing';
  return read(key, text.trim()) ?? valueProblems[key];
}

function read(key: SearchKey, text: string): SearchTerm | undefined {
  switch (key) {
    case 'rating': {
      const span = readSpan(text, STARS);
      return span === undefined ? undefined : { key, ...span };
    }
    case 'board':
    case 'model':
      return { key, name: text };
    case 'tag':
      return text.length > MAX_TAG_LENGTH ? undefined : { key, name: text };
    case 'kept': {
      const answer = findAnswer(text);
      return answer === undefined ? undefined : { key, isKept: answer === 'yes' };
    }
    case 'is': {
      const state = findState(text);
      return state === undefined ? undefined : { key, state };
    }
    case 'from':
    case 'to':
    case 'date': {
      const date = readDate(text);
      return date === undefined ? undefined : { key, date };
    }
    case 'size': {
      const size = readSize(text);
      return size === undefined ? undefined : { key, size };
    }
    case 'similar':
      return readSimilar(text);
  }
}

function readSize(text: string): SearchSize | undefined {
  const shape = findShape(text);
  if (shape !== undefined) return { shape };
  const sides = BOTH_SIDES.exec(text.normalize('NFKC').toLowerCase());
  if (sides === null) return readSpan(text, SIDES);
  const [width, height] = [Number(sides[1]), Number(sides[2])];
  const isPossible = [width, height].every((side) => side >= 1 && side <= MAX_SIDE);
  return isPossible ? { width, height } : undefined;
}

function readSimilar(text: string): SearchTerm | undefined {
  const isUpload = text.startsWith(UPLOAD);
  const id = isUpload ? text.slice(UPLOAD.length) : text;
  if (!idSchema.safeParse(id).success) return undefined;
  return { key: 'similar', to: isUpload ? 'upload' : 'picture', id };
}

/** The value without quotes; reading it gives the same term. */
export function writeValue(term: SearchTerm): string {
  switch (term.key) {
    case 'rating':
      return writeSpan(term, STARS);
    case 'board':
    case 'model':
    case 'tag':
      return term.name;
    case 'kept':
      return term.isKept ? 'yes' : 'no';
    case 'is':
      return term.state;
    case 'from':
    case 'to':
    case 'date':
      return writeDate(term.date);
    case 'size':
      return writeSize(term.size);
    case 'similar':
      return term.to === 'upload' ? `${UPLOAD}${term.id}` : term.id;
  }
}

function writeSize(size: SearchSize): string {
  if ('shape' in size) return size.shape;
  return 'width' in size ? `${size.width}x${size.height}` : writeSpan(size, SIDES);
}
