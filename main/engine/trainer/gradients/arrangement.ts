/** Operators that only move numbers: shapes, orders, joins, repeats and choices. */
import { intOf, intsOf, stringOf } from '../graph/attributes.ts';
import { inverseOrder, positive, range, sumTo } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

/** Reshape, Squeeze, Unsqueeze, Flatten: back to the sizes that came in. */
export const reshape: GradientRule = (site) => [
  site.draft.reshape(site.gradient, site.inputShape(0)),
];

export const identity: GradientRule = ({ gradient }) => [gradient];

/** Between kinds of floats: back to the kind that came in. */
export const cast: GradientRule = (site) => {
  const { draft, gradient, output } = site;
  const own = site.type(site.input(0));
  if (own === undefined || own === site.type(output)) return [gradient];
  return [draft.op('Cast', [gradient], { to: { int: own } })];
};

export const transpose: GradientRule = (site) => {
  const order = intsOf(site.node, 'perm') ?? range(site.inputShape(0).length).toReversed();
  return [site.draft.transpose(site.gradient, inverseOrder(order))];
};

export const expand: GradientRule = (site) => [
  sumTo(site.draft, site.gradient, site.shape(site.output), site.inputShape(0)),
];

export const concat: GradientRule = (site) => {
  const { draft, node, gradient } = site;
  const sizes = node.input.map((name) => site.shape(name));
  const [axis = 0] = positive([intOf(node, 'axis', 0)], sizes[0]?.length ?? 0);
  const lengths = sizes.map((dims) => dims[axis] ?? 0);
  const parts = draft.ops(
    'Split',
    [gradient, draft.ints(lengths)],
    { axis: { int: axis } },
    lengths.length,
  );
  return node.input.map((_, index) => (site.wants(index) ? parts[index] : undefined));
};

export const split: GradientRule = (site) => {
  const { draft, node } = site;
  const parts = node.output.map(
    (name, index) => site.gradients[index] ?? draft.zeros(site.shape(name)),
  );
  const [axis = 0] = positive([intOf(node, 'axis', 0)], site.inputShape(0).length);
  return [draft.op('Concat', parts, { axis: { int: axis } })];
};

export const where: GradientRule = (site) => {
  const { draft, gradient } = site;
  const zero = draft.number(0);
  const branch = (index: number, chosen: readonly string[]): string | undefined =>
    site.wants(index)
      ? sumTo(
          draft,
          draft.op('Where', [site.input(0), ...chosen]),
          site.shape(site.output),
          site.inputShape(index),
        )
      : undefined;
  return [undefined, branch(1, [gradient, zero]), branch(2, [zero, gradient])];
};

/** Channels spread over blocks of pixels; the two modes differ in where the block lies in them. */
export const depthToSpace: GradientRule = (site) => {
  const [batch = 0, , height = 0, width = 0] = site.inputShape(0);
  const block = intOf(site.node, 'blocksize', 1);
  const channels = site.shape(site.output)[1] ?? 0;
  const isColumnsFirst = stringOf(site.node, 'mode', 'DCR') === 'CRD';
  const inBlocks = site.draft.reshape(site.gradient, [
    batch,
    channels,
    height,
    block,
    width,
    block,
  ]);
  const order = isColumnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  return [site.draft.reshape(site.draft.transpose(inBlocks, order), site.inputShape(0))];
};

/** Resize to a whole multiple by the nearest pixel: the sum over each pixel's copies. */
export const resize: GradientRule = (site) => {
  const { draft } = site;
  const [from, to] = [site.inputShape(0), site.shape(site.output)];
  const factors = from.map((size, axis) => (to[axis] ?? 0) / size);
  const isNearest =
    stringOf(site.node, 'mode', 'nearest') === 'nearest' &&
    factors.every((factor) => Number.isInteger(factor)) &&
    isRepeating(site);
  if (!isNearest) throw site.unsupported('only repeating each pixel a whole number of times is');
  const copies = from.flatMap((size, axis) => [size, factors[axis] ?? 1]);
  const axes = from.map((_, axis) => axis * 2 + 1);
  return [draft.reshape(draft.sum(draft.reshape(site.gradient, copies), axes), from)];
};

function isRepeating({ node }: GradientSite): boolean {
  const places = stringOf(node, 'coordinate_transformation_mode', 'half_pixel');
  const rounding = stringOf(node, 'nearest_mode', 'round_prefer_floor');
  return places === 'asymmetric' ? rounding === 'floor' : rounding.startsWith('round');
}
