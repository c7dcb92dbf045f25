/** ReduceSum, ReduceMean and ReduceL2. */
import { intOf } from '../graph/attributes.ts';
import { countOf, positive, range } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

/** Sizes with ones for the axes that were reduced. */
function keptDims(site: GradientSite): number[] {
  const dims = site.inputShape(0);
  const given = site.input(1) === '' ? [] : site.constantInts(1);
  const isNoOperation = intOf(site.node, 'noop_with_empty_axes', 0) !== 0;
  const axes =
    given.length > 0 || isNoOperation ? positive(given, dims.length) : range(dims.length);
  return dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** The gradient repeated over all that was summed. */
function spread(site: GradientSite, gradient: string): string {
  const kept = site.draft.reshape(gradient, keptDims(site));
  return site.draft.op('Expand', [kept, site.draft.ints(site.inputShape(0))]);
}

export const reduceSum: GradientRule = (site) => [spread(site, site.gradient)];

export const reduceMean: GradientRule = (site) => {
  const { draft, gradient } = site;
  const count = countOf(site.inputShape(0)) / countOf(keptDims(site));
  return [spread(site, draft.op('Mul', [gradient, draft.number(1 / count)]))];
};

/** y = √Σx²: dx = g x / y. */
export const reduceLength: GradientRule = (site) => {
  const { draft, gradient, output } = site;
  const share = draft.reshape(draft.op('Div', [gradient, output]), keptDims(site));
  return [draft.op('Mul', [site.input(0), share])];
};
