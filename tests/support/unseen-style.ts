/**
 * Drawings in a style that Spark has never seen: plain shapes hatched in turquoise and rust, with a
 * thick dark violet edge and a dotted shadow to the lower left.
 */
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const SIDE = 32;
const shapes = ['circle', 'square', 'diamond', 'triangle', 'ring'] as const;
type Shape = (typeof shapes)[number];

const turquoise = [64, 200, 190] as const;
const rust = [200, 90, 40] as const;
const violet = [50, 25, 80] as const;
const grey = [150, 150, 160] as const;

export interface StyledPicture {
  readonly words: string;
  /** float32 [4, 32, 32] in -1..1, colour multiplied by alpha */
  readonly picture: Float32Array;
}

/** The same pictures for the same seed; shapes in turn, sizes and places at random. */
export function unseenStyle(count: number, seed: number): StyledPicture[] {
  const random = new TorchRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const shape = shapes[index % shapes.length]!;
    const radius = 7 + 3 * random.uniform();
    const x = 16 + 4 * (random.uniform() - 0.5);
    const y = 15 + 4 * (random.uniform() - 0.5);
    return { words: `hatchwork ${shape}`, picture: draw(shape, x, y, radius) };
  });
}

function draw(shape: Shape, cx: number, cy: number, radius: number): Float32Array {
  const picture = new Float32Array(4 * SIDE * SIDE).fill(-1);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const colour = colourAt(shape, x - cx, y - cy, radius);
      if (colour === undefined) continue;
      [...colour, 255].forEach((value, channel) => {
        picture[channel * SIDE * SIDE + y * SIDE + x] = value / 127.5 - 1;
      });
    }
  }
  return picture;
}

function colourAt(
  shape: Shape,
  x: number,
  y: number,
  radius: number,
): readonly number[] | undefined {
  const distance = distanceTo(shape, x, y, radius);
  if (distance < -2) return (Math.round(x + y) & 3) < 2 ? turquoise : rust;
  if (distance <= 0) return violet;
  const shadow = distanceTo(shape, x + 4, y - 4, radius);
  return shadow < 0 && ((Math.round(x) + Math.round(y)) & 1) === 0 ? grey : undefined;
}

/** Below zero inside. */
function distanceTo(shape: Shape, x: number, y: number, radius: number): number {
  switch (shape) {
    case 'circle':
      return Math.hypot(x, y) - radius;
    case 'ring':
      return Math.abs(Math.hypot(x, y) - radius + 2) - 3.5;
    case 'square':
      return Math.max(Math.abs(x), Math.abs(y)) - radius * 0.85;
    case 'diamond':
      return Math.abs(x) + Math.abs(y) - radius * 1.2;
    case 'triangle':
      return Math.max(Math.abs(x) * 1.6 + y - radius * 0.8, -y - radius * 0.9);
  }
}
