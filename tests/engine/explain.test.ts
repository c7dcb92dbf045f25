/** Why the shipped CLIP judges a picture as it does: words and regions. */
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

  const wrong = await ask('a red circle and a green frog');
  const gainOf = (explanation: typeof wrong, word: string) =>
    explanation.words.find(({ text }) => text === word)!.gain;
  expect(gainOf(explained, 'red')).toBeGreaterThan(gainOf(wrong, 'frog'));
});

test('what has no words cannot be explained, and says so', async () => {
  const { studio, id } = await studioWith(apart);
  const asked = studio.client().explain.picture({ id });
  await expect(asked).rejects.toMatchObject({ code: 'explain.no-words' });
});
