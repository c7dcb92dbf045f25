/** The models screen: what is installed, what of it this machine can run, and whether it is whole. */
import type { UndoStack } from '#renderer/client/index.ts';
import { exportAdapter } from '#renderer/features/export/index.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { memoryNeeded } from '#shared/domain/checkpoint-memory.ts';
import type { CheckpointManifest, CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { ClipSummary } from '#shared/domain/clip.ts';
import type { LoraSummary } from '#shared/domain/lora.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { SystemInfo } from '#shared/domain/system.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { AdditionsController } from './additions.controller.svelte.ts';

/** Pictures shown as what a checkpoint makes. */
const SAMPLES = 6;

export interface CheckpointsNeeds {
  readonly client: EaselClient;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
  /** Puts a text at the end of the prompt, and shows it there. */
  readonly addToPrompt: (text: string) => void;
  /** Chooses a checkpoint for the next pictures, and shows where they are asked for. */
  readonly drawWith: (checkpointId: string) => void;
  /** Told when models came or went. */
  readonly modelsChanged: () => void;
}

export interface CheckpointDetails {
  readonly manifest?: CheckpointManifest;
  readonly card?: string;
  /** Made with it, the best rated first. */
  readonly samples: readonly Picture[];
}

export type Verification =
  | { readonly state: 'running' }
  | { readonly state: 'whole'; readonly files: number; readonly bytes: number }
  | { readonly state: 'damaged'; readonly error: ErrorShape };

type Problem = Awaited<ReturnType<EaselClient['checkpoints']['list']>>['problems'][number];

type LoraProblem = Awaited<ReturnType<EaselClient['loras']['list']>>['problems'][number];

export class CheckpointsController {
  checkpoints = $state.raw<readonly CheckpointSummary[]>([]);
  problems = $state.raw<readonly Problem[]>([]);
  loras = $state.raw<readonly LoraSummary[]>([]);
  loraProblems = $state.raw<readonly LoraProblem[]>([]);
  clips = $state.raw<readonly ClipSummary[]>([]);
  clipProblems = $state.raw<readonly Problem[]>([]);
  /** The CLIP that ranks and searches now. */
  usedClip = $state.raw<string | undefined>();
  system = $state.raw<SystemInfo | undefined>();
  isLoaded = $state(false);
  error = $state.raw<ErrorShape | undefined>();
  details = $state.raw<CheckpointDetails | undefined>();
  verification = $state.raw<Verification | undefined>();
  #chosenId = $state<string | undefined>();
  #chosenLora = $state<string | undefined>();
  #chosenClip = $state<string | undefined>();
  #verifying: AbortController | undefined;
  readonly needs: CheckpointsNeeds;
  readonly additions: AdditionsController;

  readonly chosen = $derived(
    this.checkpoints.find(({ id }) => id === this.#chosenId) ?? this.checkpoints[0],
  );

  /** Shown in place of a checkpoint. */
  readonly chosenLora = $derived(this.loras.find(({ name }) => name === this.#chosenLora));

  /** Shown in place of a checkpoint; those of our own checkpoints are shown with them. */
  readonly chosenClip = $derived(this.clips.find(({ id }) => id === this.#chosenClip));

  constructor(needs: CheckpointsNeeds) {
    this.needs = needs;
    this.additions = new AdditionsController({
      ...needs,
      onchange: () => {
        void this.open();
        needs.modelsChanged();
      },
    });
  }

  /** Called when the screen opens, and again by hand. */
  async open(): Promise<void> {
    try {
      const { client } = this.needs;
      const [found, clips, { loras, problems }, system] = await Promise.all([
        client.checkpoints.list(),
        client.clips.list(),
        client.loras.list(),
        client.system.info(),
        this.additions.load(),
      ]);
      this.checkpoints = found.checkpoints;
      this.problems = found.problems;
      this.#showClips(clips);
      this.loras = loras;
      this.loraProblems = problems;
      this.system = system;
      this.error = undefined;
      await this.#loadDetails();
    } catch (error) {
      if (!isCancellation(error)) this.error = toErrorShape(error);
    } finally {
      this.isLoaded = true;
    }
  }

  async choose(id: string): Promise<void> {
    this.additions.isOpen = false;
    this.#chosenLora = undefined;
    this.#chosenClip = undefined;
    if (id === this.chosen?.id) return;
    this.#verifying?.abort();
    this.#chosenId = id;
    this.details = undefined;
    this.verification = undefined;
    try {
      await this.#loadDetails();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }

  chooseLora(name: string): void {
    this.additions.isOpen = false;
    this.#chosenClip = undefined;
    this.#chosenLora = name;
  }

  chooseClip(id: string): void {
    this.additions.isOpen = false;
    this.#chosenLora = undefined;
    this.#chosenClip = id;
  }

  /** From now on it ranks, searches, explains and finds; null leaves that to each checkpoint's own. */
  async useClip(id: ClipSummary['id'] | null): Promise<void> {
    const { client, voice } = this.needs;
    try {
      await client.settings.update({ rankingClip: id });
      this.#showClips(await client.clips.list());
    } catch (error) {
      voice.fail(error);
    }
  }

  async exportLora(name: string): Promise<void> {
    await exportAdapter(this.needs, name);
  }

  copyText(text: string): void {
    const { shell, voice } = this.needs;
    shell.copyText(text).then(() => {
      voice.say(() => t('said.copied'));
    }, voice.fail);
  }

  /** Memory that the checkpoint takes while it runs, in bytes, and whether the machine has it. */
  memoryNeeded(checkpoint: CheckpointSummary): { bytes: number; isEnough: boolean } {
    const device = this.system?.engine.info?.device.provider ?? 'cpu';
    const needed = memoryNeeded(checkpoint, device === 'cpu');
    return { bytes: needed, isEnough: needed <= (this.system?.memory.totalBytes ?? Infinity) };
  }

  /** Reads every file of the chosen one and compares it with its hash. */
  async verify(): Promise<void> {
    const { chosen } = this;
    if (chosen === undefined || this.verification?.state === 'running') return;
    const stop = new AbortController();
    this.#verifying = stop;
    this.verification = { state: 'running' };
    try {
      const { client } = this.needs;
      const whole = await client.checkpoints.verify({ id: chosen.id }, { signal: stop.signal });
      this.verification = { state: 'whole', ...whole };
    } catch (error) {
      this.verification = isCancellation(error)
        ? undefined
        : { state: 'damaged', error: toErrorShape(error) };
    }
  }

  stopVerifying(): void {
    this.#verifying?.abort();
  }

  #showClips({ clips, problems, used }: Awaited<ReturnType<EaselClient['clips']['list']>>): void {
    this.clips = clips.filter(({ format }) => format !== 'easel');
    this.clipProblems = problems;
    this.usedClip = used;
  }

  async #loadDetails(): Promise<void> {
    const id = this.chosen?.id;
    if (id === undefined) return;
    const { client } = this.needs;
    const [{ manifest, card }, { pictures: samples }] = await Promise.all([
      client.checkpoints.info({ id }),
      client.gallery.list({ checkpoint: id, sort: 'rating', limit: SAMPLES }),
    ]);
    if (id === this.chosen?.id) this.details = { manifest, card, samples };
  }
}
