/** A graphics card of any make, through Dawn (the `webgpu` package, optional). */
import { registerBackend } from '@tensorflow/tfjs-core';
import type { HeadBackend } from './backend.ts';

/** Dawn frees the device when the object it came from is collected. */
let held: GPU | undefined;

const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

export const webgpu: HeadBackend = {
  id: 'webgpu',
  async register({ isWished }) {
    const { create, globals } = await import('webgpu').catch((cause: unknown) => {
      throw new Error('The package webgpu is not installed for this system.', { cause });
    });
    held ??= create([]);
    const adapter = await held.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new Error('No graphics card answers to WebGPU.');
    // What a driver does in software, the processor does faster by itself.
    const { isFallbackAdapter, description } = adapter.info;
    if (isFallbackAdapter && !isWished) {
      throw new Error(`WebGPU has a software driver only (${description}).`);
    }
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    });
    offer(held, globals);
    // Its own registration asks for a feature by a list instead of a name, which Dawn refuses
    // (seen by others too: denoland/webgpu-examples#22), so the backend is made by hand.
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  },
};

/** The backend looks for WebGPU where a browser has it, while it is imported. */
function offer(gpu: GPU, globals: object): void {
  Object.assign(globalThis, globals);
  // Newer Node has a navigator that cannot be assigned to.
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: globalThis.navigator.userAgent, gpu },
    configurable: true,
  });
}
