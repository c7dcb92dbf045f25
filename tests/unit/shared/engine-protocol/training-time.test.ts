import { expect, test } from 'vitest';
import { RUN_START, secondsFor, workLeft } from '#shared/engine-protocol/training-time.ts';

const rhythm = { judgeEvery: 4, sampleEvery: 5, keepEveryMs: 1 };
const pace = { step: 1, judgement: 10, samples: 100, comparison: 1000 };

test('a whole run is all that it does, the base and the end included', () => {
  // Judged at 0, 4, 8 and at the end; sampled at 0, 5, 10; compared before and after.
  const work = workLeft(RUN_START, 10, rhythm);
  expect(work).toEqual({ step: 10, judgement: 4, samples: 3, comparison: 2 });
  expect(secondsFor(work, pace)).toBe(10 + 40 + 300 + 2000);
});

test('what is due at the step that was just made is still to do', () => {
  const before = { step: 8, judgedAt: 4, sampledAt: 5, isBaseCompared: true };
  expect(workLeft(before, 10, rhythm)).toEqual({
    ...{ step: 2, judgement: 2, samples: 1, comparison: 1 },
  });
  const after = { ...before, judgedAt: 8 };
  expect(workLeft(after, 10, rhythm)).toMatchObject({ judgement: 1 });
});

test('an end that falls on a judgement is judged once, and one that was is not judged again', () => {
  const atEnd = { step: 8, judgedAt: 4, sampledAt: 5, isBaseCompared: true };
  expect(workLeft(atEnd, 8, rhythm)).toMatchObject({ step: 0, judgement: 1, samples: 0 });
  expect(workLeft({ ...atEnd, judgedAt: 8 }, 8, rhythm)).toMatchObject({ judgement: 0 });
  const odd = { step: 10, judgedAt: 10, sampledAt: 10, isBaseCompared: true };
  expect(secondsFor(workLeft(odd, 10, rhythm), pace)).toBe(1000);
});

test('nobody guesses how long takes what was never timed, unless none of it is left', () => {
  const { step, judgement, comparison } = pace;
  const some = { step, judgement, comparison };
  expect(secondsFor(workLeft(RUN_START, 10, rhythm), some)).toBeUndefined();
  const sampled = { step: 10, judgedAt: 8, sampledAt: 10, isBaseCompared: true };
  expect(secondsFor(workLeft(sampled, 10, rhythm), some)).toBe(10 + 1000);
});
