/** Curves of different steps side by side, as uPlot wants them: one axis, gaps where one has no point. */
import type uPlot from 'uplot';
import type { CurvePoint } from '../curve-maths.ts';

export function alignedCurves(curves: readonly (readonly CurvePoint[])[]): uPlot.AlignedData {
  const steps = [...new Set(curves.flatMap((curve) => curve.map(({ step }) => step)))].toSorted(
    (a, b) => a - b,
  );
  const series = curves.map((curve) => {
    const losses = new Map(curve.map(({ step, loss }) => [step, loss]));
    return steps.map((step) => losses.get(step) ?? null);
  });
  return [steps, ...series] as uPlot.AlignedData;
}

/** Moves labels that would cover each other apart; `places` in pixels from the top, in any order. */
export function apart(places: readonly number[], distance: number): number[] {
  const order = places.map((_, at) => at).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  for (const [rank, at] of order.entries()) {
    const above = order[rank - 1];
    if (above === undefined) continue;
    moved[at] = Math.max(moved[at] ?? 0, (moved[above] ?? 0) + distance);
  }
  return moved;
}
