/** Runs a generation: its candidates are made of words, and of what pictures have a part in it. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { JobHandler } from '#main/core/jobs/job-handler.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { GenerateJob } from '#shared/domain/job.ts';
import type { CandidateMaker } from './candidate-maker.ts';
import { readPictures } from './choose-pictures.ts';

interface Parts {
  readonly maker: CandidateMaker;
  readonly checkpoints: Checkpoints;
  readonly reader: PictureReader;
}

export class GenerateHandler implements JobHandler<'generate'> {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(job: GenerateJob, signal: AbortSignal): Promise<void> {
    const { maker, checkpoints, reader } = this.#parts;
    const { summary } = await checkpoints.resolve(job.settings.checkpoint);
    const { references, start } = await readPictures(job.settings, summary, reader);
    await maker.make(job, signal, {
      references,
      ...(start === undefined ? {} : { start: { picture: start } }),
    });
  }
}
