/** Captions from what files and folders are called and what CLIP sees. */
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { RankingSpace } from '#main/core/clips/clips.ts';
import type { PictureChange } from '#shared/domain/dataset.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot } from '#shared/numeric/vector.ts';
import type { Entry } from './dataset.records.ts';
import { embeddingOf } from './look-at-pictures.ts';
import { namesAsWords } from './names-as-words.ts';
import { vocabulary } from './vocabulary.ts';

export class CaptionProposer {
  readonly #engine: Pick<Engine, 'embedText'>;
  /** The vocabulary's embeddings, by the space they belong to. */
  readonly #words = new Map<string, Promise<Float32Array[]>>();

  constructor(engine: Pick<Engine, 'embedText'>) {
    this.#engine = engine;
  }

  /** Pictures about which nothing can be said are left out. */
  async propose(
    entries: readonly Entry[],
    space: RankingSpace | undefined,
    signal?: AbortSignal,
  ): Promise<PictureChange[]> {
    const changes: PictureChange[] = [];
    for (const entry of entries) {
      throwIfCancelled(signal);
      const { file, folder } = namesAsWords(entry.name);
      const what = file === '' ? await this.#seen(entry, space, signal) : file;
      const caption = [what, folder].filter((part) => part !== '').join(', ');
      if (caption !== '') changes.push({ key: entry.key, caption, captionOrigin: 'proposed' });
    }
    return changes;
  }

  /** The word of the vocabulary that fits best. */
  async #seen(
    entry: Entry,
    space: RankingSpace | undefined,
    signal?: AbortSignal,
  ): Promise<string> {
    const picture = embeddingOf(entry);
    if (space === undefined || picture === undefined) return '';
    const words = await this.#vocabularyOf(space, signal);
    let best = 0;
    for (let at = 1; at < words.length; at += 1) {
      if (dot(words[at]!, picture) > dot(words[best]!, picture)) best = at;
    }
    return vocabulary[best] ?? '';
  }

  #vocabularyOf(space: RankingSpace, signal?: AbortSignal): Promise<Float32Array[]> {
    const known = this.#words.get(space.id);
    if (known !== undefined) return known;
    const made = this.#embed(space, signal);
    this.#words.set(space.id, made);
    made.catch(() => this.#words.delete(space.id));
    return made;
  }

  async #embed({ checkpoint }: RankingSpace, signal?: AbortSignal): Promise<Float32Array[]> {
    const embedded: Float32Array[] = [];
    for (const text of vocabulary) {
      embedded.push(await this.#engine.embedText({ checkpoint, text }, { signal }));
    }
    return embedded;
  }
}
