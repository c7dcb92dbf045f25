/** Smooths the borders between areas of one number each, and ends specks. */

const REACH = 2;

/**
 * Every pixel takes the most frequent number of the 5 x 5 around it, its own where it is level.
 *
 * @param numbers one a pixel, row by row
 */
export function majority(numbers: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(numbers);
  const counts = new Uint8Array(256);
  for (let row = REACH; row < height - REACH; row += 1) {
    for (let column = REACH; column < width - REACH; column += 1) {
      const at = row * width + column;
      if (isAllAlike(numbers, at, width)) continue;
      out[at] = mostFrequent(numbers, counts, at, width);
    }
  }
  return out;
}

/** Most pixels are far from any border: their corners and sides say so. */
function isAllAlike(numbers: Uint8Array, at: number, width: number): boolean {
  const own = numbers[at];
  const [up, down] = [at - REACH * width, at + REACH * width];
  const looked = [up - REACH, up, up + REACH, at - REACH, at + REACH, down - REACH, down];
  return looked.every((other) => numbers[other] === own) && numbers[down + REACH] === own;
}

function mostFrequent(numbers: Uint8Array, counts: Uint8Array, at: number, width: number): number {
  counts.fill(0);
  let best = numbers[at]!;
  for (let y = -REACH; y <= REACH; y += 1) {
    for (let x = -REACH; x <= REACH; x += 1) {
      const number = numbers[at + y * width + x]!;
      counts[number] = counts[number]! + 1;
      if (counts[number] > counts[best]!) best = number;
    }
  }
  return best;
}
