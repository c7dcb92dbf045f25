/** What every method of the engine may use; fixed when the process starts. */
import type { ProviderId } from '#shared/domain/settings.ts';
import type { DeviceChoice } from '#shared/domain/system.ts';
import { availableParallelism } from 'node:os';
import type { EngineOptions } from '#shared/engine-protocol/messages.ts';
import type { EncodePrompt } from './text/prompt-tokens.ts';
import { chooseDevice } from './runtime/devices.ts';
import { ModelCache } from './runtime/model-cache.ts';

export interface EngineContext {
  readonly options: EngineOptions;
  readonly device: DeviceChoice;
  readonly provider: ProviderId;
  readonly threads: number;
  readonly models: ModelCache;
  /** By file and content. */
  readonly tokenizers: Map<string, EncodePrompt>;
}

/** Beyond this, more threads for graphs of this size cost more than they bring. */
const MAX_THREADS = 8;

/** Throws `engine.device-unavailable`. */
export async function createEngineContext(options: EngineOptions): Promise<EngineContext> {
  const device = await chooseDevice(options.device);
  const threads =
    options.threads > 0 ? options.threads : Math.min(availableParallelism(), MAX_THREADS);
  return {
    options,
    device,
    provider: device.provider,
    threads,
    models: new ModelCache(options.memoryBudgetBytes),
    tokenizers: new Map(),
  };
}
