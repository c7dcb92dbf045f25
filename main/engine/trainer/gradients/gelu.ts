/** Gelu, exact and by its approximation with tanh (Hendrycks and Gimpel 2016). */
import type { GraphDraft } from '../graph/graph-draft.ts';
import { stringOf } from '../graph/attributes.ts';
import type { GradientRule } from './gradient-rule.ts';

const CUBIC = 0.044715;

export const gelu: GradientRule = (site) => {
  const { draft, node, gradient } = site;
  const derivative = stringOf(node, 'approximate', 'none') === 'tanh' ? ofTanhForm : ofExactForm;
  return [draft.op('Mul', [gradient, derivative(draft, site.input(0))])];
};

/** Φ(x) + x φ(x). */
function ofExactForm(draft: GraphDraft, x: string): string {
  const scaled = draft.op('Mul', [x, draft.number(Math.SQRT1_2)]);
  const half = draft.number(0.5);
  const area = draft.op('Add', [half, draft.op('Mul', [half, draft.op('Erf', [scaled])])]);
  const bell = draft.op('Exp', [draft.op('Neg', [draft.op('Mul', [scaled, scaled])])]);
  const density = draft.op('Mul', [bell, draft.number(1 / Math.sqrt(2 * Math.PI))]);
  return draft.op('Add', [area, draft.op('Mul', [x, density])]);
}

/**
 * With s = σ(2u), u = √(2/π) (x + 0.044715 x³), the approximation is x s, because
 * (1 + tanh u) / 2 = σ(2u); its slope is s + x s (1 - s) 2u'. Fewer passes than in terms of tanh.
 */
function ofTanhForm(draft: GraphDraft, x: string): string {
  const k = 2 * Math.sqrt(2 / Math.PI);
  const square = draft.op('Mul', [x, x]);
  const scaled = draft.op('Mul', [square, draft.number(k * CUBIC)]);
  const u = draft.op('Mul', [x, draft.op('Add', [scaled, draft.number(k)])]);
  const s = draft.op('Sigmoid', [u]);
  // x u' = 3 k c x³ + k x = 3 u - 2 k x.
  const inner = draft.op('Sub', [
    draft.op('Mul', [u, draft.number(3)]),
    draft.op('Mul', [x, draft.number(2 * k)]),
  ]);
  const rest = draft.op('Mul', [inner, draft.op('Sub', [draft.number(1), s])]);
  return draft.op('Mul', [s, draft.op('Add', [rest, draft.number(1)])]);
}
