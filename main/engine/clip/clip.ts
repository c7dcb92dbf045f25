/**
 * CLIP: pictures and words in one space (Radford et al., 2021). Whichever network that is, and however
 * it reads words, those who rank, search, explain and find see only this.
 */
import type { Calibration } from '#main/engine/rank/rank-candidates.ts';
import type { ClipView } from '#shared/clip/description.ts';
import type { Pixels, WeightedText } from '#shared/engine-protocol/messages.ts';

export interface Clip {
  readonly dimensions: number;
  readonly view: ClipView;
  /** One L2-normalised float32 [dimensions] per prompt; how strongly its parts count is passed over. */
  embedText(prompts: readonly (readonly WeightedText[])[]): Promise<Float32Array[]>;
  /** One L2-normalised float32 [dimensions] per picture. */
  embedPictures(pictures: readonly Pixels[]): Promise<Float32Array[]>;
  /** The same for pictures that are float32 [3, imageSize, imageSize] already, all at once. */
  embedTensors(tensors: readonly Float32Array[]): Promise<Float32Array[]>;
  /** Which cosines are shown as match 0 and match 1 for a picture with an embedding. */
  calibrate(): Promise<(embedding: Float32Array) => Calibration>;
}
