import { expect, it } from 'vitest';
import { planRecipe } from '#main/core/training/runs/plan-recipe.ts';
import { triggerFor } from '#main/core/training/runs/trigger-for.ts';
import type { TaughtNetwork } from '#main/core/training/runs/taught-network.ts';
import type { Dataset, DatasetPicture } from '#shared/domain/dataset.ts';

const spark: TaughtNetwork = {
  ...{ id: 'spark' as TaughtNetwork['id'], name: 'Spark', family: 'spark', hash: 'h' },
  ...{ license: 'MIT', ref: { id: 'spark', folder: '/spark' } },
};
const clip: TaughtNetwork = { ...spark, family: 'clip' };

function dataset(count: number, heldOut = 3, caption = 'a fox'): Dataset {
  const pictures = Array.from({ length: count }, (_, at): DatasetPicture => {
    return {
      ...{ key: `p${at}` as DatasetPicture['key'], name: `${at}.png`, bytes: 1 },
      ...{ width: 64, height: 64, caption, captionOrigin: 'sidecar' },
      ...{ isIncluded: true, isHeldOut: at < heldOut },
    };
  });
  return {
    ...{ id: 'd' as Dataset['id'], source: { kind: 'folder', path: '/x' }, name: 'Ink Wash' },
    ...{ pictures, findings: [], isBalanced: false },
  };
}

it('fills the gaps of a recipe by what suits the pictures', () => {
  const { recipe, concerns } = planRecipe({ teaches: 'style' }, dataset(20), spark);
  expect(recipe).toMatchObject({
    steps: 170,
    trigger: 'kuzk ink wash',
    preservation: 0.7,
    batch: 4,
  });
  expect(recipe.samplePrompts[0]).toBe('kuzk ink wash a fox');
  expect(concerns).toEqual([]);
});

it('says what speaks against one, and blocks what would be wasted', () => {
  const kinds = (count: number, heldOut: number, more: object): [string, boolean][] =>
    planRecipe({ teaches: 'style', ...more }, dataset(count, heldOut), spark).concerns.map(
      ({ kind, isBlocking }) => [kind, isBlocking],
    );
  expect(kinds(1, 0, {})).toEqual(
    expect.arrayContaining([
      ['too-few-pictures', true],
      ['no-held-out', true],
    ]),
  );
  expect(kinds(20, 3, { learningRate: 0.01 })).toEqual([['rate-high', false]]);
  expect(kinds(20, 3, { learningRate: 0.08 })).toEqual([['rate-high', true]]);
  expect(kinds(20, 3, { trigger: 'Fox' })).toEqual([['trigger-is-common', false]]);
  expect(kinds(20, 3, { steps: 3000 }).map(([kind]) => kind)).toContain('steps-many-for-pictures');
});

it('refuses numbers out of their limits, and what cannot be taught', () => {
  const plan = (more: object) => () =>
    planRecipe({ teaches: 'style', ...more }, dataset(20), spark);
  expect(plan({ steps: 0 })).toThrow(
    expect.objectContaining({ code: 'generate.value-out-of-range' }),
  );
  expect(plan({ rank: Number.NaN })).toThrow(
    expect.objectContaining({ code: 'generate.value-out-of-range' }),
  );
  expect(plan({ isAdversarial: true, adversarialWeight: 11 })).toThrow(
    expect.objectContaining({ code: 'generate.value-out-of-range' }),
  );
  for (const other of [
    { ...spark, family: 'sd3', side: 1024 },
    { ...spark, family: 'flux2', side: 1024, isReadyGraph: true },
    { ...spark, family: 'sd1', side: 512, isReadyGraph: true },
  ]) {
    expect(() => planRecipe({ teaches: 'style' }, dataset(20), other)).toThrow(
      expect.objectContaining({ code: 'training.not-trainable' }),
    );
  }
});

it('teaches the Stable Diffusion line slowly, in sizes that its networks can halve', () => {
  const sd = { ...spark, family: 'sd1', side: 512 };
  const { recipe } = planRecipe({ teaches: 'style' }, dataset(20), sd);
  expect(recipe).toMatchObject({ side: 512, learningRate: 1e-4, batch: 1, steps: 680 });
  expect(planRecipe({ teaches: 'style', side: 300 }, dataset(20), sd).recipe.side).toBe(320);
  expect(planRecipe({ teaches: 'style' }, dataset(20), spark).recipe.side).toBeUndefined();
  const fast = { teaches: 'style', learningRate: 2e-3 } as const;
  expect(planRecipe(fast, dataset(20), sd).concerns).toMatchObject([{ kind: 'rate-high' }]);
});

it('teaches FLUX.2 in smaller pictures than it draws, and minds one that was distilled', () => {
  const klein = { ...spark, family: 'flux2', side: 1024, isDistilled: false };
  const { recipe, concerns } = planRecipe({ teaches: 'style' }, dataset(20), klein);
  expect(recipe).toMatchObject({ side: 512, learningRate: 1e-4, batch: 1 });
  expect(concerns).toEqual([]);
  expect(planRecipe({ teaches: 'style', side: 1024 }, dataset(20), klein).recipe.side).toBe(1024);
  const distilled = planRecipe({ teaches: 'style' }, dataset(20), { ...klein, isDistilled: true });
  expect(distilled.concerns).toMatchObject([{ kind: 'distilled', isBlocking: false }]);
});

it('makes a trigger that means nothing yet', () => {
  expect(triggerFor('Été 2024!')).toBe('rezk été 2024');
  expect(triggerFor('水彩')).toBe('mizk 水彩');
  expect(triggerFor('***')).toBe('bazk');
});

it('teaches words where there are some to tell apart, to a CLIP that can be', () => {
  const plan = (words: readonly string[], network = clip): ReturnType<typeof planRecipe> => {
    const { pictures, ...rest } = dataset(20);
    const told = pictures.map((picture, at) => ({
      ...picture,
      caption: words[at % words.length]!,
    }));
    return planRecipe({ teaches: 'words' }, { ...rest, pictures: told }, network);
  };
  const { recipe, concerns } = plan(['zorbel', 'fenmo']);
  expect(recipe).toMatchObject({ trigger: '', samplePrompts: [], batch: 16, loss: 'infonce' });
  expect(concerns).toEqual([]);
  expect(plan(['zorbel']).concerns).toMatchObject([{ kind: 'words-too-few', isBlocking: true }]);
  const sentences = Array.from({ length: 20 }, (_, at) => `figure ${at}`);
  expect(plan(sentences).concerns).toMatchObject([{ kind: 'words-once', isBlocking: false }]);
  const foreign = { ...clip, ref: { ...clip.ref, layout: 'clip' as const } };
  expect(() => plan(['zorbel', 'fenmo'], foreign)).toThrow(
    expect.objectContaining({ code: 'training.not-trainable' }),
  );
});
