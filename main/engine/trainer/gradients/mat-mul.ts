/** MatMul of any rank, with broadcast batches: dA = g Bᵀ, dB = Aᵀ g. */
import type { GraphDraft } from '../graph/graph-draft.ts';
import { countOf, range, sumTo } from './broadcast.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

export const matMul: GradientRule = (site) => {
  const ranks = [site.inputShape(0).length, site.inputShape(1).length] as const;
  if (Math.min(...ranks) < 2) throw site.unsupported('one side of the product is a vector');
  return ranks[1] === 2 ? byOneMatrix(site) : inBatches(site);
};

/** Rows times one matrix: all rows in one product, and the runtime transposes as it reads. */
function byOneMatrix(site: GradientSite): (string | undefined)[] {
  const { draft } = site;
  const [a, b] = [site.inputShape(0), site.inputShape(1)];
  const rows = countOf(a.slice(0, -1));
  const flat = (value: string, dims: readonly number[]): string =>
    dims.length === 2 ? value : draft.reshape(value, [rows, dims.at(-1)!]);
  const gradient = flat(site.gradient, site.shape(site.output));
  const left = (): string => {
    const whole = draft.op('Gemm', [gradient, site.input(1)], { transB: { int: 1 } });
    return a.length === 2 ? whole : draft.reshape(whole, a);
  };
  const right = (): string =>
    draft.op('Gemm', [flat(site.input(0), a), gradient], { transA: { int: 1 } });
  return [
    site.wants(0) ? left() : undefined,
    site.wants(1) && b.length === 2 ? right() : undefined,
  ];
}

function inBatches(site: GradientSite): (string | undefined)[] {
  const { draft, gradient } = site;
  const [a, b] = [site.inputShape(0), site.inputShape(1)];
  const batch = site.shape(site.output).slice(0, -2);
  const left = (): string => {
    const whole = draft.op('MatMul', [gradient, turned(draft, site.input(1), b.length)]);
    return sumTo(draft, whole, [...batch, ...a.slice(-2)], a);
  };
  const right = (): string => {
    const whole = draft.op('MatMul', [turned(draft, site.input(0), a.length), gradient]);
    return sumTo(draft, whole, [...batch, ...b.slice(-2)], b);
  };
  return [site.wants(0) ? left() : undefined, site.wants(1) ? right() : undefined];
}

function turned(draft: GraphDraft, value: string, rank: number): string {
  return draft.transpose(value, [...range(rank - 2), rank - 1, rank - 2]);
}
