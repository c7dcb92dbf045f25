/** Files on their way into the library: one after another, with what could not be taken in. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { UndoStack } from '#renderer/client/index.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

/** Two at a time: one is read while the other is on its way. */
const AT_ONCE = 2;

export interface ImportNeeds {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
}

export interface ImportProblem {
  readonly name: string;
  readonly error: ErrorShape;
}

export class Imports {
  total = $state(0);
  done = $state(0);
  problems = $state.raw<readonly ImportProblem[]>([]);
  isRunning = $state(false);
  #stop = new AbortController();
  readonly #needs: ImportNeeds;

  constructor(needs: ImportNeeds) {
    this.#needs = needs;
  }

  /** Takes files in; more may be dropped while it runs. */
  async add(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    if (!this.isRunning) this.#begin();
    this.total += files.length;
    const waiting = [...files];
    const taken: PictureId[] = [];
    const { signal } = this.#stop;
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(waiting, taken, signal)));
    if (taken.length > 0) this.#remember(taken);
    if (this.done === this.total || signal.aborted) this.isRunning = false;
  }

  /** What is in the library stays there. */
  stop(): void {
    this.#stop.abort();
    this.isRunning = false;
  }

  dismiss(): void {
    this.problems = [];
  }

  #begin(): void {
    this.#stop = new AbortController();
    this.total = 0;
    this.done = 0;
    this.problems = [];
    this.isRunning = true;
  }

  async #work(waiting: File[], taken: PictureId[], signal: AbortSignal): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (signal.aborted) return;
      try {
        const { picture } = await this.#needs.shell.upload('import', file, signal);
        taken.push(picture.id);
      } catch (error) {
        if (isCancellation(error) || signal.aborted) return;
        this.problems = [...this.problems, { name: file.name, error: toErrorShape(error) }];
      }
      this.done += 1;
    }
  }

  #remember(ids: readonly PictureId[]): void {
    const { undo, voice, client } = this.#needs;
    const label = (): string => t('import.done', { n: ids.length });
    undo.push({
      label,
      undo: async () => {
        await client.gallery.trash({ ids: [...ids] });
      },
      redo: async () => {
        await client.gallery.restore({ ids: [...ids] });
      },
    });
    voice.say(label, {
      label: () => t('said.undo'),
      run: () => {
        undo.undo().catch(voice.fail);
      },
    });
  }
}
