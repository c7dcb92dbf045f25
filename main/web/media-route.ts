/**
 * `/media/…`: the bytes of pictures by id. The path is matched as it came, without decoding, so
 * there is nothing in it that could climb; the files' places are known to the gallery alone.
 */
import type { ExportDownload } from '#main/core/export/export-tickets.ts';
import type { MediaAccess } from '#main/studio/media-access.ts';
import { maskIdSchema } from '#shared/domain/mask-id.ts';
import type { z } from 'zod';
import { datasetIdSchema } from '#shared/domain/dataset.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import { jobIdSchema, pictureIdSchema } from '#shared/domain/ids.ts';
import { runIdSchema } from '#shared/domain/training.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Content } from './exchange.ts';

const PICTURE = /^\/media\/(picture|thumbnail)\/([\w-]+)$/;
const MASK = /^\/media\/mask\/([0-9a-f]{64})$/;
const EXPORT = /^\/media\/export\/([\w-]+)$/;
const DATASET = /^\/media\/dataset\/([\w-]+)\/([\w-]+)(?:\/augmented\/([0-7]))?$/;
const SAMPLE = /^\/media\/run\/([\w-]+)\/(\d{1,6})\/(\d)$/;
const PREVIEW = /^\/media\/preview\/([\w-]+)\/(\d{1,5})$/;
/** A picture's bytes never change under its id. */
const KEEP = 'private, max-age=86400';

/** Throws `access.not-found`, `picture.not-found`, `picture.file-missing` or `request.invalid`. */
export async function findMedia(url: URL, media: MediaAccess): Promise<Content> {
  const picture = PICTURE.exec(url.pathname);
  if (picture !== null) {
    const id = pictureId(picture[2]);
    const isThumbnail = picture[1] === 'thumbnail';
    const file = await (isThumbnail ? media.thumbnail(id, sizeOf(url)) : media.picture(id));
    return { source: { path: file.path }, type: file.type, etag: file.etag, cacheControl: KEEP };
  }
  const mask = MASK.exec(url.pathname);
  if (mask !== null) {
    const { path, type, etag } = await media.mask(maskIdSchema.parse(mask[1]));
    return { source: { path }, type, etag, cacheControl: KEEP };
  }
  const exported = EXPORT.exec(url.pathname);
  if (exported !== null) {
    const download = media.download(exported[1] ?? '');
    if (download !== undefined) return downloadContent(download);
    const bytes = await media.exported(pictureId(exported[1]));
    // What it carries follows the settings, which may change.
    return { source: { bytes }, type: 'image/png', cacheControl: 'private, no-store' };
  }
  const lesson = DATASET.exec(url.pathname);
  if (lesson !== null) return lessonPicture(url, lesson, media);
  const sample = SAMPLE.exec(url.pathname);
  if (sample !== null) {
    const id = parsedId(runIdSchema, sample[1]);
    const path = await media.runSample(id, Number(sample[2]), Number(sample[3]));
    // A run that goes on after a crash draws the same picture again.
    return { source: { path }, type: 'image/png', cacheControl: KEEP };
  }
  const preview = PREVIEW.exec(url.pathname);
  if (preview === null) throw new EaselError('access.not-found');
  const latest = media.preview(jobId(preview[1]), Number(preview[2]));
  // Gone already: previews live only until their candidate is finished.
  if (latest === undefined) throw new EaselError('access.not-found');
  const { bytes, type } = latest;
  return { source: { bytes }, type, cacheControl: 'private, no-store' };
}

async function downloadContent({ name, type, content }: ExportDownload): Promise<Content> {
  const made = content();
  const source = Symbol.asyncIterator in made ? { stream: () => made } : { bytes: await made };
  const headers = { 'content-disposition': attachment(name) };
  return { source, type, headers, cacheControl: 'private, no-store' };
}

/** The name in plain letters for old clients, and as it is (RFC 6266, RFC 8187). */
function attachment(name: string): string {
  const plain = name.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The file may change while its key stays. */
async function lessonPicture(
  url: URL,
  [, dataset, key = '', variant]: RegExpExecArray,
  media: MediaAccess,
): Promise<Content> {
  const id = parsedId(datasetIdSchema, dataset);
  const { bytes, type } =
    variant === undefined
      ? await media.datasetPicture(id, key, sizeOf(url))
      : await media.augmentedPicture(id, key, Number(variant));
  return { source: { bytes }, type, cacheControl: 'private, max-age=60' };
}

function pictureId(text: string | undefined): PictureId {
  return parsedId(pictureIdSchema, text);
}

function jobId(text: string | undefined): JobId {
  return parsedId(jobIdSchema, text);
}

function parsedId<Schema extends z.ZodType>(
  schema: Schema,
  text: string | undefined,
): z.infer<Schema> {
  const parsed = schema.safeParse(text);
  if (!parsed.success) throw new EaselError('access.not-found');
  return parsed.data;
}

function sizeOf(url: URL): 256 | 512 {
  const size = url.searchParams.get('size') ?? '256';
  if (size === '256') return 256;
  if (size === '512') return 512;
  throw new EaselError('request.invalid', { field: 'size', reason: 'it must be 256 or 512' });
}
