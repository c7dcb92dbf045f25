/** The edit screen: a picture, what is drawn over it, what is asked for, and what came of it. */
import type { GalleryFeed, JobFeed } from '#renderer/client/index.ts';
import { Generation } from '#renderer/features/create/index.ts';
import { ExplainController } from '#renderer/features/explain/index.ts';
import { Lens } from '#renderer/features/viewer/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import { pictureIdSchema, type JobId, type PictureId } from '#shared/domain/ids.ts';
import type { EditJob, StyleJob } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { isStraight } from '#shared/domain/adjustment.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { AdjustForm, settingsOf } from './adjust/adjust-form.svelte.ts';
import { stepOf, stepsOf, submitAdjustment, submitEdit } from './edit-work.ts';
import type { EditClient, Step } from './edit-work.ts';
import { History } from './history/history.svelte.ts';
import { MaskController } from './mask/mask.controller.svelte.ts';
import { loadMask } from './mask/load-mask.ts';
import { maskFile } from './mask/mask-file.ts';
import { Pen } from './mask/pen.svelte.ts';
import { EditForm } from './panel/form.svelte.ts';

export interface EditNeeds {
  readonly client: EditClient;
  readonly jobs: JobFeed;
  readonly gallery: GalleryFeed;
  readonly shell: Shell;
  readonly voice: Voice;
  /** Opens the export dialog. */
  readonly exportPictures: (ids: readonly PictureId[]) => void;
}

const KEY = 'edited';

export class EditController {
  readonly needs: EditNeeds;
  readonly form = new EditForm(() => !this.mask.isEmpty);
  readonly adjust = new AdjustForm(() => this.source ?? { width: 1, height: 1 });
  readonly history = new History<Step>();
  readonly why: ExplainController;
  readonly mask = new MaskController();
  readonly pen = new Pen(this.mask);
  readonly lens = new Lens(globalThis.devicePixelRatio);
  source = $state.raw<Picture | undefined>();
  /** A result, or another step, that is looked at beside its source. */
  looked = $state.raw<Picture | undefined>();
  /** Where the divider stands, as a share of the canvas. */
  split = $state(0.5);
  /** What came of the last request for this picture. */
  results = $state.raw<Generation | undefined>();
  /** While the adjusting tools are set: the picture as it was. */
  isShowingBefore = $state(false);
  isSubmitting = $state(false);
  isFinding = $state(false);
  submitError = $state.raw<ErrorShape | undefined>();
  #adjusting: AbortController | undefined;

  /** Whether the canvas shows what the adjusting tools are set to. */
  readonly isAdjusting = $derived(
    this.form.kind === 'adjust' && this.looked === undefined && !this.isShowingBefore,
  );
  /** A mask lies on the picture as it is: what is turned or cut has other places. */
  readonly isMasking = $derived(
    this.looked === undefined &&
      !(this.isAdjusting && (this.adjust.isCropping || !isStraight(this.adjust.settings.geometry))),
  );
  readonly longest = $derived(Math.max(this.source?.width ?? 1, this.source?.height ?? 1));
  readonly canUndo = $derived(
    (this.isAdjusting && this.adjust.canUndo) ||
      (this.isMasking && this.mask.canUndo) ||
      this.history.before !== undefined,
  );
  readonly canRedo = $derived(
    (this.isAdjusting && this.adjust.canRedo) ||
      (this.isMasking && this.mask.canRedo) ||
      this.history.after !== undefined,
  );

  constructor(needs: EditNeeds) {
    this.needs = needs;
    this.why = new ExplainController(needs);
  }

  /** Takes up the picture of last time, and begins to listen; returns how to stop. */
  start(): () => void {
    const { client, shell, gallery, jobs } = this.needs;
    this.form.loadCheckpoints(client).catch(() => undefined);
    const id = pictureIdSchema.safeParse(shell.recall(KEY)).data;
    // A picture that is gone since is no failure: the screen begins empty.
    if (id !== undefined) {
      client.gallery.get({ id }).then(
        (picture) => {
          if (this.source === undefined) void this.#begin(picture);
        },
        () => undefined,
      );
    }
    const stops = [
      gallery.listen((event) => {
        if (event.type === 'removed' && event.ids.some((gone) => gone === this.source?.id)) {
          this.source = undefined;
        }
      }),
      jobs.listen((event) => {
        this.#takeJobEvent(event);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Brings a picture onto the canvas. */
  open(id: PictureId): Promise<void> {
    return this.#try(async () => {
      await this.#begin(await this.needs.client.gallery.get({ id }));
    });
  }

  /** Brings the picture of an edit onto the canvas, with what came of it. */
  async openJob({ id, edit }: EditJob | StyleJob): Promise<void> {
    await this.open(edit.source);
    if (this.source?.id === edit.source) await this.#findResults(this.source, id);
  }

  /** Takes a file into the library and onto the canvas. */
  openFile(file: File): Promise<void> {
    return this.#try(async () => {
      const { picture } = await this.needs.shell.upload('import', file);
      await this.#begin(picture);
    });
  }

