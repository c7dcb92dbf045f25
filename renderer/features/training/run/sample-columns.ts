/** Which steps' samples are shown where there is room for a few. */

/** The first and the last, and between them as evenly as can be; all where they fit. */
export function chosenSteps(steps: readonly number[], most: number): readonly number[] {
  if (steps.length <= most) return steps;
  const last = steps.length - 1;
  const at = Array.from({ length: most }, (_, index) => Math.round((index * last) / (most - 1)));
  return [...new Set(at)].flatMap((index) => steps[index] ?? []);
}
