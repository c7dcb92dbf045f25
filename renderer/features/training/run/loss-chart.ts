/** The loss chart as uPlot draws it: what is still to come is shaded, lines over their raw points. */
import uPlot from 'uplot';
import { number } from '#renderer/locale/locale.svelte.ts';
import { colourOf } from './chart-colours.ts';

export interface ChartSituation {
  /** Of the whole run. */
  readonly steps: number;
  /** Done so far. */
  readonly step: number;
  readonly range: readonly [number, number];
  readonly best: { readonly step: number; readonly loss: number } | undefined;
}

/** @param situation read at every drawing */
export function chartOptions(
  probe: HTMLElement,
  size: { width: number; height: number },
  situation: () => ChartSituation,
  ondraw: (plot: uPlot) => void,
): uPlot.Options {
  const colour = (token: string, alpha?: number) => (): string => colourOf(probe, token, alpha);
  const font = (): string => `11px ${getComputedStyle(probe).fontFamily}`;
  const grid = { stroke: colour('--line'), width: 1 };
  const line: Partial<uPlot.Series> = { spanGaps: true, points: { show: false } };
  return {
    ...size,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [0, situation().steps] },
      y: { range: () => [...situation().range] },
    },
    axes: [
      {
        ...{ stroke: colour('--fg-3'), font: font(), size: 30, gap: 10, space: 104 },
        grid: { show: false },
        ticks: { show: false },
        values: (_, values) => values.map((value) => number(value)),
        incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 400, 500, 1000, 2000, 5000],
      },
      {
        ...{ stroke: colour('--fg-3'), font: font(), size: 46, gap: 12, space: 40, grid },
        ticks: { show: false },
        values: (_, values) => values.map((value) => number(value, decimals(values))),
      },
    ],
    series: [
      {},
      { ...line, stroke: colour('--fg-2', 0.35), width: 1 },
      { ...line, stroke: colour('--fg-2'), width: 2 },
      {
        ...line,
        ...{ stroke: colour('--accent'), width: 2.5 },
        points: { show: true, size: 7, fill: colour('--accent'), width: 0 },
      },
    ],
    hooks: {
      drawClear: [
        (plot) => {
          shade(plot, situation(), colourOf(probe, '--fg', 0.03));
        },
      ],
      draw: [
        (plot) => {
          markBest(plot, situation(), colourOf(probe, '--accent'), colourOf(probe, '--panel'), {
            line: colourOf(probe, '--ctl'),
          });
          ondraw(plot);
        },
      ],
    },
  };
}

/** As many as tell neighbours apart, two at least. */
function decimals(values: readonly number[]): number {
  const gap = Math.abs((values[1] ?? 1) - (values[0] ?? 0));
  return Math.min(5, Math.max(2, Math.ceil(-Math.log10(gap))));
}

function shade(plot: uPlot, { step, steps }: ChartSituation, fill: string): void {
  if (step >= steps) return;
  const left = plot.valToPos(step, 'x', true);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = fill;
  ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
  ctx.restore();
}

function markBest(
  plot: uPlot,
  { best }: ChartSituation,
  stroke: string,
  fill: string,
  { line }: { line: string },
): void {
  if (best === undefined) return;
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  const [x, y] = [plot.valToPos(best.step, 'x', true), plot.valToPos(best.loss, 'y', true)];
  ctx.save();
  ctx.strokeStyle = line;
  ctx.lineWidth = scale;
  ctx.setLineDash([3 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 5.5 * scale, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2.5 * scale;
  ctx.stroke();
  ctx.restore();
}
