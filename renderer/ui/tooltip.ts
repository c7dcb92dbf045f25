/**
 * One tooltip for the whole window: shown on hover after a moment and at once on keyboard focus.
 * It repeats the control's accessible name (and its key), so it is hidden from screen readers.
 */
import type { Attachment } from 'svelte/attachments';

const HOVER_DELAY_MS = 350;
const GAP = 6;

let bubble: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function bubbleElement(): HTMLElement {
  if (bubble?.isConnected === true) return bubble;
  bubble = document.createElement('div');
  bubble.className = 'tooltip';
  bubble.setAttribute('aria-hidden', 'true');
  bubble.popover = 'manual';
  document.body.append(bubble);
  return bubble;
}

function show(owner: Element, text: string, key: string | undefined): void {
  const element = bubbleElement();
  element.textContent = text;
  if (key !== undefined) {
    const keyElement = document.createElement('span');
    keyElement.textContent = key;
    element.append(keyElement);
  }
  // In the top layer, above dialogs.
  if (!element.matches(':popover-open')) element.showPopover();
  element.dataset['shown'] = '';
  const anchor = owner.getBoundingClientRect();
  const own = element.getBoundingClientRect();
  const left = anchor.left + anchor.width / 2 - own.width / 2;
  const above = anchor.top - own.height - GAP;
  const top = above > GAP ? above : anchor.bottom + GAP;
  element.style.left = `${Math.max(GAP, Math.min(left, innerWidth - own.width - GAP))}px`;
  element.style.top = `${top}px`;
}

function hide(): void {
  clearTimeout(timer);
  if (bubble?.isConnected !== true) return;
  delete bubble.dataset['shown'];
  if (bubble.matches(':popover-open')) bubble.hidePopover();
}

/** Attach with `{@attach tooltip('Keep', 'K')}`; an empty text shows nothing. */
export function tooltip(text: string | undefined, key?: string): Attachment {
  return function attach(owner) {
    if (text === undefined || text === '') return;
    const label = text;
    function enter(): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        show(owner, label, key);
      }, HOVER_DELAY_MS);
    }
    function focus(): void {
      clearTimeout(timer);
      // Not at once: a menu that opens moves the focus while it is being shown itself.
      timer = setTimeout(() => {
        if (owner.isConnected && owner.matches(':focus-visible')) show(owner, label, key);
      });
    }
    owner.addEventListener('pointerenter', enter);
    owner.addEventListener('focus', focus);
    for (const type of ['pointerleave', 'blur', 'click'] as const) {
      owner.addEventListener(type, hide);
    }
    return function detach() {
      hide();
      owner.removeEventListener('pointerenter', enter);
      owner.removeEventListener('focus', focus);
      for (const type of ['pointerleave', 'blur', 'click'] as const) {
        owner.removeEventListener(type, hide);
      }
    };
  };
}
