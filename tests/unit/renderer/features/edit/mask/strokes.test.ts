import { expect, test } from 'vitest';
import { dab } from '#renderer/features/edit/mask/brush.ts';
import {
  coverageFor,
  coveredBox,
  fill,
  invert,
  MOST_SIDE,
} from '#renderer/features/edit/mask/coverage.ts';
import { Strokes } from '#renderer/features/edit/mask/strokes.ts';

const brush = { radius: 5, softness: 0.5, isEraser: false };

test('strokes go back and forth exactly, and a new one ends the way forth', () => {
  const mask = coverageFor(40, 30);
  const strokes = new Strokes(mask);
  const states = [mask.data.slice()];
  const record = (region: ReturnType<typeof dab>): void => {
    if (region !== undefined) strokes.record(region);
    states.push(mask.data.slice());
  };
  record(dab(mask, { x: 8, y: 8 }, brush));
  record(dab(mask, { x: 11, y: 9 }, brush));
  record(invert(mask));
  for (const state of states.slice(0, 3).toReversed()) {
    strokes.undo();
    expect(mask.data).toEqual(state);
  }
  expect(strokes.undo()).toBeUndefined();
  for (const state of states.slice(1)) {
    strokes.redo();
    expect(mask.data).toEqual(state);
  }
  strokes.undo();
  record(fill(mask, 255));
  expect(strokes.canRedo).toBe(false);
  strokes.undo();
  expect(mask.data).toEqual(states[2]);
});

test('a mask has the shape of its picture, and no more pixels than needed', () => {
  expect(coverageFor(640, 480)).toMatchObject({ width: 640, height: 480 });
  expect(coverageFor(8000, 4000)).toMatchObject({ width: MOST_SIDE, height: MOST_SIDE / 2 });
  expect(coverageFor(9000, 1)).toMatchObject({ width: MOST_SIDE, height: 1 });
});

test('the box around what is covered', () => {
  const mask = coverageFor(40, 30);
  expect(coveredBox(mask)).toBeUndefined();
  dab(mask, { x: 20, y: 10 }, { ...brush, softness: 0 });
  expect(coveredBox(mask)).toEqual({ left: 15, top: 5, right: 25, bottom: 15 });
});
