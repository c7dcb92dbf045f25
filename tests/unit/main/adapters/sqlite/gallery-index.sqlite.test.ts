import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import type { StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import { galleryQuerySchema } from '#shared/contract/gallery.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { generationRecord } from '#tests/support/generation-record.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const COUNT = 20_000;
const THINGS = ['red apple', 'blue car', '红苹果', 'fire'];

function picture(at: number): StoredPicture {
  const prompt = `${THINGS[at % THINGS.length] ?? ''} ${at}`;
  const record: Picture = {
    id: `p${at}` as Picture['id'],
    origin: 'generated',
    // Many of the same moment: only the id tells them apart.
    createdAt: 1_000_000 + Math.floor(at / 7),
    ...{ width: 16, height: 16, bytes: 100, sha256: `hash${at}`, hasAlpha: true },
    generation: generationRecord({ prompt }),
    rating: at % 6,
    isKept: at % 10 === 0,
    tags: at % 100 === 0 ? ['rare'] : [],
    boards: [],
  };
  return { picture: record, path: `pictures/${at}.png` };
}

test('twenty thousand pictures: every page of every order, once each, in order', () => {
  const index = new SqlitePictureIndex(join(temporaryFolder(), 'gallery.sqlite'));
  index.replaceAll(
    Array.from({ length: COUNT }, (_, at) => picture(at)),
    [],
  );
  for (const sort of ['newest', 'oldest', 'rating', 'score'] as const) {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let last: Picture | undefined;
    do {
      const page = index.list(galleryQuerySchema.parse({ sort, limit: 1000, cursor }));
      expect(page.total).toBe(COUNT);
      for (const one of page.pictures) {
        seen.add(one.id);
        if (sort === 'newest' && last) expect(one.createdAt).toBeLessThanOrEqual(last.createdAt);
        if (sort === 'rating' && last) expect(one.rating).toBeLessThanOrEqual(last.rating);
        last = one;
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.size).toBe(COUNT);
  }
  const total = (query: object) => index.list(galleryQuerySchema.parse(query)).total;
  expect(total({ text: 'APPLE red' })).toBe(COUNT / 4);
  expect(total({ text: '苹果' })).toBe(COUNT / 4);
  expect(total({ text: '100%' })).toBe(0);
  expect(total({ tag: 'rare', minRating: 4 })).toBeGreaterThan(0);
  expect(total({ isKept: true, inTrash: false })).toBe(COUNT / 10);
  expect(() => index.list(galleryQuerySchema.parse({ cursor: 'bm90IG91cnM' }))).toThrow('cursor');
  index.close();
});
