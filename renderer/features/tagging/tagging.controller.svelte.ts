/** Own tags: vocabularies that were learnt, what they suggest, and what becomes of it. */
import { inParts, readPictures, type UndoStack } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import {
  DEFAULT_SUGGESTED_FROM,
  type ExampleSource,
  type TagSuggestion,
  type TagVocabulary,
  type TagVocabularyId,
} from '#shared/domain/tag-vocabulary.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { Suggestions } from './suggestions.svelte.ts';

/** As many as one question takes; the newest pictures of a larger library. */
const MOST_PICTURES = 10_000;

export interface TaggingNeeds {
  readonly client: EaselClient;
  readonly shell: Pick<Shell, 'thumbnailUrl' | 'canPickFolder' | 'pickFolder'>;
  readonly voice: Voice;
  readonly undo: UndoStack;
}

export class TaggingController {
  /** Undefined until the host has told. */
  vocabularies = $state.raw<readonly TagVocabulary[] | undefined>();
  /** How likely a word must be, 0..1. */
  from = $state(DEFAULT_SUGGESTED_FROM);
  isLearning = $state(false);
  isLooking = $state(false);
  readonly suggestions = new Suggestions();
  readonly needs: TaggingNeeds;
  #chosenId = $state<TagVocabularyId | undefined>();
  #looking: AbortController | undefined;

  readonly chosen = $derived(
    this.vocabularies?.find(({ id }) => id === this.#chosenId) ?? this.vocabularies?.[0],
  );

  constructor(needs: TaggingNeeds) {
    this.needs = needs;
  }

  /** Called when the screen opens. */
  async open(): Promise<void> {
    await this.#trying(async () => {
      this.vocabularies = await this.needs.client.tags.list();
    });
  }

  choose(id: TagVocabularyId): void {
    if (id === this.chosen?.id) return;
    this.#chosenId = id;
    this.#forgetLook();
  }

  /** Learns a new vocabulary, or one of that name again. Resolves to whether it was learnt. */
  async learn(name: string, source: ExampleSource): Promise<boolean> {
    if (this.isLearning) return false;
    this.isLearning = true;
    const isLearnt = await this.#trying(async () => {
      const { client, voice } = this.needs;
      const { id } = await client.tags.train({ name, source });
      this.vocabularies = await client.tags.list();
      this.#chosenId = id;
      this.#forgetLook();
      voice.announce(t('tagging.learntNow', { name }));
    });
    this.isLearning = false;
    if (isLearnt) void this.look();
    return isLearnt;
  }

  /** Looks through the library for pictures that lack one of the words. */
  async look(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined) return;
    this.#forgetLook();
    const looking = new AbortController();
    this.#looking = looking;
    this.isLooking = true;
    await this.#trying(async () => {
      const { client } = this.needs;
      const { ids } = await client.gallery.outline({});
      const found = await client.tags.suggest(
        { id: chosen.id, pictures: ids.slice(0, MOST_PICTURES), from: this.from },
        { signal: looking.signal },
      );
      if (!looking.signal.aborted) this.suggestions.show(found);
      // The CLIP of now may have learnt it just then.
      this.vocabularies = await client.tags.list();
    }, looking.signal);
    if (this.#looking === looking) this.isLooking = false;
  }

  stopLooking(): void {
    this.#looking?.abort();
    this.isLooking = false;
  }

  /** Puts each suggestion's word onto its picture: one step, which one undo takes back. */
  async accept(suggestions: readonly TagSuggestion[]): Promise<void> {
    if (suggestions.length === 0) return;
    const forth = (): Promise<void> => this.#tag(suggestions, 'addTags');
    await this.#trying(async () => {
      await forth();
      const { undo, voice } = this.needs;
      const n = suggestions.length;
      const label = (): string => t('tagging.accepted', { n });
      undo.push({
        label,
        redo: forth,
        undo: () => this.#tag(suggestions, 'removeTags'),
      });
      voice.announce(label());
    });
  }

  /** Not suggested again until the library is looked through anew. */
  pass(suggestion: TagSuggestion): void {
    this.suggestions.answer([suggestion]);
    this.needs.undo.push({
      label: () => t('tagging.passed', { word: suggestion.word }),
      redo: () => {
        this.suggestions.answer([suggestion]);
        return Promise.resolve();
      },
      undo: () => {
        this.suggestions.reopen([suggestion]);
        return Promise.resolve();
      },
    });
  }

  async forget(id: TagVocabularyId): Promise<void> {
    await this.#trying(async () => {
      const { client, voice } = this.needs;
      const name = this.vocabularies?.find((one) => one.id === id)?.name ?? '';
      this.#forgetLook();
      await client.tags.remove({ id });
      this.vocabularies = await client.tags.list();
      voice.say(() => t('tagging.forgotten', { name }));
    });
  }

  /** Pictures deleted for good meanwhile are passed over; throws `undo.gone` when none is left. */
  async #tag(suggestions: readonly TagSuggestion[], way: 'addTags' | 'removeTags'): Promise<void> {
    const { client } = this.needs;
    const there = await readPictures(
      client,
      suggestions.map(({ picture }) => picture),
    );
    const known = new Set(there.map(({ id }) => id));
    const left = suggestions.filter(({ picture }) => known.has(picture));
    if (left.length === 0) {
      throw new EaselError('undo.gone', { what: t('tagging.accepted', { n: suggestions.length }) });
    }
    for (const [word, of] of Map.groupBy(left, (suggestion) => suggestion.word)) {
      const ids = of.map(({ picture }) => picture);
      await inParts(
        ids,
        (part) => client.gallery.update({ ids: part, [way]: [word] }),
        () => undefined,
      );
    }
    if (way === 'addTags') this.suggestions.answer(suggestions);
    else this.suggestions.reopen(left);
  }

  #forgetLook(): void {
    this.stopLooking();
    this.suggestions.clear();
  }

  async #trying(work: () => Promise<void>, signal?: AbortSignal): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (signal?.aborted !== true) this.needs.voice.fail(error);
      return false;
    }
  }
}
