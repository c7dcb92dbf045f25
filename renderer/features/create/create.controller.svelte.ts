/** The create screen: a form, the generations it made, and what is chosen among them. */
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import { SvelteMap } from 'svelte/reactivity';
import type { GalleryFeed, JobFeed } from '#renderer/client/index.ts';
import { ExplainController } from '#renderer/features/explain/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { announcementFor } from './announcement.ts';
import { Generation } from './generation.svelte.ts';
import { GenerationForm } from './form.svelte.ts';
import { Picks } from './picks.svelte.ts';
import { PromptHistory } from './prompt-history.svelte.ts';
import { Recall } from './recall.svelte.ts';
import { References } from './references.svelte.ts';
import { PictureActions, type PictureActionNeeds } from './picture-actions.ts';
import { readSitting, writeSitting } from './sitting.ts';
import { baseOf, variationRequest } from './variation.ts';

export interface CreateNeeds extends PictureActionNeeds {
  readonly jobs: JobFeed;
  readonly gallery: GalleryFeed;
}

export class CreateController {
  readonly form: GenerationForm;
  readonly needs: CreateNeeds;
  readonly actions: PictureActions;
  readonly history: PromptHistory;
  readonly recall: Recall;
  readonly references: References;
  readonly why: ExplainController;
  isSubmitting = $state(false);
  submitError = $state.raw<ErrorShape | undefined>();
  isInspectorOpen = $state(true);
  /** How many columns fill the width, before cards get too small. */
  columns = $state(4);
  selectedJobId = $state<JobId | undefined>();
  /** Index of the chosen candidate; undefined follows the best one. */
  #chosenIndex = $state<number | undefined>();
  #hasMirrored = false;
  /** What stood in the editor when the window opened. */
  readonly #firstPrompt: string;
  readonly #generations = new SvelteMap<JobId, Generation>();

  /** Newest first. */
  readonly generations = $derived(
    [...this.#generations.values()]
      .filter((generation) => generation.job !== undefined)
      .toSorted((a, b) => (b.job?.createdAt ?? 0) - (a.job?.createdAt ?? 0)),
  );
  readonly current = $derived(
    this.generations.find((generation) => generation.id === this.selectedJobId) ??
      this.generations[0],
  );
  /** Whoever comes here comes to write: the prompt takes the focus as soon as it is there. */
  isPromptAwaited = false;
  readonly picks = new Picks(() => this.current?.finished ?? []);
  readonly chosen = $derived.by((): Picture | undefined => {
    const finished = this.current?.finished ?? [];
    return (
      finished.find((picture) => picture.generation?.index === this.#chosenIndex) ?? finished[0]
    );
  });

  constructor(needs: CreateNeeds) {
    this.needs = needs;
    this.form = new GenerationForm(needs.client);
    const sitting = readSitting(needs.shell);
    this.#firstPrompt = sitting.prompt ?? t('example.prompt');
    this.form.prompt = this.#firstPrompt;
    this.selectedJobId = sitting.jobId;
    this.columns = sitting.columns ?? this.columns;
    this.isInspectorOpen = sitting.isInspectorOpen ?? true;
    this.history = new PromptHistory(needs.shell);
    this.recall = new Recall(needs, this.form);
    this.references = new References(needs, this.form);
    this.why = new ExplainController(needs);
    this.actions = new PictureActions(needs, (pictures) => {
      this.#takePictures(pictures);
    });
  }

  /** To be called when models came or went: they can be chosen, or no longer. */
  modelsChanged(): void {
    this.form.loadCheckpoints().catch(this.needs.voice.fail);
    this.form.loadWildcards().catch(() => undefined);
  }

  /** Begins to listen; returns how to stop. */
  start(): () => void {
    this.modelsChanged();
    const stops = [
      this.needs.jobs.listen((event) => {
        this.#takeJobEvent(event);
      }),
      this.needs.gallery.listen((event) => {
        if (event.type === 'changed' || event.type === 'added') this.#takePictures(event.pictures);
        else if (event.type === 'removed') {
          const ids = new Set<string>(event.ids);
          for (const generation of this.#generations.values()) generation.dropPictures(ids);
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** For an effect: writes down what a window that opens again begins with. */
  remember(): void {
    const { columns, isInspectorOpen } = this;
    const { prompt } = this.form;
    writeSitting(this.needs.shell, { prompt, jobId: this.selectedJobId, columns, isInspectorOpen });
  }

  select(id: JobId): void {
    this.selectedJobId = id;
    this.#chosenIndex = undefined;
    this.picks.clear();
    const generation = this.#generations.get(id);
    if (generation !== undefined) this.#load(generation);
  }

  choose(index: number): void {
    this.#chosenIndex = index;
  }

  explain(index: number): void {
    this.choose(index);
    this.isInspectorOpen = true;
  }

  generate(): Promise<void> {
    return this.#submit(this.form.request);
  }

  /** Candidates that begin with a picture: one of the current generation's, or any other. */
  vary(picture: Picture): Promise<void> {
    const { current, form, needs } = this;
    const isOfCurrent = picture.jobId !== undefined && picture.jobId === current?.id;
    const { settings } = isOfCurrent ? current : {};
    const base = settings === undefined ? form.request : baseOf(settings);
    const made = [...needs.jobs.jobs.values()].flatMap((job) =>
      job.kind === 'generate' ? [job.settings] : [],
    );
    const checkpoint = form.checkpoints.find(({ id }) => id === base.checkpoint) ?? form.checkpoint;
    const takesReferences = checkpoint?.takesReferences === true;
    return this.#submit(variationRequest(picture, base, made, { takesReferences }));
  }

  async cancel(): Promise<void> {
    const id = this.current?.id;
    if (id === undefined) return;
    await this.#try(async () => {
      this.needs.jobs.takeJob(await this.needs.client.jobs.cancel({ id }));
    });
  }

  async retry(): Promise<void> {
    const id = this.current?.id;
    if (id === undefined) return;
    await this.#try(async () => {
      this.needs.jobs.takeJob(await this.needs.client.jobs.retry({ id }));
    });
  }

  /** What waits here waits for that, so it can be done from here. */
  async resumeQueue(): Promise<void> {
    await this.#try(async () => {
      const answer = await this.needs.client.jobs.resumeQueue();
      this.needs.jobs.isQueuePaused = answer.isQueuePaused;
    });
  }

  /** Takes a generation that has ended off the strip; its pictures stay in the gallery. */
  async forget(id: JobId): Promise<void> {
    await this.#try(async () => {
      await this.needs.client.jobs.clear({ ids: [id] });
      this.needs.voice.say(() => t('filmstrip.removed'));
    });
  }

