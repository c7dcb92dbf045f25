/** Everything that teaches, put together. */
import { join } from 'node:path';
import { AdapterFolder } from '#main/adapters/disk/adapter-folder.ts';
import { DatasetFolder } from '#main/adapters/disk/dataset-folder.ts';
import { DatasetStoreFolder } from '#main/adapters/disk/dataset-store.ts';
import { RunFolder } from '#main/adapters/disk/run-folder.ts';
import type { TrainingServices } from '#main/api/training.router.ts';
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Clips } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import { DatasetMedia } from '#main/core/training/dataset/dataset-media.ts';
import { Datasets } from '#main/core/training/dataset/datasets.ts';
import { GatherLessons } from '#main/core/training/runs/gather-lessons.ts';
import { RunBook } from '#main/core/training/runs/run-book.ts';
import { RunRunner } from '#main/core/training/runs/run-runner.ts';
import type { Trainer } from '#main/core/training/trainer.port.ts';
import { TrainingService } from '#main/core/training/training-service.ts';
import type { RunId } from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

interface Surroundings {
  readonly home: string;
  /** Of the library. */
  readonly privateFolder: string;
  readonly checkpoints: Checkpoints;
  readonly clips: Clips;
  readonly loras: Loras;
  readonly engine: Engine;
  readonly trainer: Trainer;
  readonly codec: PictureCodec;
  readonly index: PictureIndex;
  readonly gallery: Gallery;
  readonly settings: SettingsService;
}

export interface OpenTraining extends TrainingServices {
  readonly media: DatasetMedia;
  /** Where the file of a sample lies. Throws `access.not-found`. */
  sample(id: RunId, step: number, index: number): Promise<string>;
  /** Works on runs that wait. */
  start(): void;
  /** Puts down what is under way; the returned lets it go on. */
  suspend(): Promise<() => void>;
  /** The library is at another place from now on. */
  moveTo(privateFolder: string): void;
  close(): Promise<void>;
}

export async function openTraining(parts: Surroundings): Promise<OpenTraining> {
  const { home, privateFolder, checkpoints, clips, loras, engine, trainer } = parts;
  const { codec, index, gallery, settings } = parts;
  const choices = new DatasetStoreFolder(datasetsIn(privateFolder));
  const store = new RunFolder(runsIn(privateFolder));
  const datasets = new Datasets({
    ...{ files: new DatasetFolder(), store: choices, clips, engine, codec, index, gallery },
  });
  const lessons = new GatherLessons(datasets, codec);
  const book = await RunBook.open(store);
  const networks = { checkpoints, clips };
  const runner = new RunRunner({ book, store, trainer, networks, lessons, codec });
  const shelf = new AdapterFolder(join(home, 'loras'));
  return {
    datasets,
    training: new TrainingService({
      ...{ datasets, networks, book, runner, store, shelf, loras, lessons, trainer },
      settings,
    }),
    media: new DatasetMedia(datasets, codec),
    async sample(id, step, at) {
      const path = await store.sample(id, step, at);
      if (path === undefined) throw new EaselError('access.not-found');
      return path;
    },
    start: () => runner.start(),
    suspend: () => runner.suspend(),
    moveTo(folder) {
      choices.moveTo(datasetsIn(folder));
      store.moveTo(runsIn(folder));
    },
    close: () => runner.close(),
  };
}

function datasetsIn(privateFolder: string): string {
  return join(privateFolder, 'training', 'datasets');
}

function runsIn(privateFolder: string): string {
  return join(privateFolder, 'training', 'runs');
}
