/**
 * A discriminator D on features of a frozen network (Goodfellow et al. 2014; on features, Sauer et al.
 * 2021): D = sigmoid(logit) says whether a picture is one of the folder's.
 *
 *   L_D = -log D(x) - log(1 - D(G(z))) + gamma / 2 |∂ logit(x) / ∂ features|²   (R1: Mescheder et al. 2018)
 *   L_G = -log D(G(z)), which does not fade where D is sure, in place of log(1 - D(G(z)))
 *
 * The penalty is taken at the features: there D is one hidden layer, whose slope is written down in
 * closed form, so that it can be differentiated like the rest.
 */
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Trainables } from '../trainables.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const HIDDEN = 64;
/** Slope of the leaky rectifier below 0. */
const LEAK = 0.2;
const PENALTY = 1;

/**
 * D's numbers before it has seen anything: one head for the states of each depth that it looks at.
 *
 * @param widths of states, which are float32 [batch, places, width]
 */
export function newDiscriminator(widths: readonly number[], seed: number): Trainables {
  const random = new TorchRandom(seed);
  const heads = widths.flatMap((width, at) => {
    const drawn = (count: number, spread: number): Float32Array =>
      random.normal(count).map((value) => value * spread);
    return [
      [headName(at, 'in.weight'), [width, HIDDEN], drawn(width * HIDDEN, 1 / Math.sqrt(width))],
      [headName(at, 'in.bias'), [HIDDEN], new Float32Array(HIDDEN)],
      [headName(at, 'out.weight'), [HIDDEN, 1], drawn(HIDDEN, 1 / Math.sqrt(HIDDEN))],
    ] as const;
  });
  return new Map(heads.map(([name, dims, data]) => [name, { dims, data }]));
}

/** Whether a trained tensor is one of D's, which is no part of an adapter. */
export function isOfDiscriminator(name: string): boolean {
  return name.startsWith('discriminator.');
}

/** Adds inputs for D's numbers. */
export function addDiscriminatorInputs(draft: GraphDraft, discriminator: Trainables): void {
  for (const [name, { dims }] of discriminator) draft.input(name, 'float32', dims);
}

/** Adds -log D for each row of features, times `weights` [batch]. @returns float32 [batch] */
export function addGeneratorLoss(
  draft: GraphDraft,
  features: readonly string[],
  batch: number,
  weights: string,
): string {
  const { logit } = addLogits(draft, features, batch);
  return draft.op('Mul', [minusLogSigmoid(draft, logit, 1), weights]);
}

/** Adds L_D. @returns float32 [batch] */
export function addDiscriminatorLoss(
  draft: GraphDraft,
  real: readonly string[],
  fake: readonly string[],
  batch: number,
): string {
  const right = addLogits(draft, real, batch);
  const wrong = addLogits(draft, fake, batch);
  const both = draft.op('Add', [
    minusLogSigmoid(draft, right.logit, 1),
    minusLogSigmoid(draft, wrong.logit, -1),
  ]);
  const slopes = right.hidden.map((hidden, at) => addSquaredSlope(draft, hidden, at, batch));
  const penalty = draft.op('Mul', [sumOf(draft, slopes), draft.number(PENALTY / 2)]);
  return draft.op('Add', [both, penalty]);
}

/** The mean over all heads and places. */
function addLogits(
  draft: GraphDraft,
  features: readonly string[],
  batch: number,
): { readonly logit: string; readonly hidden: readonly string[] } {
  const hidden = features.map((feature, at) => {
    const product = draft.op('MatMul', [feature, headName(at, 'in.weight')]);
    return draft.op('Add', [product, headName(at, 'in.bias')]);
  });
  const logits = hidden.map((before, at) => {
    const leaked = draft.op('Mul', [before, slopeOf(draft, before)]);
    const each = draft.op('MatMul', [leaked, headName(at, 'out.weight')]);
    return draft.reshape(draft.mean(each, [1, 2]), [batch]);
  });
  const mean = draft.op('Mul', [sumOf(draft, logits), draft.number(1 / features.length)]);
  return { logit: mean, hidden };
}

/** |slope of a head's logit by one place's feature|², mean over places: [batch]. */
function addSquaredSlope(draft: GraphDraft, hidden: string, at: number, batch: number): string {
  const out = draft.reshape(headName(at, 'out.weight'), [1, 1, HIDDEN]);
  const through = draft.op('Mul', [slopeOf(draft, hidden), out]);
  const back = draft.transpose(headName(at, 'in.weight'), [1, 0]);
  const slope = draft.op('MatMul', [through, back]);
  const squares = draft.sum(draft.op('Mul', [slope, slope]), [2]);
  return draft.reshape(draft.mean(squares, [1]), [batch]);
}

/** 1 above 0 and LEAK below, a constant to whatever is differentiated. */
function slopeOf(draft: GraphDraft, before: string): string {
  const isAbove = draft.op('Greater', [before, draft.number(0)]);
  return draft.op('Where', [isAbove, draft.number(1), draft.number(LEAK)]);
}

/** -log sigmoid(sign × logit). */
function minusLogSigmoid(draft: GraphDraft, logit: string, sign: 1 | -1): string {
  const signed = sign === 1 ? logit : draft.op('Neg', [logit]);
  return draft.op('Neg', [draft.op('Log', [draft.op('Sigmoid', [signed])])]);
}

function sumOf(draft: GraphDraft, values: readonly string[]): string {
  return values.length === 1 ? values[0]! : draft.op('Sum', values);
}

function headName(at: number, part: 'in.weight' | 'in.bias' | 'out.weight'): string {
  return `discriminator.${at}.${part}`;
}
