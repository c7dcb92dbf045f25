/** Shapes of pictures that are offered for a checkpoint which can make more than one size. */
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { Size } from '#shared/domain/size.ts';

type Makes = Pick<CheckpointSummary, 'native' | 'sizes'>;

/** Sides are rounded to this, as the networks were trained on, where the checkpoint allows it. */
const USUAL_STEP = 64;

const RATIOS = ['1:1', '5:4', '4:3', '3:2', '16:9', '4:5', '3:4', '2:3', '9:16'] as const;

export interface Aspect extends Size {
  /** `3:2`, wide before high. */
  readonly ratio: (typeof RATIOS)[number];
}

/**
 * One size for each ratio, with about as many pixels as the native size; none twice. Empty where
 * the checkpoint makes its native size alone.
 */
export function aspectsOf(checkpoint: Makes): Aspect[] {
  const { native, sizes } = checkpoint;
  if (sizes === undefined) return [];
  const { min, max } = sizes;
  const step = USUAL_STEP % sizes.step === 0 ? USUAL_STEP : sizes.step;
  const area = native.width * native.height;
  const fit = (side: number): number =>
    Math.min(
      Math.floor(max / step) * step,
      Math.max(Math.ceil(min / step) * step, Math.round(side / step) * step),
    );
  const aspects: Aspect[] = [];
  for (const ratio of RATIOS) {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    const width = fit(Math.sqrt((area * across) / down));
    const height = fit(Math.sqrt((area * down) / across));
    const isThere = aspects.some((one) => one.width === width && one.height === height);
    if (!isThere) aspects.push({ ratio, width, height });
  }
  return aspects;
}

export function canMake({ native, sizes }: Makes, { width, height }: Size): boolean {
  if (width === native.width && height === native.height) return true;
  if (sizes === undefined) return false;
  return [width, height].every(
    (side) => side >= sizes.min && side <= sizes.max && side % sizes.step === 0,
  );
}
