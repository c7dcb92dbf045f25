/** Wheel, drag and double click on something that can be seen closer. */
import type { Attachment } from 'svelte/attachments';

/** One notch of a common wheel is about 100 px and zooms by a quarter. */
const ZOOM_PER_PIXEL = Math.log(1.25) / 100;

export interface ZoomGestures {
  readonly canDrag?: () => boolean;
  /** Pixels, as in all that follow. */
  readonly drag: (byX: number, byY: number, element: HTMLElement) => void;
  /** Towards a place that is told from the element's centre. */
  readonly zoom: (factor: number, x: number, y: number, element: HTMLElement) => void;
  readonly double: (x: number, y: number, element: HTMLElement) => void;
}

export function zoomGestures(gestures: ZoomGestures): Attachment<HTMLElement> {
  return function attach(element) {
    let last: { x: number; y: number } | undefined;

    function place(event: MouseEvent): [number, number] {
      const box = element.getBoundingClientRect();
      return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    }

    function wheel(event: WheelEvent): void {
      event.preventDefault();
      gestures.zoom(Math.exp(-event.deltaY * ZOOM_PER_PIXEL), ...place(event), element);
    }

    function down(event: PointerEvent): void {
      // The middle button drags also where the first one does something else.
      const isFirst = event.button === 0 && gestures.canDrag?.() !== false;
      if (!isFirst && event.button !== 1) return;
      // Not for the first one: its click may bring the focus here.
      if (!isFirst) event.preventDefault();
      last = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    }

    function move(event: PointerEvent): void {
      if (last === undefined) return;
      gestures.drag(event.clientX - last.x, event.clientY - last.y, element);
      last = { x: event.clientX, y: event.clientY };
    }

    function up(): void {
      last = undefined;
    }

    function double(event: MouseEvent): void {
      gestures.double(...place(event), element);
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
