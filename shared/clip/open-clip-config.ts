/**
 * `open_clip_config.json` of the OpenCLIP library. Its models have many options that change what a
 * tower computes; a file that uses one that is not known here is refused instead of run wrongly.
 */
import * as z from 'zod';
import { ClipFault, type ClipDescription, type ClipFraming } from './description.ts';

const MAX_LAYERS = 200;
const MAX_WIDTH = 16_384;
const MAX_SIDE = 2048;
const EPSILON = 1e-5;

const count = (most: number): z.ZodNumber => z.number().int().min(1).max(most);
const triple = z.tuple([z.number(), z.number(), z.number()]);

const modelSchema = z.strictObject({
  embed_dim: count(MAX_WIDTH),
  quick_gelu: z.boolean().default(false),
  custom_text: z.boolean().optional(),
  init_logit_scale: z.number().optional(),
  init_logit_bias: z.number().nullish(),
  vision_cfg: z.strictObject({
    image_size: count(MAX_SIDE),
    layers: count(MAX_LAYERS),
    width: count(MAX_WIDTH),
    head_width: count(1024).default(64),
    patch_size: count(MAX_SIDE),
    mlp_ratio: z.number().optional(),
    /** Only while training. */
    patch_dropout: z.number().optional(),
  }),
  text_cfg: z.strictObject({
    context_length: count(1024).default(77),
    vocab_size: count(1_000_000).default(49_408),
    width: count(MAX_WIDTH),
    heads: count(256),
    layers: count(MAX_LAYERS),
    mlp_ratio: z.number().optional(),
  }),
});

const timmSchema = z.object({ vision_cfg: z.object({ timm_model_name: z.string() }) });

const schema = z.object({
  model_cfg: z.unknown(),
  preprocess_cfg: z
    .object({
      mean: triple.default([0.48145466, 0.4578275, 0.40821073]),
      std: triple.default([0.26862954, 0.26130258, 0.27577711]),
      interpolation: z.enum(['bicubic', 'bilinear', 'random']).default('bicubic'),
      resize_mode: z.enum(['shortest', 'longest', 'squash']).default('shortest'),
    })
    .prefault({}),
});

/** Towers whose layers are not written here run as ready graphs. */
const exportInstead =
  'get an ONNX export of it with text_model.onnx and vision_model.onnx, such as Xenova/mobileclip_s2';

const appleSchema = z.object({
  text_cfg: z.object({ context_length: z.number() }),
  image_cfg: z.object({ model_name: z.string() }).optional(),
  vision_cfg: z.object({ timm_model_name: z.string() }).optional(),
});

/** Whether a `config.json` is that of Apple's MobileCLIP, whose weights are pickled besides. */
export function isAppleClip(config: unknown): boolean {
  const { data } = appleSchema.safeParse(config);
  return data?.image_cfg !== undefined || data?.vision_cfg !== undefined;
}

/** Why there is no running it. */
export function appleClipFault(): ClipFault {
  return new ClipFault(`it is in the layout of Apple's own MobileCLIP library; ${exportInstead}`);
}

/** Throws ClipFault. */
export function describeOpenClip(content: unknown): ClipDescription {
  const { model_cfg: model, preprocess_cfg: preprocess } = parsed(schema, content);
  const timm = timmSchema.safeParse(model);
  if (timm.success) {
    const name = timm.data.vision_cfg.timm_model_name;
    throw new ClipFault(`its picture tower is a “${name}” of the timm library; ${exportInstead}`);
  }
  const { vision_cfg: vision, text_cfg: text, ...whole } = parsed(modelSchema, model);
  const common = {
    activation: whole.quick_gelu ? ('quick_gelu' as const) : ('gelu' as const),
    epsilon: EPSILON,
  };
  const { mean, std, interpolation, resize_mode: mode } = preprocess;
  const imageSize = vision.image_size;
  return {
    ...{ family: 'openclip', naming: 'open-clip', dimensions: whole.embed_dim },
    text: {
      ...common,
      ...{ width: text.width, layers: text.layers, heads: text.heads },
      ...{ positions: text.context_length, tokens: text.vocab_size },
    },
    vision: {
      ...common,
      ...{ width: vision.width, layers: vision.layers, patchSize: vision.patch_size },
      heads: Math.floor(vision.width / vision.head_width),
    },
    view: {
      ...{ imageSize, mean, std, background: [255, 255, 255] },
      framing: framingOf(mode, interpolation === 'bilinear' ? 'bilinear' : 'bicubic', imageSize),
    },
  };
}

function framingOf(
  mode: 'shortest' | 'longest' | 'squash',
  filter: ClipFraming['filter'],
  imageSize: number,
): ClipFraming {
  switch (mode) {
    case 'shortest':
      return { kind: 'crop', filter, shorter: imageSize, halves: 'even' };
    case 'longest':
      throw new ClipFault('its pictures are laid on a coloured ground, which is not possible yet');
    case 'squash':
      return { kind: 'squash', filter };
  }
}

function parsed<Content>(form: z.ZodType<Content>, content: unknown): Content {
  const result = form.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const where = [...(issue?.path ?? []), ...keys].join('.');
  throw new ClipFault(`“${where}” in open_clip_config.json is not known`);
}
