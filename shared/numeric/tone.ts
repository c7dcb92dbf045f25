/**
 * Tone and colour of pixels, changed by numbers. The screen's preview and the file that is kept run
 * this same code.
 *
 * The numbers are meant for sRGB. Samples of another RGB space (Display P3, Adobe RGB) go through
 * the same curves, which comes close to the same look, and stay in that space.
 */
import { toneOf, type Tone, type ToneName } from '#shared/domain/adjustment.ts';
import { linearToSrgb, srgbToLinear } from './colour.ts';

/** Of 8 or 16 bits. Not clamped ones: what is written here is cut off, not rounded once more. */
export type Samples = Uint8Array | Uint16Array;

/** Changes straight RGBA [pixels, 4] in place, from one pixel to before another. */
export type ToneMapper = (rgba: Samples, from: number, to: number) => void;

const CURVE_TONES: readonly ToneName[] = [
  ...(['black', 'white', 'gamma', 'exposure', 'temperature', 'tint', 'contrast'] as const),
];
/** Steps of the way back from linear light; between them a straight line, off by under 0.01 of 255. */
const ENCODING_STEPS = 4096;

/** Undefined where tone and colour stay. @param most the greatest sample: 255 or 65535 */
export function toneMapper(tone: Tone, most: number): ToneMapper | undefined {
  const isUsual = (names: readonly ToneName[]): boolean =>
    names.every((name) => toneOf(tone, name) === toneOf({}, name));
  if (!isUsual(['hue', 'saturation'])) return colourMapper(tone, most);
  return isUsual(CURVE_TONES) ? undefined : curveMapper(tone, most);
}

/** Each channel by a table of its own. */
function curveMapper(tone: Tone, most: number): ToneMapper {
  const tables = gainsOf(tone).map((gain) => {
    const curve = curveOf(tone, gain);
    return Uint16Array.from({ length: most + 1 }, (_, value) =>
      Math.round(curve(value / most) * most),
    );
  }) as [Uint16Array, Uint16Array, Uint16Array];
  const [red, green, blue] = tables;
  return (rgba, from, to) => {
    for (let at = from * 4; at < to * 4; at += 4) {
      rgba[at] = red[rgba[at]!]!;
      rgba[at + 1] = green[rgba[at + 1]!]!;
      rgba[at + 2] = blue[rgba[at + 2]!]!;
    }
  };
}

/** The curves, then around the circle of Oklab and away from its middle. */
function colourMapper(tone: Tone, most: number): ToneMapper {
  const [red, green, blue] = gainsOf(tone).map((gain) => {
    const curve = curveOf(tone, gain);
    return Float32Array.from({ length: most + 1 }, (_, value) => srgbToLinear(curve(value / most)));
  }) as [Float32Array, Float32Array, Float32Array];
  const encoded = Float32Array.from(
    { length: ENCODING_STEPS + 2 },
    (_, step) => linearToSrgb(Math.min(1, step / ENCODING_STEPS)) * most,
  );
  const sample = (light: number): number => {
    const at = Math.min(1, Math.max(0, light)) * ENCODING_STEPS;
    const step = Math.floor(at);
    const low = encoded[step]!;
    return low + (encoded[step + 1]! - low) * (at - step) + 0.5;
  };
  const angle = (toneOf(tone, 'hue') * Math.PI) / 180;
  const reach = 1 + toneOf(tone, 'saturation') / 100;
  const [along, across] = [Math.cos(angle) * reach, Math.sin(angle) * reach];
  return (rgba, from, to) => {
    for (let at = from * 4; at < to * 4; at += 4) {
      const r = red[rgba[at]!]!;
      const g = green[rgba[at + 1]!]!;
      const b = blue[rgba[at + 2]!]!;
      const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
      const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
      const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
      const light = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
      const u = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
      const v = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
      const greenRed = u * along - v * across;
      const blueYellow = u * across + v * along;
      const ll = cubed(light + 0.3963377774 * greenRed + 0.2158037573 * blueYellow);
      const mm = cubed(light - 0.1055613458 * greenRed - 0.0638541728 * blueYellow);
      const ss = cubed(light - 0.0894841775 * greenRed - 1.291485548 * blueYellow);
      rgba[at] = sample(4.0767416621 * ll - 3.3077115913 * mm + 0.2309699292 * ss);
      rgba[at + 1] = sample(-1.2684380046 * ll + 2.6097574011 * mm - 0.3413193965 * ss);
      rgba[at + 2] = sample(-0.0041960863 * ll - 0.7034186147 * mm + 1.707614701 * ss);
    }
  };
}

/** Ten times as fast as a power. */
function cubed(value: number): number {
  return value * value * value;
}

/** Factors of linear light for red, green and blue; a grey keeps its lightness under another white. */
function gainsOf(tone: Tone): readonly [number, number, number] {
  const warm = toneOf(tone, 'temperature') / 100;
  const magenta = toneOf(tone, 'tint') / 100;
  const [red, green, blue] = [2 ** (warm / 2), 2 ** (-magenta / 2), 2 ** (-warm / 2)];
  const grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const light = 2 ** toneOf(tone, 'exposure') / grey;
  return [red * light, green * light, blue * light];
}

/** Levels, light, contrast: of one channel, 0..1 to 0..1. */
function curveOf(tone: Tone, gain: number): (value: number) => number {
  const black = toneOf(tone, 'black') / 255;
  const white = toneOf(tone, 'white') / 255;
  const power = 1 / toneOf(tone, 'gamma');
  const steepness = 2 ** (toneOf(tone, 'contrast') / 100);
  return (value) => {
    const level = Math.min(1, Math.max(0, (value - black) / (white - black))) ** power;
    const lit = gain === 1 ? level : Math.min(1, linearToSrgb(srgbToLinear(level) * gain));
    if (steepness === 1) return lit;
    // Black, middle and white stay where they are.
    return lit < 0.5 ? (2 * lit) ** steepness / 2 : 1 - (2 - 2 * lit) ** steepness / 2;
  };
}
