/** Add, Sub, Mul, Div and Neg, with broadcasting; Sum of several. */
import { sumTo } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

/** Brings what one input is due from the size of the output to its own. */
function due(site: GradientSite, index: number, gradient: () => string): string | undefined {
  if (!site.wants(index)) return undefined;
  return sumTo(site.draft, gradient(), site.shape(site.output), site.inputShape(index));
}

export const add: GradientRule = (site) =>
  site.node.input.map((_, index) => due(site, index, () => site.gradient));

export const subtract: GradientRule = (site) => [
  due(site, 0, () => site.gradient),
  due(site, 1, () => site.draft.op('Neg', [site.gradient])),
];

export const multiply: GradientRule = (site) => {
  const { draft, gradient } = site;
  return [
    due(site, 0, () => draft.op('Mul', [gradient, site.input(1)])),
    due(site, 1, () => draft.op('Mul', [gradient, site.input(0)])),
  ];
};

/** y = a / b: da = g / b, db = -g y / b. */
export const divide: GradientRule = (site) => {
  const { draft, gradient, output } = site;
  const shared = draft.op('Div', [gradient, site.input(1)]);
  return [
    due(site, 0, () => shared),
    due(site, 1, () => draft.op('Neg', [draft.op('Mul', [shared, output])])),
  ];
};

export const negate: GradientRule = ({ draft, gradient }) => [draft.op('Neg', [gradient])];
