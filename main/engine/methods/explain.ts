import type { Clip } from '#main/engine/clip/clip.ts';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { COVER_COUNT, cover, occlusionMap } from '#main/engine/clip/occlusion.ts';
import { placeInView, writePictureTensor } from '#main/engine/clip/picture-tensor.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { ExplainParams, ExplainResult, Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Covered pictures that go through the tower together; whoever cancels waits for so many. */
const BATCH = 9;

/** What CLIP's judgement of one picture rests on: words left out, regions covered. */
export async function explainPicture(
  context: EngineContext,
  params: ExplainParams,
  _emit: unknown,
  signal: AbortSignal,
): Promise<ExplainResult> {
  const clip = await openClip(context, params.checkpoint);
  const { words, prompt, picture } = params;
  const texts = [
    prompt,
    ...words.map(({ alone }) => [{ text: alone, weight: 1 }]),
    ...words.map(({ without }) => without),
  ];
  const embedded = await clip.embedText(texts);
  const [whole, ...rest] = embedded;
  const alone = rest.slice(0, words.length);
  const without = rest.slice(words.length);
  const [seen] = await clip.embedPictures([picture]);
  throwIfCancelled(signal);
  const calibrationFor = await clip.calibrate();
  const hidden = await embedCovered(clip, picture, signal);
  const mapFor = (text: Float32Array): Float32Array =>
    occlusionMap(
      dot(seen!, text),
      hidden.map((one) => dot(one, text)),
    );
  return {
    cosine: dot(seen!, whole!),
    calibration: calibrationFor(seen!),
    map: mapFor(whole!),
    words: words.map((_, index) => ({
      without: dot(seen!, without[index]!),
      map: mapFor(alone[index]!),
    })),
  };
}

async function embedCovered(
  clip: Clip,
  picture: Pixels,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const side = clip.view.imageSize;
  const tensor = new Float32Array(3 * side * side);
  writePictureTensor(picture, clip.view, tensor);
  const inner = placeInView(picture, clip.view);
  const place = { side, inner, fill: groundOf(picture, clip, tensor) };
  const found: Float32Array[] = [];
  for (let start = 0; start < COVER_COUNT; start += BATCH) {
    const count = Math.min(BATCH, COVER_COUNT - start);
    const tensors = Array.from({ length: count }, (_, at) => {
      const copy = tensor.slice();
      cover(copy, start + at, place);
      return copy;
    });
    found.push(...(await clip.embedTensors(tensors)));
    throwIfCancelled(signal);
  }
  return found;
}

/**
 * What a cover shows: the ground that CLIP sees behind a cut-out, so that the thing is gone, and
 * elsewhere the mean of the picture, which looks least like anything.
 */
function groundOf({ rgba }: Pixels, clip: Clip, tensor: Float32Array): number[] {
  const { background, mean, std } = clip.view;
  let clear = 0;
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < 128) clear += 1;
  if (clear > rgba.length / 4 / 20) {
    return background.map((value, channel) => (value / 255 - mean[channel]!) / std[channel]!);
  }
  const area = tensor.length / 3;
  return [0, 1, 2].map((channel) => {
    const plane = tensor.subarray(channel * area, (channel + 1) * area);
    return plane.reduce((sum, value) => sum + value, 0) / area;
  });
}
