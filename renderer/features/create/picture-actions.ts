/** What can be done with one finished candidate. */
import { PictureChanges, type UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

export interface PictureActionNeeds {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
  /** Opens the export dialog. */
  readonly exportPictures: (ids: readonly PictureId[]) => void;
  /** Brings a picture onto the canvas of the edit screen. */
  readonly editPicture: (id: PictureId) => void;
}

export class PictureActions {
  readonly needs: PictureActionNeeds;
  readonly #take: (changed: readonly Picture[]) => void;
  readonly #changes: PictureChanges;

  /** `take` gets pictures as the host answered them, so that the screen need not wait for events. */
  constructor(needs: PictureActionNeeds, take: (changed: readonly Picture[]) => void) {
    this.needs = needs;
    this.#take = take;
    this.#changes = new PictureChanges(needs.client, needs.undo);
  }

  async rate(picture: Picture, rating: number): Promise<void> {
    await this.#try(async () => {
      const next = picture.rating === rating ? 0 : rating;
      const label = (): string => t('said.rated', { n: next });
      await this.#changes.update([picture.id], { rating: next }, { label, take: this.#take });
      this.needs.voice.announce(label());
    });
  }

  async toggleKept(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const isKept = !picture.isKept;
      const label = (): string => t(isKept ? 'said.kept' : 'said.unkept');
      await this.#changes.update([picture.id], { isKept }, { label, take: this.#take });
      this.needs.voice.announce(label());
    });
  }

  async trash(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const label = (): string => t('said.trashed', { n: 1 });
      const step = await this.#changes.trash([picture.id], { label, take: this.#take });
      this.needs.voice.say(label, {
        label: () => t('said.undo'),
        run: () =>
          void this.#try(async () => {
            await this.needs.undo.undo(step);
          }),
      });
    });
  }

  edit(picture: Picture): void {
    this.needs.editPicture(picture.id);
  }

  async copy(text: string): Promise<void> {
    await this.#try(async () => {
      await this.needs.shell.copyText(text);
      this.needs.voice.say(() => t('said.copied'));
    });
  }

  async copyPicture(picture: Picture): Promise<void> {
    await this.#try(async () => {
      await this.needs.shell.copyPicture(picture.id);
      this.needs.voice.say(() => t('said.copiedPicture'));
    });
  }

  export(pictures: readonly Picture[]): void {
    this.needs.exportPictures(pictures.map(({ id }) => id));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
