/** Where the tokens of text and picture stand, as FLUX.2 is told. */
import { rotaryNumbers, type RotaryNumbers } from '#main/engine/text/rotary-tables.ts';

const THETA = 2000;
/** Time (of reference pictures), row, column, and place in the text. */
const AXES = 4;

/**
 * The text's tokens first, one behind the other; then the picture's, row by row. Each axis has a
 * quarter of a head's pairs.
 */
export function flux2Rotation(
  tokens: number,
  [height, width]: readonly [number, number],
  headWidth: number,
): RotaryNumbers {
  const perAxis = headWidth / AXES / 2;
  const steps = Array.from({ length: perAxis }, (_, pair) => THETA ** (-pair / perAxis));
  const placesOf = (index: number): readonly number[] => {
    if (index < tokens) return [0, 0, 0, index];
    const at = index - tokens;
    return [0, Math.floor(at / width), at % width, 0];
  };
  return rotaryNumbers(tokens + height * width, headWidth / 2, (index, pair) => {
    const place = placesOf(index)[Math.floor(pair / perAxis)] ?? 0;
    return place * (steps[pair % perAxis] ?? 0);
  });
}
