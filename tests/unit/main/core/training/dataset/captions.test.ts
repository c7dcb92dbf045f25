import { describe, expect, it } from 'vitest';
import { findCaptionProblems, withoutWord } from '#main/core/training/dataset/caption-problems.ts';
import { namesAsWords } from '#main/core/training/dataset/names-as-words.ts';
import { plainWords } from '#main/core/training/dataset/plain-words.ts';
import type { DatasetPicture } from '#shared/domain/dataset.ts';

function picture(key: string, caption: string): DatasetPicture {
  return {
    ...{ key: key as DatasetPicture['key'], name: `${key}.png`, bytes: 1, width: 9, height: 9 },
    ...{ caption, captionOrigin: 'written', isIncluded: true, isHeldOut: false },
  };
}

describe('problems of captions', () => {
  it('names what is missing, repeated and shared by all', () => {
    const found = findCaptionProblems(
      ['', 'a red Hut', 'the hut at night', 'my hut, red'].map((text, at) =>
        picture(`p${at}`, text),
      ),
    );
    expect(found.map(({ kind, params }) => [kind, params['word']])).toEqual([
      ['caption-missing', undefined],
      ['caption-shared-word', 'hut'],
    ]);
    expect(found[0]?.groups).toEqual([['p0']]);
  });

  it('tells captions that are all the same as that, and not word by word', () => {
    const found = findCaptionProblems(
      ['Look', 'look ', 'look'].map((text, at) => picture(`p${at}`, text)),
    );
    expect(found.map(({ kind }) => kind)).toEqual(['caption-repeated']);
  });

  it('takes a word out with the gap and the comma it leaves', () => {
    expect(withoutWord('ink, a fox, in ink', 'ink')).toBe('a fox, in');
    expect(withoutWord('an inkwell', 'ink')).toBe('an inkwell');
  });
});

describe('names of files', () => {
  it.each([
    ['red-apple_03.png', 'red apple', ''],
    ['birds/Robin2.jpg', 'robin', 'birds'],
    ['IMG_2041.jpg', '', ''],
    ['scans/Screenshot 2024-01-02.png', '', 'scans'],
    ['3fa9b2c4d5e6.webp', '', ''],
    ['水彩/红苹果.png', '红苹果', '水彩'],
  ])('%s', (name, file, folder) => {
    expect(namesAsWords(name)).toEqual({ file, folder });
  });
});

it('reads the words of a prompt without its signs', () => {
  expect(plainWords('a (red:1.2) {fox|cat} <lora:ink:0.8>')).toBe('a red fox');
});
