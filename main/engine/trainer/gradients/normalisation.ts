/**
 * LayerNormalization (Ba et al. 2016), InstanceNormalization (Ulyanov et al. 2016) and
 * GroupNormalization (Wu and He 2018): y = x̂ scale + shift, x̂ = (x - mean) / √(variance + ε).
 * SimplifiedLayerNormalization (Zhang and Sennrich 2019): y = x̂ scale, x̂ = x / √(mean(x²) + ε).
 */
import type { GraphDraft } from '../graph/graph-draft.ts';
import { floatOf, intOf } from '../graph/attributes.ts';
import { countOf, positive, range, sumTo } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

export const layerNormalization: GradientRule = (site) => {
  const { draft, gradient } = site;
  const dims = site.inputShape(0);
  const [first = 0] = positive([intOf(site.node, 'axis', -1)], dims.length);
  const axes = range(dims.length).slice(first);
  const { mean, inverse } = statistics(site);
  const centred = draft.op('Sub', [site.input(0), mean]);
  const hat = draft.op('Mul', [centred, inverse]);
  const due = draft.op('Mul', [gradient, site.input(1)]);
  return [
    site.wants(0) ? throughNorm(draft, due, hat, inverse, axes) : undefined,
    site.wants(1)
      ? sumTo(draft, draft.op('Mul', [gradient, hat]), dims, site.inputShape(1))
      : undefined,
    site.wants(2) ? sumTo(draft, gradient, dims, site.inputShape(2)) : undefined,
  ];
};

/** The operator gives its mean and 1 / deviation itself when it is asked. */
function statistics({ node, draft }: GradientSite): { mean: string; inverse: string } {
  const [y = '', mean = draft.fresh('mean'), inverse = draft.fresh('inverse')] = node.output;
  if (node.output.length < 3) draft.replace(node, { ...node, output: [y, mean, inverse] });
  return { mean, inverse };
}

/** dx = (g - x̂ mean(g x̂)) / √(mean(x²) + ε): nothing is levelled on the way, so nothing is on the way back. */
export const rootMeanSquareNormalization: GradientRule = (site) => {
  const { draft, gradient, node } = site;
  const x = site.input(0);
  const dims = site.inputShape(0);
  const [first = 0] = positive([intOf(node, 'axis', -1)], dims.length);
  const axes = range(dims.length).slice(first);
  const power = draft.mean(draft.op('Mul', [x, x]), axes);
  const inverse = inverseRoot(draft, power, floatOf(node, 'epsilon', 1e-5));
  const hat = draft.op('Mul', [x, inverse]);
  const through = (): string => {
    const due = draft.op('Mul', [gradient, site.input(1)]);
    const tilt = draft.mean(draft.op('Mul', [due, hat]), axes);
    return draft.op('Mul', [draft.op('Sub', [due, draft.op('Mul', [hat, tilt])]), inverse]);
  };
  return [
    site.wants(0) ? through() : undefined,
    site.wants(1)
      ? sumTo(draft, draft.op('Mul', [gradient, hat]), dims, site.inputShape(1))
      : undefined,
  ];
};

export const instanceNormalization: GradientRule = (site) => {
  const [, channels = 1] = site.inputShape(0);
  return inGroups(site, channels, floatOf(site.node, 'epsilon', 1e-5));
};

export const groupNormalization: GradientRule = (site) => {
  const groups = intOf(site.node, 'num_groups', 1);
  return inGroups(site, groups, floatOf(site.node, 'epsilon', 1e-5));
};

function inGroups(site: GradientSite, groups: number, epsilon: number): (string | undefined)[] {
  const { draft, gradient } = site;
  const dims = site.inputShape(0);
  const [batch = 1, channels = 1] = dims;
  if (site.inputShape(1)[0] !== channels) throw site.unsupported('it has a scale per group');
  const grouped = [batch, groups, countOf(dims) / batch / groups];
  const x = draft.reshape(site.input(0), grouped);
  const centred = draft.op('Sub', [x, draft.mean(x, [2])]);
  const variance = draft.mean(draft.op('Mul', [centred, centred]), [2]);
  const inverse = inverseRoot(draft, variance, epsilon);
  const hat = draft.op('Mul', [centred, inverse]);
  // One number a channel, in front of all places.
  const perChannel = [channels, ...dims.slice(2).map(() => 1)];
  const picture = (): string => {
    const due = draft.op('Mul', [gradient, draft.reshape(site.input(1), perChannel)]);
    const own = throughNorm(draft, draft.reshape(due, grouped), hat, inverse, [2]);
    return draft.reshape(own, dims);
  };
  const sum = (value: string): string =>
    draft.reshape(sumTo(draft, value, dims, perChannel), [channels]);
  return [
    site.wants(0) ? picture() : undefined,
    site.wants(1) ? sum(draft.op('Mul', [gradient, draft.reshape(hat, dims)])) : undefined,
    site.wants(2) ? sum(gradient) : undefined,
  ];
}

/** 1 / √(value + ε) */
function inverseRoot(draft: GraphDraft, value: string, epsilon: number): string {
  const root = draft.op('Sqrt', [draft.op('Add', [value, draft.number(epsilon)])]);
  return draft.op('Div', [draft.number(1), root]);
}

/** dx = (g - mean(g) - x̂ mean(g x̂)) / deviation, the means over what was normalised together. */
function throughNorm(
  draft: GraphDraft,
  due: string,
  hat: string,
  inverse: string,
  axes: readonly number[],
): string {
  const level = draft.mean(due, axes);
  const tilt = draft.mean(draft.op('Mul', [due, hat]), axes);
  const rest = draft.op('Sub', [draft.op('Sub', [due, level]), draft.op('Mul', [hat, tilt])]);
  return draft.op('Mul', [rest, inverse]);
}