  /** Marks what the words name, besides what is marked already. */
  async markByWords(words: string): Promise<void> {
    const { source, needs, mask } = this;
    if (source === undefined || this.isFinding) return;
    this.isFinding = true;
    await this.#try(async () => {
      const { found } = await needs.client.words.find({ id: source.id, words: [words] });
      const made = found[0]?.mask;
      if (made === undefined) {
        needs.voice.say(() => t('edit.markNothing', { words }));
        return;
      }
      const plane = await loadMask(needs.shell.maskUrl(made), mask.coverage);
      // Somebody may have gone to another picture meanwhile.
      if (this.source?.id === source.id) mask.add(plane);
    });
    this.isFinding = false;
  }

  /** Takes a file into the library, to paint in its manner. */
  chooseStyle(file: File): Promise<void> {
    return this.#try(async () => {
      const { picture } = await this.needs.shell.upload('import', file);
      this.form.style = { ...this.form.style, reference: { kind: 'picture', id: picture.id } };
    });
  }

  /** Asks for what the panel says, inside the mask where there is one. */
  async submit(): Promise<void> {
    const { source, form, mask } = this;
    if (source === undefined || this.isSubmitting) return;
    this.isSubmitting = true;
    this.submitError = undefined;
    try {
      const isMasked = form.kind !== 'grow' && !mask.isEmpty;
      const marked = isMasked ? { mask: await maskFile(mask.coverage) } : {};
      const { what } = form;
      if (what === undefined) {
        await this.#applyAdjustment(source, marked);
        return;
      }
      const job = await submitEdit(this.needs.client, this.needs.shell, {
        ...{ source: source.id, what },
        ...marked,
      });
      this.looked = undefined;
      this.needs.jobs.takeJob(job);
      this.results = new Generation(job.id, this.needs.jobs);
    } catch (error) {
      if (!isCancellation(error)) this.submitError = toErrorShape(error);
    } finally {
      this.isSubmitting = false;
    }
  }

  /** Stops an adjustment that is being worked out. */
  stopAdjusting(): void {
    this.#adjusting?.abort();
  }

  /** Shows a picture beside the source; undefined shows the source alone again. */
  look(picture: Picture | undefined): void {
    this.pen.leave();
    this.looked = picture;
  }

  /** Takes a candidate as a new step; what was before stays. */
  accept(candidate: Picture): Promise<void> {
    return this.#try(async () => {
      const step = await this.#accepted(candidate);
      this.history.add(step);
      this.#draw(step.picture);
      this.needs.voice.say(() => t('edit.accepted'));
    });
  }

  cancel(): Promise<void> {
    return this.#withJob((id) => this.needs.client.jobs.cancel({ id }));
  }

  retry(): Promise<void> {
    return this.#withJob((id) => this.needs.client.jobs.retry({ id }));
  }

  /** Goes to a step of the history. */
  goTo(step: Step): Promise<void> {
    return this.#try(async () => {
      await this.#show(step);
      this.history.moveTo(step.id);
      this.results = undefined;
      await this.#findResults(step.picture);
    });
  }

  compareWith(step: Step): Promise<void> {
    return this.#try(async () => {
      this.look(await this.needs.client.gallery.get({ id: step.picture.id }));
    });
  }

  /** Goes to where a step came from, with what was asked for then in the panel. */
  async takeUp(step: Step): Promise<void> {
    const parent = this.history.steps.find(({ id }) => id === step.parent);
    if (parent === undefined) return;
    await this.goTo(parent);
    this.form.takeUp(step.picture);
    const { edit } = step.picture;
    if (edit?.step.kind === 'adjust') this.adjust.begin(settingsOf(edit.step));
    await this.#takeUpMask(edit);
  }

  /** First what was moved and drawn, then the steps. */
  undo(): void {
    const { before } = this.history;
    if (this.isAdjusting && this.adjust.canUndo) this.adjust.undo();
    else if (this.isMasking && this.mask.canUndo) this.mask.undo();
    else if (before !== undefined) void this.goTo(before);
  }

  redo(): void {
    const { after } = this.history;
    if (this.isAdjusting && this.adjust.canRedo) this.adjust.redo();
    else if (this.isMasking && this.mask.canRedo) this.mask.redo();
    else if (after !== undefined) void this.goTo(after);
  }

  #takeJobEvent(event: JobEvent): void {
    const { results } = this;
    if (results === undefined || event.type === 'snapshot' || event.type === 'queue') return;
    if (event.type === 'removed') {
      if (event.jobIds.includes(results.id)) this.results = undefined;
    } else if ((event.type === 'job' ? event.job.id : event.jobId) === results.id) {
      results.takeEvent(event);
    }
  }

  async #begin(picture: Picture): Promise<void> {
    const steps = await stepsOf(this.needs.client, picture.id);
    const at = steps.find(({ id }) => id === picture.id) ?? steps[0];
    if (at !== undefined) this.history.begin(steps, at.id);
    this.results = undefined;
    this.#draw(picture);
    await this.#findResults(picture);
  }

  /** What came of this picture last, where the queue still knows it. */
  async #findResults({ id }: Picture, jobId?: JobId): Promise<void> {
    const { jobs, client } = this.needs;
    const [latest] = [...jobs.jobs.values()]
      .filter((job) => job.kind !== 'generate' && job.edit.source === id)
      .filter((job) => jobId === undefined || job.id === jobId)
      .toSorted((a, b) => b.createdAt - a.createdAt);
    if (latest === undefined) return;
    const results = new Generation(latest.id, jobs);
    const ids = latest.pictures.map(({ pictureId }) => pictureId);
    const pictures = await client.gallery.getMany({ ids });
    // Candidates that nobody took are gone after a while.
    if (pictures.length === 0 && ids.length > 0) return;
    for (const picture of pictures) results.takePicture(picture);
    if (this.source?.id === id) this.results = results;
  }

  async #applyAdjustment(source: Picture, marked: { readonly mask?: File }): Promise<void> {
    const { client, shell, voice } = this.needs;
    const { adjust } = this;
    const controller = new AbortController();
    this.#adjusting = controller;
    const asked = { source: source.id, adjust, ...marked };
    const picture = await submitAdjustment(client, shell, asked, controller.signal);
    // Somebody may have gone to another picture meanwhile: the step is in the tree all the same.
    if (this.source?.id !== source.id) return;
    const step = this.#stepOf(picture);
    this.history.add(step);
    this.#draw(step.picture);
    this.results = undefined;
    voice.say(() => t('edit.accepted'));
  }

  /** Marks what was marked when a step was made. */
  async #takeUpMask(edit: Picture['edit']): Promise<void> {
    const background = edit?.step.kind === 'adjust' ? edit.step.background : undefined;
    const id = background?.of === 'mask' ? background.mask : edit?.mask;
    const { source, mask, needs } = this;
    if (id === undefined || source === undefined) return;
    await this.#try(async () => {
      const plane = await loadMask(needs.shell.maskUrl(id), mask.coverage);
      if (this.source?.id !== source.id) return;
      mask.clear();
      mask.add(plane);
    });
  }

  async #accepted(candidate: Picture): Promise<Step> {
    return this.#stepOf(await this.needs.client.edit.accept({ id: candidate.id }));
  }

  #stepOf(picture: Picture): Step {
    const { steps } = this.history;
    const root = picture.edit?.root ?? picture.id;
    return stepOf(picture, (parent) => (steps.some(({ id }) => id === parent) ? parent : root));
  }

  async #show({ picture }: Step): Promise<void> {
    this.#draw(await this.needs.client.gallery.get({ id: picture.id }));
  }

  #draw(picture: Picture): void {
    this.pen.leave();
    this.source = picture;
    this.looked = undefined;
    this.adjust.begin();
    this.mask.open(picture.id, picture.width, picture.height);
    this.lens.picture = { width: picture.width, height: picture.height };
    this.lens.fit();
    this.needs.shell.remember(KEY, picture.id);
  }

  async #withJob(
    act: (id: Generation['id']) => Promise<Parameters<JobFeed['takeJob']>[0]>,
  ): Promise<void> {
    const { results, needs } = this;
    if (results === undefined) return;
    await this.#try(async () => {
      needs.jobs.takeJob(await act(results.id));
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
