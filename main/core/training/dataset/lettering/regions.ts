/**
 * Extremal regions (Matas et al. 2002): what hangs together among all pixels darker, or lighter, than
 * a threshold. Letters are such regions (Neumann and Matas 2012).
 *
 * Found by runs: stretches of pixels in a row, joined where they touch those of the row above, corners
 * included.
 */
export interface Region {
  readonly left: number;
  readonly top: number;
  /** Pixels of its box. */
  readonly width: number;
  readonly height: number;
  /** Pixels of its own. */
  readonly area: number;
  /** Sides that its pixels turn outwards. */
  readonly outline: number;
  /** Rows, first and last columns of its runs, three numbers each. */
  readonly runs: readonly number[];
}

/** Fewer pixels say nothing. */
const LEAST_AREA = 8;

/**
 * @param plane float32 [height, width]
 * @param sign 1 for what is above the threshold, -1 for what is below
 * @param most boxes higher than so many pixels are left out
 */
export function findRegions(
  plane: Float32Array,
  width: number,
  height: number,
  threshold: number,
  sign: 1 | -1,
  most: number,
): Region[] {
  const runs: number[] = [];
  const leaders: number[] = [];
  const touching: number[] = [];
  const leaderOf = (run: number): number => {
    let at = run;
    while (leaders[at] !== at) {
      leaders[at] = leaders[leaders[at]!]!;
      at = leaders[at]!;
    }
    return at;
  };
  let above = 0;
  for (let y = 0; y < height; y += 1) {
    const first = leaders.length;
    let candidate = above;
    for (let x = 0; x < width; x += 1) {
      if ((plane[y * width + x]! - threshold) * sign <= 0) continue;
      const start = x;
      while (x + 1 < width && (plane[y * width + x + 1]! - threshold) * sign > 0) x += 1;
      const run = leaders.length;
      runs.push(y, start, x);
      leaders.push(run);
      touching.push(0);
      // Runs of the row above stand in order, so those that lie wholly to the left are done with.
      while (candidate < first && runs[candidate * 3 + 2]! < start - 1) candidate += 1;
      for (let at = candidate; at < first && runs[at * 3 + 1]! <= x + 1; at += 1) {
        const shared = Math.min(x, runs[at * 3 + 2]!) - Math.max(start, runs[at * 3 + 1]!) + 1;
        touching[run]! += Math.max(0, shared);
        leaders[leaderOf(at)] = leaderOf(run);
      }
    }
    above = first;
  }
  const byLeader = new Map<number, number[]>();
  for (let run = 0; run < leaders.length; run += 1) {
    const leader = leaderOf(run);
    const known = byLeader.get(leader);
    if (known === undefined) byLeader.set(leader, [run]);
    else known.push(run);
  }
  const found: Region[] = [];
  for (const members of byLeader.values()) {
    const top = runs[members[0]! * 3]!;
    const bottom = runs[members.at(-1)! * 3]!;
    if (bottom - top >= most) continue;
    const region = regionOf(members, runs, touching);
    if (region.area >= LEAST_AREA) found.push(region);
  }
  return found;
}

function regionOf(
  members: readonly number[],
  runs: readonly number[],
  touching: readonly number[],
): Region {
  const own: number[] = [];
  let [left, right, area, shared] = [Infinity, 0, 0, 0];
  for (const run of members) {
    const [y = 0, start = 0, end = 0] = runs.slice(run * 3, run * 3 + 3);
    own.push(y, start, end);
    left = Math.min(left, start);
    right = Math.max(right, end);
    area += end - start + 1;
    shared += touching[run]!;
  }
  const top = own[0]!;
  return {
    ...{ left, top, width: right - left + 1, height: own.at(-3)! - top + 1, area },
    outline: 2 * members.length + 2 * area - 2 * shared,
    runs: own,
  };
}
