/** Names of exported files, from a template. */
import type { ExportFormat } from '#shared/domain/export.ts';
import { nameTemplateFields } from '#shared/domain/export.ts';
import { styleNameOf } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { slugOf } from '#main/core/gallery/picture-path.ts';

type Field = (typeof nameTemplateFields)[number];

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  avif: 'avif',
  tiff: 'tiff',
  svg: 'svg',
};

const MAX_STEM = 120;
/** Names that Windows keeps for devices, whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * The file name of the `n`th picture (1 is the first) of an export.
 *
 * Throws `export.template-invalid` with the field that is not known.
 */
export function fileNameFor(
  template: string,
  picture: Picture,
  n: number,
  format: ExportFormat,
): string {
  const stem = template.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    if (isField(name)) return valueOf(name, picture, n);
    throw invalid(template, whole);
  });
  const stray = /[{}]/.exec(stem);
  if (stray !== null) throw invalid(template, stray[0]);
  return `${safeStem(stem)}.${EXTENSIONS[format]}`;
}

function valueOf(field: Field, picture: Picture, n: number): string {
  const { generation, rank } = picture;
  switch (field) {
    case 'prompt':
      return slugOf(
        generation?.expandedPrompt ?? picture.sourceName ?? styleNameOf(picture.edit) ?? '',
      );
    case 'seed':
      return String(generation?.seed ?? 'none');
    case 'rank':
      return String(rank?.position ?? n).padStart(2, '0');
    case 'index':
      return String(generation?.index ?? 0);
    case 'id':
      return picture.id;
    case 'date':
      return new Date(picture.createdAt).toISOString().slice(0, 10);
    case 'checkpoint':
      return generation?.checkpoint ?? 'none';
    case 'n':
      return String(n).padStart(2, '0');
  }
}

function safeStem(stem: string): string {
  const clean = [...stem.replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')].slice(0, MAX_STEM).join('');
  const trimmed = clean.replace(/^[\s.]+|[\s.]+$/g, '');
  return trimmed === '' || RESERVED.test(trimmed) ? `picture-${trimmed}` : trimmed;
}

function isField(name: string): name is Field {
  return (nameTemplateFields as readonly string[]).includes(name);
}

function invalid(template: string, part: string): EaselError {
  const fields = nameTemplateFields.map((field) => `{${field}}`).join(', ');
  return new EaselError('export.template-invalid', { template, part, fields });
}

/** `a.png`, `a-2.png`, `a-3.png`, without end. */
export function* numbered(name: string, from = 1): Generator<string> {
  const dot = name.lastIndexOf('.');
  for (let number = from; ; number += 1) {
    yield number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
  }
}
