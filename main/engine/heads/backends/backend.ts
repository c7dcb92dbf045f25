/** Where small models can be trained: one of TensorFlow.js's backends each. */
import type { HeadBackendId } from '#shared/domain/heads.ts';

export interface HeadBackend {
  readonly id: HeadBackendId;
  /**
   * Registers it with TensorFlow.js under `id`. Throws an Error whose message is one plain sentence
   * that says what is missing.
   */
  register(options: { readonly isWished: boolean }): Promise<void>;
}
