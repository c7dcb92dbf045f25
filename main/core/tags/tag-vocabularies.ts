/**
 * Own words: learnt from pictures that have them as tags, or from a folder with one folder a word, and
 * suggested for pictures of the library. What was learnt belongs to one CLIP, and is learnt again from
 * the same place when another one ranks.
 */
import { randomUUID } from 'node:crypto';
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import { EMBEDDED_SIDE, type Embeddings } from '#main/core/search/embeddings.ts';
import { backdropOf } from '#main/core/taste/teach.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import {
  MAX_VOCABULARIES,
  type ExampleSource,
  type TagSuggestion,
  type TagVocabulary,
  type TagVocabularyId,
} from '#shared/domain/tag-vocabulary.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ExampleFolder } from './example-folder.port.ts';
import { gatherExamples, picturesByWord, type Looking } from './gather-examples.ts';
import { wordFor, type TagHead } from './tag-head.ts';
import type { VocabularyRecord, VocabularyStore } from './vocabulary-store.ts';

interface Parts {
  readonly store: VocabularyStore;
  readonly index: PictureIndex;
  readonly clips: Pick<Clips, 'space'>;
  readonly engine: Engine;
  readonly reader: PictureReader;
  readonly embeddings: Embeddings;
  readonly folders: ExampleFolder;
  /** Lets one change happen after another, and none while the library moves. */
  readonly holding: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export class TagVocabularies {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(): Promise<TagVocabulary[]> {
    const { store, clips } = this.#parts;
    const space = await clips.space();
    const listed: TagVocabulary[] = [];
    for (const record of await store.all()) {
      listed.push(described(record, await store.head(record.id, space.id)));
    }
    return listed;
  }

  /** Throws `tags.too-many`, `tags.too-few-words`, `tags.folder-unreadable`, the engine's errors. */
  async train(
    { name, source }: { readonly name: string; readonly source: ExampleSource },
    signal?: AbortSignal,
  ): Promise<TagVocabulary> {
    const { store, clips, holding } = this.#parts;
    const known = await store.all();
    const before = known.find((one) => one.name === name);
    if (before === undefined && known.length >= MAX_VOCABULARIES) {
      throw new EaselError('tags.too-many', { limit: MAX_VOCABULARIES });
    }
    const record = { ...(before ?? fresh()), name, source };
    const head = await this.#learn(source, await clips.space(), signal);
    await holding(() => store.save(record, head));
    return described(record, head);
  }

  /** Surest first. Throws `tags.not-found`, `picture.not-found`, and what learning throws. */
  async suggest(
    {
      id,
      pictures,
      from,
    }: {
      readonly id: TagVocabularyId;
      readonly pictures: readonly PictureId[];
      readonly from: number;
    },
    signal?: AbortSignal,
  ): Promise<TagSuggestion[]> {
    const { index, clips, embeddings } = this.#parts;
    const space = await clips.space();
    const head = await this.#headOf(id, space, signal);
    const table = index.vectors(space.id, space.dimensions);
    const tagged = new Map<string, PictureId[]>();
    const withTag = (tag: string): PictureId[] => {
      const ids = tagged.get(tag) ?? index.outline({ inTrash: false, sort: 'newest', tag }).ids;
      tagged.set(tag, ids);
      return ids;
    };
    const suggestions: TagSuggestion[] = [];
    for (const picture of pictures) {
      const stored = index.get(picture);
      if (stored === undefined) throw new EaselError('picture.not-found', { id: picture });
      const embedding = await embeddings.of(picture, space, signal);
      const found = wordFor(embedding, head);
      const word = found && head.words[found.word]?.word;
      if (found === undefined || word === undefined || found.chance < from) continue;
      if (stored.picture.tags.includes(word)) continue;
      const [nearest] = table.closest(embedding, withTag(word), 1);
      suggestions.push({
        ...{ picture, word, chance: found.chance },
        ...(nearest === undefined
          ? {}
          : { near: { id: nearest.key, likeness: nearest.similarity } }),
      });
    }
    return suggestions.toSorted((a, b) => b.chance - a.chance);
  }

  /** Forgets it; accepted tags stay on their pictures. Throws `tags.not-found`. */
  async remove(id: TagVocabularyId): Promise<Record<string, never>> {
    const { store, holding } = this.#parts;
    await holding(async () => {
      await this.#record(id);
      await store.remove(id);
    });
    return {};
  }

  async #record(id: TagVocabularyId): Promise<VocabularyRecord> {
    const found = (await this.#parts.store.all()).find((one) => one.id === id);
    if (found === undefined) throw new EaselError('tags.not-found', { id });
    return found;
  }

  async #headOf(
    id: TagVocabularyId,
    space: RankingSpace,
    signal: AbortSignal | undefined,
  ): Promise<TagHead> {
    const { store, holding } = this.#parts;
    const record = await this.#record(id);
    const known = await store.head(id, space.id);
    if (known !== undefined) return known;
    const head = await this.#learn(record.source, space, signal);
    await holding(async () => {
      // It may have been forgotten meanwhile, and must not come back.
      if ((await store.all()).some((one) => one.id === id)) await store.save(record, head);
    });
    return head;
  }

