/** The focus goes nowhere when what had it is taken away or disabled: it comes to what is around it. */
import { tick } from 'svelte';

/** @param target takes the focus by script; undefined where it is not there either */
export async function focusIfLost(target: HTMLElement | undefined): Promise<void> {
  await tick();
  // What is disabled loses the focus only when the page has been drawn again.
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  if (document.activeElement === document.body) target?.focus({ preventScroll: true });
}
