/** Which of the training times a run of few steps visits (Lin et al., 2023, table 2). */

export type TimestepSpacing = 'linspace' | 'leading' | 'trailing';

export interface SpacingOptions {
  readonly spacing: TimestepSpacing;
  /** Number of training times, or of those that are used. */
  readonly train: number;
  readonly steps: number;
  /** Added to leading times. */
  readonly offset: number;
}

/** Times in falling order, not rounded for `linspace`: of as many points as steps. */
export function spacedTimesteps({ spacing, train, steps, offset }: SpacingOptions): number[] {
  switch (spacing) {
    case 'linspace':
      return ramp(0, train - 1, steps).reverse();
    case 'leading': {
      const ratio = Math.floor(train / steps);
      return counted(steps, (index) => (steps - 1 - index) * ratio + offset);
    }
    case 'trailing':
      return trailing(train, train / steps, steps);
  }
}

/**
 * Times in falling order, whole numbers, that leave out the last point: multistep rules count one
 * point more, the clean picture.
 *
 * @param whole number of training times where `train` is the number of those used
 */
export function openSpacedTimesteps(
  { spacing, train, steps, offset }: SpacingOptions,
  whole = train,
): number[] {
  switch (spacing) {
    case 'linspace':
      return ramp(0, train - 1, steps + 1)
        .slice(1)
        .reverse()
        .map(roundHalfEven);
    case 'leading': {
      const ratio = Math.floor(train / (steps + 1));
      return counted(steps, (index) => (steps - index) * ratio + offset);
    }
    case 'trailing':
      return trailing(train, whole / steps, steps);
  }
}

function trailing(train: number, ratio: number, steps: number): number[] {
  return counted(steps, (index) => roundHalfEven(train - index * ratio) - 1).filter(
    (time) => time >= 0,
  );
}

/** Evenly spaced numbers, both ends included. */
export function ramp(from: number, to: number, count: number): number[] {
  if (count === 1) return [from];
  const step = (to - from) / (count - 1);
  return counted(count, (index) => (index === count - 1 ? to : from + index * step));
}

/** To the nearest whole number; halves to the even one, as numpy rounds. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function counted(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}