  async #learn(
    source: ExampleSource,
    space: RankingSpace,
    signal: AbortSignal | undefined,
  ): Promise<TagHead> {
    const { index, engine, folders } = this.#parts;
    const given = await picturesByWord(source, index, folders);
    const { words, examples } = await gatherExamples(given, this.#looking(source, space, signal));
    const { checkpoint } = space;
    const texts: Float32Array[] = [];
    for (const { word } of words) {
      texts.push(await engine.embedText({ checkpoint, text: word }, { signal }));
    }
    const backdrop = backdropOf(index, space).map(({ embedding }) => embedding);
    const fit = await engine.fitTags({ words: texts, examples, backdrop }, { signal });
    const { weights, offsets, nearness, heldOut, confusion, training } = fit;
    return {
      ...{ words, weights, offsets, nearness, space: space.id, backend: training.backend },
      report: { ...heldOut, confusion: confusion.map((row) => [...row]) },
      examples: examples.filter(({ isAdded }) => !isAdded),
    };
  }

  /** What cannot be read is no example. */
  #looking({ kind }: ExampleSource, space: RankingSpace, signal: AbortSignal | undefined): Looking {
    const { reader, embeddings, engine } = this.#parts;
    const options = { maxSide: EMBEDDED_SIDE };
    const pixels = (picture: string): Promise<Pixels | undefined> =>
      (kind === 'folder'
        ? reader.byPath(picture, options)
        : reader.byId(picture as PictureId, options)
      ).catch(ignoreUnreadable);
    return {
      pixels,
      async embed(picture) {
        if (kind === 'tags') {
          return embeddings.of(picture as PictureId, space, signal).catch(ignoreUnreadable);
        }
        const seen = await pixels(picture);
        return seen && embeddings.make(seen, space, signal);
      },
      embedPixels: (pictures) =>
        engine.embedPictures({ checkpoint: space.checkpoint, pictures }, { signal }),
    };
  }
}

function ignoreUnreadable(error: unknown): undefined {
  if (error instanceof EaselError && error.code.startsWith('picture.')) return undefined;
  throw error;
}

function described(record: VocabularyRecord, head: TagHead | undefined): TagVocabulary {
  const { id, name, createdAt, source } = record;
  if (head === undefined) return { id, name, createdAt, source };
  const { words, report, backend } = head;
  return { id, name, createdAt, source, learnt: { words, report, backend } };
}

function fresh(): Pick<VocabularyRecord, 'format' | 'id' | 'createdAt'> {
  const id = `v${randomUUID().replaceAll('-', '').slice(0, 16)}` as TagVocabularyId;
  return { format: 1, id, createdAt: Date.now() };
}
