/** Each checkpoint by the pipeline of its kind. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type {
  GenerateEvent,
  GenerateParams,
  GenerateResult,
} from '#shared/engine-protocol/messages.ts';
import { generateWithLatentDiffusion } from './latent-diffusion/generate.ts';
import { generateWithSpark } from './spark/generate.ts';

/** Throws what the pipeline throws. */
export function generate(
  context: EngineContext,
  params: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { layout = 'easel' } = params.checkpoint;
  const make = layout === 'easel' ? generateWithSpark : generateWithLatentDiffusion;
  return make(context, params, emit, signal);
}
