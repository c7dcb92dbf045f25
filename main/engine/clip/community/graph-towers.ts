/** Towers whose graphs are written over the weights of a `.safetensors` file. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  networkIn,
  openWeightFile,
  type WeightFile,
} from '#main/engine/checkpoint/diffusion/network-files.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { writeTextTower } from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeVisionTower } from '#main/engine/graph/networks/clip/vision-tower.ts';
import { writeSiglipText } from '#main/engine/graph/networks/siglip/text-tower.ts';
import { writeSiglipVision } from '#main/engine/graph/networks/siglip/vision-tower.ts';
import {
  openClipLayout,
  openClipVisionLayout,
  siglipLayout,
} from '#main/engine/graph/weights/layouts/clip-towers.ts';
import { plainLayout, type Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import {
  loadNetwork,
  type NetworkPlan,
} from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { ClipFolder, PictureTowerFolder } from './clip-folder.ts';
import { USUAL_SCALE } from './neutral-words.ts';
import type { ClipTowers } from './towers.ts';

/** Throws `checkpoint.damaged`. */
export async function openGraphTowers(
  context: EngineContext,
  clip: ClipFolder,
  file: string,
  endId: number,
): Promise<ClipTowers> {
  const weights = await openWeightFile(join(clip.folder, file), { id: clip.id, file });
  const { text, vision } = plansFor(clip, weights, endId);
  const { imageSize: side } = clip.description.view;
  const { positions } = clip.description.text;
  return {
    key: weights.key,
    scale: await readScale(weights),
    async text(ids, _mask, count) {
      const model = await loadNetwork(context, text);
      const out = await model.run({ input_ids: { data: ids, dims: [count, positions] } });
      return (out['text_embeds'] ?? out['pooled'])?.data as Float32Array;
    },
    async picture(pixels, count) {
      const model = await loadNetwork(context, vision);
      const out = await model.run({ pixel_values: { data: pixels, dims: [count, 3, side, side] } });
      return out['image_embeds']?.data as Float32Array;
    },
  };
}

function plansFor(
  { id, description }: ClipFolder,
  weights: WeightFile,
  endId: number,
): { readonly text: NetworkPlan; readonly vision: NetworkPlan } {
  const { text, family } = description;
  const [words] = layoutsOf(description.naming === 'open-clip', family, weights);
  return {
    text: {
      ...{
        checkpoint: id,
        name: 'clip text',
        files: networkIn(weights, words.layout, words.prefix),
      },
      write: (graph) => {
        if (family === 'siglip') writeSiglipText(graph, text);
        else {
          const end = { endToken: endId, skippedLayers: 0, isNormalised: true };
          writeTextTower(graph, { ...text, ...end });
        }
      },
    },
    vision: visionPlan({ id, description }, weights),
  };
}

/** The image tower alone. */
export function visionPlan(
  { id, description }: Pick<PictureTowerFolder, 'id' | 'description'>,
  weights: WeightFile,
): NetworkPlan {
  const { vision, view, family, naming } = description;
  const [, pictures] = layoutsOf(naming === 'open-clip', family, weights);
  const config = { ...vision, imageSize: view.imageSize };
  return {
    ...{ checkpoint: id, name: 'clip vision' },
    files: networkIn(weights, pictures.layout, pictures.prefix),
    write: (graph) => {
      if (family === 'siglip') writeSiglipVision(graph, config);
      else writeVisionTower(graph, config);
    },
  };
}

interface Named {
  readonly layout: Layout;
  /** Of the tensors whose numbers count as the tower's. */
  readonly prefix: string;
}

function layoutsOf(isOpenClip: boolean, family: string, { header }: WeightFile): [Named, Named] {
  if (!isOpenClip) {
    const layout = family === 'siglip' ? siglipLayout : plainLayout;
    return [
      { layout, prefix: 'text_model.' },
      { layout, prefix: 'vision_model.' },
    ];
  }
  // Models with a text tower of their own kind have it behind a prefix.
  const prefix = header.tensors.has('text.token_embedding.weight') ? 'text.' : '';
  return [
    { layout: openClipLayout(prefix), prefix: prefix === '' ? 't' : prefix },
    { layout: openClipVisionLayout('visual.'), prefix: 'visual.' },
  ];
}

/** Bounds of what a training can have come to; a file that says otherwise says nothing. */
const [LEAST_SCALE, MOST_SCALE] = [5, 1000];

async function readScale({ header, path }: WeightFile): Promise<number> {
  const entry = header.tensors.get('logit_scale');
  const type = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const;
  const known = type[entry?.type as keyof typeof type];
  if (entry === undefined || known === undefined || entry.length > 4) return USUAL_SCALE;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(entry.length), 0, entry.length, entry.offset);
    const scale = Math.exp(float32Of(buffer, known)[0] ?? 0);
    return scale >= LEAST_SCALE && scale <= MOST_SCALE ? scale : USUAL_SCALE;
  } finally {
    await file.close();
  }
}
