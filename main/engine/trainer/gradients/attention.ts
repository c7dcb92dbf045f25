/**
 * MultiHeadAttention, an operator that ONNX Runtime adds to the standard (Vaswani et al. 2017):
 * y = P v, P = softmax(scale q kᵀ + bias), for every head by itself.
 *
 * The way back computes P anew: the operator does not give it. Gradients: dv = Pᵀ g, dP = g vᵀ,
 * dS = P (dP - Σ g y), dq = scale dS k, dk = scale dSᵀ q, where Σ g y is the same as Σ dP P and
 * far smaller.
 */
import { floatOf, intOf } from '../graph/attributes.ts';
import { range, sumTo } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';
import { floatTensor } from '../graph/numbers.ts';

/** Where the inputs stand; those between are packed biases and masks. */
const inputs = { query: 0, key: 1, value: 2, bias: 5 } as const;

export const multiHeadAttention: GradientRule = (site) => {
  const { draft } = site;
  const { heads, batch, width } = sizesOf(site);
  const [places, others] = [site.inputShape(0)[1] ?? 0, site.inputShape(1)[1] ?? 0];
  const scale = draft.number(floatOf(site.node, 'scale', 0) || 1 / Math.sqrt(width));
  const apart = (value: string, length: number, order: readonly number[]): string => {
    const size = (site.shape(value).at(-1) ?? 0) / heads;
    return draft.transpose(draft.reshape(value, [batch, length, heads, size]), order);
  };
  const [query, key, value] = [site.input(0), site.input(1), site.input(2)];
  const [byPlace, byFeature] = [
    [0, 2, 1, 3],
    [0, 2, 3, 1],
  ];

  // 1. What the operator computed on its way.
  const q = apart(query, places, byPlace);
  let scores = draft.op('Mul', [draft.op('MatMul', [q, apart(key, others, byFeature)]), scale]);
  const bias = site.input(inputs.bias);
  if (bias !== '') scores = draft.op('Add', [scores, bias]);
  if (intOf(site.node, 'unidirectional', 0) !== 0) {
    scores = draft.op('Add', [scores, causalMask(site, places, others)]);
  }
  const chances = draft.op('Softmax', [scores], { axis: { int: -1 } });

  // 2. Back through it.
  const outWidth = (site.shape(site.output).at(-1) ?? 0) / heads;
  const headed = (flat: string): string =>
    draft.transpose(draft.reshape(flat, [batch, places, heads, outWidth]), byPlace);
  const gradient = headed(site.gradient);
  const together = (headedValue: string, like: string): string =>
    draft.reshape(draft.transpose(headedValue, byPlace), site.shape(like));
  const turned = (matrix: string): string => draft.transpose(matrix, [0, 1, 3, 2]);

  const due: (string | undefined)[] = range(inputs.bias + 1).map(() => undefined);
  if (site.wants(inputs.value)) {
    due[inputs.value] = together(draft.op('MatMul', [turned(chances), gradient]), value);
  }
  if (!site.wants(inputs.query) && !site.wants(inputs.key) && !site.wants(inputs.bias)) return due;
  const share = draft.op('MatMul', [gradient, apart(value, others, byFeature)]);
  const level = draft.sum(draft.op('Mul', [gradient, headed(site.output)]), [3]);
  const slope = draft.op('Mul', [chances, draft.op('Sub', [share, level])]);
  if (site.wants(inputs.bias)) {
    const dims = [batch, heads, places, others];
    due[inputs.bias] = sumTo(draft, slope, dims, site.inputShape(inputs.bias));
  }
  const scaled = draft.op('Mul', [slope, scale]);
  if (site.wants(inputs.query)) {
    const product = draft.op('MatMul', [scaled, apart(key, others, byPlace)]);
    due[inputs.query] = together(product, query);
  }
  if (site.wants(inputs.key)) {
    due[inputs.key] = together(draft.op('MatMul', [turned(scaled), q]), key);
  }
  return due;
};

function sizesOf(site: GradientSite): { heads: number; batch: number; width: number } {
  const heads = intOf(site.node, 'num_heads', 1);
  const ranks = [0, 1, 2].map((index) => (site.input(index) === '' ? 0 : site.inputShape(index)));
  if (ranks.some((dims) => dims === 0 || dims.length !== 3)) {
    throw site.unsupported('query, key and value are not three tensors of rows');
  }
  if (site.input(3) !== '' || site.input(4) !== '') {
    throw site.unsupported('it has a packed bias or a padding mask');
  }
  const [batch = 1, , width = 1] = site.inputShape(0);
  return { heads, batch, width: width / heads };
}

/** 0 where a place may look, far below everything where not: [places, others]. */
function causalMask({ draft }: GradientSite, places: number, others: number): string {
  const name = `train:causal ${places} ${others}`;
  if (!draft.initializers.has(name)) {
    const data = Float32Array.from({ length: places * others }, (_, at) =>
      (at % others) - (others - places) <= Math.floor(at / others) ? 0 : -1e9,
    );
    draft.initializers.set(name, floatTensor(name, [places, others], data));
  }
  return name;
}
