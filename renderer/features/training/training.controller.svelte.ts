/** The Train screen: which step one is at, the pictures, the recipe, and the run that is looked at. */
import type { RunFeed, UndoStack } from '#renderer/client/index.ts';
import { exportAdapter } from '#renderer/features/export/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { RunEvent } from '#shared/contract/training.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { DatasetSource } from '#shared/domain/dataset.ts';
import { loraSyntax } from '#shared/domain/lora.ts';
import type { Board } from '#shared/domain/picture.ts';
import type { Run, RunId, Teaches } from '#shared/domain/training.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { fromErrorShape, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { RunCurves } from './curves.svelte.ts';
import { DatasetController } from './dataset.controller.svelte.ts';
import { readDraft, writeDraft, type Place } from './draft.ts';
import { RecipeForm } from './recipe.svelte.ts';

export interface TrainingNeeds {
  readonly client: Pick<
    EaselClient,
    'training' | 'gallery' | 'checkpoints' | 'clips' | 'loras' | 'settings'
  >;
  readonly runs: RunFeed;
  readonly shell: Shell;
  readonly voice: Voice;
  readonly undo: UndoStack;
  /** Opens Create with these words, and the checkpoint that they are for. */
  readonly tryPrompt: (prompt: string, checkpoint: string) => void;
  /** Brings the Train screen up. */
  readonly showTraining: () => void;
}

/** Steps of the wizard, in order. */
export const steps = ['folder', 'review', 'recipe', 'train', 'result'] as const;
export type Step = (typeof steps)[number];

export class TrainingController {
  place = $state<Place>('start');
  runId = $state<RunId | undefined>();
  /** As typed. */
  path = $state('');
  boards = $state.raw<readonly Board[]>([]);
  checkpoints = $state.raw<readonly CheckpointSummary[]>([]);
  isStarting = $state(false);
  startError = $state.raw<ErrorShape | undefined>();
  saveError = $state.raw<ErrorShape | undefined>();
  /** What the CLIP that ranks was taught, where that is switched on. */
  rankingAdapter = $state<string | undefined>();
  readonly needs: TrainingNeeds;
  readonly pictures: DatasetController;
  readonly recipe: RecipeForm;
  readonly curves = new RunCurves();
  /** What a window that opens again has still to look at. */
  #toSurvey: DatasetSource | undefined;

  readonly run = $derived.by(() =>
    this.runId === undefined ? undefined : this.needs.runs.runs.get(this.runId),
  );
  /** Of the recipe in the making, or of the run that is looked at. */
  readonly teaches = $derived.by(() =>
    this.place === 'train' || this.place === 'result'
      ? (this.run?.recipe.teaches ?? this.recipe.teaches)
      : this.recipe.teaches,
  );

  constructor(needs: TrainingNeeds) {
    this.needs = needs;
    this.pictures = new DatasetController(needs);
    this.recipe = new RecipeForm(needs.client, () => this.pictures.dataset?.id);
    const draft = readDraft(needs.shell);
    if (draft === undefined) return;
    this.place = draft.place;
    this.runId = draft.run;
    this.#toSurvey = draft.source;
    this.recipe.name = draft.name;
    if (draft.recipe !== undefined) {
      const { teaches, trigger, ...chosen } = draft.recipe;
      this.recipe.teaches = teaches;
      this.recipe.trigger = trigger ?? '';
      this.recipe.chosen = chosen;
    }
  }

  /** Begins to listen; returns how to stop. */
  start(): () => void {
    return this.needs.runs.listen((event) => {
      this.#take(event);
    });
  }

