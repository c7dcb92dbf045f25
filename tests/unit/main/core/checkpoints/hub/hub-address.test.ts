import { expect, test } from 'vitest';
import { readHubAddress } from '#main/core/checkpoints/hub/hub-address.ts';

const HUB = 'https://huggingface.co';

test.each([
  ['painter/tiny', { repository: 'painter/tiny' }],
  ['  gpt2 ', { repository: 'gpt2' }],
  ['painter/tiny@v1.0', { repository: 'painter/tiny', revision: 'v1.0' }],
  ['https://huggingface.co/painter/tiny', { repository: 'painter/tiny' }],
  ['huggingface.co/painter/tiny/', { repository: 'painter/tiny' }],
  ['https://hf.co/painter/tiny?library=diffusers#use', { repository: 'painter/tiny' }],
  [
    'https://huggingface.co/painter/tiny/tree/main/unet',
    { repository: 'painter/tiny', revision: 'main' },
  ],
  [
    'https://huggingface.co/painter/tiny/blob/main/tiny%20one.safetensors',
    { repository: 'painter/tiny', revision: 'main', file: 'tiny one.safetensors' },
  ],
  [
    'https://huggingface.co/painter/tiny/resolve/abc123/unet/model.safetensors?download=true',
    { repository: 'painter/tiny', revision: 'abc123', file: 'unet/model.safetensors' },
  ],
])('%s', (text, expected) => {
  expect(readHubAddress(text, HUB)).toEqual(expected);
});

test.each([
  '',
  'two words',
  'a/b/c',
  '../etc',
  'a/..',
  'a--b/c',
  'https://elsewhere.example/painter/tiny',
  'file:///etc/passwd',
  'painter/tiny@../../main',
  'https://huggingface.co/painter/tiny/tree/..%2f..',
  'https://huggingface.co/%E0%A4%A',
])('“%s” is refused', (text) => {
  expect(() => readHubAddress(text, HUB)).toThrow(/names no model/);
});

test('addresses of a mirror are taken, and the hub’s own for it', () => {
  const mirror = 'https://mirror.example';
  expect(readHubAddress('https://mirror.example/a/b', mirror)).toEqual({ repository: 'a/b' });
  expect(readHubAddress('https://huggingface.co/a/b', mirror)).toEqual({ repository: 'a/b' });
});
