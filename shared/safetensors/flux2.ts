/** What single files of FLUX.2 are, from the names and shapes in their headers. */
import type { SafetensorsHeader } from './header.ts';

/** The prefix of a FLUX.2 transformer's tensors; undefined when the file is none. */
export function flux2Prefix({ tensors }: SafetensorsHeader): string | undefined {
  return ['', 'model.diffusion_model.'].find((prefix) =>
    tensors.has(`${prefix}single_stream_modulation.lin.weight`),
  );
}

/** Width of the text that a FLUX.2 transformer is told of; undefined when the file is none. */
export function flux2ContextWidth(header: SafetensorsHeader): number | undefined {
  const prefix = flux2Prefix(header);
  return prefix === undefined ? undefined : header.tensors.get(`${prefix}txt_in.weight`)?.dims[1];
}

/** How many states of the text encoder lie side by side in it. */
const STATES = 3;

/** Width of the text that a Qwen3 gives to FLUX.2; undefined when the file is none. */
export function qwen3ContextWidth({ tensors }: SafetensorsHeader): number | undefined {
  if (!tensors.has('model.layers.0.self_attn.q_norm.weight')) return undefined;
  const width = tensors.get('model.embed_tokens.weight')?.dims[1];
  return width === undefined ? undefined : STATES * width;
}

/** Its autoencoder, and no other, keeps the spread of its latents. */
export function isFlux2Autoencoder({ tensors }: SafetensorsHeader): boolean {
  return tensors.has('bn.running_mean') && tensors.has('decoder.conv_in.weight');
}

/** Files do not say whether they do with few steps; the undistilled ones are called so. */
export function isDistilledName(file: string): boolean {
  return !/(?:^|[^a-z])base(?:[^a-z]|$)/i.test(file);
}
