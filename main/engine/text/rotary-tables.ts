/** Angles of rotary embeddings as the tables that graphs are given (Su et al. 2021). */

export interface RotaryNumbers {
  /** float32 [places, half] */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
  readonly places: number;
  /** Pairs of a head. */
  readonly half: number;
}

/** @param angleOf a pair at a place */
export function rotaryNumbers(
  places: number,
  half: number,
  angleOf: (place: number, pair: number) => number,
): RotaryNumbers {
  const cos = new Float32Array(places * half);
  const sin = new Float32Array(places * half);
  for (let place = 0; place < places; place += 1) {
    for (let pair = 0; pair < half; pair += 1) {
      const angle = angleOf(place, pair);
      cos[place * half + pair] = Math.cos(angle);
      sin[place * half + pair] = Math.sin(angle);
    }
  }
  return { cos, sin, places, half };
}

/** Of tokens in a row. Computed in single precision, as language models do. */
export function tokenRotation(tokens: number, headWidth: number, theta: number): RotaryNumbers {
  const half = headWidth / 2;
  const steps = Array.from({ length: half }, (_, pair) =>
    Math.fround(1 / Math.fround(theta ** Math.fround((2 * pair) / headWidth))),
  );
  return rotaryNumbers(tokens, half, (place, pair) => Math.fround(place * (steps[pair] ?? 0)));
}
