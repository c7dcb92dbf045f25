import { expect, it } from 'vitest';
import { bestOf, overfittingOf } from '#main/engine/trainer/run/judge-points.ts';

const point = (step: number, heldOutLoss: number, drift: number, trainingLoss = heldOutLoss) => ({
  ...{ step, heldOutLoss, drift, trainingLoss },
});

it('takes the step that learnt most for what it moved elsewhere', () => {
  const points = [point(0, 0.3, 0), point(10, 0.2, 0.01), point(20, 0.19, 0.05)];
  expect(bestOf(points)?.step).toBe(10);
  expect(bestOf([point(0, 0.3, 0), point(10, 0.29, 0.1)])?.step).toBe(0);
});

it('takes the last where nothing was held out', () => {
  const points = [0, 10].map((step) => ({ step, drift: step }));
  expect(bestOf(points)?.step).toBe(10);
});

it('says how far training and held-out loss have parted', () => {
  expect(overfittingOf([point(0, 0.3, 0), point(9, 0.2, 0)])).toBe('none');
  expect(overfittingOf([point(0, 0.3, 0), point(5, 0.2, 0), point(9, 0.2, 0, 0.15)])).toBe('some');
  expect(overfittingOf([point(0, 0.3, 0), point(5, 0.2, 0), point(9, 0.26, 0, 0.1)])).toBe(
    'strong',
  );
});
