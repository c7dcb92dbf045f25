/** Files on their way into the library: one after another, with what could not be taken in. */
import { PictureChanges, type UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { walkEntries } from './dropped-files.ts';

/** Two at a time: one is read while the other is on its way. */
const AT_ONCE = 2;

export interface ImportNeeds {
  readonly client: EaselClient;
  readonly shell: Pick<Shell, 'upload'>;
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
  /** One for each import, from the first file until nothing is under way any more. */
  #run = new AbortController();
  /** Drops and picks of this import that are not through. */
  #open = 0;
  readonly #needs: ImportNeeds;
  readonly #changes: PictureChanges;

  constructor(needs: ImportNeeds) {
    this.#needs = needs;
    this.#changes = new PictureChanges(needs.client, needs.undo);
  }

  /** Takes files in; more may be dropped while it runs. */
  async add(files: readonly File[]): Promise<void> {
    if (files.length > 0) await this.#during((signal) => this.#send(files, signal));
  }

  /** Takes in what was dropped, folders with all that is in them. */
  async drop(entries: readonly FileSystemEntry[]): Promise<void> {
    await this.#during(async (signal) => {
      const { files, problems } = await walkEntries(entries, signal);
      for (const { name, error } of problems) this.#tell(name, error, signal);
      if (files.length + problems.length === 0) this.#needs.voice.say(() => t('import.none'));
      await this.#send(files, signal);
    });
  }

  /** What is in the library stays there. */
  stop(): void {
    this.#run.abort();
    this.isRunning = false;
  }

  dismiss(): void {
    this.problems = [];
  }

  async #during(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (!this.isRunning) this.#begin();
    const { signal } = this.#run;
    this.#open += 1;
    try {
      await work(signal);
    } catch (error) {
      this.#needs.voice.fail(error);
    }
    if (!this.#isNow(signal)) return;
    this.#open -= 1;
    this.isRunning = this.#open > 0;
  }

  #begin(): void {
    this.#run = new AbortController();
    this.#open = 0;
    this.total = 0;
    this.done = 0;
    this.problems = [];
    this.isRunning = true;
  }

  /** Whether this import still counts: it may have been stopped, and another begun. */
  #isNow(signal: AbortSignal): boolean {
    return signal === this.#run.signal && !signal.aborted;
  }

  async #send(files: readonly File[], signal: AbortSignal): Promise<void> {
    this.total += files.length;
    const waiting = [...files];
    const taken: PictureId[] = [];
    let known = 0;
    const work = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        if (signal.aborted) return;
        try {
          const { picture, isNew } = await this.#needs.shell.upload('import', file, signal);
          if (isNew) taken.push(picture.id);
          else known += 1;
        } catch (error) {
          if (isCancellation(error) || signal.aborted) return;
          this.#tell(file.name, error, signal);
        }
        if (this.#isNow(signal)) this.done += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (known > 0) this.#needs.voice.say(() => t('import.known', { n: known }));
    if (taken.length > 0) this.#remember(taken);
  }

  #tell(name: string, error: unknown, signal: AbortSignal): void {
    if (!this.#isNow(signal)) return;
    this.problems = [...this.problems, { name, error: toErrorShape(error) }];
  }

  #remember(ids: readonly PictureId[]): void {
    const { undo, voice } = this.#needs;
    const label = (): string => t('import.done', { n: ids.length });
    const step = this.#changes.added(ids, { label, take: () => undefined });
    voice.say(label, {
      label: () => t('said.undo'),
      run: () => {
        undo.undo(step).catch(voice.fail);
      },
    });
  }
}
