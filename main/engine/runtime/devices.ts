/** Which providers really work here, and which one is used. */
import type { ProviderId } from '#shared/domain/settings.ts';
import type { DeviceChoice, ProviderStatus } from '#shared/domain/system.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { bundledProviders, loadModel } from './onnxruntime.ts';
import { probeInput, probeModel, probeOutput } from './probe-model.ts';
import { automaticOrder, providerTable } from './providers.ts';

const probes = new Map<ProviderId, Promise<string | undefined>>();

/** Runs a tiny graph on the provider, once per process; answers why it does not work, if so. */
export function probeProvider(id: ProviderId): Promise<string | undefined> {
  const known = probes.get(id);
  if (known !== undefined) return known;
  const probe = tryProvider(id);
  probes.set(id, probe);
  return probe;
}

async function tryProvider(id: ProviderId): Promise<string | undefined> {
  try {
    const options = { provider: id, threads: 1 };
    const model = await loadModel(probeModel, options, { id: 'probe', file: 'probe' });
    const { y } = await model.run({ x: { data: probeInput, dims: [1, 4] } });
    await model.release();
    const isRight = probeOutput.every((value, index) => y?.data[index] === value);
    return isRight ? undefined : 'it computes wrong numbers';
  } catch (error) {
    return error instanceof EaselError
      ? String(error.params['reason'] ?? error.code)
      : String(error);
  }
}

/** Every provider: bundled or not, tried where it is bundled or chosen. */
export async function describeProviders(wanted: 'auto' | ProviderId): Promise<ProviderStatus[]> {
  const bundled = bundledProviders();
  const ids = Object.keys(providerTable) as ProviderId[];
  return Promise.all(
    ids.map(async (id): Promise<ProviderStatus> => {
      const isBundled = bundled.has(id);
      const { availability } = providerTable[id];
      if (!isBundled && id !== wanted) {
        return {
          id,
          isBundled,
          reason: `not part of this installation (available: ${availability})`,
        };
      }
      const trouble = await probeProvider(id);
      const reason = trouble ?? 'a test graph ran on it';
      return { id, isBundled, works: trouble === undefined, reason };
    }),
  );
}

/**
 * The provider to use. `auto` takes the first of the automatic order that works; a provider chosen
 * by hand is used or refused, never silently replaced.
 *
 * Throws `engine.device-unavailable`.
 */
export async function chooseDevice(wanted: 'auto' | ProviderId): Promise<DeviceChoice> {
  if (wanted !== 'auto') {
    const trouble = await probeProvider(wanted);
    if (trouble === undefined) return { provider: wanted, reason: 'chosen in the settings' };
    throw new EaselError('engine.device-unavailable', { device: wanted, reason: trouble });
  }
  const bundled = bundledProviders();
  const passed: string[] = [];
  for (const id of automaticOrder) {
    const trouble = bundled.has(id) ? await probeProvider(id) : 'not part of this installation';
    if (trouble === undefined) {
      const others = passed.length === 0 ? '' : `; passed over: ${passed.join(', ')}`;
      return { provider: id, reason: `the fastest that works here${others}` };
    }
    passed.push(`${id} (${trouble})`);
  }
  throw new EaselError('engine.device-unavailable', { device: 'cpu', reason: passed.join(', ') });
}
