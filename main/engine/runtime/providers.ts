/** ONNX Runtime's execution providers, as far as Easel knows them. */
import type { ProviderId } from '#shared/domain/settings.ts';

export interface Provider {
  readonly label: string;
  /** What session creation is given. */
  readonly sessionOption: { readonly name: string };
  /** Where onnxruntime-node 1.30 brings it, in words. */
  readonly availability: string;
}

export const providerTable: Readonly<Record<ProviderId, Provider>> = Object.freeze({
  tensorrt: {
    label: 'NVIDIA TensorRT',
    sessionOption: { name: 'tensorrt' },
    availability: 'Linux x64, after npm run setup:gpu',
  },
  cuda: {
    label: 'NVIDIA CUDA',
    sessionOption: { name: 'cuda' },
    availability: 'Linux x64, after npm run setup:gpu',
  },
  coreml: {
    label: 'Apple Core ML',
    sessionOption: { name: 'coreml' },
    availability: 'macOS on Apple silicon',
  },
  dml: {
    label: 'DirectML',
    sessionOption: { name: 'dml' },
    availability: 'Windows',
  },
  webgpu: {
    label: 'WebGPU',
    sessionOption: { name: 'webgpu' },
    availability: 'Windows, Linux x64, macOS on Apple silicon',
  },
  cpu: {
    label: 'Processor',
    sessionOption: { name: 'cpu' },
    availability: 'everywhere',
  },
});

/**
 * Fastest first, as a rule. TensorRT is left out: it compiles for minutes at first use, which
 * nobody wants to meet by surprise; it can still be chosen. WebGPU is marked experimental by the
 * runtime and, on software drivers, slower than the processor, so it is chosen by hand too.
 */
export const automaticOrder: readonly ProviderId[] = ['cuda', 'coreml', 'dml', 'cpu'];
