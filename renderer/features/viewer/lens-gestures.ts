/** Wheel, drag and double click on the stage, and its size, told to the lens. */
import type { Attachment } from 'svelte/attachments';
import { zoomGestures } from '#renderer/ui/zoom-gestures.ts';
import type { Lens } from './lens.svelte.ts';

export interface LensOptions {
  /** Whether a drag or a double click is meant for something else now; the wheel never is. */
  readonly isTaken?: () => boolean;
}

export function lensGestures(
  lens: Lens,
  { isTaken = () => false }: LensOptions = {},
): Attachment<HTMLElement> {
  const gestures = zoomGestures({
    canDrag: () => !lens.isFitted && !isTaken(),
    drag(byX, byY) {
      lens.move(byX, byY);
    },
    zoom(factor, x, y) {
      lens.zoomBy(factor, x, y);
    },
    double(x, y) {
      if (isTaken()) return;
      if (lens.isFitted) lens.zoomTo(Math.max(1, lens.view.scale * 2), x, y);
      else lens.fit();
    },
  });
  return function attach(element) {
    const observer = new ResizeObserver(() => {
      lens.stage = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    const stop = gestures(element);
    return () => {
      stop?.();
      observer.disconnect();
    };
  };
}
