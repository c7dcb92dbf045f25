import type { EngineContext } from '#main/engine/engine-context.ts';
import { describeProviders } from '#main/engine/runtime/devices.ts';
import { runtimeVersion } from '#main/engine/runtime/onnxruntime.ts';
import type { EngineInfo } from '#shared/domain/system.ts';

/** What this process runs on, and what else it could run on. */
export async function describeEngine(context: EngineContext): Promise<EngineInfo> {
  return {
    pid: process.pid,
    runtimeVersion,
    providers: await describeProviders(context.options.device),
    device: context.device,
    memoryBudgetBytes: context.options.memoryBudgetBytes,
  };
}
