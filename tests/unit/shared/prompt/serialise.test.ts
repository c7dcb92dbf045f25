import { expect, test } from 'vitest';
import { expandVariant, planPrompt } from '#shared/prompt/expand.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';
import { serialisePrompt, serialiseVariant } from '#shared/prompt/serialise.ts';
import { firstVariants } from '#shared/prompt/variants.ts';
import { planOf, randomSource } from './support.ts';

test('a tree gives back the very source it was read from', () => {
  for (let seed = 0; seed < 3000; seed += 1) {
    const source = randomSource(seed);
    expect(serialisePrompt(parsePrompt(source))).toBe(source);
  }
});

test.each([
  ['a {red|blue} apple', 'a red apple'],
  ['a (red :1.3) apple', 'a (red:1.3) apple'],
  [String.raw`\(round\) {a|b}`, String.raw`\(round\) a`],
  [String.raw`\_\_x\_\_ \<lora:y> a<b`, String.raw`\_\_x\_\_ \<lora:y> a<b`],
  ['cat <lora:ink:0.8>', 'cat <lora:ink:0.8>'],
])('a variant as a prompt: %s', (source, wanted) => {
  expect(serialiseVariant(expandVariant(planOf(source), 0))).toBe(wanted);
});

test('a variant as a prompt has no choices and expands to itself', () => {
  const none = () => ['w'];
  for (let seed = 0; seed < 2000; seed += 1) {
    const before = firstVariants(planPrompt(parsePrompt(randomSource(seed)), none), 3).at(-1);
    if (before === undefined) continue;
    const again = parsePrompt(serialiseVariant(before));
    expect(again.problems).toEqual([]);
    const plan = planPrompt(again, () => undefined);
    expect(plan.variantCount).toBe(1);
    const after = expandVariant(plan, 0);
    expect(after.text).toBe(before.text);
    expect(after.loras).toEqual(before.loras);
    expect(wordWeights(after)).toEqual(wordWeights(before));
  }
});

/** Each visible character with its weight: white space carries no weight worth keeping. */
function wordWeights({ segments }: ReturnType<typeof expandVariant>): [string, number][] {
  return segments.flatMap(({ text, weight }) =>
    [...text.replace(/\s/gu, '')].map((character): [string, number] => [character, weight]),
  );
}
