/** Each checkpoint by the pipeline of its kind. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import type {
  CheckpointRef,
  GenerateEvent,
  GenerateParams,
  GenerateResult,
} from '#shared/engine-protocol/messages.ts';
import { generateWithFlux2 } from './flux2/generate.ts';
import { generateWithLatentDiffusion } from './latent-diffusion/generate.ts';
import { generateWithSpark } from './spark/generate.ts';

/** Throws what the pipeline throws. */
export function generate(
  context: EngineContext,
  params: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  return pipelineOf(params.checkpoint)(context, params, emit, signal);
}

function pipelineOf({ layout = 'easel', family }: CheckpointRef): typeof generate {
  if (layout === 'easel') return generateWithSpark;
  return family === 'flux2' ? generateWithFlux2 : generateWithLatentDiffusion;
}
