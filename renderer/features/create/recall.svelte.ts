/** Taking over how a picture was made: from a file that is dropped or pasted, or from the library. */
import type { Shell } from '#renderer/shell/shell.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { GenerationForm, Leftover } from './form.svelte.ts';

export type RecallState =
  | { readonly kind: 'reading'; readonly name: string }
  | {
      readonly kind: 'done';
      readonly recalled: RecalledSettings;
      readonly left: readonly Leftover[];
    }
  | {
      readonly kind: 'failed';
      readonly error: ErrorShape;
      /** What was to be read. */
      readonly source: PictureId | File;
    };

export class Recall {
  state = $state.raw<RecallState | undefined>();
  readonly #client: EaselClient;
  readonly #shell: Pick<Shell, 'upload'>;
  readonly #form: GenerationForm;
  /** Only what was asked for last is shown. */
  #round = 0;

  constructor(needs: { client: EaselClient; shell: Pick<Shell, 'upload'> }, form: GenerationForm) {
    this.#client = needs.client;
    this.#shell = needs.shell;
    this.#form = form;
  }

  fromFile(file: File): Promise<void> {
    return this.#take(
      file.name,
      file,
      async () => (await this.#shell.upload('recall', file)).recalled,
    );
  }

  fromPicture(id: PictureId): Promise<void> {
    return this.#take('', id, () => this.#client.gallery.recall({ id }));
  }

  dismiss(): void {
    this.#round += 1;
    this.state = undefined;
  }

  async #take(
    name: string,
    source: PictureId | File,
    read: () => Promise<RecalledSettings>,
  ): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.state = { kind: 'reading', name };
    try {
      const recalled = await read();
      if (round !== this.#round) return;
      this.state = { kind: 'done', recalled, left: this.#form.recall(recalled) };
    } catch (error) {
      if (round !== this.#round) return;
      this.state = isCancellation(error)
        ? undefined
        : { kind: 'failed', error: toErrorShape(error), source };
    }
  }
}
