/** Boards as they are made, named, filled, emptied and removed; each of it with a way back. */
import {
  BoardChanges,
  type ChangeOptions,
  type PictureChanges,
  type UndoableStep,
  type UndoStack,
} from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Board } from '#shared/domain/picture.ts';
import type { Selection } from './selection.svelte.ts';

/** What boards have to do with the rest of the screen. */
interface Surroundings {
  readonly needs: {
    readonly client: EaselClient;
    readonly undo: UndoStack;
    readonly voice: Voice;
  };
  readonly changes: PictureChanges;
  readonly selection: Selection;
  readonly take: NonNullable<ChangeOptions['take']>;
  readonly boards: () => readonly Board[];
  readonly takeBoards: (boards: readonly Board[]) => void;
  readonly readBoards: () => Promise<void>;
  /** Does it, and says what went wrong. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
  readonly sayWithUndo: (label: () => string, step: UndoableStep) => void;
}

export class BoardEdits {
  /** Whether a new board is being named; the pictures that go onto it. */
  naming = $state.raw<{ readonly ids: readonly PictureId[] } | undefined>();
  /** The board whose name is being changed. */
  renaming = $state<BoardId | undefined>();
  readonly #around: Surroundings;
  readonly #changes: BoardChanges;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#changes = new BoardChanges(around.needs.client, around.needs.undo);
  }

  /** Makes a board and puts pictures onto it. */
  async create(name: string, ids: readonly PictureId[] = []): Promise<void> {
    const { attempt, boards, take, takeBoards } = this.#around;
    await attempt(async () => {
      const label = (): string => t('undo.boardCreated', { name });
      const board = await this.#changes.create(name, { label, take });
      if (!boards().some(({ id }) => id === board.id)) takeBoards([...boards(), board]);
      await this.put(board.id, ids);
    });
  }

  async rename(board: Board, name: string): Promise<void> {
    if (name === board.name) return;
    const { attempt, readBoards, take } = this.#around;
    await attempt(async () => {
      const label = (): string => t('undo.boardRenamed', { from: board.name, to: name });
      await this.#changes.rename(board, name, { label, take });
      await readBoards();
    });
  }

  /** Its pictures stay, and undo brings it back with them. */
  async remove({ id, name }: Board): Promise<void> {
    const { attempt, boards, sayWithUndo, take, takeBoards } = this.#around;
    await attempt(async () => {
      const label = (): string => t('undo.boardRemoved', { name });
      const step = await this.#changes.remove(id, { label, take });
      takeBoards(boards().filter((board) => board.id !== id));
      sayWithUndo(label, step);
    });
  }

  async put(id: BoardId, ids: readonly PictureId[]): Promise<void> {
    if (ids.length === 0) return;
    const { attempt, changes, needs, sayWithUndo, take } = this.#around;
    await attempt(async () => {
      const name = this.#nameOf(id);
      const label = (): string => t('undo.onBoard', { n: ids.length, name });
      const step = await changes.putOnBoard(id, ids, { label, take });
      if (step === undefined) needs.voice.say(() => t('gallery.onBoardAlready', { name }));
      else sayWithUndo(label, step);
    });
  }

  /** All that are selected. */
  async takeOff(id: BoardId): Promise<void> {
    const { attempt, changes, sayWithUndo, selection, take } = this.#around;
    await attempt(async () => {
      const ids = [...selection.ids];
      const name = this.#nameOf(id);
      const label = (): string => t('undo.offBoard', { n: ids.length, name });
      const step = await changes.takeOffBoard(id, ids, { label, take });
      selection.clear();
      if (step !== undefined) sayWithUndo(label, step);
    });
  }

  #nameOf(id: BoardId): string {
    return this.#around.boards().find((board) => board.id === id)?.name ?? '';
  }
}
