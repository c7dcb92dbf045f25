/** The focus goes nowhere when what had it is taken away or disabled: it comes to what is around it. */
import { tick } from 'svelte';

/** @param target takes the focus by script; undefined where it is not there either */
export async function focusIfLost(target: HTMLElement | undefined): Promise<void> {
  await tick();
  // What is disabled loses the focus with the next picture of the page only.
  await new Promise(requestAnimationFrame);
  if (document.activeElement === document.body) target?.focus({ preventScroll: true });
}
