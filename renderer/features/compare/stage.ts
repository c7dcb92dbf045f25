/** Wheel and drag on a pane, told to the comparison in shares of the pane. */
import type { Attachment } from 'svelte/attachments';
import { zoomGestures } from '#renderer/ui/zoom-gestures.ts';
import type { Comparison } from './compare.controller.svelte.ts';

const CLOSE_UP = 4;

/** Attach to an element that shows the comparison's view: it can be zoomed and dragged there. */
export function stage(comparison: Comparison): Attachment<HTMLElement> {
  return zoomGestures({
    drag(byX, byY, { clientWidth, clientHeight }) {
      comparison.pan(byX / clientWidth, byY / clientHeight);
    },
    zoom(factor, x, y, element) {
      comparison.zoom(factor, ...shareOf(element, x, y));
    },
    double(x, y, element) {
      if (comparison.view.scale > 1) comparison.showWhole();
      else comparison.zoom(CLOSE_UP, ...shareOf(element, x, y));
    },
  });
}

function shareOf(element: HTMLElement, x: number, y: number): [number, number] {
  const { width, height } = element.getBoundingClientRect();
  return [x / width, y / height];
}
