/** Softmax and LogSoftmax along one axis. */
import { intOf } from '../graph/attributes.ts';
import { positive } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

function axisOf(site: GradientSite): number[] {
  return positive([intOf(site.node, 'axis', -1)], site.inputShape(0).length);
}

/** dx = y (g - Σ g y). */
export const softmax: GradientRule = (site) => {
  const { draft, gradient, output } = site;
  const total = draft.sum(draft.op('Mul', [gradient, output]), axisOf(site));
  return [draft.op('Mul', [draft.op('Sub', [gradient, total]), output])];
};

/** dx = g - e^y Σ g. */
export const logSoftmax: GradientRule = (site) => {
  const { draft, gradient, output } = site;
  const total = draft.sum(gradient, axisOf(site));
  return [draft.op('Sub', [gradient, draft.op('Mul', [draft.op('Exp', [output]), total])])];
};
