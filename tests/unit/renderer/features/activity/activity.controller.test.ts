import { expect, test } from 'vitest';
import { placeBefore } from '#renderer/features/activity/activity.controller.svelte.ts';
import type { JobId } from '#shared/domain/ids.ts';

const ids = ['a', 'b', 'c'] as JobId[];
const waiting = ids.map((id) => ({ id }));

test('one up means before the one above; one down means before the one after the next', () => {
  expect(placeBefore(waiting, ids[1]!, -1)).toEqual({ before: 'a' });
  expect(placeBefore(waiting, ids[0]!, 1)).toEqual({ before: 'c' });
});

test('down to the end has nothing before it, and the ends do not move further', () => {
  expect(placeBefore(waiting, ids[1]!, 1)).toEqual({ before: undefined });
  expect(placeBefore(waiting, ids[0]!, -1)).toBeUndefined();
  expect(placeBefore(waiting, ids[2]!, 1)).toBeUndefined();
});
