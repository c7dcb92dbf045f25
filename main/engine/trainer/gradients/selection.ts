/** Slice, Pad and Gather: parts of a tensor, and tensors with an edge. */
import { intOf, stringOf } from '../graph/attributes.ts';
import { countOf, positive, range } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
}

export const slice: GradientRule = (site) => {
  const { draft } = site;
  const dims = site.inputShape(0);
  const taken = site.shape(site.output);
  const before = dims.map(() => 0);
  const after = dims.map(() => 0);
  let { gradient } = site;
  let current = [...taken];
  for (const { axis, start, step } of cutsOf(site)) {
    const [size = 0, count = 0] = [dims[axis], taken[axis]];
    if (step === 1) {
      before[axis] = start;
      after[axis] = size - start - count;
      continue;
    }
    // Every nth: each slice goes to its place among zeros.
    const places = range(count).map((index) => start + index * step);
    const along = current.map((_, at) => (at === axis ? count : 1));
    const indices = draft.op('Expand', [
      draft.reshape(draft.ints(places), along),
      draft.ints(current),
    ]);
    current = current.map((length, at) => (at === axis ? size : length));
    gradient = draft.op('ScatterElements', [draft.zeros(current), indices, gradient], {
      axis: { int: axis },
    });
  }
  const pads = [...before, ...after];
  return [pads.some((pad) => pad > 0) ? draft.op('Pad', [gradient, draft.ints(pads)]) : gradient];
};

/** Where each slice begins, counted from the front, as ONNX bounds it. */
function cutsOf(site: GradientSite): Cut[] {
  const dims = site.inputShape(0);
  const starts = site.constantInts(1);
  const axes =
    site.input(3) === '' ? range(starts.length) : positive(site.constantInts(3), dims.length);
  const steps = site.input(4) === '' ? starts.map(() => 1) : site.constantInts(4);
  return axes.map((axis, index) => {
    const [size = 0, step = 1, given = 0] = [dims[axis], steps[index], starts[index]];
    const start = given < 0 ? given + size : given;
    const last = step < 0 ? size - 1 : size;
    return { axis, step, start: Math.min(last, Math.max(0, start)) };
  });
}

/** Pad with a constant: what lies inside the edge. */
export const pad: GradientRule = (site) => {
  const { draft } = site;
  const mode = stringOf(site.node, 'mode', 'constant');
  if (mode !== 'constant') throw site.unsupported(`its edge is filled by ${mode}`);
  const dims = site.inputShape(0);
  const axes =
    site.input(3) === '' ? range(dims.length) : positive(site.constantInts(3), dims.length);
  const starts = site.constantInts(1).slice(0, axes.length);
  const ends = starts.map((start, index) => start + (dims[axes[index] ?? 0] ?? 0));
  return [
    draft.op('Slice', [site.gradient, draft.ints(starts), draft.ints(ends), draft.ints(axes)]),
  ];
};

/** Rows of a table: each row's gradient is the sum over all places that took it. */
export const gather: GradientRule = (site) => {
  const { draft, node } = site;
  const table = site.inputShape(0);
  const indices = site.inputShape(1);
  const [axis = 0] = positive([intOf(node, 'axis', 0)], table.length);
  const rest = table.filter((_, at) => at !== axis);
  const [rows = 0, width, count] = [table[axis], countOf(rest), countOf(indices)];
  // The axes of the indices to the front, where they may be one.
  const rank = table.length - 1 + indices.length;
  const own = range(rank).slice(axis, axis + indices.length);
  const others = range(rank).filter((at) => !own.includes(at));
  const moved = axis === 0 ? site.gradient : draft.transpose(site.gradient, [...own, ...others]);
  const places = draft.op('Expand', [
    draft.reshape(site.input(1), [count, 1]),
    draft.ints([count, width]),
  ]);
  const summed = draft.op(
    'ScatterElements',
    [draft.zeros([rows, width]), places, draft.reshape(moved, [count, width])],
    { axis: { int: 0 }, reduction: 'add' },
  );
  const inFront = draft.reshape(summed, [rows, ...rest]);
  if (axis === 0) return [inFront];
  const back = range(table.length - 1).map((at) => at + 1);
  return [draft.transpose(inFront, [...back.slice(0, axis), 0, ...back.slice(axis)])];
};
