/** The create screen: a form, the generations it made, and what is chosen among them. */
import { SvelteMap } from 'svelte/reactivity';
import { downloadName, type GalleryFeed, type JobFeed } from '#renderer/client/index.ts';
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { Voice } from '#renderer/ui/voice.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { candidateSeed } from '#shared/domain/seed.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { Generation } from './generation.svelte.ts';
import { GenerationForm } from './form.svelte.ts';

export interface CreateNeeds {
  readonly client: EaselClient;
  readonly jobs: JobFeed;
  readonly gallery: GalleryFeed;
  readonly shell: Shell;
  readonly voice: Voice;
}

export class CreateController {
  readonly form: GenerationForm;
  readonly needs: CreateNeeds;
  isSubmitting = $state(false);
  submitError = $state.raw<ErrorShape | undefined>();
  isInspectorOpen = $state(true);
  /** How many columns fill the width, before cards get too small. */
  columns = $state(4);
  selectedJobId = $state<JobId | undefined>();
  /** Index of the chosen candidate; undefined follows the best one. */
  #chosenIndex = $state<number | undefined>();
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
  readonly chosen = $derived.by((): Picture | undefined => {
    const finished = this.current?.finished ?? [];
    return (
      finished.find((picture) => picture.generation?.index === this.#chosenIndex) ?? finished[0]
    );
  });

  constructor(needs: CreateNeeds) {
    this.needs = needs;
    this.form = new GenerationForm(needs.client);
    this.form.prompt = t('example.prompt');
  }

  /** Begins to listen; returns how to stop. */
  start(): () => void {
    this.form.loadCheckpoints().catch(this.needs.voice.fail);
    const stops = [
      this.needs.jobs.listen((event) => {
        if (event.type === 'snapshot') this.#mirrorJobs();
        else if (event.type === 'job') this.#generation(event.job.id);
        else if (event.type === 'removed')
          for (const id of event.jobIds) this.#generations.delete(id);
        else if (event.type !== 'queue') this.#generation(event.jobId).takeEvent(event);
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

  select(id: JobId): void {
    this.selectedJobId = id;
    this.#chosenIndex = undefined;
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

  /** The same words with the seeds that come after this generation's own. */
  vary(picture: Picture): Promise<void> {
    const job = this.current?.job;
    const record = picture.generation;
    if (job === undefined || record === undefined) return Promise.resolve();
    const { settings } = job;
    return this.#submit({
      prompt: record.expandedPrompt,
      negativePrompt: settings.negativePrompt === '' ? undefined : settings.negativePrompt,
      checkpoint: settings.checkpoint,
      count: settings.count,
      seed: candidateSeed(settings.seed, settings.count),
      steps: settings.steps,
      guidanceScale: settings.guidanceScale,
      diversity: settings.diversity,
    });
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

  async rate(picture: Picture, rating: number): Promise<void> {
    await this.#try(async () => {
      const next = picture.rating === rating ? 0 : rating;
      this.#takePictures(
        await this.needs.client.gallery.update({ ids: [picture.id], rating: next }),
      );
      this.needs.voice.announce(t('said.rated', { n: next }));
    });
  }

  async toggleKept(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const isKept = !picture.isKept;
      this.#takePictures(await this.needs.client.gallery.update({ ids: [picture.id], isKept }));
      this.needs.voice.announce(t(isKept ? 'said.kept' : 'said.unkept'));
    });
  }

  async trash(picture: Picture): Promise<void> {
    await this.#try(async () => {
      const ids = [picture.id];
      this.#takePictures(await this.needs.client.gallery.trash({ ids }));
      this.needs.voice.say(() => t('said.trashed', { n: 1 }), {
        label: () => t('said.undo'),
        run: () => {
          void this.#try(async () => {
            this.#takePictures(await this.needs.client.gallery.restore({ ids }));
          });
        },
      });
    });
  }

  async copy(text: string): Promise<void> {
    await this.#try(async () => {
      await this.needs.shell.copyText(text);
      this.needs.voice.say(() => t('said.copied'));
    });
  }

  async download(picture: Picture): Promise<void> {
    await this.#try(() => this.needs.shell.savePicture(picture.id, downloadName(picture)));
  }

  /** Brings the current generation's settings back into the form. */
  reuse(): void {
    const settings = this.current?.job?.settings;
    if (settings !== undefined) this.form.reuse(settings);
  }

  #mirrorJobs(): void {
    const { jobs } = this.needs.jobs;
    for (const id of this.#generations.keys()) if (!jobs.has(id)) this.#generations.delete(id);
    for (const id of jobs.keys()) {
      const generation = this.#generation(id);
      // After a lost connection, what was fetched before may be old.
      if (generation === this.current) this.#load(generation, true);
    }
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
    this.submitError = undefined;
    try {
      const job = await this.needs.client.generate.submit(request);
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
