/** A map of what counts, as light: what speaks for the picture stays bright, the rest is dimmed. */

/** Of black, 0 to 255, where nothing speaks for the picture. */
const DARKEST = 200;

/**
 * @param map points of the match for each cell; what is below 0 speaks against and stays dark
 * @returns RGBA pixels, one a cell, to be laid over the picture and smoothed between the cells
 */
export function dimming(map: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const most = Math.max(0, ...map);
  const pixels = new Uint8ClampedArray(map.length * 4);
  for (const [cell, value] of map.entries()) {
    const light = most === 0 ? 1 : Math.max(0, value) / most;
    pixels[cell * 4 + 3] = DARKEST * (1 - light);
  }
  return pixels;
}
