import type { CandidateEvent } from './generate.ts';

/** Mean colour of what is drawn, 0..255, and the share of the picture that it covers. */
export function coloursOf({ pixels: { rgba } }: CandidateEvent) {
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = (rgba[at + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      sums[channel] = (sums[channel] ?? 0) + alpha * (rgba[at + channel] ?? 0);
    }
    sums[3] = (sums[3] ?? 0) + alpha;
  }
  const [red = 0, green = 0, blue = 0, cover = 1] = sums;
  const covered = cover / (rgba.length / 4);
  return { red: red / cover, green: green / cover, blue: blue / cover, covered };
}
