/** Colours as people tell them apart: Oklab (Björn Ottosson, 2020). */

import { linearToSrgb, srgbToLinear } from '#shared/numeric/colour.ts';

/** Lightness 0 to 1, then green to red and blue to yellow, about -0.4 to 0.4. */
export type Lab = readonly [number, number, number];
/** sRGB, 0 to 255. */
export type Rgb = readonly [number, number, number];

const linear = Float64Array.from({ length: 256 }, (_, value) => srgbToLinear(value / 255));

export function toLab(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear[red]!, linear[green]!, linear[blue]!];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

export function toRgb([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Squared; 0.0004 is about a difference that is just seen. */
export function distance(one: Lab, other: Lab): number {
  return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
}

function toByte(value: number): number {
  return Math.round(linearToSrgb(Math.min(1, Math.max(0, value))) * 255);
}
