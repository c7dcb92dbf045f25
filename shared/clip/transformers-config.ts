/**
 * `config.json` and `preprocessor_config.json` of the transformers library (CLIPModel, SiglipModel,
 * and the fixed-size SigLIP 2, which is a SiglipModel). What a file leaves out has the library's own
 * default, which is why exporters leave it out.
 */
import * as z from 'zod';
import {
  ClipFault,
  type ClipActivation,
  type ClipDescription,
  type ClipFraming,
  type ClipTowerShape,
  type ClipView,
} from './description.ts';

const MAX_LAYERS = 200;
const MAX_WIDTH = 16_384;
const MAX_SIDE = 2048;
const MAX_POSITIONS = 1024;
const MAX_TOKENS = 2_000_000;

const count = (most: number): z.ZodNumber => z.number().int().min(1).max(most);
/** Sides are numbers, or two that are alike. */
const side = z.union([
  count(MAX_SIDE),
  z.tuple([count(MAX_SIDE), count(MAX_SIDE)]).transform(([height]) => height),
]);

function towerSchema(defaults: {
  readonly width: number;
  readonly heads: number;
  readonly act: string;
  readonly epsilon: number;
}) {
  return z.object({
    hidden_size: count(MAX_WIDTH).default(defaults.width),
    num_hidden_layers: count(MAX_LAYERS).default(12),
    num_attention_heads: count(256).default(defaults.heads),
    hidden_act: z.string().default(defaults.act),
    layer_norm_eps: z.number().positive().max(0.1).default(defaults.epsilon),
  });
}

const clipText = { width: 512, heads: 8, act: 'quick_gelu', epsilon: 1e-5 };
const clipVision = { width: 768, heads: 12, act: 'quick_gelu', epsilon: 1e-5 };
const siglipTower = { width: 768, heads: 12, act: 'gelu_pytorch_tanh', epsilon: 1e-6 };

export const projectionSchema = count(MAX_WIDTH).default(512);
/** Of the image tower. */
export const clipVisionSchema = towerSchema(clipVision).extend({
  image_size: side.optional(),
  patch_size: side.default(32),
});

const clipSchema = z.object({
  projection_dim: projectionSchema,
  text_config: towerSchema(clipText)
    .extend({
      max_position_embeddings: count(MAX_POSITIONS).default(77),
      vocab_size: count(MAX_TOKENS).default(49_408),
    })
    .prefault({}),
  vision_config: clipVisionSchema.prefault({}),
});
const siglipSchema = z.object({
  text_config: towerSchema(siglipTower)
    .extend({
      max_position_embeddings: count(MAX_POSITIONS).default(64),
      vocab_size: count(MAX_TOKENS).default(32_000),
      projection_size: count(MAX_WIDTH).nullish(),
    })
    .prefault({}),
  vision_config: towerSchema(siglipTower)
    .extend({ image_size: side.optional(), patch_size: side.default(16) })
    .prefault({}),
});

/** The library's own default. */
const USUAL_SIDE = 224;

const modelSchema = z.object({ model_type: z.string() });
/** The towers of today's other networks of this name are not built like these. */
const known = ['clip', 'siglip', 'siglip2'];

const activations: Readonly<Record<string, ClipActivation>> = {
  quick_gelu: 'quick_gelu',
  gelu: 'gelu',
  gelu_new: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
};

export function isTransformersClip(config: unknown): boolean {
  const model = modelSchema.safeParse(config);
  return model.success && known.includes(model.data.model_type);
}

/** Throws ClipFault. */
export function describeTransformers(config: unknown, preprocessor: unknown): ClipDescription {
  const { model_type: type } = parsed(modelSchema, config, 'config.json');
  if (type === 'siglip2') {
    throw new ClipFault(
      'it takes pictures of any proportions (NaFlex); a SigLIP 2 for squares, such as siglip2-base-patch16-256, can be used',
    );
  }
  const isSiglip = type === 'siglip';
  const model = isSiglip
    ? parsed(siglipSchema, config, 'config.json')
    : parsed(clipSchema, config, 'config.json');
  const { text_config: text, vision_config: vision } = model;
  return {
    family: isSiglip ? 'siglip' : 'clip',
    naming: 'transformers',
    dimensions:
      'projection_dim' in model
        ? model.projection_dim
        : (model.text_config.projection_size ?? text.hidden_size),
    text: {
      ...shapeOf(text),
      ...{ positions: text.max_position_embeddings, tokens: text.vocab_size },
    },
    vision: { ...shapeOf(vision), patchSize: vision.patch_size },
    view: viewOf(preprocessor, vision.image_size, isSiglip),
  };
}

