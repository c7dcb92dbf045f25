/** Where the tokens of text and picture stand, as FLUX.2 is told. */
import { rotaryNumbers, type RotaryNumbers } from '#main/engine/text/rotary-tables.ts';

const THETA = 2000;
/** Time, row, column, and place in the text. */
const AXES = 4;

/** When a picture to look at was, while the one that is made is at nought. */
const REFERENCE_TIME = 10;

/**
 * The text's tokens first, one behind the other; then the picture's, row by row, and those of a
 * picture of the same size to look at. Each axis has a quarter of a head's pairs.
 */
export function flux2Rotation(
  tokens: number,
  [height, width]: readonly [number, number],
  headWidth: number,
  hasReference = false,
): RotaryNumbers {
  const area = height * width;
  const perAxis = headWidth / AXES / 2;
  const steps = Array.from({ length: perAxis }, (_, pair) => THETA ** (-pair / perAxis));
  const placesOf = (index: number): readonly number[] => {
    if (index < tokens) return [0, 0, 0, index];
    const at = (index - tokens) % area;
    const time = index - tokens < area ? 0 : REFERENCE_TIME;
    return [time, Math.floor(at / width), at % width, 0];
  };
  const places = tokens + area * (hasReference ? 2 : 1);
  return rotaryNumbers(places, headWidth / 2, (index, pair) => {
    const place = placesOf(index)[Math.floor(pair / perAxis)] ?? 0;
    return place * (steps[pair % perAxis] ?? 0);
  });
}
