/** My taste: profiles, the question that is open, and which of them counts. */
import { follow } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { TasteList } from '#shared/contract/taste.ts';
import type { HeadTraining } from '#shared/domain/heads.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import {
  DEFAULT_TASTE_WEIGHT,
  LEAST_TASTE_PICKS,
  type TasteChoice,
  type TasteProfile,
  type TasteProfileId,
} from '#shared/domain/taste.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** After so many choices it learns by itself. */
const LEARNS_EVERY = 10;

export interface TasteNeeds {
  readonly client: EaselClient;
  readonly shell: Pick<Shell, 'pictureUrl' | 'thumbnailUrl'>;
  readonly voice: Voice;
}

export interface Pair {
  readonly left: PictureId;
  readonly right: PictureId;
}

export class TasteController {
  /** Undefined until the host has told. */
  list = $state.raw<TasteList | undefined>();
  training = $state.raw<HeadTraining | undefined>();
  /** Undefined while it is asked for, or where there is none. */
  pair = $state.raw<Pair | undefined>();
  /** Pictures that can be asked about; undefined until the host has told. */
  pictures = $state<number | undefined>();
  isLearning = $state(false);
  /** While an answer is kept and the next question comes, another answer would be to neither. */
  isChoosing = $state(false);
  #chosenId = $state<TasteProfileId | undefined>();
  readonly needs: TasteNeeds;

  readonly profiles = $derived(this.list?.profiles ?? []);
  readonly chosen = $derived(
    this.profiles.find(({ id }) => id === this.#chosenId) ??
      this.profiles.find(({ id }) => id === this.list?.active?.profile) ??
      this.profiles[0],
  );

  constructor(needs: TasteNeeds) {
    this.needs = needs;
  }

  start(signal: AbortSignal): void {
    void follow(
      (stop) => this.needs.client.taste.watch(undefined, { signal: stop }),
      (list) => {
        this.list = list;
      },
      signal,
    );
  }

  /** Called when the screen opens. */
  async open(): Promise<void> {
    await this.#trying(async () => {
      this.list = await this.needs.client.taste.list();
      await this.ask();
    });
  }

  async choose(id: TasteProfileId): Promise<void> {
    if (id === this.chosen?.id) return;
    this.#chosenId = id;
    this.pair = undefined;
    await this.ask();
  }

  /** The next question. */
  async ask(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.#trying(async () => {
      const { pair, pictures } = await this.needs.client.taste.next({ id: chosen.id });
      if (this.chosen?.id !== chosen.id) return;
      this.pair = pair;
      this.pictures = pictures;
    });
  }

  async create(name: string, usesRatings: boolean): Promise<void> {
    await this.#trying(async () => {
      const { taste } = this.needs.client;
      const { id } = await taste.create({ name, usesRatings });
      this.list = await taste.list();
      this.#chosenId = id;
      this.pair = undefined;
      await this.ask();
    });
  }

  async update(change: { name?: string; usesRatings?: boolean }): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.#trying(async () => {
      this.#take(await this.needs.client.taste.update({ id: chosen.id, ...change }));
    });
  }

  async forget(id: TasteProfileId): Promise<void> {
    await this.#trying(async () => {
      const { client, voice } = this.needs;
      const name = this.profiles.find((one) => one.id === id)?.name ?? '';
      await client.taste.remove({ id });
      this.list = await client.taste.list();
      this.pair = undefined;
      voice.say(() => t('taste.forgotten', { name }));
      await this.ask();
    });
  }

  /** Answers the question, and asks the next; learns by itself every so often. */
  async pick(choice: TasteChoice): Promise<void> {
    const { chosen, pair } = this;
    if (chosen === undefined || pair === undefined || this.isChoosing) return;
    this.isChoosing = true;
    await this.#trying(async () => {
      const changed = await this.needs.client.taste.pick({ id: chosen.id, ...pair, choice });
      this.#take(changed);
      await this.ask();
      const isTime = choice !== 'skip' && changed.picks % LEARNS_EVERY === 0;
      if (isTime && changed.picks >= LEAST_TASTE_PICKS) void this.learn();
    });
    this.isChoosing = false;
  }

  /** The last answer is taken back, and its question is open again. */
  async undo(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.#trying(async () => {
      const { profile, pair } = await this.needs.client.taste.undo({ id: chosen.id });
      this.#take(profile);
      this.pair = pair;
    });
  }

  async learn(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined || this.isLearning) return;
    this.isLearning = true;
    await this.#trying(async () => {
      const { client, voice } = this.needs;
      this.#take(await client.taste.train({ id: chosen.id }));
      voice.announce(t('taste.learntNow'));
      this.training ??= await client.taste.training();
    });
    this.isLearning = false;
  }

  async use(id: TasteProfileId | null, weight?: number): Promise<void> {
    await this.#trying(async () => {
      this.list = await this.needs.client.taste.use({ profile: id, weight });
    });
  }

  async setWeight(weight: number): Promise<void> {
    await this.#trying(async () => {
      this.list = await this.needs.client.taste.use({ weight });
    });
  }

  /** Of the one that counts, or what it would be. */
  get weight(): number {
    return this.list?.active?.weight ?? DEFAULT_TASTE_WEIGHT;
  }

  async export(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    await this.#trying(async () => {
      const { fileName, base64 } = await this.needs.client.taste.export({ id: chosen.id });
      const address = URL.createObjectURL(new Blob([fromBase64(base64)]));
      const link = document.createElement('a');
      link.href = address;
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(address);
    });
  }

  async import(file: File): Promise<void> {
    await this.#trying(async () => {
      const { taste } = this.needs.client;
      const base64 = toBase64(new Uint8Array(await file.arrayBuffer()));
      const { id } = await taste.import({ base64 });
      this.list = await taste.list();
      await this.choose(id);
    });
  }

  /** Shown at once; the list follows. */
  #take(changed: TasteProfile): void {
    if (this.list === undefined) return;
    const profiles = this.list.profiles.map((one) => (one.id === changed.id ? changed : one));
    this.list = { ...this.list, profiles };
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
