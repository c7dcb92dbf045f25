/** A gallery over a real folder, real SQLite and real sharp, with pictures that need no model. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { LocalFiles } from '#main/adapters/disk/local-files.ts';
import { PictureFolder } from '#main/adapters/disk/picture-folder.ts';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { VectorTracer } from '#main/adapters/vector/vector-tracer.ts';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import { Exporter } from '#main/core/export/exporter.ts';
import { enlargedSize } from '#main/core/upscale/upscaler.ts';
import { Gallery } from '#main/core/gallery/gallery.ts';
import { galleryQuerySchema } from '#shared/contract/gallery.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { generationRecord } from './generation-record.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const JOB = '0mwtq5hxjbe8f77606' as JobId;

export function openLibrary(folder = temporaryFolder()) {
  const files = new PictureFolder(folder);
  const codec = new SharpCodec();
  const local = new LocalFiles();
  const indexPath = join(folder, 'index.sqlite');
  const index = new SqlitePictureIndex(indexPath);
  onTestFinished(() => {
    index.close();
  });
  const gallery = new Gallery({ index, files, codec, source: local });
  return {
    folder,
    files,
    codec,
    index,
    gallery,
    exporter: new Exporter({
      gallery,
      files,
      codec,
      vectoriser: new VectorTracer(codec),
      // Without an engine: by plain resampling alone.
      upscaler: {
        enlarge: async ({ pixels, by }) => ({
          pixels: await codec.resize(pixels, enlargedSize(pixels, by)),
          enlargedBy: { method: 'lanczos' },
        }),
      },
      target: local,
    }),
    list: (query: object = {}) => gallery.list(galleryQuerySchema.parse(query)),
    addCandidate: (index_: number, prompt = 'a red apple'): Promise<Picture> =>
      gallery.addCandidate({
        jobId: JOB,
        index: index_,
        pixels: square(40 + index_),
        record: generationRecord({ index: index_, prompt }),
        embedding: { space: 'test', vector: Float32Array.of(1, index_, 0) },
      }),
  };
}

/** A square of one colour on clear ground. */
export function square(shade: number): Pixels {
  const rgba = new Uint8Array(16 * 16 * 4);
  for (let at = 0; at < 16 * 16; at += 1) {
    const isInside = at % 16 > 3 && at % 16 < 12 && at > 64 && at < 192;
    if (isInside) rgba.set([shade, 20, 30, 255], at * 4);
  }
  return { width: 16, height: 16, rgba };
}
