/** The contract's gallery over a real library, as a window has it; nothing here needs an engine. */
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import sharp from 'sharp';
import { galleryRouter } from '#main/api/gallery.router.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { openLibrary } from './library.ts';

type Services = Parameters<typeof galleryRouter>[0];

/** Pictures of many shapes, in the order of their ids; gone with the test. */
export async function openGalleryClient(pictures: number) {
  const library = openLibrary();
  const { gallery, folder, exporter } = library;
  // Without words to embed, a search asks the gallery the same.
  const services = { gallery, exporter, search: gallery } as unknown as Services;
  const router = { gallery: galleryRouter(services) };
  const context = { host: 'cli', hasLocalFiles: true } as const;
  const client = restoringErrors(createRouterClient(router, { context })) as EaselClient;
  const ids: PictureId[] = [];
  for (let at = 0; at < pictures; at += 1) {
    const path = join(folder, `picture-${at}.png`);
    const background = { r: at % 256, g: 90, b: 150 };
    await sharp({ create: { width: 24 + (at % 9), height: 24, channels: 3, background } })
      .png()
      .toFile(path);
    const { picture } = await gallery.importFile(path, `picture-${at}.png`);
    ids.push(picture.id);
  }
  return { ...library, client, ids };
}
