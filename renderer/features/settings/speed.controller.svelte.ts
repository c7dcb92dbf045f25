/** The speed check: what each device of this machine takes for a picture. */
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { SpeedCheck } from '#shared/domain/system.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';

export class SpeedController {
  check = $state.raw<SpeedCheck | undefined>();
  isRunning = $state(false);
  #stop: AbortController | undefined;
  readonly #client: EaselClient;
  readonly #voice: Voice;

  constructor(client: EaselClient, voice: Voice) {
    this.#client = client;
    this.#voice = voice;
  }

  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    this.#stop = new AbortController();
    try {
      const { signal } = this.#stop;
      for await (const check of await this.#client.system.speedCheck(undefined, { signal })) {
        this.check = check;
      }
    } catch (error) {
      if (!isCancellation(error)) this.#voice.fail(error);
    } finally {
      this.isRunning = false;
    }
  }

  stop(): void {
    this.#stop?.abort();
  }
}
