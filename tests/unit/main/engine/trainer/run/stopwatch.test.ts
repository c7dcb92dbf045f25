import { expect, test } from 'vitest';
import { Stopwatch } from '#main/engine/trainer/run/stopwatch.ts';
import { RUN_START } from '#shared/engine-protocol/training-time.ts';

const rhythm = { judgeEvery: 5, sampleEvery: 10, keepEveryMs: 1 };
const begun = { step: 0, judgedAt: 0, sampledAt: 0, isBaseCompared: true };

test('the bar ends where the run does: judgements, samples and the last comparison are on it', () => {
  const watch = new Stopwatch(rhythm);
  expect(watch.left(RUN_START, 10)).toBeUndefined();
  watch.take('judgement', 3);
  watch.take('samples', 4);
  watch.take('comparison', 6);
  expect(watch.left(begun, 10)).toBeUndefined();
  watch.take('step', 1);
  // 10 steps, 3 judgements, 2 rounds of samples, 2 comparisons: 39 s, of which the base took 13.
  expect(watch.left(begun, 10)).toMatchObject({ seconds: 26, share: expect.closeTo(13 / 39) });
  const last = { step: 10, judgedAt: 5, sampledAt: 0, isBaseCompared: true };
  expect(watch.left(last, 10)).toMatchObject({ seconds: 3 + 4 + 6 });
  const ending = { ...last, judgedAt: 10, sampledAt: 10 };
  expect(watch.left(ending, 10)).toMatchObject({ seconds: 6, share: expect.closeTo(33 / 39) });
});

test('the newest times count, and the bar never goes back', () => {
  const watch = new Stopwatch(rhythm, { step: 1, judgement: 1, samples: 1, comparison: 1 });
  const before = watch.left({ ...begun, step: 5, judgedAt: 5 }, 10)!;
  for (let count = 0; count < 10; count += 1) watch.take('step', 3);
  expect(watch.pace.step).toBe(3);
  const after = watch.left({ ...begun, step: 5, judgedAt: 5 }, 10)!;
  expect(after.seconds).toBe(before.seconds + 10);
  expect(after.share).toBeGreaterThanOrEqual(before.share);
});

test('a run that was asked to end has only its end before it', () => {
  const watch = new Stopwatch(rhythm, { step: 1, judgement: 1, samples: 1, comparison: 1 });
  const asked = { step: 7, judgedAt: 5, sampledAt: 0, isBaseCompared: true };
  expect(watch.left(asked, 10, 7)?.seconds).toBe(2);
});
