import { beforeEach, expect, test } from 'vitest';
import { MaskController } from '#renderer/features/edit/mask/mask.controller.svelte.ts';
import { Pen } from '#renderer/features/edit/mask/pen.svelte.ts';
import { onMask } from '#renderer/features/edit/mask/places.ts';

let mask: MaskController;
let pen: Pen;
beforeEach(() => {
  mask = new MaskController();
  mask.open('one', 200, 100);
  mask.size = 0.1;
  pen = new Pen(mask);
});

function press(...keys: string[]): void {
  for (const key of keys) pen.press({ key, shiftKey: false });
}

test('arrows and Space paint a stroke that one step takes back', () => {
  press('ArrowLeft', ' ', 'ArrowRight', 'ArrowRight', ' ', 'ArrowDown');
  expect(pen.point).toEqual({ x: 105, y: 55 });
  expect(mask.coverage.data[50 * 200 + 100]).toBe(255);
  const { share } = mask;
  press('ArrowDown', 'ArrowDown');
  expect(mask.share).toBe(share);
  mask.undo();
  expect(mask.isEmpty).toBe(true);
});

test('a rectangle goes from where the pen was set down to where it was lifted', () => {
  mask.tool = 'rectangle';
  press(' ', ...Array<string>(10).fill('ArrowRight'), ...Array<string>(4).fill('ArrowDown'), ' ');
  expect(mask.share).toBeCloseTo((50 * 20) / (200 * 100), 4);
});

test('Escape leaves a shape undrawn, and is free for others when nothing is begun', () => {
  mask.tool = 'rectangle';
  press(' ', 'ArrowRight', 'ArrowDown', 'Escape');
  expect(mask.isEmpty).toBe(true);
  expect(mask.outline).toEqual([]);
  expect(pen.press({ key: 'Escape', shiftKey: false })).toBe(false);
});

test('with Shift the pen goes pixel by pixel, and never off the picture', () => {
  pen.press({ key: 'ArrowUp', shiftKey: true });
  expect(pen.point).toEqual({ x: 100, y: 49 });
  press(...Array<string>(60).fill('ArrowLeft'));
  expect(pen.point).toEqual({ x: 0, y: 49 });
});

test('a place on the screen is the same place on the mask, however the picture is looked at', () => {
  const picture = { width: 4096, height: 1024 };
  const { coverage } = mask;
  const shown = { picture, view: { scale: 0.5, x: 100, y: -20 } };
  expect(onMask(shown, coverage, { x: 100, y: -20 })).toEqual({ x: 100, y: 25 });
  expect(onMask(shown, coverage, { x: 100 - 1024, y: -20 - 256 })).toEqual({ x: 0, y: 0 });
});
