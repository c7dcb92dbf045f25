/** Keeps a predicted clean picture in range. */
import type { SchedulerConfig } from './config/scheduler-config.ts';

/**
 * Clips in place to a fixed range, or to a range of its own for each picture and then to −1..1
 * (Saharia et al., "Imagen", 2022, section 2.3, dynamic thresholding).
 *
 * @param clean [batch, …]
 */
export function limitClean(
  clean: Float64Array,
  config: SchedulerConfig,
  batch = 1,
  mayClip = config.clipSample,
): void {
  if (config.thresholding) {
    const length = clean.length / batch;
    for (let start = 0; start < clean.length; start += length) {
      threshold(clean.subarray(start, start + length), config);
    }
  } else if (mayClip) {
    const range = config.clipSampleRange;
    for (let at = 0; at < clean.length; at += 1) {
      clean[at] = Math.min(Math.max(clean[at]!, -range), range);
    }
  }
}

function threshold(
  picture: Float64Array,
  { dynamicThresholdingRatio: ratio, sampleMaxValue }: SchedulerConfig,
): void {
  // As torch clamps: the upper bound wins where it lies below the lower one.
  const range = Math.min(Math.max(quantile(picture.map(Math.abs), ratio), 1), sampleMaxValue);
  for (let at = 0; at < picture.length; at += 1) {
    picture[at] = Math.min(Math.max(picture[at]!, -range), range) / range;
  }
}

/** Linear between the two values next to it; sorts the array. */
function quantile(values: Float64Array, share: number): number {
  values.sort();
  const place = share * (values.length - 1);
  const low = values[Math.floor(place)]!;
  const high = values[Math.ceil(place)]!;
  return low + (place - Math.floor(place)) * (high - low);
}
