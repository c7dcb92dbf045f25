/** The manners that come with the studio, each drawn from rules and chance alone. */
import { flowOf, pathOf, type Flow } from './flow.ts';
import { between, chanceOf, oneOf, sheet, shifted, SIDE, type Chance } from './sheet.ts';

type Colour = (x: number, y: number) => string;

/** Short thick strokes along a flow, each a little lighter or darker, with a ridge of light. */
function strokes(
  chance: Chance,
  flow: Flow,
  colourAt: Colour,
  { count, width, length }: { count: number; width: number; length: number },
): string[] {
  return Array.from({ length: count }, () => {
    const [x, y] = [between(chance, -20, SIDE + 20), between(chance, -20, SIDE + 20)];
    const path = pathOf(flow.line(x, y, 5, between(chance, 0.7, 1.3) * (length / 5)));
    const colour = shifted(colourAt(x, y), between(chance, -26, 26));
    const thick = between(chance, 0.7, 1.3) * width;
    const common = `d="${path}" fill="none" stroke-linecap="round" stroke-linejoin="round"`;
    return [
      `<path ${common} stroke="${shifted(colour, -34)}" stroke-width="${(thick + 1.4).toFixed(1)}"/>`,
      `<path ${common} stroke="${colour}" stroke-width="${thick.toFixed(1)}"/>`,
      `<path ${common} stroke="${shifted(colour, 30)}" stroke-width="${(thick * 0.3).toFixed(1)}" transform="translate(-0.8 -0.9)"/>`,
    ].join('');
  });
}

/** Night blues and lamp yellows in rings around whirls: after the late landscapes of van Gogh. */
function vanGogh(): string {
  const chance = chanceOf(1889);
  const flow = flowOf(chance, 9);
  const night = ['#16305e', '#1f4788', '#2d62ab', '#4a86c0', '#7fb0cf', '#20524f'];
  const lamp = ['#f6d34f', '#eab12f', '#f8e9a0', '#d98a24'];
  const lit = flow.whirls.filter((_, at) => at % 2 === 0);
  const colourAt: Colour = (x, y) => {
    for (const { x: cx, y: cy, reach } of lit) {
      const share = Math.hypot(x - cx, y - cy) / reach;
      if (share < 0.5) return oneOf(chance, lamp);
      if (share < 1) return chance() < 0.45 ? oneOf(chance, lamp) : '#a9cbb7';
    }
    return oneOf(chance, night);
  };
  const size = { count: 5200, width: 7, length: 34 };
  return sheet('#1b3a6b', strokes(chance, flow, colourAt, size));
}

/** Wheat, orchards and a warm sky, in the same hand. */
function sunflowers(): string {
  const chance = chanceOf(1888);
  const flow = flowOf(chance, 5);
  const field = ['#e9b93a', '#d8952b', '#f3d873', '#b8741f', '#7d8f3a', '#4f7038'];
  const sky = ['#8fc0c6', '#b9d7c8', '#e8e2b8', '#5d9aa8'];
  const colourAt: Colour = (x, y) =>
    y < 180 + 50 * Math.sin(x / 110) ? oneOf(chance, sky) : oneOf(chance, field);
  return sheet('#d8b24a', strokes(chance, flow, colourAt, { count: 5200, width: 7, length: 30 }));
}

/** Brush and ink: dry strokes over washes on warm paper. */
function ink(): string {
  const chance = chanceOf(7);
  const flow = flowOf(chance, 4);
  const washes = Array.from({ length: 46 }, () => {
    const [x, y] = [chance() * SIDE, chance() * SIDE];
    const path = pathOf(flow.line(x, y, 7, between(chance, 9, 20)));
    const grey = oneOf(chance, ['#5a5a58', '#8b8a86', '#b4b1a9']);
    return `<path d="${path}" fill="none" stroke="${grey}" stroke-opacity="0.28" stroke-width="${between(chance, 18, 54).toFixed(0)}" stroke-linecap="round" filter="url(#soft)"/>`;
  });
  const lines = Array.from({ length: 150 }, () => {
    const [x, y] = [chance() * SIDE, chance() * SIDE];
    const spine = flow.line(x, y, 9, between(chance, 5, 12));
    const wide = between(chance, 1.5, 8);
    return spine
      .slice(1)
      .map((point, at) => {
        const thick =
          wide * Math.sin((Math.PI * (at + 0.6)) / spine.length) * between(chance, 0.7, 1.2);
        return `<path d="${pathOf([spine[at]!, point])}" stroke="#161616" stroke-linecap="round" stroke-width="${Math.max(0.5, thick).toFixed(1)}"/>`;
      })
      .join('');
  });
  const soft =
    '<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="7"/></filter>';
  return sheet('#f1ead8', [...washes, ...lines], soft);
}

