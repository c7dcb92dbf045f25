/** The pictures that are to be learned from: surveyed, described, left out, kept apart; all undoable. */
import type { UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { SurveyEvent } from '#shared/contract/training.ts';
import type {
  Dataset,
  DatasetId,
  DatasetPictureKey,
  DatasetSource,
  Finding,
  PictureChange,
  Remedy,
} from '#shared/domain/dataset.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { applyChanges, difference } from './dataset-changes.ts';

export interface DatasetNeeds {
  readonly client: Pick<EaselClient, 'training'>;
  readonly undo: UndoStack;
  readonly voice: Voice;
}

/** How far something that looks at every picture has come. */
export interface Looking {
  readonly done: number;
  readonly total: number;
}

/** Which pictures the grid shows. */
export type Shown =
  | { readonly kind: 'all' | 'held-out' | 'left-out' | 'without-words' }
  | { readonly kind: 'finding'; readonly id: string };

export class DatasetController {
  dataset = $state.raw<Dataset | undefined>();
  looking = $state.raw<Looking | undefined>();
  proposing = $state.raw<Looking | undefined>();
  error = $state.raw<ErrorShape | undefined>();
  show = $state.raw<Shown>({ kind: 'all' });
  #stop: AbortController | undefined;
  /** Only the answer to the newest change says how things are. */
  #changes = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #needs: DatasetNeeds;

  readonly pictures = $derived(this.dataset?.pictures ?? []);
  readonly findings = $derived(this.dataset?.findings ?? []);
  readonly counts = $derived.by(() => {
    const usable = this.pictures.filter(({ problem }) => problem === undefined);
    const included = usable.filter(({ isIncluded }) => isIncluded);
    const heldOut = included.filter(({ isHeldOut }) => isHeldOut).length;
    return {
      all: this.pictures.length,
      trained: included.length - heldOut,
      heldOut,
      leftOut: this.pictures.length - included.length,
      withoutWords: included.filter(({ caption }) => caption.trim() === '').length,
    };
  });
  /** The finding whose pictures are shown; undefined when it is dealt with. */
  readonly finding = $derived.by((): Finding | undefined => {
    const { show } = this;
    return show.kind === 'finding' ? this.findings.find(({ id }) => id === show.id) : undefined;
  });
  readonly shown = $derived.by(() => {
    const { kind } = this.show;
    if (kind === 'finding') {
      // In the order of the groups, so that those that are alike stand together.
      const byKey = new Map(this.pictures.map((picture) => [picture.key, picture]));
      const keys = new Set(this.finding?.groups.flat() ?? []);
      return keys.size === 0 ? this.pictures : [...keys].flatMap((key) => byKey.get(key) ?? []);
    }
    if (kind === 'all') return this.pictures;
    return this.pictures.filter((picture) => {
      if (kind === 'held-out') return picture.isIncluded && picture.isHeldOut;
      if (kind === 'left-out') return !picture.isIncluded || picture.problem !== undefined;
      return picture.isIncluded && picture.caption.trim() === '';
    });
  });
  readonly blocking = $derived(this.findings.filter(({ isBlocking }) => isBlocking));

  constructor(needs: DatasetNeeds) {
    this.#needs = needs;
  }

  /** Looks at every picture; resolves with whether there is a dataset now. */
  async survey(source: DatasetSource): Promise<boolean> {
    this.stop();
    const stop = new AbortController();
    this.#stop = stop;
    this.error = undefined;
    this.looking = { done: 0, total: 0 };
    try {
      const events = await this.#needs.client.training.survey({ source }, { signal: stop.signal });
      const dataset = await this.#follow(events, (looking) => {
        if (this.#stop === stop) this.looking = looking;
      });
      if (dataset === undefined || this.#stop !== stop) return false;
      this.#changes += 1;
      this.dataset = dataset;
      this.show = { kind: 'all' };
      return true;
    } catch (error) {
      if (this.#stop === stop && !isCancellation(error)) this.error = toErrorShape(error);
      return false;
    } finally {
      if (this.#stop === stop) this.looking = undefined;
    }
  }

  /** Ends what looks at pictures, if anything does. */
  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.looking = undefined;
    this.proposing = undefined;
  }

  forget(): void {
    this.stop();
    this.dataset = undefined;
    this.error = undefined;
  }

  /** @param label what it was, as in "3 pictures left out" */
  async change(changes: readonly PictureChange[], label: () => string): Promise<void> {
    const before = this.dataset;
    if (before === undefined || changes.length === 0) return;
    const after = applyChanges(before, changes);
    await this.#assume(before, after, label, () =>
      this.#needs.client.training.changePictures({ id: before.id, changes: [...changes] }),
    );
  }

  caption(key: DatasetPictureKey, caption: string): Promise<void> {
    const old = this.pictures.find((picture) => picture.key === key);
    if (old === undefined || old.caption === caption) return Promise.resolve();
    return this.change([{ key, caption, captionOrigin: 'written' }], () =>
      t('train.undo.caption', { name: old.name }),
    );
  }

  toggleIncluded(key: DatasetPictureKey): Promise<void> {
    return this.#toggle(key, 'isIncluded', 'train.undo.leftOut');
  }

  toggleHeldOut(key: DatasetPictureKey): Promise<void> {
    return this.#toggle(key, 'isHeldOut', 'train.undo.heldOut');
  }

  async remedy(finding: Finding, remedy: Remedy): Promise<void> {
    if (remedy === 'propose-captions') return this.propose(finding.groups.flat());
    const before = this.dataset;
    if (before === undefined) return;
    const turn = ++this.#changes;
    await this.#try(async () => {
      const { training } = this.#needs.client;
      const { dataset } = await training.remedy({ id: before.id, finding: finding.id, remedy });
      this.#takeAnswer(dataset, turn);
      this.#remember(before, dataset, () => t(`train.remedied.${remedy}`), { isSaid: true });
      if (this.finding === undefined) this.show = { kind: 'all' };
    });
  }

  async setBalanced(isBalanced: boolean): Promise<void> {
    const before = this.dataset;
    if (before === undefined) return;
    const label = (): string => t('train.remedied.balance');
    await this.#assume(before, { ...before, isBalanced }, label, () =>
      this.#needs.client.training.setBalanced({ id: before.id, isBalanced }),
    );
  }

  /** Captions by what CLIP sees and files are called: for those named, or for all that have none. */
  async propose(keys?: readonly DatasetPictureKey[]): Promise<void> {
    const before = this.dataset;
    if (before === undefined || this.proposing !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.proposing = { done: 0, total: keys?.length ?? this.counts.withoutWords };
    const turn = ++this.#changes;
    try {
      const events = await this.#needs.client.training.proposeCaptions(
        { id: before.id, ...(keys === undefined ? {} : { keys: [...keys] }) },
        { signal: stop.signal },
      );
      const after = await this.#follow(events, (proposing) => {
        if (this.#stop === stop) this.proposing = proposing;
      });
      if (after === undefined) return;
      this.#takeAnswer(after, turn);
      this.#remember(before, after, () => t('train.remedied.propose-captions'), {
        isSaid: true,
      });
    } catch (error) {
      if (!isCancellation(error)) this.#needs.voice.fail(error);
    } finally {
      if (this.#stop === stop) this.proposing = undefined;
    }
  }

  /** Text files beside the pictures: the only thing that is ever written into the folder. */
  async writeCaptions(): Promise<void> {
    const id = this.dataset?.id;
    if (id === undefined) return;
    await this.#try(async () => {
      const { written } = await this.#needs.client.training.writeCaptions({ id });
      this.#needs.voice.say(() => t('train.captionsWritten', { n: written }));
    });
  }

  #toggle(
    key: DatasetPictureKey,
    field: 'isIncluded' | 'isHeldOut',
    label: 'train.undo.leftOut' | 'train.undo.heldOut',
  ): Promise<void> {
    const picture = this.pictures.find((each) => each.key === key);
    if (picture === undefined || picture.problem !== undefined) return Promise.resolve();
    return this.change([{ key, [field]: !picture[field] }], () => t(label, { name: picture.name }));
  }

  /** Shown at once and undoable at once; the host is told in the order in which things were done. */
  async #assume(
    before: Dataset,
    after: Dataset,
    label: () => string,
    tell: () => Promise<Dataset>,
  ): Promise<void> {
    const turn = ++this.#changes;
    this.dataset = after;
    const told = this.#inTurn(tell);
    this.#remember(before, after, label, { told });
    await this.#try(async () => {
      this.#takeAnswer(await told, turn);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #follow(
    events: AsyncIterable<SurveyEvent>,
    onprogress: (looking: Looking) => void,
  ): Promise<Dataset | undefined> {
    let dataset: Dataset | undefined;
    for await (const event of events) {
      if (event.type === 'progress') onprogress(event);
      else dataset = event.dataset;
    }
    return dataset;
  }

  #takeAnswer(dataset: Dataset, turn: number): void {
    if (dataset.id === this.dataset?.id && turn === this.#changes) this.dataset = dataset;
  }

  /** @param told rejects where the host would not have it: then there is nothing to undo */
  #remember(
    before: Dataset,
    after: Dataset,
    label: () => string,
    { told, isSaid = false }: { told?: Promise<unknown>; isSaid?: boolean } = {},
  ): void {
    const { back, forth, balance } = difference(before, after);
    if (back.length === 0 && balance === undefined) return;
    const { undo, voice } = this.#needs;
    const isTold = told?.then(
      () => true,
      () => false,
    );
    const put = async (
      changes: readonly PictureChange[],
      isBalanced: boolean | undefined,
    ): Promise<void> => {
      if ((await isTold) === false) throw new EaselError('undo.gone');
      await this.#put(before.id, changes, isBalanced);
    };
    const step = {
      label,
      undo: () => put(back, balance?.before),
      redo: () => put(forth, balance?.after),
    };
    undo.push(step);
    if (!isSaid) return;
    voice.say(label, {
      label: () => t('menu.undo'),
      run: () => {
        undo.undo(step).catch(voice.fail);
      },
    });
  }

  async #put(
    id: DatasetId,
    changes: readonly PictureChange[],
    isBalanced: boolean | undefined,
  ): Promise<void> {
    const turn = ++this.#changes;
    const { training } = this.#needs.client;
    try {
      if (changes.length > 0) {
        const asked = { id, changes: [...changes] };
        this.#takeAnswer(await this.#inTurn(() => training.changePictures(asked)), turn);
      }
      if (isBalanced !== undefined) {
        const asked = { id, isBalanced };
        this.#takeAnswer(await this.#inTurn(() => training.setBalanced(asked)), turn);
      }
    } catch (error) {
      if (toErrorShape(error).code === 'dataset.not-found') throw new EaselError('undo.gone');
      throw error;
    }
  }

  /** What could not be done is told, and the screen shows again what is so. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#needs.voice.fail(error);
      const id = this.dataset?.id;
      if (id === undefined) return;
      const turn = ++this.#changes;
      const now = await this.#needs.client.training.dataset({ id }).catch(() => undefined);
      if (now !== undefined) this.#takeAnswer(now, turn);
    }
  }
}
