/** Models that come from a hub or from this machine: looked at, fetched, kept whole, removed. */
import { SvelteMap } from 'svelte/reactivity';
import { follow, type UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Addition, CatalogueEntry, HubOffer, Shelf } from '#shared/domain/addition.ts';
import type { Transfer, TransferId } from '#shared/domain/transfer.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

interface Needs {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
  readonly drawWith: (checkpointId: string) => void;
  /** What is installed has changed. */
  readonly onchange: () => void;
}

type HubState = Awaited<ReturnType<EaselClient['checkpoints']['hub']>>;
export type Check = 'running' | { readonly files: number } | ErrorShape;

export class AdditionsController {
  /** Whether the page for adding is shown in place of a checkpoint. */
  isOpen = $state(false);
  /** An id, an address or a path, as typed. */
  text = $state('');
  offer = $state.raw<HubOffer | undefined>();
  error = $state.raw<ErrorShape | undefined>();
  isLooking = $state(false);
  transfers = $state.raw<readonly Transfer[]>([]);
  shelf = $state.raw<Shelf | undefined>();
  catalogue = $state.raw<readonly CatalogueEntry[]>([]);
  hub = $state.raw<HubState | undefined>();
  /** By name of the addition. */
  readonly checks = new SvelteMap<string, Check>();
  readonly shell: Shell;
  readonly #needs: Needs;
  #looking: AbortController | undefined;
  /** File managers put quotes around the paths that they copy. */
  readonly #asked = $derived(this.text.trim().replace(/^(["'])(.*)\1$/, '$2'));

  readonly underWay = $derived(this.transfers.filter(({ state }) => state !== 'done'));
  /** Paths are told from ids by how they begin. */
  readonly isPath = $derived(/^(?:[/\\~.]|[A-Za-z]:[\\/])/.test(this.#asked));

  constructor(needs: Needs) {
    this.#needs = needs;
    this.shell = needs.shell;
  }

  start(signal: AbortSignal): void {
    void follow(
      (stop) => this.#needs.client.checkpoints.watchTransfers(undefined, { signal: stop }),
      (transfers) => {
        this.#take(transfers);
      },
      signal,
    );
  }

  /** What is told without asking anybody on the network. */
  async load(): Promise<void> {
    await this.#try(async () => {
      const { checkpoints } = this.#needs.client;
      [this.shelf, this.catalogue, this.hub] = await Promise.all([
        checkpoints.additions(),
        checkpoints.catalogue(),
        checkpoints.hub(),
      ]);
    });
  }

  /** Looks at what was typed: a path is taken in at once, a model of the hub is shown first. */
  async submit(): Promise<void> {
    const asked = this.#asked;
    if (asked === '') return;
    if (this.isPath) await this.import(asked);
    else await this.look(asked);
  }

