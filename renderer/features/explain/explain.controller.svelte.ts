/** Why one picture is judged as it is: asked for, shown, and forgotten with the next picture. */
import type { Shell } from '#renderer/shell/shell.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Explanation } from '#shared/domain/explanation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';

interface Needs {
  readonly client: Pick<EaselClient, 'explain'>;
  readonly shell: Pick<Shell, 'saveExport'>;
  readonly voice: Voice;
}

export class ExplainController {
  /** Whose explanation is shown or on its way. */
  id = $state.raw<PictureId | undefined>();
  explanation = $state.raw<Explanation | undefined>();
  isRunning = $state(false);
  isSaving = $state(false);
  /** The word whose places are shown; absent, those of the whole prompt. */
  word = $state<number | undefined>();
  readonly map = $derived(
    this.word === undefined ? this.explanation?.map : this.explanation?.words[this.word]?.map,
  );
  readonly #needs: Needs;
  #stop: AbortController | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Takes about as long as ranking a hundred pictures; another picture's explanation is given up. */
  async explain(id: PictureId): Promise<void> {
    this.forget();
    const stop = new AbortController();
    this.#stop = stop;
    this.id = id;
    this.isRunning = true;
    try {
      const { signal } = stop;
      const explanation = await this.#needs.client.explain.picture({ id }, { signal });
      if (this.#stop !== stop) return;
      this.explanation = explanation;
    } catch (error) {
      if (this.#stop !== stop || isCancellation(error)) return;
      this.id = undefined;
      this.#needs.voice.fail(error);
    } finally {
      if (this.#stop === stop) this.isRunning = false;
    }
  }

  forget(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.id = undefined;
    this.explanation = undefined;
    this.word = undefined;
    this.isRunning = false;
  }

  /** What is shown, as a picture file. */
  async save(): Promise<void> {
    const { id, word } = this;
    if (id === undefined || this.isSaving) return;
    this.isSaving = true;
    const { client, shell, voice } = this.#needs;
    try {
      const asked = { id, ...(word === undefined ? {} : { word }) };
      const { ticket, name } = await client.explain.prepareOverlay(asked);
      await shell.saveExport(ticket, name);
    } catch (error) {
      voice.fail(error);
    } finally {
      this.isSaving = false;
    }
  }

  /** A second time takes it back. */
  show(word: number): void {
    this.word = this.word === word ? undefined : word;
  }
}
