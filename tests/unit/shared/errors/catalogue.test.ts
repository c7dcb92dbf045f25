import { describe, expect, test } from 'vitest';
import { errorCatalogue, errorCodes } from '#shared/errors/catalogue.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError, fromErrorShape, toErrorShape } from '#shared/errors/easel-error.ts';

function holesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
}

describe.each(errorCodes)('%s', (code) => {
  const { text } = errorCatalogue[code];

  test('says the same in every language, with the same parameters', () => {
    for (const part of ['what', 'action'] as const) {
      expect(text.en[part]).not.toBe('');
      expect(text['zh-CN'][part]).not.toBe('');
      expect(new Set(holesIn(text['zh-CN'][part]))).toEqual(new Set(holesIn(text.en[part])));
    }
    expect(text['zh-CN'].what).toMatch(/\p{Script=Han}/u);
  });

  test('comes out of a process edge as it went in', () => {
    const error = new EaselError(code, { id: 'x', limit: 3 });
    const back = fromErrorShape(structuredClone(toErrorShape(error)));
    expect(back).toMatchObject({ code, params: { id: 'x', limit: 3 } });
  });
});

test('an unknown error leaves the process as a code, without its stack', () => {
  const shape = toErrorShape(new RangeError('the list is too short'));
  expect(shape).toEqual({
    code: 'internal.unexpected',
    params: { detail: 'the list is too short' },
  });
});

test('a code of a newer peer is still shown', () => {
  expect(fromErrorShape({ code: 'future.code', params: {} }).code).toBe('internal.unexpected');
  expect(describeError({ code: 'future.code', params: {} }, 'en').what).toContain('future.code');
});

test('cancelling is no error of the catalogue', () => {
  expect(new CancelledError()).not.toBeInstanceOf(EaselError);
});
