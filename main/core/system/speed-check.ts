/** Measures the embedded checkpoint on every device that works here, one after another. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { InstalledCheckpoint } from '#main/core/checkpoints/read-checkpoint.ts';
import type { ProviderId } from '#shared/domain/settings.ts';
import type { DeviceSpeed, SpeedCheck } from '#shared/domain/system.ts';
import type { GenerateParams } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';

/** Enough for a mean, and over in seconds on a processor. */
const CANDIDATES = 4;
/** A device that takes longer is of no use for this. */
const PATIENCE_MS = 120_000;

export interface SpeedCheckParts {
  readonly engine: Engine;
  readonly checkpoints: Checkpoints;
  /** An engine of its own on that device; the caller closes it. */
  readonly openTrial: (device: ProviderId) => Engine;
  /** Whether a job runs or would at once: two at a time would measure each other. */
  readonly isBusy: () => boolean;
  /** Lets no job begin until the returned function is called. */
  readonly suspendJobs: () => Promise<() => void>;
}

/**
 * Answers with the whole table each time something in it has changed.
 *
 * Throws `system.busy` while jobs are to be done, and what keeps the engine from starting at all.
 */
export async function* checkSpeed(
  parts: SpeedCheckParts,
  signal?: AbortSignal,
): AsyncGenerator<SpeedCheck, void> {
  if (parts.isBusy()) throw new EaselError('system.busy');
  const resume = await parts.suspendJobs();
  try {
    const { providers, device: current } = await parts.engine.describe({ signal });
    const checkpoint = await parts.checkpoints.resolve();
    const devices: DeviceSpeed[] = providers.map(({ id, works, reason }) =>
      works === true
        ? { device: id, state: 'waiting' }
        : { device: id, state: 'unavailable', reason },
    );
    const table = (isFinished = false): SpeedCheck => ({
      devices: [...devices],
      current: current.provider,
      ...fastestOf(devices),
      isFinished,
    });
    for (const [at, { device, state }] of devices.entries()) {
      if (state !== 'waiting') continue;
      devices[at] = { device, state: 'measuring' };
      yield table();
      devices[at] = await measure(parts, device, checkpoint, signal);
      yield table();
    }
    yield table(true);
  } finally {
    resume();
  }
}

/** What goes wrong on a device is a result; only cancelling ends the whole. */
async function measure(
  { openTrial }: SpeedCheckParts,
  device: ProviderId,
  { summary, ref }: InstalledCheckpoint,
  signal?: AbortSignal,
): Promise<DeviceSpeed> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const either = signal === undefined ? late : AbortSignal.any([signal, late]);
  const engine = openTrial(device);
  try {
    const run = (count: number, steps: number) =>
      timed(engine, { ...paramsFor({ summary, ref }), ...planFor(count, steps) }, either);
    const { steps } = summary.defaults;
    const first = await run(1, 1);
    const second = await run(CANDIDATES, steps);
    return {
      device,
      state: 'measured',
      loadMs: Math.round(first.wallMs),
      stepMs: rounded(second.denoisingMs / (CANDIDATES * steps)),
      candidateMs: rounded(second.wallMs / CANDIDATES),
    };
  } catch (error) {
    throwIfCancelled(signal);
    const reason = late.aborted
      ? `it took longer than ${PATIENCE_MS / 1000} seconds`
      : describeError(toErrorShape(error), 'en').what;
    return { device, state: 'unavailable', reason };
  } finally {
    await engine.close();
  }
}

async function timed(
  engine: Engine,
  params: GenerateParams,
  signal: AbortSignal,
): Promise<{ wallMs: number; denoisingMs: number }> {
  const startedAt = performance.now();
  const { timings } = await engine.generate(params, { signal, onEvent: () => undefined });
  return { wallMs: performance.now() - startedAt, denoisingMs: timings.denoising };
}

function paramsFor({ summary, ref }: Pick<InstalledCheckpoint, 'summary' | 'ref'>) {
  const { guidanceScale, scheduler } = summary.defaults;
  return {
    checkpoint: ref,
    negativePrompt: [],
    ...{ guidanceScale, scheduler, ...summary.native },
    diversity: 0,
    previewIntervalMs: 0,
  };
}

function planFor(count: number, steps: number): Pick<GenerateParams, 'candidates' | 'steps'> {
  const prompt = [{ text: 'a red apple', weight: 1 }];
  const candidates = Array.from({ length: count }, (_, index) => ({ index, seed: index, prompt }));
  return { candidates, steps };
}

function fastestOf(devices: readonly DeviceSpeed[]): { fastest?: ProviderId } {
  const measured = devices.filter((one) => one.candidateMs !== undefined);
  const [best] = measured.toSorted((a, b) => a.candidateMs! - b.candidateMs!);
  return best === undefined ? {} : { fastest: best.device };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
