/** Runs a step of an edit: its candidates begin with the picture that is changed. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { CandidateMaker, CandidateStart } from '#main/core/generate/candidate-maker.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { StyleAdapters } from '#main/core/style-adapters/style-adapters.ts';
import type { EditJob } from '#shared/domain/job.ts';
import type { StylePicture } from '#shared/engine-protocol/messages.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { differenceOutside } from '#shared/numeric/blend.ts';
import { cutOut, cutPlane, insidePicture, pasted } from '#shared/numeric/cut-out.ts';
import { readSource } from './edit-source.ts';
import type { MaskFiles } from './mask-files.port.ts';
import { readReference } from './read-reference.ts';
import type { StyleReferences } from './style-references.port.ts';
import { markedRegion, workingRegion } from './working-region.ts';

/** The square that CLIPs look at is smaller. */
const SHOWN_SIDE = 512;

interface Parts {
  readonly maker: CandidateMaker;
  readonly checkpoints: Checkpoints;
  readonly gallery: Gallery;
  readonly reader: PictureReader;
  readonly masks: MaskFiles;
  readonly queue: Pick<JobQueue, 'publish'>;
  readonly references: StyleReferences;
  readonly styleAdapters: Pick<StyleAdapters, 'choose'>;
}

export class EditHandler implements JobHandler<'edit'> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(job: EditJob, signal: AbortSignal): Promise<void> {
    const start = await this.#startOf(job);
    const style = await this.#styleOf(job);
    await this.#parts.maker.make(job, signal, { start, ...(style && { style }) });
  }

  /** What is shown of another picture; undefined where nothing is, or words have to do. */
  async #styleOf({ id, edit: { step }, settings }: EditJob): Promise<StylePicture | undefined> {
    if (step.kind !== 'restyle') return undefined;
    const { checkpoints, styleAdapters, queue } = this.#parts;
    const { summary } = await checkpoints.resolve(settings.checkpoint);
    if (step.adapter === undefined) {
      const { name: checkpoint } = summary;
      const told = new EaselError('edit.style-in-words', { checkpoint, words: settings.prompt });
      queue.publish({ type: 'notice', jobId: id, error: toErrorShape(told) });
      return undefined;
    }
    const chosen = await styleAdapters.choose(summary, step.adapter.name);
    if (chosen === undefined) return undefined;
    const pixels = await readReference(this.#parts, step.reference, SHOWN_SIDE);
    return { pixels, weight: step.weight, adapter: chosen.adapter, encoder: chosen.encoder };
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
