/** The pictures that have a part in the prompt: where they come from, and what they are called. */
import { SvelteMap } from 'svelte/reactivity';
import { pictureTitle } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { DEFAULT_REFERENCE_WEIGHT, MAX_REFERENCES } from '#shared/domain/reference.ts';
import type { GenerationForm } from './form.svelte.ts';

interface Needs {
  readonly client: EaselClient;
  readonly shell: Pick<Shell, 'upload'>;
  readonly voice: Voice;
}

export class References {
  /** Files that are on their way into the library. */
  coming = $state(0);
  readonly #needs: Needs;
  readonly #form: GenerationForm;
  readonly #names = new SvelteMap<PictureId, string>();

  readonly all = $derived.by(() => this.#form.references);
  readonly start = $derived.by(() => this.#form.start);
  readonly isFull = $derived.by(() => this.all.length + this.coming >= MAX_REFERENCES);
  readonly isTaken = $derived.by(() => this.#form.checkpoint?.takesReferences === true);

  constructor(needs: Needs, form: GenerationForm) {
    this.#needs = needs;
    this.#form = form;
  }

  nameOf(id: PictureId): string {
    return this.#names.get(id) ?? '';
  }

  add(id: PictureId): void {
    if (this.all.some((one) => one.id === id)) return;
    if (this.isFull) {
      this.#needs.voice.say(() => t('reference.full', { n: MAX_REFERENCES }));
      return;
    }
    this.#form.references = [...this.all, { id, weight: DEFAULT_REFERENCE_WEIGHT }];
    this.#needs.voice.announce(t('reference.added'));
  }

  /** From outside: it comes into the library, where what was made with it can find it again. */
  async addFile(file: File): Promise<void> {
    const { shell, voice } = this.#needs;
    this.coming += 1;
    const answer = await shell.upload('import', file).catch((error: unknown) => {
      voice.fail(error);
      return undefined;
    });
    this.coming -= 1;
    if (answer === undefined) return;
    this.#names.set(answer.picture.id, pictureTitle(answer.picture));
    this.add(answer.picture.id);
  }

  weigh(id: PictureId, weight: number): void {
    this.#form.references = this.all.map((one) => (one.id === id ? { id, weight } : one));
  }

  remove(id: PictureId): void {
    this.#form.references = this.all.filter((one) => one.id !== id);
  }

  strengthen(strength: number): void {
    const { start } = this;
    if (start !== undefined) this.#form.start = { id: start.id, strength };
  }

  removeStart(): void {
    this.#form.start = undefined;
  }

  /** For an effect: learns the names of those that came by their ids. */
  learnNames(): void {
    const shown = [...this.all, ...(this.start === undefined ? [] : [this.start])];
    const ids = shown.map(({ id }) => id).filter((id) => !this.#names.has(id));
    if (ids.length === 0) return;
    const { client, voice } = this.#needs;
    client.gallery.getMany({ ids }).then((pictures) => {
      for (const picture of pictures) this.#names.set(picture.id, pictureTitle(picture));
    }, voice.fail);
  }
}