  /** Called when the screen is shown. */
  async open(): Promise<void> {
    const { gallery, checkpoints } = this.needs.client;
    void gallery.boards.list().then((boards) => (this.boards = boards), this.needs.voice.fail);
    void checkpoints.list().then((answer) => {
      this.checkpoints = answer.checkpoints;
    }, this.needs.voice.fail);
    void this.#lookAtRanking().catch(this.needs.voice.fail);
    this.#loadCurves();
    const isDraft = this.place === 'review' || this.place === 'recipe';
    if (isDraft && this.pictures.dataset === undefined)
      await this.#survey(this.#toSurvey, this.place);
  }

  /** For an effect: writes down where a window that opens again goes on. */
  remember(): void {
    const { place, recipe } = this;
    writeDraft(this.needs.shell, {
      ...{ place, run: this.runId, name: recipe.name, recipe: recipe.request },
      source: this.pictures.dataset?.source ?? this.#toSurvey,
    });
  }

  /** Whether a step can be gone to from where one is. */
  canGo(step: Step): boolean {
    if (this.place === 'train' || this.place === 'result') {
      return step === 'train' ? this.run !== undefined : step === 'result' && this.hasResult;
    }
    if (step === 'folder') return true;
    return this.pictures.dataset !== undefined && (step === 'review' || step === 'recipe');
  }

  get hasResult(): boolean {
    return this.run !== undefined && (this.run.state === 'done' || this.run.state === 'stopped');
  }

  go(place: Place): void {
    if (this.place === 'folder') this.pictures.stop();
    if (this.place === 'recipe') this.recipe.leave();
    this.place = place;
  }

  /** One step towards the beginning; from a run, to all of them. */
  back(): void {
    if (this.place === 'review') this.go('folder');
    else if (this.place === 'recipe') this.go('review');
    else if (this.place === 'result') this.go('train');
    else this.go('start');
  }

  /** Begins anew. */
  teachSomething(teaches?: Teaches): void {
    this.pictures.forget();
    this.recipe.forget();
    this.#toSurvey = undefined;
    this.path = '';
    if (teaches !== undefined) this.recipe.teach(teaches);
    this.go('folder');
  }

  async pickFolder(): Promise<void> {
    const path = await this.needs.shell.pickFolder();
    if (path !== undefined) await this.survey({ kind: 'folder', path });
  }

  async survey(source: DatasetSource): Promise<void> {
    if (source.kind === 'folder') this.path = source.path;
    await this.#survey(source, 'review');
  }

  async startRun(): Promise<void> {
    const dataset = this.pictures.dataset?.id;
    if (dataset === undefined || !this.recipe.canStart || this.isStarting) return;
    this.isStarting = true;
    this.startError = undefined;
    this.recipe.stopMeasuring();
    try {
      const { training } = this.needs.client;
      const name = this.recipe.name.trim();
      const run = await training.start({ dataset, name, recipe: this.recipe.request });
      this.needs.runs.take({ type: 'run', run });
      this.openRun(run);
    } catch (error) {
      if (!isCancellation(error)) this.startError = toErrorShape(error);
    } finally {
      this.isStarting = false;
    }
  }

  openRun(run: Run): void {
    this.runId = run.id;
    this.saveError = undefined;
    this.go(run.state === 'done' || run.state === 'stopped' ? 'result' : 'train');
    this.#loadCurves();
  }

