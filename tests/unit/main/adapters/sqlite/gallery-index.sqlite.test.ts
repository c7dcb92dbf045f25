import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import { GALLERY_MIGRATIONS } from '#main/adapters/sqlite/gallery-schema.ts';
import { openDatabase } from '#main/adapters/sqlite/open-database.ts';
import type { StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import { galleryFilterSchema, galleryQuerySchema } from '#shared/contract/gallery.ts';
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
    ...{
      width: 16,
      height: at % 3 === 0 ? 24 : 16,
      bytes: 100,
      sha256: `hash${at}`,
      hasAlpha: true,
    },
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
    const outline = index.outline(galleryFilterSchema.parse({ sort }));
    expect(outline.ids.join()).toBe([...seen].join());
    expect(outline.total).toBe(COUNT);
  }
  const { ids, ratios } = index.outline(galleryFilterSchema.parse({ text: 'apple', tag: 'rare' }));
  expect(ids).toHaveLength(COUNT / 100);
  expect(new Set(ratios)).toEqual(new Set([1, 0.6667]));
  const asked = ['p7', 'gone', 'p0', 'p19999'] as Picture['id'][];
  expect(index.getMany(asked).map((one) => one.id)).toEqual(['p7', 'p0', 'p19999']);
  const total = (query: object) => index.list(galleryQuerySchema.parse(query)).total;
  expect(total({ text: 'APPLE red' })).toBe(COUNT / 4);
  expect(total({ text: '苹果' })).toBe(COUNT / 4);
  expect(total({ text: '100%' })).toBe(0);
  expect(total({ tag: 'rare', minRating: 4 })).toBeGreaterThan(0);
  expect(total({ isKept: true, inTrash: false })).toBe(COUNT / 10);
  expect(() => index.list(galleryQuerySchema.parse({ cursor: 'bm90IG91cnM' }))).toThrow('cursor');
  index.close();
}, 60_000);

test('an index of the first version opens with everything that is in it', () => {
  const path = join(temporaryFolder(), 'gallery.sqlite');
  const old = openDatabase(path, GALLERY_MIGRATIONS.slice(0, 1));
  const vector = Float32Array.of(0.6, 0.8);
  const stored = { ...picture(0), embedding: { space: '', vector } };
  const record = { ...stored.picture, tags: ['rare'] };
  old
    .prepare(
      `INSERT INTO pictures VALUES (?, ?, ?, ?, 0, 0, 'generated', NULL, NULL, 1, 0, '', ?, ?)`,
    )
    .run(
      record.id,
      stored.path,
      record.sha256,
      5,
      JSON.stringify(record),
      new Uint8Array(vector.buffer),
    );
  old.prepare(`INSERT INTO tags VALUES (?, 'rare')`).run(record.id);
  old.close();
  const index = new SqlitePictureIndex(path);
  expect(index.get(record.id)).toEqual({ ...stored, picture: record });
  const filter = galleryFilterSchema.parse({ tag: 'rare' });
  expect(index.outline(filter)).toEqual({ ids: [record.id], ratios: [0.6667], total: 1 });
  index.close();
});

test('vectors stay true with every change, and what lacks one is named', () => {
  const path = join(temporaryFolder(), 'gallery.sqlite');
  const index = new SqlitePictureIndex(path);
  const at = (x: number, y: number) => ({ space: 'a', vector: Float32Array.of(x, y) });
  const [one, two, three, four] = [0, 1, 2, 3].map(picture);
  index.put([{ ...one!, embedding: at(1, 0) }, two!, { ...three!, embedding: at(0, 1) }, four!]);
  const idOf = (stored: StoredPicture) => stored.picture.id;
  const keys = [one, two, three, four].map((stored) => idOf(stored!));
  const closest = () =>
    index
      .vectors('a', 2)
      .closest(Float32Array.of(1, 0), keys, 9)
      .map(({ key }) => key);
  expect(closest()).toEqual(['p0', 'p2']);
  expect(index.lackingEmbedding('a', 9)).toEqual(['p3', 'p1']);
  expect(index.lackingEmbedding('b', 9)).toHaveLength(4);

  index.putEmbedding(keys[1]!, at(0.9, 0.1));
  index.putEmbedding('gone' as Picture['id'], at(1, 0));
  index.put([{ ...one!, embedding: at(-1, 0) }]);
  index.put([{ ...four!, embedding: { space: 'b', vector: Float32Array.of(1, 0) } }]);
  expect(closest()).toEqual(['p1', 'p2', 'p0']);
  index.remove([keys[2]!]);
  expect(closest()).toEqual(['p1', 'p0']);
  index.close();

  const again = new SqlitePictureIndex(path);
  expect(again.vectors('a', 2).closest(Float32Array.of(1, 0), keys, 9)).toHaveLength(2);
  expect(again.get(keys[1]!)?.embedding).toEqual(at(0.9, 0.1));
  again.replaceAll([], []);
  expect(again.vectors('a', 2).size).toBe(0);
  again.close();
});
