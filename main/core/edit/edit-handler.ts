/** Runs a step of an edit: its candidates begin with the picture that is changed. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { CandidateMaker, CandidateStart } from '#main/core/generate/candidate-maker.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { EditJob } from '#shared/domain/job.ts';
import { differenceOutside } from '#shared/numeric/blend.ts';
import { cutOut, cutPlane, insidePicture, pasted } from '#shared/numeric/cut-out.ts';
import { readSource } from './edit-source.ts';
import type { MaskFiles } from './mask-files.port.ts';
import { markedRegion, workingRegion } from './working-region.ts';

interface Parts {
  readonly maker: CandidateMaker;
  readonly checkpoints: Checkpoints;
  readonly gallery: Gallery;
  readonly reader: PictureReader;
  readonly masks: MaskFiles;
}

export class EditHandler implements JobHandler<'edit'> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(job: EditJob, signal: AbortSignal): Promise<void> {
    await this.#parts.maker.make(job, signal, { start: await this.#startOf(job) });
  }

  async #startOf({ edit, settings }: EditJob): Promise<CandidateStart> {
    const { checkpoints, gallery } = this.#parts;
    const { pixels, mask, before } = await readSource(this.#parts, edit);
    const { summary } = await checkpoints.resolve(settings.checkpoint);
    const marked = mask === undefined ? undefined : markedRegion(mask, pixels);
    const { region } = workingRegion(pixels, marked, summary);
    const { generation, recalled } = gallery.get(edit.source);
    const words = generation?.expandedPrompt ?? recalled?.prompt;
    // Only what is worked on goes to the engine and back: a large picture is mostly left alone.
    const part = insidePicture(region, pixels);
    return {
      picture: {
        pixels: cutOut(pixels, part),
        region: { ...region, left: region.left - part.left, top: region.top - part.top },
        strength: 'strength' in edit.step ? edit.step.strength : 1,
        ...(mask === undefined ? {} : { mask: cutPlane(mask, pixels, part) }),
        ...(words === undefined ? {} : { words: [{ text: words, weight: 1 }] }),
      },
      before,
      wholeOf: (made) => pasted(pixels, made, part),
      recordFor: (made) => ({
        ...edit,
        isAccepted: false,
        ...(mask === undefined
          ? {}
          : { outsideDifference: differenceOutside(pixels.rgba, made.rgba, mask) }),
      }),
    };
  }
}
