/** Prompts through the language model of a checkpoint. */
import type { Flux2Checkpoint } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { leaveNetwork, loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { Model, TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { attentionBias } from '#main/engine/text/qwen/attention-bias.ts';
import { tokenRotation } from '#main/engine/text/rotary-tables.ts';
import { qwenPlan } from './networks.ts';

/** Tokens that every prompt is filled up to, as in training; what is longer is cut off. */
export const FLUX2_TOKENS = 512;

/** One prompt as the transformer is told it. */
export interface WordStates {
  /** float32 [tokens, context width] */
  readonly hidden: Float32Array;
  readonly tokens: number;
}

/**
 * The model leaves the memory again.
 *
 * @param prompts plain words
 * @param pause between prompts, which take long; may throw to stop
 */
export async function encodeWithQwen(
  context: EngineContext,
  checkpoint: Flux2Checkpoint,
  prompts: readonly string[],
  pause: () => Promise<void>,
): Promise<readonly WordStates[]> {
  const plan = qwenPlan(checkpoint);
  const model = await loadNetwork(context, plan);
  const states: WordStates[] = [];
  for (const prompt of prompts) {
    await pause();
    states.push(await encodeWords(model, checkpoint.text, prompt, FLUX2_TOKENS));
  }
  leaveNetwork(context, plan);
  return states;
}

/** @param tokens to fill up to */
export async function encodeWords(
  model: Model,
  { tokenizer, config }: Flux2Checkpoint['text'],
  prompt: string,
  tokens: number,
): Promise<WordStates> {
  const words = tokenizer.encodeChat(prompt).slice(0, tokens);
  const ids = Array.from({ length: tokens }, (_, at) => words[at] ?? tokenizer.padId);
  const { cos, sin, half } = tokenRotation(tokens, config.headWidth, config.theta);
  const inputs: Record<string, TensorData> = {
    input_ids: { data: BigInt64Array.from(ids, BigInt), dims: [tokens] },
    attention_bias: attentionBias(tokens, words.length),
    rotary_cos: { data: cos, dims: [tokens, half] },
    rotary_sin: { data: sin, dims: [tokens, half] },
  };
  const { hidden_state: hidden } = await model.run(inputs);
  return { hidden: hidden?.data as Float32Array, tokens };
}
