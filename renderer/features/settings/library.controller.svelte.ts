/** The library's folder, and moving it. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { LibraryInfo, LibraryMoveEvent } from '#shared/contract/library.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

export class LibraryController {
  info = $state.raw<LibraryInfo | undefined>();
  /** Where it is to go, as typed or picked. */
  folder = $state('');
  removesOld = $state(false);
  isAsking = $state(false);
  progress = $state.raw<LibraryMoveEvent | undefined>();
  error = $state.raw<ErrorShape | undefined>();
  #stop: AbortController | undefined;
  readonly #client: EaselClient;
  readonly #voice: Voice;
  readonly shell: Shell;

  readonly isMoving = $derived(
    this.progress !== undefined && this.progress.phase !== 'finished' && this.error === undefined,
  );

  constructor(client: EaselClient, shell: Shell, voice: Voice) {
    this.#client = client;
    this.shell = shell;
    this.#voice = voice;
  }

  async look(): Promise<void> {
    try {
      this.info = await this.#client.library.info();
    } catch (error) {
      this.#voice.fail(error);
    }
  }

  async pick(): Promise<void> {
    const folder = await this.shell.pickFolder();
    if (folder !== undefined) this.folder = folder;
  }

  /** Asked again after a crash or a stop, it goes on with what is already copied. */
  async move(): Promise<void> {
    this.#stop = new AbortController();
    this.error = undefined;
    const { folder, removesOld } = this;
    try {
      const { signal } = this.#stop;
      const steps = await this.#client.library.move({ folder, removesOld }, { signal });
      for await (const step of steps) this.progress = step;
      this.isAsking = false;
      this.folder = '';
      this.#voice.say(() => t('library.moved', { folder }));
    } catch (error) {
      this.error = isCancellation(error) ? undefined : toErrorShape(error);
    } finally {
      this.progress = undefined;
      await this.look();
    }
  }

  stop(): void {
    this.#stop?.abort();
  }
}
