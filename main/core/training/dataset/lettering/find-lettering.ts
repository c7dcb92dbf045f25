/** Pictures that seem to bear letters or a watermark. */
import type { Entry } from '../dataset.records.ts';
import { whichAreMarked } from './shared-marks.ts';

/** In one line; with fewer, one drawing in a hundred would be taken for text. */
const LETTERS = 5;
/** Steps of the logarithm of width over height: pictures of one shape have their corners alike. */
const SHAPE_STEP = 0.04;

export function findLettering(entries: readonly Entry[]): ReadonlySet<Entry> {
  const found = new Set(entries.filter(({ look }) => (look?.letters ?? 0) >= LETTERS));
  const byShape = new Map<number, Entry[]>();
  for (const entry of entries) {
    const { marks, width = 0, height = 0 } = entry.look ?? {};
    if (marks === undefined || width === 0 || height === 0) continue;
    const shape = Math.round(Math.log(width / height) / SHAPE_STEP);
    const alike = byShape.get(shape);
    if (alike === undefined) byShape.set(shape, [entry]);
    else alike.push(entry);
  }
  for (const alike of byShape.values()) {
    const marked = whichAreMarked(
      alike.map(({ look }) => ({ marks: look?.marks ?? '', outline: look?.outline ?? '' })),
    );
    alike.forEach((entry, at) => {
      if (marked[at] === true) found.add(entry);
    });
  }
  return found;
}
