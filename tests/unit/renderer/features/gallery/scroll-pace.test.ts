import { expect, test, vi } from 'vitest';
import { ScrollPace } from '#renderer/features/gallery/scroll-pace.svelte.ts';

test('pictures are held back while the list rushes by, and come when it rests', () => {
  vi.useFakeTimers();
  const pace = new ScrollPace();
  const seen = [80, 160, 900, 1_700, 2_500, 2_560].map((to) => {
    pace.moved(to);
    return pace.isRushing;
  });
  expect(seen).toEqual([false, false, false, true, true, false]);
  pace.moved(3_400);
  pace.moved(4_200);
  expect([pace.isMoving, pace.isRushing]).toEqual([true, true]);
  vi.advanceTimersByTime(200);
  expect([pace.isMoving, pace.isRushing]).toEqual([false, false]);
  // A jump after a rest, as by the End key, shows at once where it leads.
  pace.moved(90_000);
  expect(pace.isRushing).toBe(false);
  vi.useRealTimers();
});
