/** Clip: the gradient passes where the number was inside the bounds. */
import type { GradientRule } from './gradient-rule.ts';

export const clip: GradientRule = (site) => {
  const { draft } = site;
  const x = site.input(0);
  const zero = draft.number(0);
  let { gradient } = site;
  const bounds = [
    [site.input(1), 'GreaterOrEqual'],
    [site.input(2), 'LessOrEqual'],
  ] as const;
  for (const [bound, comparison] of bounds) {
    if (bound === '') continue;
    gradient = draft.op('Where', [draft.op(comparison, [x, bound]), gradient, zero]);
  }
  return [gradient];
};
