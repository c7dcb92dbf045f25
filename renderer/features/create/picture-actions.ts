/** What can be done with one finished candidate. */
import { downloadName } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Picture } from '#shared/domain/picture.ts';

export interface PictureActionNeeds {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
}

export class PictureActions {
  readonly needs: PictureActionNeeds;
  readonly #take: (changed: readonly Picture[]) => void;

  /** `take` gets pictures as the host answered them, so that the screen need not wait for events. */
  constructor(needs: PictureActionNeeds, take: (changed: readonly Picture[]) => void) {
    this.needs = needs;
    this.#take = take;
  }

  async rate(picture: Picture, rating: number): Promise<void> {
    await this.#try(async () => {
      const next = picture.rating === rating ? 0 : rating;
      this.#take(await this.needs.client.gallery.update({ ids: [picture.id], rating: next }));
      this.needs.voice.announce(t('said.rated', { n: next }));
    });
  }

  async toggleKept(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const isKept = !picture.isKept;
      this.#take(await this.needs.client.gallery.update({ ids: [picture.id], isKept }));
      this.needs.voice.announce(t(isKept ? 'said.kept' : 'said.unkept'));
    });
  }

  async trash(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const ids = [picture.id];
      this.#take(await this.needs.client.gallery.trash({ ids }));
      this.needs.voice.say(() => t('said.trashed', { n: 1 }), {
        label: () => t('said.undo'),
        run: () => {
          void this.#try(async () => {
            this.#take(await this.needs.client.gallery.restore({ ids }));
          });
        },
      });
    });
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

  async download(picture: Picture): Promise<void> {
    await this.#try(() => this.needs.shell.savePicture(picture.id, downloadName(picture)));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
