/** Directions that turn slowly over the sheet, with whirls in it. */
import { between, SIDE, type Chance } from './sheet.ts';

export interface Whirl {
  readonly x: number;
  readonly y: number;
  readonly reach: number;
}

export interface Flow {
  readonly whirls: readonly Whirl[];
  /** Radians. */
  angleAt(x: number, y: number): number;
  /** A line along the flow, from a point on. */
  line(x: number, y: number, steps: number, stride: number): [number, number][];
}

export function flowOf(chance: Chance, count: number): Flow {
  const whirls = Array.from({ length: count }, () => ({
    x: between(chance, 0.05, 0.95) * SIDE,
    y: between(chance, 0.05, 0.95) * SIDE,
    reach: between(chance, 0.08, 0.22) * SIDE,
  }));
  const [phase, tilt] = [between(chance, 0, 6), between(chance, -0.4, 0.4)];
  function angleAt(x: number, y: number): number {
    let [dx, dy] = [
      Math.cos(tilt + 0.7 * Math.sin(x / 90 + phase)),
      Math.sin(tilt + 0.7 * Math.sin(y / 70 + phase)),
    ];
    for (const { x: cx, y: cy, reach } of whirls) {
      const [ox, oy] = [x - cx, y - cy];
      const weight = 3 * Math.exp(-(ox * ox + oy * oy) / (reach * reach));
      const length = Math.hypot(ox, oy) + 1e-6;
      dx += (-oy / length) * weight;
      dy += (ox / length) * weight;
    }
    return Math.atan2(dy, dx);
  }
  return {
    whirls,
    angleAt,
    line(x, y, steps, stride) {
      const points: [number, number][] = [[x, y]];
      for (let step = 0; step < steps; step += 1) {
        const [px, py] = points.at(-1)!;
        const angle = angleAt(px, py);
        points.push([px + Math.cos(angle) * stride, py + Math.sin(angle) * stride]);
      }
      return points;
    },
  };
}

export function pathOf(points: readonly (readonly [number, number])[]): string {
  return points
    .map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}
