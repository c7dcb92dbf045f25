import { expect, it } from 'vitest';
import type { Entry } from '#main/core/training/dataset/dataset.records.ts';
import { chooseHeldOut, heldOutCount } from '#main/core/training/dataset/held-out.ts';
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';

function entry(key: string, sha256 = key): Entry {
  return {
    ...{ key: key as DatasetPictureKey, name: key, path: `/${key}`, bytes: 1, revision: '' },
    isUnsupported: false,
    look: {
      ...{ revision: '', sha256, width: 9, height: 9, hasAlpha: false, outline: '', hardness: 1 },
    },
  };
}

it('holds out a seventh, at least one, and none where only one is there', () => {
  expect([0, 1, 2, 20, 1000].map(heldOutCount)).toEqual([0, 0, 1, 3, 64]);
});

it('chooses the same ones each time, and twins never on both sides', () => {
  const entries = Array.from({ length: 40 }, (_, at) => entry(`p${at}`));
  const twins = [entries.slice(0, 4), entries.slice(10, 12)];
  const chosen = chooseHeldOut(entries, { exact: [], near: twins });
  expect(chosen.size).toBe(6);
  expect(chooseHeldOut(entries.toReversed(), { exact: [], near: twins })).toEqual(chosen);
  for (const group of twins) {
    expect([0, group.length]).toContain(group.filter(({ key }) => chosen.has(key)).length);
  }
});

it('never holds out all there is', () => {
  const entries = [entry('a'), entry('b')];
  expect(chooseHeldOut(entries, { exact: [entries], near: [] }).size).toBe(0);
});
