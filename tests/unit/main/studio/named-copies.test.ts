import { expect, it } from 'vitest';
import { uniqueNames } from '#main/studio/named-copies.ts';

it('keeps readable names', () => {
  expect(uniqueNames(['一个红苹果-7.png', 'a red apple'])).toEqual([
    '一个红苹果-7.png',
    'a red apple.png',
  ]);
});

it('gives each name once, also where letters differ only in case', () => {
  expect(uniqueNames(['a.png', 'A.png', 'a'])).toEqual(['a.png', 'A 2.png', 'a 3.png']);
});

it.each(['', '..', '.', '/', '../../etc/passwd', 'C:\\x\u0000y', ' .hidden. ', 'x'.repeat(500)])(
  'leaves nothing in %j that could lead elsewhere',
  (name) => {
    const [safe = ''] = uniqueNames([name]);
    expect(safe).toMatch(/^[^./\\:\p{Cc}][^/\\:\p{Cc}]{0,119}\.png$/u);
  },
);
