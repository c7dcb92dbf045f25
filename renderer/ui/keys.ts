/** Keys as they are written (`Mod+Shift+K`), pressed and shown. */

/** What of a keyboard event decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

const shown: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Space: 'Space',
};
const shownOnMac: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Delete: '⌫',
};

export function isMacPlatform(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

/** Whether a key press is what `keys` says: no more and no fewer modifiers. */
export function matchesKeys(event: KeyPress, keys: string, isMac: boolean): boolean {
  const parts = splitKeys(keys);
  const key = parts.pop() ?? '';
  const wanted = new Set(parts);
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  const isOther = isMac ? event.ctrlKey : event.metaKey;
  if (isOther || isMod !== wanted.has('Mod') || event.altKey !== wanted.has('Alt')) return false;
  // Signs such as ? come with Shift on some keyboards and without it on others.
  const isSign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
  if (!isSign && event.shiftKey !== wanted.has('Shift')) return false;
  return isSameKey(event, key);
}

/** For people: `Ctrl ↵`, `⌘K`. */
export function formatKeys(keys: string, isMac: boolean): string {
  const parts = splitKeys(keys).map((part) => {
    if (isMac && shownOnMac[part] !== undefined) return shownOnMac[part];
    return shown[part] ?? (part === 'Mod' ? 'Ctrl' : part);
  });
  return parts.join(isMac ? '' : ' ');
}

/** The plus sign parts keys, and is one itself at the end. */
function splitKeys(keys: string): string[] {
  return keys.split(/\+(?=.)/);
}

function isSameKey(event: KeyPress, key: string): boolean {
  if (key === 'Space') return event.key === ' ';
  if (key === 'Delete') return event.key === 'Delete' || event.key === 'Backspace';
  // With Alt, a letter or digit may arrive as another sign: the place on the keyboard decides.
  if (event.altKey && /^[A-Z0-9]$/i.test(key)) {
    return event.code === `Digit${key}` || event.code === `Key${key.toUpperCase()}`;
  }
  return event.key.toLowerCase() === key.toLowerCase();
}
