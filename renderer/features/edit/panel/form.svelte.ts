/** What the left panel asks for. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import { DEFAULT_MASKED_STRENGTH, DEFAULT_STRENGTH, type Margins } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';

const DEFAULT_COUNT = 4;

/** Change what is there, or paint what lies beyond the borders. */
export type EditKind = 'words' | 'grow';

export class EditForm {
  kind = $state<EditKind>('words');
  prompt = $state('');
  count = $state(DEFAULT_COUNT);
  margins = $state<Margins>({ top: 0, right: 0, bottom: 0, left: 0 });
  /** Id of the chosen one; undefined: the default. */
  checkpoint = $state<string | undefined>();
  checkpoints = $state.raw<readonly CheckpointSummary[]>([]);
  /** Undefined until somebody has moved the slider. */
  #strength = $state<number | undefined>();
  readonly #isMasked: () => boolean;

  readonly isEmpty = $derived(this.prompt.trim() === '');
  readonly isGrowing = $derived(this.kind === 'grow');

  /** @param isMasked whether a part of the picture is marked: what is usual depends on it */
  constructor(isMasked: () => boolean) {
    this.#isMasked = isMasked;
  }

  /** How far a result may go from what is there, 0..1. */
  get strength(): number {
    return this.#strength ?? (this.#isMasked() ? DEFAULT_MASKED_STRENGTH : DEFAULT_STRENGTH);
  }

  set strength(value: number) {
    this.#strength = value;
  }

  async loadCheckpoints(client: Pick<EaselClient, 'checkpoints'>): Promise<void> {
    this.checkpoints = (await client.checkpoints.list()).checkpoints;
  }

  /** What was asked for when a picture was made. */
  takeUp({ edit, generation }: Picture): void {
    if (edit === undefined || generation === undefined) return;
    this.prompt = generation.prompt;
    this.checkpoint = generation.checkpoint;
    this.kind = edit.step.kind;
    if (edit.step.kind === 'words') this.#strength = edit.step.strength;
    else this.margins = edit.step.margins;
  }
}
