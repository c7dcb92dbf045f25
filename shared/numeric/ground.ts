/** The ground of a picture: what is like its border and hangs together with it. */

type Bytes = Uint8Array | Uint8ClampedArray;

/** How quickly a ground that shades off is followed; slower holds on to edges better. */
const FOLLOW = 0.08;
/** Of the distance between black and white, at full tolerance. */
const MOST_DISTANCE = 220;
/** What is enclosed has to be this much more like the ground around it: whether it is ground is a guess. */
const ENCLOSED = 0.5;
/** Less than this lets nothing be seen: it is ground already. */
const CLEAR = 16;

/**
 * Spreads from the border to neighbours of like colour. Each pixel compares with the ground as it was
 * on the way there, so that gradients are followed and edges are not crossed.
 *
 * @param rgba straight RGBA [height, width, 4]
 * @param tolerance 0..1
 * @param hasHoles whether what the subject encloses is ground too where it is like the nearest ground:
 *   the holes of letters and rings
 * @returns float32 [height, width]: 1 where the subject is, 0 on the ground
 */
export function subjectOf(
  rgba: Bytes,
  width: number,
  height: number,
  tolerance: number,
  hasHoles = false,
): Float32Array {
  const subject = new Float32Array(width * height).fill(1);
  const limit = (tolerance * MOST_DISTANCE) ** 2;
  const ground = new Float32Array(width * height * 3);
  const queue = new Int32Array(width * height);
  let end = 0;

  const tryPixel = (
    pixel: number,
    red: number,
    green: number,
    blue: number,
    most = limit,
  ): void => {
    if (subject[pixel] === 0) return;
    const at = pixel * 4;
    const isClear = rgba[at + 3]! < CLEAR;
    const [dr, dg, db] = [rgba[at]! - red, rgba[at + 1]! - green, rgba[at + 2]! - blue];
    // Weighted about as eyes do: green says most of lightness.
    if (!isClear && (2 * dr * dr + 4 * dg * dg + 3 * db * db) / 9 > most) return;
    subject[pixel] = 0;
    const follow = isClear ? 0 : FOLLOW;
    ground[pixel * 3] = red + dr * follow;
    ground[pixel * 3 + 1] = green + dg * follow;
    ground[pixel * 3 + 2] = blue + db * follow;
    queue[end] = pixel;
    end += 1;
  };

  const [red, green, blue] = borderColour(rgba, width, height);
  for (const pixel of borderOf(width, height)) tryPixel(pixel, red, green, blue);
  let next = 0;
  const spread = (): void => {
    for (; next < end; next += 1) {
      const pixel = queue[next]!;
      const [r, g, b] = [ground[pixel * 3]!, ground[pixel * 3 + 1]!, ground[pixel * 3 + 2]!];
      for (const other of neighboursOf(pixel, width, height)) tryPixel(other, r, g, b);
    }
  };
  spread();
  if (!hasHoles || end === 0) return subject;
  const nearest = nearestOf(queue.subarray(0, end), width, height);
  const strict = limit * ENCLOSED ** 2;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = nearest[pixel]! * 3;
    tryPixel(pixel, ground[at]!, ground[at + 1]!, ground[at + 2]!, strict);
  }
  spread();
  return subject;
}

/** For each pixel the one of these that is fewest steps away: int32 [height × width]. */
function nearestOf(seeds: Int32Array, width: number, height: number): Int32Array {
  const nearest = new Int32Array(width * height).fill(-1);
  const queue = new Int32Array(width * height);
  queue.set(seeds);
  let end = seeds.length;
  for (const seed of seeds) nearest[seed] = seed;
  for (let next = 0; next < end; next += 1) {
    const pixel = queue[next]!;
    for (const other of neighboursOf(pixel, width, height)) {
      if (nearest[other] !== -1) continue;
      nearest[other] = nearest[pixel]!;
      queue[end] = other;
      end += 1;
    }
  }
  return nearest;
}

function neighboursOf(pixel: number, width: number, height: number): number[] {
  const x = pixel % width;
  const found: number[] = [];
  if (x > 0) found.push(pixel - 1);
  if (x < width - 1) found.push(pixel + 1);
  if (pixel >= width) found.push(pixel - width);
  if (pixel < width * (height - 1)) found.push(pixel + width);
  return found;
}

/** The median of each channel along the border, without what is clear. */
function borderColour(rgba: Bytes, width: number, height: number): [number, number, number] {
  const seen = borderOf(width, height).filter((pixel) => rgba[pixel * 4 + 3]! >= CLEAR);
  const median = (channel: number): number => {
    const values = seen.map((pixel) => rgba[pixel * 4 + channel]!).toSorted((a, b) => a - b);
    return values[values.length >> 1] ?? 0;
  };
  return [median(0), median(1), median(2)];
}

function borderOf(width: number, height: number): number[] {
  const pixels: number[] = [];
  for (let x = 0; x < width; x += 1) pixels.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y += 1) pixels.push(y * width, y * width + width - 1);
  return pixels;
}
