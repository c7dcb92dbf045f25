/**
 * Everything a person can do, by name and by key. Features register what they offer; the window
 * listens for the keys, the palette lists the names, and the sheet of shortcuts is made from the
 * same entries, so that a key that is not on the sheet does not exist.
 */
import { SvelteSet } from 'svelte/reactivity';
import { matchesKeys, type KeyPress } from './keys.ts';

export interface Command {
  readonly id: string;
  readonly label: () => string;
  /** Where it belongs, such as the name of a screen: heads its part of the sheet. */
  readonly group: () => string;
  /** Other names it is looked for under, such as the label in the other language. */
  readonly alsoKnownAs?: () => readonly string[];
  /** As in `Mod+K`, `Shift+Delete`, `?`; `Mod` is the command key on a Mac and Control elsewhere. */
  readonly keys?: string;
  /** Other keys for the same, which only the sheet does without. */
  readonly alsoKeys?: readonly string[];
  /** A word on the right, such as what kind of thing it leads to. */
  readonly hint?: () => string;
  /** Absent: always. */
  readonly isAvailable?: () => boolean;
  /**
   * Absent for keys that a part of the screen handles by itself: they stand on the sheet and not in
   * the palette.
   */
  readonly run?: () => void;
}

type Source = () => readonly Command[];

export class CommandRegistry {
  readonly #sources = new SvelteSet<Source>();

  /** Takes commands in, fixed ones or ones that come and go. Returns how to take them out. */
  register(commands: readonly Command[] | Source): () => void {
    const source = typeof commands === 'function' ? commands : (): readonly Command[] => commands;
    this.#sources.add(source);
    return () => {
      this.#sources.delete(source);
    };
  }

  /** In order of registration. */
  get all(): readonly Command[] {
    return [...this.#sources].flatMap((source) => source());
  }

  /** What can be run now. */
  get runnable(): readonly Command[] {
    return this.all.filter(
      (command) => command.run !== undefined && (command.isAvailable?.() ?? true),
    );
  }

  /** The command whose keys were pressed. While a text is typed, keys that mean something to it are its. */
  find(press: KeyPress, { isMac, isTyping }: KeySituation): Command | undefined {
    return this.runnable.find(
      ({ keys, alsoKeys = [] }) =>
        keys !== undefined &&
        [keys, ...alsoKeys].some(
          (each) => matchesKeys(press, each, isMac) && (!isTyping || keepsFromText(each, isMac)),
        ),
    );
  }
}

export interface KeySituation {
  readonly isMac: boolean;
  /** Whether the keys go into a text field. */
  readonly isTyping: boolean;
}

/** Whether keys mean nothing to a text field, so that they work while typing too. */
function keepsFromText(keys: string, isMac: boolean): boolean {
  const isEditing = /^Mod\+(?:Shift\+)?[ACVXYZ]$/.test(keys);
  // On a Mac, Alt with a digit writes a sign.
  if (/^Alt\+\d$/.test(keys)) return !isMac;
  return /^(?:Mod|F\d)/.test(keys) && !isEditing;
}

/**
 * Makes a field that is being typed in tell its value, as leaving it would: a key such as the one
 * for Generate takes what is seen, not what was there before.
 */
export function commitField(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement)) return;
  target.blur();
  target.focus({ preventScroll: true });
}

export function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=range]), textarea, select'))
  );
}
