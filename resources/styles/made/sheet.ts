/** What all made references share: their size, chance, and marks as SVG. */

export const SIDE = 512;

export type Chance = () => number;

/** Numbers in [0, 1) that are the same every time (Vigna's splitmix64, its lower half). */
export function chanceOf(seed: number): Chance {
  let state = BigInt(seed);
  const mask = (1n << 64n) - 1n;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return Number((z ^ (z >> 31n)) & 0xffffffffn) / 2 ** 32;
  };
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * chance();
}

export function oneOf<Item>(chance: Chance, items: readonly Item[]): Item {
  return items[Math.floor(chance() * items.length)]!;
}

/** `#rrggbb`, lighter or darker by `amount` of 255. */
export function shifted(colour: string, amount: number): string {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) + amount;
    return Math.round(Math.min(255, Math.max(0, value)))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}

export function sheet(ground: string, marks: readonly string[], definitions = ''): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}">`,
    definitions === '' ? '' : `<defs>${definitions}</defs>`,
    `<rect width="${SIDE}" height="${SIDE}" fill="${ground}"/>`,
    ...marks,
    '</svg>',
  ].join('\n');
}
