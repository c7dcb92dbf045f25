/** Easel's record inside XMP, for the formats whose files have no texts of their own. */
import {
  EASEL_KEY,
  EASEL_XMP_PROPERTY,
  XMP_KEY,
  type MetadataText,
} from '#main/core/gallery/metadata-text.records.ts';

const RECORD = new RegExp(`${EASEL_XMP_PROPERTY}="([^"]{1,200000})"`);
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
};

/** The packet itself, and the record in it where it is one of ours. */
export function readXmpTexts(packet: string): MetadataText[] {
  const record = RECORD.exec(packet)?.[1];
  const own = record === undefined ? [] : [{ key: EASEL_KEY, text: unescaped(record) }];
  return [...own, { key: XMP_KEY, text: packet }];
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|(\w{2,4}));/g, (whole, code?: string, name?: string) => {
    if (code !== undefined) return String.fromCodePoint(Math.min(Number(code), 0x10ffff));
    return ENTITIES[name ?? ''] ?? whole;
  });
}
