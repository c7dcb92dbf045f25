/** What the names of a file and its folder say about a picture. */

/** What cameras, phones and programs call their files. */
const NAMELESS =
  /^(?:img|image|dsc[fn]?|dcim|pict?|photo|picture|screen ?shot|bildschirmfoto|untitled|unnamed|download|scan|frame|file|out|output|sample|copy|new|pxl|mvimg|wp|whatsapp|signal|截图|屏幕截图|图片|照片|未命名)$/u;
const COPY = /\b(?:copy|kopie|副本|final|edit|edited|small|large|thumb|crop)\b/gu;

/** Both are empty where the name says nothing. Folders count below the one that was chosen. */
export function namesAsWords(name: string): { readonly file: string; readonly folder: string } {
  const parts = name.split('/');
  const file = parts.at(-1) ?? '';
  return { file: wordsIn(file.replace(/\.[^.]*$/, '')), folder: wordsIn(parts.at(-2) ?? '') };
}

function wordsIn(name: string): string {
  const spaced = name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{L}{3,})\d+(?![\p{L}\d])/gu, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(COPY, ' ')
    .trim();
  const words = spaced.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const telling = words.filter((word) => !isCode(word) && !NAMELESS.test(word));
  return telling.length * 2 < words.length ? '' : telling.join(' ').slice(0, 200);
}

/** Numbers with letters in between, as in hashes and serial numbers. */
function isCode(word: string): boolean {
  return (
    /\d/.test(word) || (word.length < 2 && /^[a-z]$/.test(word)) || /^[0-9a-f]{8,}$/.test(word)
  );
}
