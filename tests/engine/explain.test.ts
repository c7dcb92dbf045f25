/** Why the shipped CLIP judges a picture as it does: words and regions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { EXPLANATION_SIDE } from '#shared/domain/explanation.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function studioWith(svg: string): Promise<{ studio: Studio; id: string }> {
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: false });
  onTestFinished(() => studio.close());
  const path = join(temporaryFolder(), 'picture.png');
  await sharp(Buffer.from(svg)).png().toFile(path);
  const { pictures } = await studio.client().gallery.importFiles({ paths: [path] });
  return { studio, id: pictures[0]!.id };
}

const apart = `
  <svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">
    <circle cx="34" cy="64" r="26" fill="#d02020"/>
    <rect x="76" y="40" width="44" height="44" fill="#2030d0"/>
  </svg>`;

function halves(map: readonly number[]): { left: number; right: number } {
  const sums = { left: 0, right: 0 };
  for (const [cell, value] of map.entries()) {
    sums[cell % EXPLANATION_SIDE < EXPLANATION_SIDE / 2 ? 'left' : 'right'] += value;
  }
  return sums;
}

test('a word points at what it means, and a word that fits gains more than one that does not', async () => {
  const { studio, id } = await studioWith(apart);
  const ask = (prompt: string) => studio.client().explain.picture({ id, prompt });
  const explained = await ask('a red circle and a blue square');
  expect(explained.words.map(({ text }) => text)).toEqual([
    ...['a', 'red', 'circle', 'and', 'a', 'blue', 'square'],
  ]);
  const byWord = new Map(explained.words.map((word) => [word.text, word]));
  const red = halves(byWord.get('red')!.map);
  const blue = halves(byWord.get('blue')!.map);
  expect(red.left - red.right).toBeGreaterThan(blue.left - blue.right);

  const half = await ask('a red frog');
  const gainOf = (word: string) => half.words.find(({ text }) => text === word)!.gain;
  expect(gainOf('red')).toBeGreaterThan(gainOf('frog') + 0.1);
});

test('the light of a word leaves as a picture: what it means stays bright, the rest goes dark', async () => {
  const { studio, id } = await studioWith(apart);
  const { explain } = studio.client();
  const asked = { id, prompt: 'a red circle and a blue square' };
  const folder = temporaryFolder();
  const { path, explanation } = await explain.saveOverlay({ ...asked, word: 1, folder });
  expect(path).toMatch(/a-red-circle-and-a-blue-square-explained-2-red.png$/);
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 512, height: 512, channels: 3 });
  // White ground: as bright as the map says.
  const { map } = explanation.words[1]!;
  const brightest = map.indexOf(Math.max(...map));
  const darkest = map.indexOf(Math.min(...map));
  const lightOf = (cell: number): number => {
    const x = ((cell % EXPLANATION_SIDE) + 0.5) * 64;
    const y = (Math.floor(cell / EXPLANATION_SIDE) + 0.5) * 64;
    const at = (Math.round(y) * 512 + Math.round(x)) * 3;
    return Math.max(...data.subarray(at, at + 3));
  };
  expect(lightOf(brightest)).toBeGreaterThan(lightOf(darkest) + 60);
  const { ticket } = await explain.prepareOverlay({ ...asked, word: 1 });
  expect(await studio.media.download(ticket)?.content()).toEqual(readFileSync(path));
  await expect(explain.saveOverlay({ ...asked, word: 30, folder })).rejects.toMatchObject({
    code: 'explain.no-such-word',
  });
});

test('what has no words cannot be explained, and says so', async () => {
  const { studio, id } = await studioWith(apart);
  const asked = studio.client().explain.picture({ id });
  await expect(asked).rejects.toMatchObject({ code: 'explain.no-words' });
});
