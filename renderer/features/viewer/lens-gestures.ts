/** Wheel, drag and double click on the stage, told to the lens. */
import type { Attachment } from 'svelte/attachments';
import type { Lens } from './lens.svelte.ts';

/** One notch of a common wheel is about 100 px and zooms by a quarter. */
const ZOOM_PER_PIXEL = Math.log(1.25) / 100;

export function lensGestures(lens: Lens): Attachment<HTMLElement> {
  return function attach(element) {
    let last: { x: number; y: number } | undefined;
    const observer = new ResizeObserver(() => {
      lens.stage = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);

    /** Where the pointer is, from the stage's centre. */
    function place(event: MouseEvent): [number, number] {
      const box = element.getBoundingClientRect();
      return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    }

    function wheel(event: WheelEvent): void {
      event.preventDefault();
      lens.zoomBy(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), ...place(event));
    }

    function down(event: PointerEvent): void {
      if (event.button !== 0 || lens.isFitted) return;
      last = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    }

    function move(event: PointerEvent): void {
      if (last === undefined) return;
      lens.move(event.clientX - last.x, event.clientY - last.y);
      last = { x: event.clientX, y: event.clientY };
    }

    function up(): void {
      last = undefined;
    }

    function double(event: MouseEvent): void {
      if (lens.isFitted) lens.zoomTo(Math.max(1, lens.view.scale * 2), ...place(event));
      else lens.fit();
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
      observer.disconnect();
    };
  };
}
