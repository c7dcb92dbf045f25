/**
 * Suspects watermarks and signatures: the same fine pattern at the same place of many pictures, after
 * Dekel et al. 2017 (what a watermark does to slopes is the same everywhere, what a picture does to
 * them is not). Only corners and the middle are looked at.
 *
 * Of each picture and place it is kept whether it is lighter or darker than what is around it. Where
 * most pictures agree, something lies over them, or they are drawn alike: a face in the middle of every
 * icon is no watermark. So agreement counts only where the pictures are composed differently and agree
 * about the rest of the region no more than chance would have it, or where it keeps to a corner or two
 * that are empty otherwise.
 */
import { hashDistance } from '../picture-measures.ts';
import { resizePlane } from '#shared/numeric/resize.ts';

/** Places of one region, across and down. */
const ACROSS = 48;
const DOWN = 24;
const PLACES = ACROSS * DOWN;
/** Left and top edges, width and height, as shares of the picture's. Corners first. */
const regions = [
  { left: 0, top: 0, width: 0.44, height: 0.22 },
  { left: 0.56, top: 0, width: 0.44, height: 0.22 },
  { left: 0, top: 0.78, width: 0.44, height: 0.22 },
  { left: 0.56, top: 0.78, width: 0.44, height: 0.22 },
  { left: 0.2, top: 0.35, width: 0.6, height: 0.3 },
] as const;
const CORNERS = 4;
/** Greys by which a place must differ from its surroundings. */
const DIFFERENCE = 2;
/** Half the side of these surroundings, in places. */
const AROUND = 2;

/** With fewer pictures, chance agrees. */
const LEAST_PICTURES = 5;
/** Share of pictures more that say the same of a place than the opposite, … */
const AGREED = 0.6;
/** … and how many times as far from nothing as signs drawn by lot would usually come. */
const SURE = 2.6;
/** Share of the bits set in either outline that two pictures differ in, where they are composed alike. */
const COMPOSED_ALIKE = 0.45;
/** Places that must be agreed on, of all in a region: over other things, and in an empty corner. */
const MARKED = { over: 0.04, empty: 0.02 };
/** Strokes, light or dark, that a mark has: what chance or a large shape makes agree has few. */
const STROKES = 4;
/** Share of pictures in which something is to be seen at a place, where a region is not empty. */
const FILLED = 0.06;
/** How often pictures agree about the rest, over how often chance would make them. */
const ALIKE = 1.5;
/** Places around agreed ones that are half covered, and belong to neither. */
const HALO = 2;
/** Agreed places on a corner's inner edges, beyond which the pattern goes on into the picture. */
const INNER = 0.05;
/** How far one picture must go with what was agreed on. */
const OWN_AGREEMENT = 0.5;

/** -1 darker, 0 the same, 1 lighter than around: int8 [regions * PLACES], packed by four into base64. */
export type Marks = string;

/** @param grey float32 [height, width], 0..255 */
export function marksOf(grey: Float32Array, width: number, height: number): Marks {
  const signs = regions.flatMap(({ left, top, width: wide, height: high }) => {
    const [x, y] = [Math.floor(left * width), Math.floor(top * height)];
    const columns = Math.max(1, Math.floor(wide * width));
    const rows = Math.max(1, Math.floor(high * height));
    const cut = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row += 1) {
      const from = (y + row) * width + x;
      cut.set(grey.subarray(from, from + columns), row * columns);
    }
    return signsOf(resizePlane(cut, columns, rows, ACROSS, DOWN));
  });
  const packed = new Uint8Array(signs.length / 4);
  signs.forEach((sign, at) => {
    packed[at >> 2]! |= (sign + 1) << ((at & 3) * 2);
  });
  return Buffer.from(packed).toString('base64');
}

interface Marked {
  readonly marks: Marks;
  /** Difference hash, 64 bits as hex. */
  readonly outline: string;
}

/**
 * Which of the pictures bear a mark that many share.
 *
 * @param pictures of one shape, in an order that the answer keeps
 */
export function whichAreMarked(pictures: readonly Marked[]): boolean[] {
  const marked = pictures.map(() => false);
  if (pictures.length < LEAST_PICTURES) return marked;
  const signs = pictures.map(({ marks }) => unpack(marks));
  const areAlike = variety(pictures) < COMPOSED_ALIKE;
  const agreements = regions.map((_, region) => agreementIn(signs, region * PLACES));
  const confined = agreements.filter(({ kind }) => kind === 'empty').length;
  for (const [region, { kind, places }] of agreements.entries()) {
    if (kind === 'none' || (kind === 'over' && areAlike)) continue;
    if (kind === 'empty' && (region >= CORNERS || confined > 2)) continue;
    const bearers = signs.map((own) => {
      const same = places.reduce((sum, { at, sign }) => sum + own[at]! * sign, 0);
      return same > places.length * OWN_AGREEMENT;
    });
    if (bearers.filter(Boolean).length < pictures.length / 2) continue;
    bearers.forEach((bears, at) => {
      if (bears) marked[at] = true;
    });
  }
  return marked;
}

