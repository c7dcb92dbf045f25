/**
 * Taste profiles. Their folders in the library are their only home, so they outlive the index; what
 * they learnt belongs to one CLIP, and is learnt again from their choices when another one ranks.
 */
import { randomUUID } from 'node:crypto';
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import { Feed } from '#main/core/feed/feed.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { Embeddings } from '#main/core/search/embeddings.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { TasteList } from '#shared/contract/taste.ts';
import type { HeadTraining } from '#shared/domain/heads.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import {
  MAX_TASTE_PICKS,
  MAX_TASTE_PROFILES,
  type ActiveTaste,
  type TasteChoice,
  type TastePick,
  type TasteProfile,
  type TasteProfileId,
  type TasteReason,
} from '#shared/domain/taste.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { choosePair } from './choose-pair.ts';
import { likings, reasonFor } from './reasons.ts';
import { decodeTasteHead, encodeTasteHead, type TasteHead } from './taste-head.ts';
import type { TasteRecord } from './taste-profile.records.ts';
import { TasteLearner } from './taste-learner.ts';
import { describeProfile } from './taste-state.ts';
import type { TasteStore } from './taste-store.ts';
import { backdropOf, ratedCount, ratedPictures } from './teach.ts';

/** Pictures that may be asked about at one time. */
const POOL = 400;

export interface TasteParts {
  readonly store: TasteStore;
  readonly index: PictureIndex;
  readonly clips: Pick<Clips, 'space'>;
  readonly engine: Engine;
  readonly embeddings: Embeddings;
  readonly settings: SettingsService;
  /** Lets one change happen after another, and none while the library moves. */
  readonly holding: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

type Pair = Pick<TastePick, 'left' | 'right'>;

export class Tastes {
  readonly #parts: TasteParts;
  readonly #learner: TasteLearner;
  readonly #feed = new Feed<{ readonly seq: number; readonly list: TasteList }>(() => 'latest');

  constructor(parts: TasteParts) {
    this.#parts = parts;
    this.#learner = new TasteLearner(parts);
  }

  async list(): Promise<TasteList> {
    const records = await this.#parts.store.all();
    const space = await this.#space();
    const profiles: TasteProfile[] = [];
    for (const record of records) profiles.push(await this.#describe(record, space));
    const { profile, weight } = this.#parts.settings.get().taste;
    // The settings may name one of another library.
    const isHere = records.some(({ id }) => id === profile);
    return {
      profiles,
      ...(isHere && profile !== undefined ? { active: { profile, weight } } : {}),
    };
  }

  /** Now, and again after each change; a slow reader gets the latest only. */
  async *watch(signal?: AbortSignal): AsyncGenerator<TasteList, void, undefined> {
    const now = await this.list();
    for await (const { list } of this.#feed.watch((seq) => ({ seq, list: now }), signal))
      yield list;
  }

  /** Throws `taste.name-taken`, `taste.too-many`. */
  create(content: { readonly name: string; readonly usesRatings: boolean }): Promise<TasteProfile> {
    return this.#change(async (records) => {
      refuseTaken(records, content.name);
      refuseMore(records);
      return { ...fresh(), ...content, isImported: false, picks: [] };
    });
  }

