/** Runs a change of manner: a few pictures of the source's size, as candidates. */
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PreviewEncoder } from '#main/core/generate/preview-encoder.port.ts';
import type { Previews } from '#main/core/generate/previews.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { EditStep } from '#shared/domain/edit.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { StyleJob } from '#shared/domain/job.ts';
import type { Aspect } from '#shared/domain/rank.ts';
import { styleVariation } from '#shared/domain/style-variation.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { blendInto, differenceOutside } from '#shared/numeric/blend.ts';
import { rankStyles } from './rank-styles.ts';
import { readSource, type EditSource } from './edit-source.ts';
import type { MaskFiles } from './mask-files.port.ts';
import { readReference } from './read-reference.ts';
import type { StyleReferences } from './style-references.port.ts';

const PREVIEW_INTERVAL_MS = 400;
/** More of a reference is not looked at. */
const REFERENCE_SIDE = 1024;

interface Judged {
  readonly index: number;
  readonly aspects: readonly Aspect[];
}

/** One of a job, before it is made. */
interface Candidate {
  readonly index: number;
  readonly source: EditSource;
  readonly reference: Pixels;
  readonly step: Extract<EditStep, { kind: 'style' }>;
}

interface Parts {
  readonly queue: JobQueue;
  readonly engine: Engine;
  readonly gallery: Gallery;
  readonly reader: PictureReader;
  readonly masks: MaskFiles;
  readonly references: StyleReferences;
  readonly previews: Previews;
  readonly encoder: PreviewEncoder;
}

export class StyleHandler implements JobHandler<'style'> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(job: StyleJob, signal: AbortSignal): Promise<void> {
    const { queue, gallery, previews } = this.#parts;
    const { step } = job.edit;
    if (step.kind !== 'style') throw new RangeError(`a style job with a step of ${step.kind}`);
    const source = await readSource(this.#parts, job.edit);
    const reference = await readReference(this.#parts, step.reference, REFERENCE_SIDE);
    const judged: Judged[] = [];
    try {
      for (let index = 0; index < job.count; index += 1) {
        const aspects =
          this.#judgedBefore(job, index) ??
          (await this.#make(job, { index, source, reference, step }, signal));
        judged.push({ index, aspects });
      }
      if (job.count === 1) return;
      const ranking = rankStyles(judged);
      await gallery.setRanking(job.id, ranking);
      queue.publish({ type: 'ranked', jobId: job.id, ranking });
    } finally {
      previews.drop(job.id);
    }
  }

  /** Of a candidate that an earlier run of the job has saved. */
  #judgedBefore({ pictures }: StyleJob, index: number): Judged['aspects'] | undefined {
    const saved = pictures.find((one) => one.index === index);
    if (saved === undefined) return undefined;
    const [picture] = this.#parts.gallery.getMany([saved.pictureId]);
    return picture?.edit?.judged?.aspects;
  }

  async #make(
    { id, edit, count }: StyleJob,
    { index, source, reference, step }: Candidate,
    signal: AbortSignal,
  ): Promise<Judged['aspects']> {
    const { engine, gallery, queue, previews } = this.#parts;
    const { pixels, mask, before } = source;
    const style = styleVariation(step, index);
    let isRunning = true;
    try {
      const made = await engine.transferStyle(
        { picture: pixels, reference, style, previewIntervalMs: PREVIEW_INTERVAL_MS },
        {
          signal,
          onEvent: (event) => {
            if (signal.aborted) return;
            if (event.type === 'progress') this.#progress(id, index, count, event.fraction);
            else void this.#keepPreview(id, index, event.pixels, () => isRunning);
          },
        },
      );
      throwIfCancelled(signal);
      const place = { left: 0, top: 0, width: pixels.width, height: pixels.height };
      const rgba = blendInto(pixels.rgba, pixels, made.pixels.rgba, place, mask);
      const aspects = [...made.aspects];
      const picture = await gallery.addCandidate({
        ...{ jobId: id, index, before },
        pixels: { ...made.pixels, rgba },
        edit: {
          ...{ ...edit, step: style, isAccepted: false },
          // No CLIP looked.
          judged: { space: '', embedding: [], aspects },
          ...(mask === undefined
            ? {}
            : { outsideDifference: differenceOutside(pixels.rgba, rgba, mask) }),
        },
      });
      queue.addPicture(id, { index, pictureId: picture.id });
      queue.publish({ type: 'candidate', jobId: id, index, picture });
      return aspects;
    } finally {
      isRunning = false;
      previews.drop(id, index);
    }
  }

  #progress(jobId: JobId, index: number, count: number, share: number): void {
    const fraction = (index + share) / count;
    const [done, total] = [Math.round(fraction * 100), 100];
    const progress = { phase: 'denoising' as const, done, total, fraction, candidates: [index] };
    this.#parts.queue.publish({ type: 'progress', jobId, progress });
  }

  async #keepPreview(
    jobId: JobId,
    index: number,
    pixels: Pixels,
    isWanted: () => boolean,
  ): Promise<void> {
    const { encoder, previews, queue } = this.#parts;
    const encoded = await encoder.encodePreview(pixels).catch(() => undefined);
    // Encoding takes a moment, in which the picture may have been finished.
    if (encoded === undefined || !isWanted()) return;
    const version = previews.set(jobId, index, encoded);
    queue.publish({ type: 'preview', jobId, index, version });
  }
}