/** Throws ClipFault, as the following do. */
export function shapeOf(tower: z.infer<ReturnType<typeof towerSchema>>): ClipTowerShape {
  const activation = activations[tower.hidden_act];
  if (activation === undefined) throw new ClipFault(`“${tower.hidden_act}” is not known`);
  if (tower.hidden_size % tower.num_attention_heads !== 0) {
    throw new ClipFault('its width is no multiple of its heads');
  }
  return {
    width: tower.hidden_size,
    layers: tower.num_hidden_layers,
    heads: tower.num_attention_heads,
    activation,
    epsilon: tower.layer_norm_eps,
  };
}

const triple = z.tuple([z.number(), z.number(), z.number()]);
const square = z.union([
  count(MAX_SIDE),
  z.object({ height: count(MAX_SIDE), width: count(MAX_SIDE) }),
]);
const preprocessorSchema = z.object({
  do_resize: z.literal(true).default(true),
  size: z.union([square, z.object({ shortest_edge: count(MAX_SIDE) })]).optional(),
  do_center_crop: z.boolean().nullish(),
  crop_size: square.optional(),
  /** As Pillow numbers them; the others are not used by any CLIP. */
  resample: z.literal([2, 3]).default(3),
  do_rescale: z.literal(true).default(true),
  do_normalize: z.boolean().default(true),
  image_mean: triple.optional(),
  image_std: triple.optional(),
});

const openAiMean = [0.48145466, 0.4578275, 0.40821073] as const;
const openAiStd = [0.26862954, 0.26130258, 0.27577711] as const;
const half = [0.5, 0.5, 0.5] as const;
/** Transparent pictures are unknown to these; most that people drew lie on paper. */
const white = [255, 255, 255] as const;

/** @param told what the configuration says of the square, if it does: MobileCLIP's exports leave it out */
export function viewOf(
  preprocessor: unknown,
  told: number | undefined,
  isSiglip: boolean,
): ClipView {
  const given = parsed(preprocessorSchema, preprocessor ?? {}, 'preprocessor_config.json');
  const cut = given.crop_size === undefined ? undefined : sideOf(given.crop_size);
  const imageSize = told ?? cut ?? USUAL_SIDE;
  const usual = isSiglip ? { mean: half, std: half } : { mean: openAiMean, std: openAiStd };
  const { mean, std } = given.do_normalize
    ? { mean: given.image_mean ?? usual.mean, std: given.image_std ?? usual.std }
    : { mean: [0, 0, 0] as const, std: [1, 1, 1] as const };
  return {
    imageSize,
    mean,
    std,
    background: white,
    framing: framingOf(given, imageSize, isSiglip),
  };
}

function framingOf(
  given: z.infer<typeof preprocessorSchema>,
  imageSize: number,
  isSiglip: boolean,
): ClipFraming {
  const filter = given.resample === 2 ? 'bilinear' : 'bicubic';
  const isCropped = given.do_center_crop ?? !isSiglip;
  const { size = imageSize } = given;
  if (typeof size === 'object' && 'height' in size) {
    const isWhole = size.height === imageSize && size.width === imageSize;
    if (isWhole) return { kind: 'squash', filter };
    throw new ClipFault(`its pictures are ${size.width} × ${size.height} before they are cut`);
  }
  const shorter = typeof size === 'number' ? size : size.shortest_edge;
  if (isSiglip && typeof size === 'number') return { kind: 'squash', filter };
  const cut = given.crop_size === undefined ? imageSize : sideOf(given.crop_size);
  if (!isCropped || cut !== imageSize || shorter < imageSize) {
    throw new ClipFault('its pictures are not cut to a square');
  }
  return { kind: 'crop', filter, shorter, halves: 'down' };
}

function sideOf(size: z.infer<typeof square>): number {
  return typeof size === 'number' ? size : Math.min(size.height, size.width);
}

export function parsed<Content>(
  schema: z.ZodType<Content>,
  content: unknown,
  file: string,
): Content {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new ClipFault(`“${where}” in ${file} is not as expected`);
}
