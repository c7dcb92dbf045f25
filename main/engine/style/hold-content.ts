/** Keeps a picture recognisable while its patches are exchanged. */
import { blurred, reachOf } from './blur.ts';
import { lightnessOf, type Planes } from './planes.ts';

/** How firmly the lights are held where the manner is weakest, and how much of that it takes away. */
const FIRMEST = 0.9;
const LOOSENED = 0.8;

/**
 * Pulls the lightness of `state` towards that of the picture, blurred a little, in place.
 *
 * @param strength of the manner: 0 holds firmly, 1 loosely
 */
export function holdContent(state: Planes, own: Planes, strength: number): void {
  const { width, height, data } = state;
  const area = width * height;
  const wanted = lightnessOf(own);
  const now = lightnessOf(state);
  for (let at = 0; at < area; at += 1) wanted[at]! -= now[at]!;
  const reach = reachOf(state);
  // Twice, for a square alone turns some fine patterns round, and they would grow.
  const pull = blurred(blurred(wanted, state, reach), state, reach);
  const share = FIRMEST * (1 - LOOSENED * strength);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let at = 0; at < area; at += 1) {
      const value = data[channel * area + at]! + share * pull[at]!;
      data[channel * area + at] = Math.min(1, Math.max(0, value));
    }
  }
}