  /** Brings the current generation's settings back into the form. */
  reuse(): void {
    const settings = this.current?.settings;
    if (settings !== undefined) this.form.reuse(settings);
  }

  #takeJobEvent(event: JobEvent): void {
    const kind = this.needs.jobs.kindOf(event);
    if (kind !== undefined && kind !== 'generate' && event.type !== 'notice') return;
    if (event.type === 'snapshot') this.#mirrorJobs();
    else if (event.type === 'job') this.#generation(event.job.id).takeEvent(event);
    else if (event.type === 'notice') this.needs.voice.fail(fromErrorShape(event.error));
    else if (event.type === 'removed') for (const id of event.jobIds) this.#generations.delete(id);
    else if (event.type !== 'queue') this.#generation(event.jobId).takeEvent(event);
    if (event.type === 'job' && event.job.state === 'done') this.form.planAgain();
    const words = this.current === undefined ? undefined : announcementFor(event, this.current);
    if (words !== undefined) this.needs.voice.announce(words);
  }

  #mirrorJobs(): void {
    const { jobs } = this.needs.jobs;
    if (!this.#hasMirrored) this.#takeUpLatest();
    this.#hasMirrored = true;
    for (const id of this.#generations.keys()) if (!jobs.has(id)) this.#generations.delete(id);
    for (const [id, { kind }] of jobs) {
      if (kind !== 'generate') continue;
      const generation = this.#generation(id);
      // After a lost connection, what was fetched before may be old.
      if (generation === this.current) this.#load(generation, true);
    }
  }

  /** A window that opens again goes on where the last one was, unless somebody has begun to type. */
  #takeUpLatest(): void {
    const [latest] = [...this.needs.jobs.jobs.values()]
      .filter((job) => job.kind === 'generate')
      .toSorted((a, b) => b.createdAt - a.createdAt);
    if (latest === undefined || this.form.prompt !== this.#firstPrompt) return;
    this.form.reuse(latest.settings);
    if (this.#firstPrompt !== t('example.prompt')) this.form.prompt = this.#firstPrompt;
    this.form.isSeedLocked = false;
  }

  #generation(id: JobId): Generation {
    const known = this.#generations.get(id);
    if (known !== undefined) return known;
    const generation = new Generation(id, this.needs.jobs);
    this.#generations.set(id, generation);
    return generation;
  }

  /** Fetches the pictures of a generation that comes into view. */
  loadIntoView(generation: Generation): void {
    this.#load(generation);
  }

  #load(generation: Generation, again = false): void {
    generation.load(this.needs.client, again).catch(this.needs.voice.fail);
  }

  #takePictures(pictures: readonly Picture[]): void {
    for (const picture of pictures) {
      if (picture.jobId !== undefined) this.#generations.get(picture.jobId)?.takePicture(picture);
    }
  }

  async #submit(request: GenerationRequest): Promise<void> {
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    this.recall.dismiss();
    this.submitError = undefined;
    try {
      const job = await this.needs.client.generate.submit(request);
      if (request.prompt !== '') this.history.add(request.prompt);
      this.needs.jobs.takeJob(job);
      this.#generation(job.id);
      this.select(job.id);
      if (!this.form.isSeedLocked) this.form.seed = job.settings.seed;
    } catch (error) {
      if (!isCancellation(error)) this.submitError = toErrorShape(error);
    } finally {
      this.isSubmitting = false;
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.needs.voice.fail(error);
    }
  }
}