  async act(verb: 'pause' | 'resume' | 'stop', id = this.runId): Promise<void> {
    if (id === undefined) return;
    try {
      const run = await this.needs.client.training[verb]({ id });
      this.needs.runs.take({ type: 'run', run });
      if (verb === 'resume' && this.place === 'result') this.go('train');
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }

  /**
   * @param step the best one where absent
   * @param license as the base says where empty
   */
  async save(name: string, step?: number, license = ''): Promise<void> {
    const id = this.runId;
    if (id === undefined) return;
    this.saveError = undefined;
    try {
      const at = step === undefined ? {} : { step };
      const asked = { id, name: name.trim(), ...at, ...(license.trim() && { license }) };
      const { run } = await this.needs.client.training.save(asked);
      this.needs.runs.take({ type: 'run', run });
      this.needs.voice.say(() => t('train.saved', { name: run.adapter ?? name }));
    } catch (error) {
      if (!isCancellation(error)) this.saveError = toErrorShape(error);
    }
  }

  /** A prompt that shows what was taught. */
  tryNow(run: Run): void {
    if (run.adapter === undefined) return;
    const { recipe, adapter } = run;
    const [sample] = recipe.samplePrompts;
    const words = sample === undefined || sample.includes(recipe.trigger) ? sample : undefined;
    const prompt =
      words ?? [recipe.trigger, sample].filter((part) => part !== undefined).join(', ');
    this.needs.tryPrompt(`${prompt} ${loraSyntax(adapter, 1)}`, recipe.checkpoint);
  }

  /** The file of what it was saved as, for another machine or to give away. */
  async exportAdapter({ adapter }: Run): Promise<void> {
    if (adapter !== undefined) await exportAdapter(this.needs, adapter);
  }

  /** Pictures are ranked and searched with what a run has taught; as before without one. */
  async rankWith(run: Run | undefined): Promise<void> {
    const { clips, settings } = this.needs.client;
    try {
      const rankingAdapter = run?.adapter ?? null;
      await settings.update({ rankingAdapter });
      // It counts only where the CLIP ranks that it was taught to.
      const { adapters } = await clips.list();
      const isUsed = adapters.some((one) => one.name === rankingAdapter && one.isUsed);
      if (run !== undefined && !isUsed) {
        await settings.update({ rankingClip: run.recipe.checkpoint });
      }
      await this.#lookAtRanking();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }

  /** Everything that came of it goes; the pictures it learned from were never touched. */
  async forget(id: RunId, keepAdapter: boolean): Promise<void> {
    try {
      await this.needs.client.training.forget({ id, keepAdapter });
      this.needs.runs.take({ type: 'removed', id });
      this.needs.voice.say(() => t('train.forgotten'));
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }

  #take(event: RunEvent): void {
    this.curves.take(event);
    if (event.type === 'snapshot') this.#loadCurves();
    const isGone = event.type === 'removed' && event.id === this.runId;
    const isLost = event.type === 'snapshot' && this.run === undefined;
    if ((isGone || isLost) && this.runId !== undefined) {
      this.runId = undefined;
      if (this.place === 'train' || this.place === 'result') this.go('start');
    }
    if (event.type === 'run') this.#tell(event.run);
  }

  /** What happened while one was elsewhere. */
  readonly #told = new Map<RunId, Run['state']>();
  #tell(run: Run): void {
    const before = this.#told.get(run.id);
    this.#told.set(run.id, run.state);
    if (before === undefined || before === run.state) return;
    const { voice } = this.needs;
    if (run.state === 'done') {
      voice.say(() => t('train.isDone', { name: run.name }), {
        label: () => t('train.seeResult'),
        run: () => {
          this.openRun(run);
          this.needs.showTraining();
        },
      });
    } else if (run.state === 'failed' && run.error !== undefined) {
      voice.fail(fromErrorShape(run.error));
    }
  }

  async #lookAtRanking(): Promise<void> {
    const { rankingAdapter } = await this.needs.client.settings.get();
    this.rankingAdapter = rankingAdapter;
  }

  #loadCurves(): void {
    const id = this.runId;
    if (id === undefined || this.run === undefined) return;
    this.curves.load(this.needs.client, id).catch(() => undefined);
  }

  async #survey(source: DatasetSource | undefined, then: Place): Promise<void> {
    if (source === undefined) {
      this.go('start');
      return;
    }
    this.place = 'folder';
    if (source.kind === 'folder') this.path = source.path;
    const isThere = await this.pictures.survey(source);
    if (!isThere || this.place !== 'folder') return;
    this.#toSurvey = source;
    if (this.recipe.name === '') this.recipe.name = this.pictures.dataset?.name.slice(0, 80) ?? '';
    this.place = then;
  }
}
