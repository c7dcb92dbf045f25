/** Characters as a reader's cursor counts them: Unicode code points. */

/** Code points in `text[start, end)`; offsets are UTF-16. A lone surrogate counts as one. */
export function countCharacters(text: string, start = 0, end = text.length): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if ((text.codePointAt(at) ?? 0) > 0xffff && at + 1 < end) at += 1;
    count += 1;
  }
  return count;
}
