/** Picture formats of the library, by the extension of their files. */
export const PICTURE_TYPES = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
} as const;

export type PictureExtension = keyof typeof PICTURE_TYPES;

/** The media type of a file by its name; files that somebody put in by hand may be spelt otherwise. */
export function pictureTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const usual = { jpeg: 'jpg', tif: 'tiff' }[extension] ?? extension;
  return usual in PICTURE_TYPES
    ? PICTURE_TYPES[usual as PictureExtension]
    : 'application/octet-stream';
}
