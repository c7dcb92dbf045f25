/** Text files of unknown encoding, as captions come: UTF-8, UTF-16, GB 18030 or Western. */

/** Two bytes of a Chinese character; other pairs are rare in Chinese and usual in Western text. */
const CHINESE_PAIRS = 0.8;

export function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes);
  return (
    strictly('utf-8', bytes) ??
    (looksChinese(bytes) ? strictly('gb18030', bytes) : undefined) ??
    new TextDecoder('windows-1252').decode(bytes)
  );
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Common characters have both bytes beyond 0xa0 (GB 2312); accents stand alone among letters. */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let high = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at]! < 0x80) continue;
    high += 1;
    if (bytes[at]! >= 0xa1 && (bytes[at + 1] ?? 0) >= 0xa1) pairs += 1;
    at += 1;
  }
  return high > 0 && pairs / high >= CHINESE_PAIRS;
}
