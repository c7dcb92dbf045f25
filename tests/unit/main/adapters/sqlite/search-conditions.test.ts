/** The index and the screen must agree on what belongs to a search: the screen asks for each change. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import type { StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import { galleryFilterSchema } from '#shared/contract/gallery.ts';
import type { BoardId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { matches } from '#shared/search/matches.ts';
import { askSearch } from '#shared/search/question.ts';
import { generationRecord } from '#tests/support/generation-record.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const now = new Date(2026, 10, 24, 15, 30);
const DAY = 86_400_000;
const random = seededRandom(11);
const boards = ['one', 'two'].map((name) => ({ id: `b-${name}` as BoardId, name, createdAt: 1 }));
const names = { boards, models: [{ id: 'spark', name: 'Spark' }] };

function pick<Value>(values: readonly Value[]): Value {
  return values[random(values.length)]!;
}

function picture(at: number): StoredPicture {
  const isMade = random(3) > 0;
  const record: Picture = {
    id: `p${at}` as Picture['id'],
    origin: isMade ? 'generated' : 'imported',
    createdAt: now.getTime() - random(60) * DAY - random(1000),
    width: pick([256, 512, 1024]),
    height: pick([256, 512, 1024]),
    ...{ bytes: 100, sha256: `hash${at}`, hasAlpha: true },
    ...(isMade
      ? { generation: generationRecord({ prompt: pick(['red fox', 'Blue ROSE', '红苹果']) }) }
      : { sourceName: pick(['Fox.png', 'ＷＩＤＥ.png']) }),
    ...(isMade || random(2) === 0
      ? {}
      : { recalled: { tool: 'comfyui', prompt: 'a rose', notes: [], checkpointName: 'SD_XL' } }),
    rating: random(6),
    isKept: random(2) === 0,
    tags: ['night', 'Blue', '夜'].filter(() => random(3) === 0),
    boards: boards.map(({ id }) => id).filter(() => random(2) === 0),
    ...(random(5) === 0 ? { trashedAt: 5 } : {}),
  };
  return { picture: record, path: `pictures/${at}.png` };
}

const parts = [
  ...['rating:>=3', 'rating:5', 'rating:1..2', 'board:one', 'board:TWO', 'board:gone'],
  ...['tag:blue', 'tag:夜', 'tag:none', 'model:spark', 'model:sd_xl', 'kept:yes', 'kept:no'],
  ...['is:imported', 'is:generated', 'is:rated', 'is:tagged', 'is:trashed', 'size:square'],
  ...['size:landscape', 'size:>=1024', 'size:512x256', 'date:month', 'date:today', 'date:2026-10'],
  ...['from:2026-11-01', 'to:2026-10-30', 'fox', 'wide', '"red fox"', 'rose', '苹果'],
];

test('whatever is asked for, index and screen name the same pictures', () => {
  const index = new SqlitePictureIndex(join(temporaryFolder(), 'gallery.sqlite'));
  const stored = Array.from({ length: 400 }, (_, at) => picture(at));
  index.replaceAll(stored, boards);
  const found = new Set<string>();
  for (let round = 0; round < 600; round += 1) {
    const source = Array.from(
      { length: 1 + random(3) },
      () => (random(4) === 0 ? '-' : '') + pick(parts),
    ).join(' ');
    const filter = galleryFilterSchema.parse(askSearch(source, 'newest', names, now).filter);
    const { ids, total } = index.outline(filter);
    const expected = stored.filter((one) => matches(filter, one.picture));
    expect([...ids].toSorted(), source).toEqual(expected.map((one) => one.picture.id).toSorted());
    expect(total).toBe(expected.length);
    for (const id of ids) found.add(id);
  }
  // The searches were not all in vain.
  expect(found.size).toBe(stored.length);
  index.close();
});

test('tags and models are named by how often they are used, without the trash', () => {
  const index = new SqlitePictureIndex(join(temporaryFolder(), 'gallery.sqlite'));
  const one = (id: string, tags: string[], change: Partial<Picture> = {}): StoredPicture => {
    const { picture: base, path } = picture(1);
    const plain = { ...base, generation: generationRecord({}), trashedAt: undefined };
    return { path, picture: { ...plain, id: id as Picture['id'], tags, ...change } };
  };
  index.put([one('a', ['x', 'y']), one('b', ['y']), one('c', ['z'], { trashedAt: 1 })]);
  expect(index.vocabulary(10)).toEqual({
    tags: [
      { name: 'y', count: 2 },
      { name: 'x', count: 1 },
    ],
    models: [{ name: generationRecord({}).checkpoint, count: 2 }],
  });
  expect(index.vocabulary(1).tags).toHaveLength(1);
  index.close();
});
