/** Both towers of a CLIP in one graph, as training takes them. */
import { readFile } from 'node:fs/promises';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { viewOf } from '#main/engine/clip/open-own-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { decodeModel } from '#main/engine/graph/onnx/codec.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { ClipView } from '#shared/clip/description.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { clipTowers } from '#shared/safetensors/clip-adapter.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import { joinedName, joinModels } from '../graph/join-models.ts';
import { draftOf } from '../graph/open-draft.ts';

const [TEXT, VISION] = clipTowers;

export interface ClipTowers {
  readonly draft: GraphDraft;
  /** Input: int64 [count, length]. */
  readonly ids: string;
  /** Input: float32 [count, 3, imageSize, imageSize]. */
  readonly pixels: string;
  /** Outputs: float32 [count, dimensions]. */
  readonly texts: string;
  readonly pictures: string;
  readonly dimensions: number;
  readonly view: ClipView;
  /** What cosines are multiplied by: one over the temperature. */
  readonly scale: number;
  /** int64 [length] */
  encode(text: string): BigInt64Array;
}

/** Throws `training.not-trainable` for a CLIP whose graphs cannot be, and `checkpoint.damaged`. */
export async function openClipTowers(
  context: EngineContext,
  ref: CheckpointRef,
): Promise<ClipTowers> {
  if (ref.layout === 'clip') {
    const reason = 'its towers are not opened for training yet';
    throw new EaselError('training.not-trainable', { checkpoint: ref.id, reason });
  }
  const checkpoint = await openCheckpoint(ref);
  const { clip } = checkpoint.manifest;
  const [text, vision] = await Promise.all(
    (['clip_text', 'clip_vision'] as const).map(async (name) =>
      decodeModel(await readFile((await checkpoint.part(name)).path)),
    ),
  );
  const tokenize = await loadTokenizer(context, checkpoint);
  return {
    draft: draftOf(joinModels({ [TEXT]: text!, [VISION]: vision! })),
    ids: joinedName(TEXT, 'input_ids'),
    pixels: joinedName(VISION, 'pixel_values'),
    texts: joinedName(TEXT, 'text_embeds'),
    pictures: joinedName(VISION, 'image_embeds'),
    dimensions: clip.dimensions,
    view: viewOf(clip),
    scale: clip.logitScale,
    encode: (words) => tokenize([{ text: words, weight: 1 }]).ids,
  };
}
