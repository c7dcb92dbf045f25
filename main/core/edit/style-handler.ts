/** Runs a change of manner: one picture, of the source's size, as a candidate. */
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PreviewEncoder } from '#main/core/generate/preview-encoder.port.ts';
import type { Previews } from '#main/core/generate/previews.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { StyleJob } from '#shared/domain/job.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { blendInto, differenceOutside } from '#shared/numeric/blend.ts';
import { readSource } from './edit-source.ts';
import type { MaskFiles } from './mask-files.port.ts';
import { readReference } from './read-reference.ts';
import type { StyleReferences } from './style-references.port.ts';

const PREVIEW_INTERVAL_MS = 400;
/** More of a reference is not looked at. */
const REFERENCE_SIDE = 1024;
/** The only candidate. */
const INDEX = 0;

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

  async run({ id, edit }: StyleJob, signal: AbortSignal): Promise<void> {
    const { engine, gallery, queue, previews } = this.#parts;
    const { step } = edit;
    if (step.kind !== 'style') throw new RangeError(`a style job with a step of ${step.kind}`);
    const { pixels, mask, before } = await readSource(this.#parts, edit);
    const reference = await readReference(this.#parts, step.reference, REFERENCE_SIDE);
    let isRunning = true;
    try {
      const made = await engine.transferStyle(
        { picture: pixels, reference, style: step, previewIntervalMs: PREVIEW_INTERVAL_MS },
        {
          signal,
          onEvent: (event) => {
            if (signal.aborted) return;
            if (event.type === 'progress') this.#progress(id, event.fraction);
            else void this.#keepPreview(id, event.pixels, () => isRunning);
          },
        },
      );
      throwIfCancelled(signal);
      const place = { left: 0, top: 0, width: pixels.width, height: pixels.height };
      const rgba = blendInto(pixels.rgba, pixels, made.rgba, place, mask);
      const picture = await gallery.addCandidate({
        ...{ jobId: id, index: INDEX },
        pixels: { ...made, rgba },
        before,
        edit: {
          ...edit,
          isAccepted: false,
          ...(mask === undefined
            ? {}
            : { outsideDifference: differenceOutside(pixels.rgba, rgba, mask) }),
        },
      });
      queue.addPicture(id, { index: INDEX, pictureId: picture.id });
      queue.publish({ type: 'candidate', jobId: id, index: INDEX, picture });
    } finally {
      isRunning = false;
      previews.drop(id);
    }
  }

  #progress(jobId: JobId, fraction: number): void {
    const [done, total] = [Math.round(fraction * 100), 100];
    const progress = { phase: 'denoising' as const, done, total, fraction, candidates: [INDEX] };
    this.#parts.queue.publish({ type: 'progress', jobId, progress });
  }

  async #keepPreview(jobId: JobId, pixels: Pixels, isWanted: () => boolean): Promise<void> {
    const { encoder, previews, queue } = this.#parts;
    const encoded = await encoder.encodePreview(pixels).catch(() => undefined);
    // Encoding takes a moment, in which the picture may have been finished.
    if (encoded === undefined || !isWanted()) return;
    const version = previews.set(jobId, INDEX, encoded);
    queue.publish({ type: 'preview', jobId, index: INDEX, version });
  }
}
