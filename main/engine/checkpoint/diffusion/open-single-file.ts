/** Opens a checkpoint that is one `.safetensors` file, as community sites offer them. */
import { readFile } from 'node:fs/promises';
import { inferUnetConfig } from '#main/engine/graph/networks/unet/infer-config.ts';
import { ldmAutoencoderLayout } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { openClipLayout, prefixedLayout } from '#main/engine/graph/weights/layouts/clip-towers.ts';
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { recognise, type DiffusionFamily, type Recognised } from '#shared/safetensors/recognise.ts';
import {
  scalingFactors,
  type DiffusionCheckpoint,
  type NetworkFiles,
  type TextTower,
} from './diffusion-checkpoint.ts';
import { inferAutoencoder, inferTextTower } from './infer-towers.ts';
import { networkIn, openWeightFile, type Label, type WeightFile } from './network-files.ts';
import { looksLikeVPrediction } from './v-prediction.ts';

const UNET = 'model.diffusion_model.';
const AUTOENCODER = 'first_stage_model.';
const RESNETS_PER_LEVEL = 2;
const AUTOENCODER_LEVELS = 4;
/** Layers of OpenCLIP's tower that SD 2 uses, of 24. */
const SD2_LAYERS = 23;
/** What OpenCLIP's towers were filled up with: the token `!`. */
const OPENCLIP_PAD = 0;

interface TowerPlace {
  readonly prefix: string;
  readonly layout: (prefix: string) => Layout;
  readonly isOpenClip: boolean;
}

const openAi = (prefix: string): TowerPlace => ({
  ...{ prefix, layout: prefixedLayout, isOpenClip: false },
});
const openClip = (prefix: string): TowerPlace => ({
  ...{ prefix, layout: openClipLayout, isOpenClip: true },
});
const towerPlaces: Readonly<Record<DiffusionFamily, readonly TowerPlace[]>> = {
  sd1: [openAi('cond_stage_model.transformer.')],
  sd2: [openClip('cond_stage_model.model.')],
  sdxl: [
    openAi('conditioner.embedders.0.transformer.'),
    openClip('conditioner.embedders.1.model.'),
  ],
};

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openSingleFile(path: string, label: Label): Promise<DiffusionCheckpoint> {
  const unsupported = (reason: string): EaselError =>
    new EaselError('checkpoint.unsupported', { ...label, reason });
  const file = await openWeightFile(path, label);
  const found = recognise(file.header);
  if (found.kind !== 'checkpoint') throw unsupported('it is no checkpoint of a known family');
  if (!found.hasText) throw unsupported('its text encoder is missing');
  if (!found.hasAutoencoder) throw unsupported('its autoencoder is missing');

  const { family } = found;
  const unet = networkIn(file, ldmUnetLayout(RESNETS_PER_LEVEL), UNET);
  const autoencoder = networkIn(
    file,
    ldmAutoencoderLayout(AUTOENCODER_LEVELS, AUTOENCODER),
    AUTOENCODER,
  );
  const unetConfig = inferUnetConfig(unet.weights, family);
  const autoencoderConfig = inferAutoencoder(autoencoder.weights);
  if (unetConfig === undefined) throw unsupported('its picture network is of an unknown shape');
  if (autoencoderConfig === undefined) throw unsupported('its autoencoder is of an unknown shape');
  const towers = await Promise.all(
    towerPlaces[family].map((place) => openTower(file, place, family, unsupported)),
  );
  return {
    id: label.id,
    family,
    towers,
    unet: { files: unet, config: unetConfig },
    isInpainting: found.isInpainting,
    autoencoder: {
      files: autoencoder,
      config: autoencoderConfig,
      scalingFactor: scalingFactors[family],
    },
    scheduler: await schedulerOf(file, found, unet),
    isEmptyNegativeZero: family === 'sdxl',
  };
}

async function openTower(
  file: WeightFile,
  { prefix, layout, isOpenClip }: TowerPlace,
  family: DiffusionFamily,
  unsupported: (reason: string) => EaselError,
): Promise<TextTower> {
  const files = networkIn(file, layout(prefix), prefix);
  const inferred = inferTextTower(files.weights);
  if (inferred === undefined) throw unsupported('its text encoder is of an unknown shape');
  const { tokens, ...config } = inferred;
  const tokenizer = await shippedClipTokenizer(tokens);
  const skippedLayers =
    family === 'sdxl' ? 1 : family === 'sd2' ? Math.max(0, config.layers - SD2_LAYERS) : 0;
  return {
    files,
    config: { ...config, skippedLayers, isNormalised: family !== 'sdxl' },
    tokenizer,
    padId: isOpenClip ? OPENCLIP_PAD : tokenizer.endId,
  };
}

/**
 * How all of these were trained. What the network predicts is in no weight: a tensor named `v_pred`
 * says it in newer files, a YAML beside the file in older ones; else SD 2 shows it by one number.
 */
async function schedulerOf(
  file: WeightFile,
  found: Extract<Recognised, { kind: 'checkpoint' }>,
  unet: NetworkFiles,
): Promise<DiffusionCheckpoint['scheduler']> {
  const isV =
    found.prediction === 'v_prediction' ||
    ((await readParameterization(file.path)) ??
      (found.family === 'sd2' && (await looksLikeVPrediction(unet))));
  return {
    _class_name: 'EulerDiscreteScheduler',
    ...{ num_train_timesteps: 1000, beta_schedule: 'scaled_linear' },
    ...{ beta_start: 0.00085, beta_end: 0.012, steps_offset: 1, set_alpha_to_one: false },
    ...{ clip_sample: false, skip_prk_steps: true },
    prediction_type: isV ? 'v_prediction' : 'epsilon',
    // A schedule that ends in pure noise has to begin there.
    rescale_betas_zero_snr: found.hasZeroTerminalSnr,
    timestep_spacing: found.hasZeroTerminalSnr ? 'trailing' : 'leading',
  };
}

const MAX_YAML_CHARACTERS = 65_536;

/** Whether the YAML beside a file says that v is predicted; undefined when there is none. */
async function readParameterization(path: string): Promise<boolean | undefined> {
  const yaml = path.replace(/\.safetensors$/i, '.yaml');
  if (yaml === path) return undefined;
  const text = await readFile(yaml, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return /^\s*parameterization:\s*["']?v["']?\s*$/m.test(text.slice(0, MAX_YAML_CHARACTERS));
}
