/** What the left panel asks for. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  DEFAULT_MASKED_STRENGTH,
  DEFAULT_STRENGTH,
  DEFAULT_STYLE_STRENGTH,
  DEFAULT_STYLE_WEIGHT,
  type EditStep,
  type Margins,
} from '#shared/domain/edit.ts';
import {
  canRestyle,
  takesStyleAdapters,
  type StyleAdapterSummary,
} from '#shared/domain/style-adapter.ts';
import type { AskedStyle, EditRequest } from '../edit-work.ts';
import type { Picture } from '#shared/domain/picture.ts';

const DEFAULT_COUNT = 4;

/** Change what is there, paint what lies beyond the borders, change the manner, or adjust. */
export type EditKind = Exclude<EditStep['kind'], 'restyle'>;

/** Strokes are exchanged, or a checkpoint draws the picture anew. */
export type StyleMethod = 'strokes' | 'model';

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
  styleMethod = $state<StyleMethod>('strokes');
  /** How much the style's picture counts where a checkpoint is shown it. */
  styleWeight = $state(DEFAULT_STYLE_WEIGHT);
  styleAdapters = $state.raw<readonly StyleAdapterSummary[]>([]);
  /** Undefined until somebody has moved the slider. */
  #strength = $state<number | undefined>();
  readonly #isMasked: () => boolean;

  /** Checkpoints that can draw a picture anew in another style. */
  readonly restylers = $derived(this.checkpoints.filter(canRestyle));
  /** The one that would; those that are shown pictures come first. */
  readonly restyler = $derived(
    this.restylers.find(({ id }) => id === this.checkpoint) ??
      this.restylers.find((one) => this.adapterFor(one)?.encoder !== undefined) ??
      this.restylers[0],
  );
  readonly isRestyling = $derived(
    this.kind === 'style' && this.styleMethod === 'model' && this.restyler !== undefined,
  );
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
    const { kind, prompt, count, checkpoint, strength, style, restyler } = this;
    if (kind === 'adjust') return undefined;
    if (this.isRestyling && restyler !== undefined) {
      const { reference } = style;
      const weight = this.styleWeight;
      return {
        kind: 'restyle',
        reference,
        prompt,
        strength,
        weight,
        count,
        checkpoint: restyler.id,
      };
    }
    if (kind === 'style') return { kind, style };
    if (kind === 'words') return { kind, prompt, strength, count, checkpoint };
    return { kind, prompt, count, checkpoint, margins: $state.snapshot(this.margins) };
  }

  async loadCheckpoints(client: Pick<EaselClient, 'checkpoints' | 'edit'>): Promise<void> {
    this.checkpoints = (await client.checkpoints.list()).checkpoints;
    this.styleAdapters = (await client.edit.styleAdapters()).adapters;
  }

  /** What shows a checkpoint the style of a picture; one that tells no family may fit any. */
  adapterFor(checkpoint: CheckpointSummary): StyleAdapterSummary | undefined {
    if (!takesStyleAdapters(checkpoint)) return undefined;
    return (
      this.styleAdapters.find((one) => one.family === checkpoint.family) ??
      this.styleAdapters.find((one) => one.family === undefined)
    );
  }

  /** What was asked for when a picture was made. */
  takeUp({ edit, generation }: Picture): void {
    if (edit === undefined) return;
    const { step } = edit;
    this.kind = step.kind === 'restyle' ? 'style' : step.kind;
    if (step.kind === 'restyle') {
      this.styleMethod = 'model';
      this.style = { ...this.style, reference: step.reference };
      this.styleWeight = step.weight;
      this.#strength = step.strength;
    } else if (step.kind === 'style') {
      this.styleMethod = 'strokes';
      const { reference, strength, strokeSize, colours } = step;
      this.style = { reference, strength, strokeSize, colours };
    } else if (step.kind === 'grow') this.margins = step.margins;
    else if (step.kind === 'words') this.#strength = step.strength;
    if (generation === undefined) return;
    this.prompt = generation.prompt;
    this.checkpoint = generation.checkpoint;
  }
}
