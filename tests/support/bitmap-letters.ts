/** Letters of five by seven dots, so that tests need no font: rows from the top, one hex digit pair each. */
const glyphs: Readonly<Record<string, string>> = {
  A: '0e11111f111111',
  D: '1e11111111111e',
  E: '1f10101e10101f',
  F: '1f10101e101010',
  H: '1111111f111111',
  L: '1010101010101f',
  O: '0e11111111110e',
  R: '1e11111e141211',
  S: '0f10100e01011e',
  T: '1f040404040404',
  X: '11110a040a1111',
};

/** Dots of a line of words, `dot` pixels each: left and top corner. */
export function letterDots(words: string, dot: number): { x: number; y: number }[] {
  return [...words].flatMap((letter, at) => {
    const rows = glyphs[letter] ?? '00000000000000';
    return Array.from({ length: 35 }, (_, place) => {
      const [column, row] = [place % 5, Math.floor(place / 5)];
      const isSet = ((parseInt(rows.slice(row * 2, row * 2 + 2), 16) >> (4 - column)) & 1) === 1;
      return isSet ? { x: (at * 6 + column) * dot, y: row * dot } : undefined;
    }).filter((place) => place !== undefined);
  });
}

/** Puts a line of words on a plane of grey: `strength` 1 covers what is there. */
export function drawLetters(
  plane: Float32Array,
  width: number,
  words: string,
  { left = 0, top = 0, dot = 2, grey = 0, strength = 1 },
): void {
  for (const { x, y } of letterDots(words, dot)) {
    for (let row = 0; row < dot; row += 1) {
      for (let column = 0; column < dot; column += 1) {
        const at = (top + y + row) * width + left + x + column;
        plane[at] = plane[at]! * (1 - strength) + grey * strength;
      }
    }
  }
}
