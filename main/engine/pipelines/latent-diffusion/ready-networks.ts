/**
 * Ready graphs of a diffusion pipeline, as optimum, Olive and the diffusers library's own script export
 * them, behind the names of the graphs that Easel writes. Exporters agree on what a network computes and
 * not on what its inputs are called, whether a time is one number or a row, nor how many pictures go
 * through at once; the element types are the runtime's business.
 */
import type { Label, Model, TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { inFixedBatches } from './fixed-batches.ts';

type Inputs = Readonly<Record<string, TensorData>>;
type Outputs = Record<string, TensorData>;

/** Where a variance is left out it was drawn from already, or is none: e^-15 is nothing. */
const NO_VARIANCE = -30;

export function readyUnet(model: Model, label: Label): Model {
  return {
    ...model,
    async run(inputs) {
      const batch = inputs['sample']?.dims[0] ?? 1;
      const given = namedAs(model, label, inputs, { timestep: timeFor(model, inputs) });
      const out = await inFixedBatches(model, label, given, batch);
      return { out_sample: pick(label, out, ['out_sample', 'sample', 'noise_pred']) };
    },
  };
}

export function readyDecoder(model: Model, label: Label): Model {
  return {
    ...model,
    async run({ latent_sample: latent }) {
      if (latent === undefined) throw new RangeError('no latent');
      const out = await inFixedBatches(model, label, onlyInput(model, label, latent), 1);
      return { sample: pick(label, out, ['sample', 'images', 'image']) };
    },
  };
}

/** Moments, or a latent that was drawn already. */
export function readyEncoder(model: Model, label: Label): Model {
  return {
    ...model,
    async run({ sample }) {
      if (sample === undefined) throw new RangeError('no picture');
      const out = await inFixedBatches(model, label, onlyInput(model, label, sample), 1);
      const found = pick(label, out, ['latent_parameters', 'latent_sample', 'latents']);
      const isDrawn = out['latent_parameters'] === undefined && found.dims[1] === 4;
      return { latent_parameters: isDrawn ? withoutVariance(found) : found };
    },
  };
}

/** @param isNormalised whether the state passes through the final norm */
export function readyText({
  skippedLayers,
  isNormalised,
}: {
  readonly skippedLayers: number;
  readonly isNormalised: boolean;
}): (model: Model, label: Label) => Model {
  return (model, label) => ({
    ...model,
    async run(inputs) {
      const ids = inputs['input_ids'];
      if (ids === undefined) throw new RangeError('no words');
      const mask = new BigInt64Array(ids.data.length).fill(1n);
      const given = { ...inputs, attention_mask: { data: mask, dims: ids.dims } };
      const batch = ids.dims[0] ?? 1;
      const out = await inFixedBatches(model, label, namedAs(model, label, given, {}), batch);
      const nothing = { data: new Float32Array(), dims: [batch, 0] };
      return {
        hidden_state: stateOf(label, out, skippedLayers, isNormalised),
        pooled: out['text_embeds'] ?? out['pooler_output'] ?? out['pooled'] ?? nothing,
      };
    },
  });
}

/** `hidden_states.0` is before the first layer, the last one after the last layer. */
function stateOf(
  label: Label,
  out: Outputs,
  skippedLayers: number,
  isNormalised: boolean,
): TensorData {
  if (skippedLayers === 0 && isNormalised) {
    return pick(label, out, ['last_hidden_state', 'hidden_state']);
  }
  const states = Object.keys(out).filter((name) => name.startsWith('hidden_states.'));
  const found = out[`hidden_states.${states.length - 1 - skippedLayers}`];
  if (found === undefined || isNormalised) {
    throw unsupported(label, 'it gives out the state after its last layer only');
  }
  return found;
}

/** One number for all, one for each, or a bare number. */
function timeFor(model: Model, { timestep }: Inputs): TensorData | undefined {
  const wanted = model.inputs.find(({ name }) => name === 'timestep');
  if (wanted === undefined || timestep === undefined) return undefined;
  if (wanted.dims.length === 0) return { data: timestep.data.slice(0, 1), dims: [] };
  return wanted.dims[0] === 1 ? { data: timestep.data.slice(0, 1), dims: [1] } : timestep;
}

/** What the graph asks for of what there is. Throws `checkpoint.unsupported` where it asks for more. */
function namedAs(
  model: Model,
  label: Label,
  inputs: Inputs,
  instead: Readonly<Record<string, TensorData | undefined>>,
): Record<string, TensorData> {
  return Object.fromEntries(
    model.inputs.map(({ name }) => {
      const tensor = instead[name] ?? inputs[name];
      if (tensor === undefined) throw unsupported(label, `the input ${name} is not known`);
      return [name, tensor];
    }),
  );
}

function onlyInput(model: Model, label: Label, tensor: TensorData): Record<string, TensorData> {
  const [first, ...rest] = model.inputs;
  const extra = rest[0];
  if (first === undefined || extra !== undefined) {
    throw unsupported(label, `the input ${extra?.name ?? ''} is not known`);
  }
  return { [first.name]: tensor };
}

function pick(label: Label, out: Outputs, names: readonly string[]): TensorData {
  const found = names.map((name) => out[name]).find((tensor) => tensor !== undefined);
  const [only, ...others] = Object.values(out);
  if (found !== undefined) return found;
  if (only !== undefined && others.length === 0) return only;
  throw unsupported(label, `the output ${names[0] ?? ''} is missing`);
}

function withoutVariance({ data, dims }: TensorData): TensorData {
  const moments = new Float32Array(2 * data.length).fill(NO_VARIANCE);
  moments.set(data as Float32Array);
  return { data: moments, dims: [dims[0] ?? 1, 2 * (dims[1] ?? 4), ...dims.slice(2)] };
}

function unsupported({ id, file }: Label, reason: string): EaselError {
  return new EaselError('checkpoint.unsupported', { id, file, reason });
}