  async look(address: string, files?: readonly string[]): Promise<void> {
    this.#looking?.abort();
    const stop = new AbortController();
    this.#looking = stop;
    this.text = address;
    this.isLooking = true;
    this.error = undefined;
    try {
      const question = { address, ...(files === undefined ? {} : { files: [...files] }) };
      this.offer = await this.#needs.client.checkpoints.look(question, { signal: stop.signal });
    } catch (error) {
      if (isCancellation(error) || stop.signal.aborted) return;
      this.offer = undefined;
      this.error = toErrorShape(error);
    } finally {
      if (this.#looking === stop) this.isLooking = false;
    }
  }

  /** Nothing is fetched without it. */
  async download(): Promise<void> {
    const { offer } = this;
    if (offer === undefined) return;
    const { repository, commit, files } = offer;
    await this.#begin(() =>
      this.#needs.client.checkpoints.download({
        ...{ address: repository, revision: commit },
        files: files.map(({ path }) => path),
      }),
    );
  }

  async import(path: string): Promise<void> {
    await this.#begin(() => this.#needs.client.checkpoints.import({ path }));
  }

  async pickModelFile(): Promise<void> {
    const path = await this.shell.pickModelFile();
    if (path !== undefined) await this.import(path);
  }

  async pickFolder(): Promise<void> {
    const path = await this.shell.pickFolder();
    if (path !== undefined) await this.import(path);
  }

  forget(): void {
    this.#looking?.abort();
    this.isLooking = false;
    this.offer = undefined;
    this.error = undefined;
    this.text = '';
  }

  async act(what: 'pause' | 'resume' | 'cancel', id: TransferId): Promise<void> {
    await this.#try(async () => {
      await this.#needs.client.checkpoints[`${what}Transfer`]({ id });
    });
  }

  async verify(name: string): Promise<void> {
    this.checks.set(name, 'running');
    try {
      const { files } = await this.#needs.client.checkpoints.verifyAddition({ name });
      this.checks.set(name, { files });
    } catch (error) {
      this.checks.set(name, toErrorShape(error));
    }
  }

  async repair(name: string): Promise<void> {
    this.checks.delete(name);
    await this.#try(async () => {
      await this.#needs.client.checkpoints.repairAddition({ name });
    });
  }

  /** To the trash, with a way back. */
  async remove(name: string): Promise<void> {
    await this.#try(async () => {
      const { client, undo, voice } = this.#needs;
      const remove = async (): Promise<void> => {
        await client.checkpoints.removeAddition({ name });
        await this.#changed();
      };
      await remove();
      const step = {
        label: () => t('models.removed', { name }),
        undo: async () => {
          await client.checkpoints.restoreAddition({ name });
          await this.#changed();
        },
        redo: remove,
      };
      undo.push(step);
      voice.say(step.label, {
        label: () => t('menu.undo'),
        run: () => {
          undo.undo(step).catch(voice.fail);
        },
      });
    });
  }

  async emptyTrash(): Promise<void> {
    await this.#try(async () => {
      await this.#needs.client.checkpoints.emptyTrash();
      await this.load();
    });
  }

  /** Undefined forgets it. */
  async setToken(token: string | undefined): Promise<void> {
    await this.#try(async () => {
      this.hub = await this.#needs.client.checkpoints.setHubToken({ token: token ?? null });
      if (this.offer !== undefined || this.error !== undefined) await this.look(this.text);
    });
  }

  /** What came by that name, once it is here. */
  named(additionName: string): Addition | undefined {
    return this.shelf?.additions.find(({ name }) => name === additionName);
  }

  /** What it was recognised as. */
  kindOf(addition: Addition): string {
    const { recognised, loras, clips, clipAdapters, previewDecoders, styleAdapters } = addition;
    if (recognised !== undefined) return recognised;
    if (loras.length > 0) return 'LoRA';
    if (clips.length > 0) return 'CLIP';
    if (clipAdapters.length > 0) return t('additions.words');
    if (styleAdapters.length > 0) return t('additions.styles');
    return t(previewDecoders.length > 0 ? 'additions.previews' : 'additions.notRun');
  }

  drawWith(checkpointId: string): void {
    this.#needs.drawWith(checkpointId);
  }

  /** The addition that a checkpoint lies in. */
  additionOf(checkpointId: string): Shelf['additions'][number] | undefined {
    return this.shelf?.additions.find(({ checkpoints }) => checkpoints.includes(checkpointId));
  }

  additionOfClip(clipId: string): Shelf['additions'][number] | undefined {
    return this.shelf?.additions.find(({ clips }) => clips.includes(clipId));
  }

  additionOfLora(name: string): Shelf['additions'][number] | undefined {
    return this.shelf?.additions.find(({ loras }) => loras.includes(name));
  }

  #take(transfers: readonly Transfer[]): void {
    const finished = (list: readonly Transfer[]): string =>
      list.flatMap(({ id, state }) => (state === 'done' ? [id] : [])).join();
    const isNew = finished(transfers) !== finished(this.transfers);
    this.transfers = transfers;
    if (isNew) void this.#changed();
  }

  async #begin(work: () => Promise<Transfer>): Promise<void> {
    try {
      const transfer = await work();
      this.forget();
      if (!this.transfers.some(({ id }) => id === transfer.id)) {
        this.transfers = [...this.transfers, transfer];
      }
    } catch (error) {
      if (!isCancellation(error)) this.error = toErrorShape(error);
    }
  }

  async #changed(): Promise<void> {
    await this.load();
    this.#needs.onchange();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#needs.voice.fail(error);
    }
  }
}
