/**
 * The image tower of a CLIP by itself, as the transformers library saves a CLIPVisionModelWithProjection:
 * what IP-Adapters are published with.
 */
import * as z from 'zod';
import type { ClipDescription } from './description.ts';
import {
  clipVisionSchema,
  parsed,
  projectionSchema,
  shapeOf,
  viewOf,
} from './transformers-config.ts';

export type PictureTowerDescription = Omit<ClipDescription, 'text'>;

const kindSchema = z.object({ model_type: z.literal('clip_vision_model') });
const schema = clipVisionSchema.extend({ projection_dim: projectionSchema });

/** Where the library puts its weights; the first that is there. */
export const pictureTowerFiles = ['model.safetensors', 'model.fp16.safetensors'] as const;

/** Whether a `config.json` is that of an image tower by itself. */
export function isPictureTower(config: unknown): boolean {
  return kindSchema.safeParse(config).success;
}

/**
 * @param preprocessor `preprocessor_config.json`; without one pictures are cut as CLIP's are
 * Throws ClipFault where it is built in a way that is not known.
 */
export function describePictureTower(
  config: unknown,
  preprocessor: unknown,
): PictureTowerDescription {
  const vision = parsed(schema, config, 'config.json');
  return {
    ...{ family: 'clip', naming: 'transformers', dimensions: vision.projection_dim },
    vision: { ...shapeOf(vision), patchSize: vision.patch_size },
    view: viewOf(preprocessor, vision.image_size, false),
  };
}
