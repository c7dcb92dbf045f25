/** A library with very many entries: few real pictures, each of them listed again and again. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import { openStudio } from '#main/studio/open-studio.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { generationRecord } from './generation-record.ts';

const REAL = 48;
const PUT_AT_ONCE = 5_000;

/** Fills an empty folder with `count` entries of many shapes, with prompts and ratings. */
export async function fillLargeLibrary(folder: string, count: number): Promise<void> {
  const files = await mkdtemp(join(tmpdir(), 'easel-pictures-'));
  process.env['EASEL_HOME'] ??= join(files, 'home');
  const paths = await Promise.all(
    Array.from({ length: REAL }, async (_, at) => {
      const path = join(files, `picture-${at}.png`);
      const width = 256 + ((at * 53) % 256);
      const height = 256 + ((at * 97) % 256);
      const background = { r: (at * 40) % 256, g: (at * 90) % 256, b: (at * 150) % 256 };
      await sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toFile(path);
      return path;
    }),
  );
  await mkdir(folder, { recursive: true });
  const studio = await openStudio({ host: 'cli', library: folder, runsJobs: false });
  const { pictures } = await studio.client().gallery.importFiles({ paths });
  await studio.close();
  const index = new SqlitePictureIndex(join(folder, '.easel/gallery.sqlite'));
  const real = pictures.flatMap((picture) => index.get(picture.id) ?? []);
  for (let start = 0; start < count; start += PUT_AT_ONCE) {
    const many = Array.from({ length: Math.min(PUT_AT_ONCE, count - start) }, (_, offset) => {
      const at = start + offset;
      const { picture, path } = real[at % real.length] ?? {};
      if (picture === undefined || path === undefined) throw new Error('nothing was imported');
      return {
        path,
        picture: {
          ...picture,
          id: `${picture.id}-${at}` as PictureId,
          createdAt: picture.createdAt - at * 1_000,
          rating: at % 6,
          generation: generationRecord({ index: at % 64, prompt: `thing number ${at}` }),
        },
      };
    });
    index.put(many);
  }
  index.close();
  await rm(files, { recursive: true, force: true });
}