/** Small stones along curved rows, with grout between. */
function mosaic(): string {
  const chance = chanceOf(330);
  const tones = [
    '#1f5f8b',
    '#2f8fae',
    '#d9b44a',
    '#b5482f',
    '#e9e0c8',
    '#3d6b4f',
    '#8a2f3c',
    '#c98f52',
  ];
  const marks: string[] = [];
  for (let row = 0; row < 50; row += 1) {
    for (let column = 0; column < 50; column += 1) {
      const x = column * 11 + between(chance, -1.2, 1.2) - 12;
      const y = row * 11 + 9 * Math.sin(column / 5 + row / 13) + between(chance, -1.2, 1.2) - 6;
      const patch = Math.sin(column / 6) + Math.cos(row / 5) + Math.sin((row + column) / 9);
      const tone = tones[Math.floor(((patch + 3) / 6) * tones.length) % tones.length]!;
      const colour = shifted(tone, between(chance, -34, 34));
      const turn = (Math.cos(column / 5 + row / 13) * 25 + between(chance, -8, 8)).toFixed(0);
      marks.push(
        `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="9.2" height="9.2" rx="1.2" fill="${colour}" transform="rotate(${turn} ${(x + 4.6).toFixed(1)} ${(y + 4.6).toFixed(1)})"/>`,
      );
    }
  }
  return sheet('#cfc6b4', marks);
}

/** Dots of three inks on turned grids, as newsprint has them. */
function halftone(): string {
  const chance = chanceOf(1964);
  const blobs = Array.from({ length: 7 }, () => ({
    x: chance() * SIDE,
    y: chance() * SIDE,
    r: between(chance, 70, 200),
  }));
  const inks = [
    { colour: '#00a0c8', turn: 15, phase: 0 },
    { colour: '#e0287d', turn: 75, phase: 2 },
    { colour: '#f4d21f', turn: 0, phase: 4 },
    { colour: '#1c1c1c', turn: 45, phase: 5 },
  ];
  const marks = inks.flatMap(({ colour, turn, phase }, ink_) => {
    const angle = (turn * Math.PI) / 180;
    const dots: string[] = [];
    for (let u = -60; u < 130; u += 1) {
      for (let v = -60; v < 130; v += 1) {
        const x = (u * Math.cos(angle) - v * Math.sin(angle)) * 9 + 60;
        const y = (u * Math.sin(angle) + v * Math.cos(angle)) * 9;
        if (x < -6 || y < -6 || x > SIDE + 6 || y > SIDE + 6) continue;
        const tone = blobs.reduce(
          (sum, blob, at) =>
            sum +
            Math.cos(at * 1.7 + phase) *
              Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.r ** 2),
          0.35,
        );
        const radius = Math.min(1, Math.max(0, ink_ === 3 ? tone - 0.45 : tone)) * 5.2;
        if (radius > 0.6)
          dots.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}"/>`);
      }
    }
    return [
      `<g fill="${colour}" style="mix-blend-mode:multiply" fill-opacity="0.9">${dots.join('')}</g>`,
    ];
  });
  return sheet('#faf6ea', marks);
}

/** Cut lines that swell and thin out, black on cream. */
function woodcut(): string {
  const chance = chanceOf(1511);
  const flow = flowOf(chance, 6);
  const marks: string[] = [];
  for (let y = -10; y < SIDE + 10; y += 7) {
    for (let x = -30; x < SIDE + 10; x += 26) {
      const spine = flow.line(x + between(chance, -8, 8), y + between(chance, -2, 2), 8, 4.5);
      const dark = 0.5 + 0.5 * Math.sin(x / 60 + 2 * Math.cos(y / 75));
      const thick = 1 + 4.6 * dark;
      const left = spine.map(([px, py], at) => {
        const angle = flow.angleAt(px, py) + Math.PI / 2;
        const half = (thick / 2) * Math.sin((Math.PI * at) / (spine.length - 1));
        return [px + Math.cos(angle) * half, py + Math.sin(angle) * half] as const;
      });
      const right = spine.map(([px, py], at) => {
        const [lx, ly] = left[at]!;
        return [2 * px - lx, 2 * py - ly] as const;
      });
      marks.push(`<path d="${pathOf([...left, ...right.toReversed()])}Z" fill="#15120f"/>`);
    }
  }
  return sheet('#efe3c4', marks);
}

/** Two inks laid over one another a little out of place, with grain. */
function risograph(): string {
  const chance = chanceOf(1986);
  const shapes = Array.from({ length: 26 }, (_, at) => {
    const [x, y] = [chance() * SIDE, chance() * SIDE];
    const size = between(chance, 40, 130);
    const colour = at % 2 === 0 ? '#ff5a4f' : '#1d63c9';
    const tint = oneOf(chance, [1, 0.75, 0.5]);
    const shape =
      chance() < 0.5
        ? `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(size / 2).toFixed(0)}"`
        : `<rect x="${x.toFixed(0)}" y="${y.toFixed(0)}" width="${size.toFixed(0)}" height="${(size * between(chance, 0.4, 1.2)).toFixed(0)}" transform="rotate(${between(chance, 0, 90).toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)})"`;
    return `${shape} fill="${colour}" fill-opacity="${tint}" style="mix-blend-mode:multiply"/>`;
  });
  const grain = Array.from({ length: 9000 }, () => {
    const colour = oneOf(chance, ['#fbf3e2', '#fbf3e2', '#f7a79c', '#7ea6dc']);
    return `<circle cx="${(chance() * SIDE).toFixed(1)}" cy="${(chance() * SIDE).toFixed(1)}" r="${between(chance, 0.5, 1.3).toFixed(1)}" fill="${colour}"/>`;
  });
  return sheet('#fbf3e2', [...shapes, ...grain]);
}

/** By the name of its file. */
export const madeStyles: Readonly<Record<string, () => string>> = {
  'van-gogh': vanGogh,
  sunflowers,
  ink,
  mosaic,
  halftone,
  woodcut,
  risograph,
};
