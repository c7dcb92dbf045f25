/**
 * Pictures and words drawn together where they belong to each other and apart where they do not, as
 * CLIP was taught: symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021) at the
 * temperature that its cosines are read at, or the sum of hinges over triplets (Kiros et al. 2014;
 * Faghri et al. 2018).
 */
import type { GraphDraft } from '../graph/graph-draft.ts';
import { floatTensor } from '../graph/numbers.ts';

/** Cosines of a pair and of a wrong one should lie so far apart. */
const MARGIN = 0.2;
/** Far below every logit: what it is added to has no part in a softmax. */
const NEVER = -1e4;

/** float32 [batch, dimensions], of length 1. */
export interface Embeddings {
  readonly pictures: string;
  readonly texts: string;
}

/**
 * Adds symmetric InfoNCE; reads `alike` [batch, batch].
 *
 * @param scale what cosines are multiplied by: one over the temperature
 * @returns float32 [batch]: the mean of both directions for each pair
 */
export function addInfoNce(
  draft: GraphDraft,
  embeddings: Embeddings,
  batch: number,
  scale: number,
): string {
  const cosines = cosinesOf(draft, embeddings);
  const alike = draft.op('Mul', [addAlike(draft, batch), draft.number(NEVER)]);
  const logits = draft.op('Add', [draft.op('Mul', [cosines, draft.number(scale)]), alike]);
  const own = ([0, 1] as const).map((axis) => {
    const shares = draft.op('LogSoftmax', [logits], { axis: { int: axis } });
    return onDiagonal(draft, shares, batch);
  });
  return draft.op('Mul', [draft.op('Add', own), draft.number(-0.5)]);
}

/**
 * Adds the mean hinge over wrong captions and over wrong pictures; reads `alike` [batch, batch].
 *
 * @returns float32 [batch]: for each pair; its size is that of InfoNCE at the same scale
 */
export function addTriplets(
  draft: GraphDraft,
  embeddings: Embeddings,
  batch: number,
  scale: number,
): string {
  const cosines = cosinesOf(draft, embeddings);
  const own = draft.reshape(onDiagonal(draft, cosines, batch), [batch, 1]);
  const wrong = draft.op('Sub', [
    draft.op('Sub', [constant(draft, 'ones', batch, () => 1), identity(draft, batch)]),
    addAlike(draft, batch),
  ]);
  const count = draft.op('Add', [draft.sum(wrong, [1]), draft.number(1e-6)]);
  const sides = [own, draft.transpose(own, [1, 0])].map((pair, axis) => {
    const excess = draft.op('Add', [draft.op('Sub', [cosines, pair]), draft.number(MARGIN)]);
    const hinges = draft.op('Mul', [draft.op('Relu', [excess]), wrong]);
    return draft.op('Div', [
      draft.reshape(draft.sum(hinges, [1 - axis]), [batch]),
      draft.reshape(count, [batch]),
    ]);
  });
  return draft.op('Mul', [draft.op('Add', sides), draft.number(scale / 2)]);
}

/**
 * float32 [batch, batch] for `alike`: 1 where another pair says the same. Such pairs are no
 * counterexamples of each other.
 */
export function alikeOf(captions: readonly string[]): Float32Array {
  const count = captions.length;
  return Float32Array.from({ length: count * count }, (_, at) => {
    const [row, column] = [Math.floor(at / count), at % count];
    return row !== column && captions[row] === captions[column] ? 1 : 0;
  });
}

function addAlike(draft: GraphDraft, batch: number): string {
  return draft.input('alike', 'float32', [batch, batch]);
}

/** [picture, text] */
function cosinesOf(draft: GraphDraft, { pictures, texts }: Embeddings): string {
  return draft.op('Gemm', [pictures, texts], { transB: { int: 1 } });
}

function onDiagonal(draft: GraphDraft, square: string, batch: number): string {
  return draft.reshape(draft.sum(draft.op('Mul', [square, identity(draft, batch)]), [1]), [batch]);
}

function identity(draft: GraphDraft, batch: number): string {
  return constant(draft, 'identity', batch, (row, column) => Number(row === column));
}

function constant(
  draft: GraphDraft,
  word: string,
  batch: number,
  at: (row: number, column: number) => number,
): string {
  const name = draft.fresh(word);
  const data = Float32Array.from({ length: batch * batch }, (_, index) =>
    at(Math.floor(index / batch), index % batch),
  );
  draft.initializers.set(name, floatTensor(name, [batch, batch], data));
  return name;
}
