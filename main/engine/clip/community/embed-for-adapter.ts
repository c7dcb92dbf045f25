/** How a CLIP's image tower sees a picture, for networks that were taught on its raw embeddings. */
import { join } from 'node:path';
import { openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { leaveNetwork, loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { CheckpointRef, Pixels } from '#shared/engine-protocol/messages.ts';
import { writePictureTensor } from '../picture-tensor.ts';
import { openClipFolder, openPictureTowerFolder } from './clip-folder.ts';
import { visionPlan } from './graph-towers.ts';
import { openOnnxTowers } from './onnx-towers.ts';

/**
 * The tower leaves the memory again: it is needed once.
 *
 * @returns float32 [dimensions], as the projection gives it out, not of unit length
 * Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`.
 */
export async function embedForAdapter(
  context: EngineContext,
  ref: CheckpointRef,
  picture: Pixels,
): Promise<Float32Array> {
  const alone = await openPictureTowerFolder(ref);
  const clip = alone ?? (await openClipFolder(ref));
  const { view } = clip.description;
  const { imageSize: side } = view;
  const pixels = new Float32Array(3 * side * side);
  writePictureTensor(picture, view, pixels);
  if (clip.weights.kind !== 'safetensors') {
    const towers = await openOnnxTowers(context, await openClipFolder(ref), clip.weights);
    return (await towers.picture(pixels, 1)).slice();
  }
  const { file } = clip.weights;
  const weights = await openWeightFile(join(clip.folder, file), { id: clip.id, file });
  const plan = visionPlan(clip, weights);
  const model = await loadNetwork(context, plan);
  const out = await model.run({ pixel_values: { data: pixels, dims: [1, 3, side, side] } });
  const embedding = (out['image_embeds']?.data as Float32Array).slice();
  leaveNetwork(context, plan);
  return embedding;
}
