/** Gemm: y = alpha A' B' + beta C, where A' and B' may be transposed. */
import { floatOf, intOf } from '../graph/attributes.ts';
import { sumTo } from './broadcast.ts';
import type { GradientRule } from './gradient-rule.ts';

export const gemm: GradientRule = (site) => {
  const { draft, node, gradient } = site;
  const [a, b] = [site.input(0), site.input(1)];
  const alpha = floatOf(node, 'alpha', 1);
  const beta = floatOf(node, 'beta', 1);
  const transA = intOf(node, 'transA', 0) !== 0;
  const transB = intOf(node, 'transB', 0) !== 0;
  const product = (left: string, right: string, turnLeft: boolean, turnRight: boolean): string =>
    draft.op('Gemm', [left, right], {
      alpha,
      transA: { int: Number(turnLeft) },
      transB: { int: Number(turnRight) },
    });
  const left = (): string =>
    transA ? product(b, gradient, transB, true) : product(gradient, b, false, !transB);
  const right = (): string =>
    transB ? product(gradient, a, true, transA) : product(a, gradient, !transA, false);
  const added = (): string => {
    const own = sumTo(draft, gradient, site.shape(site.output), site.inputShape(2));
    return beta === 1 ? own : draft.op('Mul', [own, draft.number(beta)]);
  };
  return [
    site.wants(0) ? left() : undefined,
    site.wants(1) ? right() : undefined,
    site.wants(2) ? added() : undefined,
  ];
};
