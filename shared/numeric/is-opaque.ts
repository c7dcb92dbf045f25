/** Whether no pixel of straight RGBA, uint8 [height, width, 4], lets anything shine through. */
export function isOpaque(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}
