/** From pictures to embeddings through one picture tower. */
import type { ClipView } from '#shared/clip/description.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { Clip } from './clip.ts';
import { writePictureTensor } from './picture-tensor.ts';

/** Pictures that go through the tower together; bounds memory for long lists. */
const PICTURE_BATCH = 16;

/**
 * @param run float32 [count, 3, imageSize, imageSize] to as many L2-normalised embeddings
 */
export function pictureEmbedder(
  view: ClipView,
  run: (data: Float32Array, count: number) => Promise<Float32Array[]>,
): Pick<Clip, 'embedPictures' | 'embedTensors'> {
  const length = 3 * view.imageSize * view.imageSize;
  return {
    async embedPictures(pictures) {
      const embeddings: Float32Array[] = [];
      for (let start = 0; start < pictures.length; start += PICTURE_BATCH) {
        const group = pictures.slice(start, start + PICTURE_BATCH);
        const data = new Float32Array(group.length * length);
        group.forEach((picture: Pixels, index) => {
          writePictureTensor(picture, view, data.subarray(index * length, (index + 1) * length));
        });
        embeddings.push(...(await run(data, group.length)));
      }
      return embeddings;
    },
    embedTensors(tensors) {
      const data = new Float32Array(tensors.length * length);
      tensors.forEach((tensor, index) => data.set(tensor, index * length));
      return run(data, tensors.length);
    },
  };
}

/** The rows of [count, width]. */
export function rowsOf(data: Float32Array, count: number): Float32Array[] {
  const width = data.length / count;
  return Array.from({ length: count }, (_, index) =>
    data.slice(index * width, (index + 1) * width),
  );
}
