/** Any processor, with its vector instructions. */
import type { HeadBackend } from './backend.ts';

export const wasm: HeadBackend = {
  id: 'wasm',
  async register() {
    // Finds its own binary beside itself.
    await import('@tensorflow/tfjs-backend-wasm');
  },
};
