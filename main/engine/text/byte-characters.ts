/**
 * A visible character for each of the 256 bytes (Radford et al. 2019): printable ones stand for
 * themselves and come first, the others follow from U+0100.
 */
export function byteCharacters(): string[] {
  const printable: number[] = [];
  const others: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) {
    const isPrintable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    (isPrintable ? printable : others).push(byte);
  }
  return [...printable, ...others.map((_, index) => 0x100 + index)].map((code) =>
    String.fromCodePoint(code),
  );
}