/** Share of the bits set in either outline that neighbours in the list differ in, 0..1, on average. */
function variety(pictures: readonly Marked[]): number {
  let [apart, either] = [0, 0];
  pictures.forEach(({ outline }, at) => {
    for (const step of [1, 2, 3]) {
      const other = pictures[(at + step) % pictures.length]!.outline;
      const own = bitsIn(outline) + bitsIn(other);
      const distance = hashDistance(outline, other);
      apart += distance;
      either += (own + distance) / 2;
    }
  });
  return either === 0 ? 0 : apart / either;
}

function bitsIn(hash: string): number {
  return hashDistance(hash, '0'.repeat(hash.length));
}

interface Agreement {
  readonly kind: 'none' | 'over' | 'empty';
  readonly places: readonly { at: number; sign: number }[];
}

function agreementIn(signs: readonly Int8Array[], start: number): Agreement {
  const sums = new Float32Array(PLACES);
  const seen = new Float32Array(PLACES);
  for (const own of signs) {
    for (let place = 0; place < PLACES; place += 1) {
      const sign = own[start + place]!;
      sums[place]! += sign;
      seen[place]! += Math.abs(sign);
    }
  }
  const agreed = sums.map((sum, place) => {
    const least = Math.max(AGREED * signs.length, SURE * Math.sqrt(seen[place]!));
    return Math.abs(sum) >= Math.min(least, signs.length) ? Math.sign(sum) : 0;
  });
  const near = haloOf(agreed);
  const places: { at: number; sign: number }[] = [];
  let [rest, filled, agreement, chance, inner] = [0, 0, 0, 0, 0];
  for (let place = 0; place < PLACES; place += 1) {
    if (agreed[place] !== 0) {
      places.push({ at: start + place, sign: agreed[place]! });
      if (isInner(place, start / PLACES)) inner += 1;
    } else if (near[place] === 0) {
      rest += 1;
      filled += seen[place]! / signs.length;
      agreement += Math.abs(sums[place]!);
      // Of so many signs drawn by lot, the sum is about so far from nothing.
      chance += Math.sqrt((2 * seen[place]!) / Math.PI);
    }
  }
  if (strokesIn(agreed) < STROKES) return { kind: 'none', places };
  const isFilled = filled > rest * FILLED;
  const isChance = agreement < ALIKE * chance;
  if (isFilled && isChance && places.length > PLACES * MARKED.over) return { kind: 'over', places };
  const staysInside = inner <= places.length * INNER;
  if (!isFilled && staysInside && places.length > PLACES * MARKED.empty) {
    return { kind: 'empty', places };
  }
  return { kind: 'none', places };
}

/** Groups of places side by side that agree on the same, each of two places at least. */
function strokesIn(agreed: Float32Array): number {
  const taken = new Uint8Array(PLACES);
  let strokes = 0;
  for (let first = 0; first < PLACES; first += 1) {
    if (agreed[first] === 0 || taken[first] === 1) continue;
    const group = [first];
    taken[first] = 1;
    for (const place of group) {
      const x = place % ACROSS;
      const beside = [place - ACROSS, place + ACROSS];
      if (x > 0) beside.push(place - 1);
      if (x < ACROSS - 1) beside.push(place + 1);
      for (const next of beside) {
        if (taken[next] !== 0 || agreed[next] !== agreed[first]) continue;
        taken[next] = 1;
        group.push(next);
      }
    }
    if (group.length > 1) strokes += 1;
  }
  return strokes;
}

/** 1 at places near agreed ones: uint8 [PLACES]. */
function haloOf(agreed: Float32Array): Uint8Array {
  const near = new Uint8Array(PLACES);
  agreed.forEach((sign, place) => {
    if (sign === 0) return;
    const [x, y] = [place % ACROSS, Math.floor(place / ACROSS)];
    for (let row = Math.max(0, y - HALO); row <= Math.min(DOWN - 1, y + HALO); row += 1) {
      near.fill(
        1,
        row * ACROSS + Math.max(0, x - HALO),
        row * ACROSS + Math.min(ACROSS, x + HALO + 1),
      );
    }
  });
  return near;
}

/** Whether a place lies on an edge of its corner that looks into the picture. */
function isInner(place: number, region: number): boolean {
  const { left, top } = regions[region]!;
  const [x, y] = [place % ACROSS, Math.floor(place / ACROSS)];
  const isAside = left === 0 ? x >= ACROSS - 2 : x < 2;
  return isAside || (top === 0 ? y >= DOWN - 2 : y < 2);
}

function signsOf(plane: Float32Array): number[] {
  return Array.from(plane, (value, at) => {
    const [x, y] = [at % ACROSS, Math.floor(at / ACROSS)];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y - AROUND); row <= Math.min(DOWN - 1, y + AROUND); row += 1) {
      const last = Math.min(ACROSS - 1, x + AROUND);
      for (let column = Math.max(0, x - AROUND); column <= last; column += 1) {
        sum += plane[row * ACROSS + column]!;
        count += 1;
      }
    }
    const difference = value - sum / count;
    return Math.abs(difference) < DIFFERENCE ? 0 : Math.sign(difference);
  });
}

function unpack(marks: Marks): Int8Array {
  const packed = Buffer.from(marks, 'base64');
  return Int8Array.from({ length: regions.length * PLACES }, (_, at) => {
    return (((packed[at >> 2] ?? 0x55) >> ((at & 3) * 2)) & 3) - 1;
  });
}
