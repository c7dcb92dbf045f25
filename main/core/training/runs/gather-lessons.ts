/** The pictures of a run, read anew from where they lie: they are never copied. */
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { TrainingPicture } from '#shared/engine-protocol/training.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Datasets } from '../dataset/datasets.ts';
import type { RunRecord } from './run.records.ts';

/** What Spark and its CLIP see is smaller. */
const SIDE = 128;
/** Of all pixels together: with many pictures each is sent smaller, so that they fit into memory. */
const MOST_BYTES = 400_000_000;
const BYTES_PER_PIXEL = 4;
/** Squares are cut out: of a picture of three to two the shorter side is then large enough. */
const LONGER = 1.5;

export class GatherLessons {
  readonly #datasets: Pick<Datasets, 'entriesOf'>;
  readonly #codec: PictureCodec;

  constructor(datasets: Pick<Datasets, 'entriesOf'>, codec: PictureCodec) {
    this.#datasets = datasets;
    this.#codec = codec;
  }

  /**
   * Pictures that have gone meanwhile are left out and counted.
   *
   * Throws `training.pictures-gone` where none is left to train on.
   */
  async gather(
    { lessons, run }: Pick<RunRecord, 'lessons' | 'run'>,
    signal?: AbortSignal,
  ): Promise<{ pictures: TrainingPicture[]; missing: number }> {
    const paths = await this.#datasets.entriesOf(run.dataset.source);
    const most = Math.floor(Math.sqrt(MOST_BYTES / BYTES_PER_PIXEL / lessons.length));
    const asked = run.recipe.side === undefined ? SIDE : Math.ceil(LONGER * run.recipe.side);
    const side = Math.min(asked, most);
    const pictures: TrainingPicture[] = [];
    for (const { key, caption, isHeldOut, weight } of lessons) {
      throwIfCancelled(signal);
      const entry = paths.get(key);
      if (entry === undefined) continue;
      const pixels = await this.#codec
        .readPixels(entry.path, entry.name, side)
        .catch(() => undefined);
      if (pixels !== undefined) pictures.push({ key, pixels, caption, isHeldOut, weight });
    }
    if (!pictures.some(({ isHeldOut }) => !isHeldOut))
      throw new EaselError('training.pictures-gone');
    return { pictures, missing: lessons.length - pictures.length };
  }
}
