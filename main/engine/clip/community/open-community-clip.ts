/** A CLIP from elsewhere: OpenAI's, OpenCLIP's, SigLIP and SigLIP 2, MobileCLIP as ready graphs. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { CheckpointRef, WeightedText } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { normalise } from '#shared/numeric/vector.ts';
import type { Clip } from '../clip.ts';
import { pictureEmbedder, rowsOf } from '../picture-embedder.ts';
import { openClipFolder, type ClipFolder } from './clip-folder.ts';
import { loadClipWords } from './clip-words.ts';
import { openGraphTowers } from './graph-towers.ts';
import { calibrationOf, neutralWords } from './neutral-words.ts';
import { openOnnxTowers } from './onnx-towers.ts';

/** By the weights: embeddings of the unrelated words of a CLIP, made once. */
const neutral = new Map<string, Promise<Float32Array[]>>();

/** Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`. */
export async function openCommunityClip(context: EngineContext, ref: CheckpointRef): Promise<Clip> {
  const folder = await openClipFolder(ref);
  const words = await loadClipWords(folder);
  const { description, weights } = folder;
  const { dimensions, view } = description;
  const towers =
    weights.kind === 'safetensors'
      ? await openGraphTowers(context, folder, weights.file, words.endId)
      : await openOnnxTowers(context, folder, weights);

  async function embedText(prompts: readonly (readonly WeightedText[])[]): Promise<Float32Array[]> {
    if (prompts.length === 0) return [];
    const { positions } = description.text;
    const data = new BigInt64Array(prompts.length * positions);
    const mask = new BigInt64Array(data.length);
    prompts.forEach((prompt, index) => {
      const { ids, used } = words.encode(prompt.map(({ text }) => text).join(''));
      data.set(ids, index * positions);
      mask.fill(1n, index * positions, index * positions + used);
    });
    const embedded = await towers.text(data, mask, prompts.length);
    return ofDimensions(folder, rowsOf(embedded, prompts.length));
  }

  return {
    dimensions,
    view,
    embedText,
    async calibrate() {
      const making =
        neutral.get(towers.key) ?? embedText(neutralWords.map((text) => [{ text, weight: 1 }]));
      neutral.set(towers.key, making);
      making.catch(() => neutral.delete(towers.key));
      const made = await making;
      return (embedding) => calibrationOf(embedding, made, towers.scale);
    },
    ...pictureEmbedder(view, async (data, count) =>
      ofDimensions(folder, rowsOf(await towers.picture(data, count), count)),
    ),
  };
}

function ofDimensions(
  { id, description }: ClipFolder,
  rows: readonly Float32Array[],
): Float32Array[] {
  if (rows.every(({ length }) => length === description.dimensions)) return rows.map(normalise);
  const reason = `its embeddings have ${rows[0]?.length ?? 0} numbers instead of ${description.dimensions}`;
  throw new EaselError('checkpoint.unsupported', { id, file: 'config.json', reason });
}
