/** Pow with an exponent that is not trained: dx = g p x^(p-1). */
import { sumTo } from './broadcast.ts';
import type { GradientRule } from './gradient-rule.ts';

export const power: GradientRule = (site) => {
  const { draft } = site;
  if (site.wants(1)) throw site.unsupported('its exponent would be trained');
  const exponent = site.input(1);
  const lower = draft.op('Sub', [exponent, draft.number(1)]);
  const slope = draft.op('Mul', [exponent, draft.op('Pow', [site.input(0), lower])]);
  const whole = draft.op('Mul', [site.gradient, slope]);
  return [sumTo(draft, whole, site.shape(site.output), site.inputShape(0)), undefined];
};
