/** What the left panel asks for. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  DEFAULT_MASKED_STRENGTH,
  DEFAULT_STRENGTH,
  DEFAULT_STYLE_STRENGTH,
  type EditStep,
  type Margins,
} from '#shared/domain/edit.ts';
import type { AskedStyle, EditRequest } from '../edit-work.ts';
import type { Picture } from '#shared/domain/picture.ts';

const DEFAULT_COUNT = 4;

/** Change what is there, paint what lies beyond the borders, change the manner, or adjust. */
export type EditKind = EditStep['kind'];

export class EditForm {
  kind = $state<EditKind>('words');
  prompt = $state('');
  count = $state(DEFAULT_COUNT);
  margins = $state<Margins>({ top: 0, right: 0, bottom: 0, left: 0 });
  style = $state.raw<AskedStyle>({
    reference: { kind: 'made', name: 'van-gogh' },
    strength: DEFAULT_STYLE_STRENGTH,
    strokeSize: 1,
    colours: 'reference',
  });
  /** Id of the chosen one; undefined: the default. */
  checkpoint = $state<string | undefined>();
  checkpoints = $state.raw<readonly CheckpointSummary[]>([]);
  /** Undefined until somebody has moved the slider. */
  #strength = $state<number | undefined>();
  readonly #isMasked: () => boolean;

  readonly isEmpty = $derived(this.prompt.trim() === '');

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

  /** As the host is asked for it; adjustments are asked for in a way of their own. */
  get what(): EditRequest['what'] | undefined {
    const { kind, prompt, count, checkpoint, strength, style } = this;
    if (kind === 'adjust') return undefined;
    if (kind === 'style') return { kind, style };
    if (kind === 'words') return { kind, prompt, strength, count, checkpoint };
    return { kind, prompt, count, checkpoint, margins: $state.snapshot(this.margins) };
  }

  async loadCheckpoints(client: Pick<EaselClient, 'checkpoints'>): Promise<void> {
    this.checkpoints = (await client.checkpoints.list()).checkpoints;
  }

  /** What was asked for when a picture was made. */
  takeUp({ edit, generation }: Picture): void {
    if (edit === undefined) return;
    const { step } = edit;
    this.kind = step.kind;
    if (step.kind === 'style') {
      const { reference, strength, strokeSize, colours } = step;
      this.style = { reference, strength, strokeSize, colours };
    } else if (step.kind === 'grow') this.margins = step.margins;
    else if (step.kind === 'words') this.#strength = step.strength;
    if (generation === undefined) return;
    this.prompt = generation.prompt;
    this.checkpoint = generation.checkpoint;
  }
}
