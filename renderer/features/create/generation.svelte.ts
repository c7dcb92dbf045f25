/** One generation as the screen shows it: its job, its pictures so far, its previews. */
import { SvelteMap } from 'svelte/reactivity';
import type { JobFeed } from '#renderer/client/index.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { JobEvent } from '#shared/contract/jobs.ts';
import { MAX_CANDIDATES } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { candidateIndexOf, type Picture } from '#shared/domain/picture.ts';
import { slotsOf } from './slots.ts';

export class Generation {
  readonly id: JobId;
  readonly #jobs: JobFeed;
  readonly pictures = new SvelteMap<number, Picture>();
  /** Newest preview of each candidate in the works. */
  readonly previews = new SvelteMap<number, number>();
  #loading: Promise<void> | undefined;

  readonly job = $derived.by(() => this.#jobs.jobs.get(this.id));
  /** Absent where no words and no checkpoint have a part in it. */
  readonly settings = $derived(
    this.job === undefined || this.job.kind === 'style' ? undefined : this.job.settings,
  );
  readonly progress = $derived.by(() => this.#jobs.progress.get(this.id));
  readonly slots = $derived(this.job === undefined ? [] : slotsOf(this.job, this.pictures));
  readonly finished = $derived(
    this.slots.map((slot) => slot.picture).filter((picture) => picture !== undefined),
  );

  constructor(id: JobId, jobs: JobFeed) {
    this.id = id;
    this.#jobs = jobs;
  }

  /** Fetches what was saved before this window looked; again only when asked to. */
  load(client: EaselClient, again = false): Promise<void> {
    if (this.#loading !== undefined && !again) return this.#loading;
    this.#loading = client.gallery
      .list({ jobId: this.id, limit: MAX_CANDIDATES })
      .then(({ pictures }) => {
        for (const picture of pictures) this.takePicture(picture);
      });
    this.#loading.catch(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  takePicture(picture: Picture): void {
    const index = candidateIndexOf(picture);
    if (index !== undefined) this.pictures.set(index, picture);
  }

  /** The picture itself has been drawn; what lay under it is not needed any more. */
  dropPreview(index: number): void {
    this.previews.delete(index);
  }

  dropPictures(ids: ReadonlySet<string>): void {
    for (const [index, picture] of this.pictures) {
      if (ids.has(picture.id)) this.pictures.delete(index);
    }
  }

  takeEvent(event: JobEvent): void {
    if (event.type === 'job') {
      // The host keeps previews only while the job runs; one under a picture goes when that is drawn.
      if (event.job.state === 'running') return;
      for (const index of this.previews.keys()) {
        if (!this.pictures.has(index)) this.previews.delete(index);
      }
    } else if (event.type === 'preview') this.previews.set(event.index, event.version);
    else if (event.type === 'candidate') this.takePicture(event.picture);
    else if (event.type === 'ranked') {
      for (const entry of event.ranking) {
        const picture = this.pictures.get(entry.index);
        if (picture !== undefined) this.pictures.set(entry.index, { ...picture, rank: entry });
      }
    }
  }
}
