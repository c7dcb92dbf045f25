import { expect, test } from 'vitest';
import {
  AdjustForm,
  settingsOf,
  UNTOUCHED,
} from '#renderer/features/edit/adjust/adjust-form.svelte.ts';

const open = (): AdjustForm => new AdjustForm(() => ({ width: 300, height: 200 }));

test('a slider makes one step for undo, however many places it went through', () => {
  const form = open();
  for (const value of [0.2, 0.4, 0.6]) form.setTone('exposure', value);
  expect(form.canUndo).toBe(false);
  form.settle();
  form.setTone('contrast', 20);
  form.settle();
  expect(form.settings.tone).toEqual({ exposure: 0.6, contrast: 20 });
  form.undo();
  expect(form.settings.tone).toEqual({ exposure: 0.6 });
  form.undo();
  expect(form.isUntouched).toBe(true);
  expect(form.canUndo).toBe(false);
  form.redo();
  expect(form.settings.tone).toEqual({ exposure: 0.6 });
  form.resetTone('exposure');
  expect(form.isUntouched).toBe(true);
  expect(form.canRedo).toBe(false);
});

test('what is kept turns and flips with the picture', () => {
  const form = open();
  form.setRatio('free');
  form.setFrame({ left: 0, top: 0, width: 0.5, height: 0.25 });
  form.turn(1);
  expect(form.settings.geometry).toEqual({
    isMirrored: false,
    turns: 1,
    angle: 0,
    crop: { left: 0.75, top: 0, width: 0.25, height: 0.5 },
  });
  form.turn(-1);
  form.flip('horizontal');
  form.flip('horizontal');
  form.flip('vertical');
  form.flip('vertical');
  expect(form.settings.geometry).toMatchObject({
    isMirrored: false,
    turns: 0,
    crop: { left: 0, top: 0, width: 0.5, height: 0.25 },
  });
});

test('proportions are held, also when the picture is turned or straightened', () => {
  const form = open();
  form.setRatio('4:5');
  const shape = (): number => {
    const { frame, rules } = form;
    return (frame.width * rules.size.width) / (frame.height * rules.size.height);
  };
  expect(shape()).toBeCloseTo(0.8, 6);
  form.turn(1);
  expect(form.settings.ratio).toBe('5:4');
  expect(shape()).toBeCloseTo(1.25, 6);
  form.setAngle(20);
  expect(shape()).toBeCloseTo(1.25, 6);
});

test('settings come back from the step they made', () => {
  const form = open();
  form.setTone('hue', 30);
  form.change({ background: 'ground', tolerance: 0.4, hasHoles: true, enlarge: 2 });
  form.flip('horizontal');
  const asked = form.asked(undefined);
  expect(asked).toMatchObject({
    background: { of: 'ground', tolerance: 0.4, hasHoles: true },
    enlarge: 2,
  });
  expect(settingsOf(asked)).toEqual(form.settings);
  expect(settingsOf({ tone: {} })).toEqual(UNTOUCHED);
});
