/** What a request needs in memory, told before anything of it is loaded. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { GenerateEvent } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  isWorthCopying,
  memoryOf,
  memoryToCopy,
  weightUseFor,
} from './latent-diffusion/memory-plan.ts';

/**
 * Networks are loaded one after another, so the largest decides. One whose copy would repay but is too
 * large is told of; it is used from its file.
 *
 * Throws `engine.out-of-memory` when not even that fits: then nothing is begun.
 */
export function announceMemory(
  context: EngineContext,
  networks: readonly NetworkFiles[],
  emit: (event: GenerateEvent) => void,
): void {
  const { budget: allowedBytes } = context.models;
  const least = networks.map((files) => memoryOf(files, weightUseFor(context, files)));
  // Graphics cards have memory of their own, of which the runtime tells nothing.
  if (context.provider === 'cpu' && Math.max(...least) > allowedBytes) {
    throw new EaselError('engine.out-of-memory');
  }
  const large = networks.filter(
    (files) => isWorthCopying(files) && weightUseFor(context, files) === 'in place',
  );
  if (large.length === 0) return;
  const neededBytes = Math.max(...large.map(memoryToCopy));
  emit({ type: 'memory', neededBytes, allowedBytes });
}
