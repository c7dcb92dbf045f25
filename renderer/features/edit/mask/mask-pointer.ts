/** Mouse, pen and finger on the canvas, told to the mask. */
import type { Attachment } from 'svelte/attachments';
import type { Lens } from '#renderer/features/viewer/index.ts';
import type { MaskController } from './mask.controller.svelte.ts';
import { onMask } from './places.ts';
import type { Point } from './coverage.ts';

export interface MaskPointer {
  readonly mask: MaskController;
  readonly lens: Lens;
  /** Where the pointer hovers, in pixels of the mask; undefined when it has left. */
  readonly hover: (point: Point | undefined) => void;
}

/** Attach to the stage whose centre the lens measures from. */
export function maskPointer({ mask, lens, hover }: MaskPointer): Attachment<HTMLElement> {
  return function attach(element) {
    let drawing: number | undefined;

    function place(event: PointerEvent): Point {
      const box = element.getBoundingClientRect();
      return onMask(lens, mask.coverage, {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      });
    }

    /** Only a pen knows how hard it is pressed; others answer a constant. */
    function pressureOf(event: PointerEvent): number {
      return event.pointerType === 'pen' ? event.pressure : 1;
    }

    function down(event: PointerEvent): void {
      if (event.button !== 0 || mask.tool === 'hand' || !mask.isShown) return;
      drawing = event.pointerId;
      element.setPointerCapture(event.pointerId);
      mask.begin(place(event), pressureOf(event));
    }

    function move(event: PointerEvent): void {
      hover(place(event));
      if (event.pointerId !== drawing) return;
      // What came between two frames too, so that a quick curve stays round.
      for (const each of event.getCoalescedEvents()) mask.move(place(each), pressureOf(each));
    }

    function up(event: PointerEvent): void {
      if (event.pointerId !== drawing) return;
      drawing = undefined;
      mask.end();
    }

    function leave(): void {
      hover(undefined);
    }

    const events = new AbortController();
    const { signal } = events;
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', up, { signal });
    element.addEventListener('pointerleave', leave, { signal });
    return () => {
      events.abort();
    };
  };
}
