/** Mouse, pen and finger on a crop's frame, told in shares of the picture. */
import type { Attachment } from 'svelte/attachments';

export interface CropPointer {
  /** How far from where it was taken hold of. */
  readonly drag: (dx: number, dy: number) => void;
  readonly begin: () => void;
  readonly end: () => void;
}

/** @param sheet the element that the picture fills */
export function cropPointer(sheet: () => HTMLElement, told: CropPointer): Attachment<HTMLElement> {
  return function attach(element) {
    let from: { readonly id: number; readonly x: number; readonly y: number } | undefined;
    const events = new AbortController();
    const { signal } = events;

    function down(event: PointerEvent): void {
      if (event.button !== 0) return;
      // Neither the picture nor a frame below this handle moves along.
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      from = { id: event.pointerId, x: event.clientX, y: event.clientY };
      told.begin();
    }

    function move(event: PointerEvent): void {
      if (event.pointerId !== from?.id) return;
      const { width, height } = sheet().getBoundingClientRect();
      told.drag((event.clientX - from.x) / width, (event.clientY - from.y) / height);
    }

    function up(event: PointerEvent): void {
      if (event.pointerId !== from?.id) return;
      from = undefined;
      told.end();
    }

    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', up, { signal });
    return () => {
      events.abort();
    };
  };
}
