/** Wheel and drag on a pane, told to the comparison in shares of the pane. */
import type { Attachment } from 'svelte/attachments';
import type { Comparison } from './compare.controller.svelte.ts';

/** One notch of a common wheel is about 100 px and zooms by a quarter. */
const ZOOM_PER_PIXEL = Math.log(1.25) / 100;
const CLOSE_UP = 4;

/** Attach to an element that shows the comparison's view: it can be zoomed and dragged there. */
export function stage(comparison: Comparison): Attachment<HTMLElement> {
  return function attach(element) {
    let last: { x: number; y: number } | undefined;

    /** Where the pointer is, from the element's centre, in shares of its size. */
    function place(event: MouseEvent): [number, number] {
      const box = element.getBoundingClientRect();
      return [
        (event.clientX - box.left) / box.width - 0.5,
        (event.clientY - box.top) / box.height - 0.5,
      ];
    }

    function wheel(event: WheelEvent): void {
      event.preventDefault();
      comparison.zoom(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), ...place(event));
    }

    function down(event: PointerEvent): void {
      if (event.button !== 0) return;
      last = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    }

    function move(event: PointerEvent): void {
      if (last === undefined) return;
      comparison.pan(
        (event.clientX - last.x) / element.clientWidth,
        (event.clientY - last.y) / element.clientHeight,
      );
      last = { x: event.clientX, y: event.clientY };
    }

    function up(): void {
      last = undefined;
    }

    function double(event: MouseEvent): void {
      if (comparison.view.scale > 1) comparison.showWhole();
      else comparison.zoom(CLOSE_UP, ...place(event));
    }

    const events = new AbortController();
    const { signal } = events;
    element.addEventListener('wheel', wheel, { passive: false, signal });
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', up, { signal });
    element.addEventListener('dblclick', double, { signal });
    return () => {
      events.abort();
    };
  };
}
