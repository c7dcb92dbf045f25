/** Plain JavaScript: always there, and fast enough for small heads. */
import type { HeadBackend } from './backend.ts';

export const cpu: HeadBackend = {
  id: 'cpu',
  async register() {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};
