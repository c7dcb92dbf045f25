import { expect, test } from 'vitest';
import { slotsOf } from '#renderer/features/create/slots.ts';
import type { GenerateJob } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';

function job(state: GenerateJob['state'], count: number, saved: number[] = []) {
  return {
    state,
    settings: { count },
    pictures: saved.map((index) => ({ index, pictureId: `j-${index}` })),
  } as unknown as GenerateJob;
}

function picture(index: number, position?: number, trashedAt?: number): [number, Picture] {
  const rank = position === undefined ? undefined : { position };
  return [index, { id: `j-${index}`, rank, trashedAt } as unknown as Picture];
}

test('ranked candidates come first, then unranked ones, then those still to come', () => {
  const pictures = new Map([picture(0, 2), picture(2, 1), picture(3)]);
  const slots = slotsOf(job('running', 6, [0, 2, 3]), pictures);
  expect(slots.map((slot) => slot.index)).toEqual([2, 0, 3, 1, 4, 5]);
});

test('a done job has no empty places, and a trashed picture has none', () => {
  const pictures = new Map([picture(0, 1), picture(1, 2, 1_700_000_000_000)]);
  const slots = slotsOf(job('done', 4, [0, 1]), pictures);
  expect(slots.map((slot) => slot.index)).toEqual([0]);
});

test('what a cancelled or failed job did not make keeps its place', () => {
  const pictures = new Map([picture(0, 1), picture(1, 2, 1_700_000_000_000)]);
  for (const state of ['cancelled', 'failed'] as const) {
    const slots = slotsOf(job(state, 4, [0, 1]), pictures);
    expect(slots.map((slot) => slot.index)).toEqual([0, 2, 3]);
  }
});