  /** Throws `taste.not-found`, `taste.name-taken`. */
  update({
    id,
    name,
    usesRatings,
  }: {
    readonly id: TasteProfileId;
    readonly name?: string | undefined;
    readonly usesRatings?: boolean | undefined;
  }): Promise<TasteProfile> {
    return this.#change(async (records) => {
      const record = ofId(records, id);
      if (name !== undefined) {
        refuseTaken(
          records.filter((one) => one.id !== id),
          name,
        );
      }
      return {
        ...record,
        name: name ?? record.name,
        usesRatings: usesRatings ?? record.usesRatings,
      };
    });
  }

  /** Forgets it: choices, what was learnt, its place in the settings. Throws `taste.not-found`. */
  async remove(id: TasteProfileId): Promise<Record<string, never>> {
    const { store, settings, holding } = this.#parts;
    await holding(async () => {
      ofId(await store.all(), id);
      if (settings.get().taste.profile === id) await settings.update({ taste: { profile: null } });
      await store.remove(id);
    });
    await this.#tell();
    return {};
  }

  /** Throws `taste.not-found`. */
  async next(id: TasteProfileId): Promise<{ pair?: Pair; pictures: number }> {
    const { store, index } = this.#parts;
    const { picks } = ofId(await store.all(), id);
    const space = await this.#space();
    const pictures = backdropOf(index, space, POOL);
    const table = index.vectors(space.id, space.dimensions);
    const head = await store.head(id, space.id);
    const pair = choosePair({
      ...{ pictures, picks, direction: head?.direction },
      embedding: (picture) => table.get(picture),
    });
    return { ...(pair === undefined ? {} : { pair }), pictures: pictures.length };
  }

  /** Throws `taste.not-found`, `picture.not-found`, `taste.too-many-picks`. */
  pick({
    id,
    left,
    right,
    choice,
  }: Pair & { readonly id: TasteProfileId; readonly choice: TasteChoice }): Promise<TasteProfile> {
    return this.#change(async (records) => {
      const record = ofId(records, id);
      for (const one of [left, right]) {
        if (this.#parts.index.get(one) === undefined) {
          throw new EaselError('picture.not-found', { id: one });
        }
      }
      if (record.picks.length >= MAX_TASTE_PICKS) {
        const { name } = record;
        throw new EaselError('taste.too-many-picks', { name, limit: MAX_TASTE_PICKS });
      }
      return { ...record, picks: [...record.picks, { left, right, choice }] };
    });
  }

  /** Throws `taste.not-found`, `taste.nothing-to-undo`. */
  async undo(id: TasteProfileId): Promise<{ profile: TasteProfile; pair: Pair }> {
    let undone: TastePick | undefined;
    const profile = await this.#change(async (records) => {
      const record = ofId(records, id);
      undone = record.picks.at(-1);
      if (undone === undefined)
        throw new EaselError('taste.nothing-to-undo', { name: record.name });
      return { ...record, picks: record.picks.slice(0, -1) };
    });
    const { left, right } = undone!;
    return { profile, pair: { left, right } };
  }

  /** Throws `taste.not-found`, `taste.too-few-picks`, the engine's errors. */
  async train(id: TasteProfileId, signal?: AbortSignal): Promise<TasteProfile> {
    const record = ofId(await this.#parts.store.all(), id);
    const space = await this.#space();
    await this.#learner.learn(record, space, signal);
    await this.#tell();
    // Read anew: choices may have been made or taken back while it learned.
    return this.#describe(ofId(await this.#parts.store.all(), id), space);
  }

  /** Throws `taste.not-found`. */
  async use({
    profile,
    weight,
  }: {
    readonly profile?: TasteProfileId | null | undefined;
    readonly weight?: number | undefined;
  }): Promise<TasteList> {
    if (profile != null) ofId(await this.#parts.store.all(), profile);
    await this.#parts.settings.update({ taste: { profile, weight } });
    return this.#tell();
  }

  /** Throws `taste.not-found`, `picture.not-found`, and what learning throws. */
  async explain(
    { id, picture }: { readonly id: TasteProfileId; readonly picture: PictureId },
    signal?: AbortSignal,
  ): Promise<TasteReason> {
    const { store, embeddings, index } = this.#parts;
    const record = ofId(await store.all(), id);
    const space = await this.#space();
    const head = await this.#learner.headOf(record, space, signal);
    const table = index.vectors(space.id, space.dimensions);
    const known = (ids: readonly PictureId[]) =>
      ids.flatMap((one) => {
        const embedding = table.get(one);
        return embedding === undefined ? [] : [{ id: one, embedding }];
      });
    const { liked, disliked } = likings(
      record.picks,
      record.usesRatings ? ratedPictures(index) : [],
    );
    const middle = middleOf(backdropOf(index, space).map(({ embedding }) => embedding));
    const embedding = await embeddings.of(picture, space, signal);
    const those = { liked: known(liked), disliked: known(disliked), middle };
    return reasonFor({ id: picture, embedding }, head, those);
  }

  /** Throws `taste.not-found`, `taste.not-learnt`. */
  async export(id: TasteProfileId): Promise<{ fileName: string; base64: string }> {
    const { store } = this.#parts;
    const { name } = ofId(await store.all(), id);
    const head = await store.head(id, (await this.#space()).id);
    if (head === undefined) throw new EaselError('taste.not-learnt', { name });
    const plain = name.replaceAll(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'taste';
    const base64 = Buffer.from(encodeTasteHead(head, name)).toString('base64');
    return { fileName: `${plain}.safetensors`, base64 };
  }

  /** Throws `taste.file-invalid`, `taste.too-many`. */
  async import(file: { readonly base64: string; readonly name?: string | undefined }) {
    const { head, name } = decodeTasteHead(new Uint8Array(Buffer.from(file.base64, 'base64')));
    return this.#change(async (records) => {
      refuseMore(records);
      const wanted = freeName(file.name ?? name, records);
      const record = { ...fresh(), name: wanted, usesRatings: false, isImported: true, picks: [] };
      await this.#parts.store.saveHead(record, head);
      return record;
    });
  }

  /** On what small models are trained, and why. */
  training(signal?: AbortSignal): Promise<HeadTraining> {
    return this.#parts.engine.describeHeads({ signal });
  }

  /**
   * What a request means by a name: `none`, a profile by name or id, or nothing, for the one of the
   * settings. Throws `taste.not-found`, and where one was asked for, `taste.too-few-picks`.
   */
  async choose(wish: string | undefined, weight?: number): Promise<ActiveTaste | undefined> {
    const { taste } = this.#parts.settings.get();
    if (wish === 'none') return undefined;
    if (wish === undefined) {
      return taste.profile === undefined
        ? undefined
        : { profile: taste.profile, weight: weight ?? taste.weight };
    }
    const record = await this.named(wish);
    await this.#learner.headOf(record, await this.#space());
    return { profile: record.id, weight: weight ?? taste.weight };
  }

  /** By name or id. Throws `taste.not-found`. */
  async named(wish: string): Promise<TasteRecord> {
    const records = await this.#parts.store.all();
    const found = records.find(({ id, name }) => id === wish || name === wish);
    if (found === undefined) throw new EaselError('taste.not-found', { id: wish });
    return found;
  }

  /** As TasteLearner.headFor, by id; undefined where there is no such profile. */
  async headFor(
    id: TasteProfileId,
    space: RankingSpace,
    signal?: AbortSignal,
  ): Promise<TasteHead | undefined> {
    const record = (await this.#parts.store.all()).find((one) => one.id === id);
    return record === undefined ? undefined : this.#learner.headFor(record, space, signal);
  }

  async #change(
    change: (records: readonly TasteRecord[]) => Promise<TasteRecord>,
  ): Promise<TasteProfile> {
    const { store, holding } = this.#parts;
    const changed = await holding(async () => {
      const record = await change(await store.all());
      await store.save(record);
      return record;
    });
    await this.#tell();
    return this.#describe(changed, await this.#space());
  }

  async #describe(record: TasteRecord, space: RankingSpace): Promise<TasteProfile> {
    const head = await this.#parts.store.head(record.id, space.id);
    return describeProfile(record, head, ratedCount(this.#parts.index));
  }

  async #tell(): Promise<TasteList> {
    const list = await this.list();
    this.#feed.publish((seq) => ({ seq, list }));
    return list;
  }

  #space(): Promise<RankingSpace> {
    return this.#parts.clips.space();
  }
}

function ofId(records: readonly TasteRecord[], id: TasteProfileId): TasteRecord {
  const found = records.find((one) => one.id === id);
  if (found === undefined) throw new EaselError('taste.not-found', { id });
  return found;
}

function refuseTaken(records: readonly TasteRecord[], name: string): void {
  if (records.some((one) => one.name === name)) throw new EaselError('taste.name-taken', { name });
}

function refuseMore(records: readonly TasteRecord[]): void {
  if (records.length >= MAX_TASTE_PROFILES) {
    throw new EaselError('taste.too-many', { limit: MAX_TASTE_PROFILES });
  }
}

function freeName(name: string, records: readonly TasteRecord[]): string {
  const isTaken = (wish: string): boolean => records.some((one) => one.name === wish);
  let wish = name;
  for (let number = 2; isTaken(wish); number += 1) wish = `${name.slice(0, 110)} ${number}`;
  return wish;
}

function fresh(): Pick<TasteRecord, 'format' | 'id' | 'createdAt'> {
  const id = `t${randomUUID().replaceAll('-', '').slice(0, 16)}` as TasteProfileId;
  return { format: 1, id, createdAt: Date.now() };
}

function middleOf(embeddings: readonly Float32Array[]): Float32Array {
  const middle = new Float32Array(embeddings[0]?.length ?? 0);
  for (const one of embeddings) {
    one.forEach((value, at) => (middle[at]! += value / embeddings.length));
  }
  return middle;
}
