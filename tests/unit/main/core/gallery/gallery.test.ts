import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordIn, textsFor } from '#main/core/gallery/generation-metadata.ts';
import type { CheckpointId, PictureId } from '#shared/domain/ids.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { generationRecord } from '#tests/support/generation-record.ts';
import { JOB, openLibrary, square } from '#tests/support/library.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

function picturesOnDisk(folder: string, root = 'pictures'): string[] {
  if (!existsSync(join(folder, root))) return [];
  return readdirSync(join(folder, root), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.png'));
}

test('a candidate is a file that says what made it, the same bytes every time', async () => {
  const first = openLibrary();
  const picture = await first.addCandidate(0);
  const [name = ''] = picturesOnDisk(first.folder);
  const bytes = readFileSync(join(first.folder, 'pictures', name));
  expect(recordIn(await first.codec.readTexts(bytes))).toEqual(generationRecord());
  expect(picture).toMatchObject({ width: 16, bytes: bytes.length, origin: 'generated' });

  const second = openLibrary();
  const again = await second.addCandidate(0);
  expect(again.sha256).toBe(picture.sha256);
});

test('a picture without holes is called opaque, by the library and by its file', async () => {
  const { gallery, addCandidate, codec, folder } = openLibrary();
  expect(await addCandidate(0)).toMatchObject({ hasAlpha: true });
  const clear = square(40);
  const rgba = clear.rgba.map((value, at) => (at % 4 === 3 ? 255 : value));
  const picture = await gallery.addCandidate({
    ...{ jobId: JOB, index: 1, pixels: { ...clear, rgba }, record: generationRecord({ index: 1 }) },
    embedding: { space: 'test', vector: Float32Array.of(1, 0, 0) },
  });
  expect(picture).toMatchObject({ hasAlpha: false });
  const files = picturesOnDisk(folder).map((name) => join(folder, 'pictures', name));
  const facts = await Promise.all(files.map((path) => codec.inspect(path, 'one')));
  expect(facts.map(({ hasAlpha }) => hasAlpha).toSorted()).toEqual([false, true]);
});

test('the same candidate again replaces the first and keeps what the user did', async () => {
  const { gallery, addCandidate, folder, list } = openLibrary();
  const { id } = await addCandidate(0);
  await gallery.update({ ids: [id], rating: 4, addTags: ['fruit'] });
  await addCandidate(0);
  expect(list().pictures).toMatchObject([{ id, rating: 4, tags: ['fruit'] }]);
  expect(picturesOnDisk(folder)).toHaveLength(1);
});

test('a disk that fails half-way leaves no picture behind', async () => {
  const { gallery, files, folder, list } = openLibrary();
  files.writeSidecar = () => Promise.reject(new EaselError('library.disk-full', { folder }));
  const candidate = {
    ...{ jobId: JOB, index: 0, pixels: square(1), record: generationRecord() },
    embedding: { space: 'test', vector: Float32Array.of(1) },
  };
  await expect(gallery.addCandidate(candidate)).rejects.toMatchObject({
    code: 'library.disk-full',
  });
  expect(list().total).toBe(0);
  expect(readdirSync(folder, { recursive: true }).map(String)).not.toContainEqual(
    expect.stringContaining('easel-tmp'),
  );
});

test('what a crash left half-written is swept, and nothing else', async () => {
  const { files, addCandidate, folder } = openLibrary();
  await addCandidate(0);
  writeFileSync(join(folder, 'pictures', '.x.png.0123456789ab.easel-tmp'), 'half');
  expect(await files.sweep()).toBe(1);
  expect(picturesOnDisk(folder)).toHaveLength(1);
});

test('the index comes back from the files alone, with everything the user did', async () => {
  const { gallery, addCandidate, index, list } = openLibrary();
  const ids = [];
  for (const at of [0, 1, 2, 3]) ids.push((await addCandidate(at)).id);
  const [first, second, third, fourth] = ids as [PictureId, PictureId, PictureId, PictureId];
  const ranking = [
    { index: 1, position: 1, score: 0.9, cosine: 0.6, parts: [] },
    { index: 0, position: 2, score: 0.5, cosine: 0.4, parts: [], duplicateOf: 1 },
  ];
  await gallery.setRanking(JOB, ranking, { clip: 'spark' as CheckpointId });
  await gallery.update({ ids: [first, second], rating: 5, isKept: true, addTags: ['苹果', 'red'] });
  const board = await gallery.boards.create('Logo ideas');
  await gallery.boards.create('Still empty');
  await gallery.boards.add(board.id, [second, third]);
  await gallery.trash([fourth]);
  const before = [list(), list({ inTrash: true }), gallery.boards.list(), index.get(first)];

  index.replaceAll([], []);
  expect(list().total).toBe(0);
  const events = [];
  for await (const event of gallery.rebuild()) events.push(event);
  expect(events.at(-1)).toMatchObject({ isFinished: true, restored: 4, problems: [] });
  expect([list(), list({ inTrash: true }), gallery.boards.list(), index.get(first)]).toEqual(
    before,
  );
});

test('a rebuild takes in pictures without sidecars and names files it cannot read', async () => {
  const { gallery, addCandidate, folder, list } = openLibrary();
  await addCandidate(0);
  const [name = ''] = picturesOnDisk(folder);
  rmSync(join(folder, 'pictures', `${name}.json`));
  writeFileSync(join(folder, 'pictures', 'broken.png'), 'not a picture');
  let last;
  for await (const event of gallery.rebuild()) last = event;
  expect(last).toMatchObject({
    restored: 1,
    problems: [{ file: 'pictures/broken.png', error: { code: 'picture.unreadable' } }],
  });
  expect(list().pictures).toMatchObject([{ generation: generationRecord() }]);
});

test('the trash gives back, and is emptied for good', async () => {
  const { gallery, addCandidate, folder, list } = openLibrary();
  const { id } = await addCandidate(0);
  await gallery.trash([id]);
  expect([list().total, list({ inTrash: true }).total]).toEqual([0, 1]);
  expect(picturesOnDisk(folder, 'trash')).toHaveLength(1);
  await gallery.restore([id]);
  expect(list().pictures[0]).not.toHaveProperty('trashedAt', expect.any(Number));
  await gallery.trash([id]);
  expect(await gallery.emptyTrash()).toEqual({ removed: 1 });
  expect(picturesOnDisk(folder, 'trash')).toHaveLength(0);
  expect(() => gallery.get(id)).toThrow(EaselError);
});

test('a change to several pictures is for all or for none', async () => {
  const { gallery, addCandidate, list } = openLibrary();
  const { id } = await addCandidate(0);
  const ids = [id, 'nothing' as PictureId];
  await expect(gallery.update({ ids, rating: 3 })).rejects.toMatchObject({
    code: 'picture.not-found',
  });
  expect(list().pictures).toMatchObject([{ rating: 0 }]);
});

test('an import copies byte for byte, knows its own, and lists what it refuses', async () => {
  const source = openLibrary();
  await source.addCandidate(0);
  const [name = ''] = picturesOnDisk(source.folder);
  const ours = join(source.folder, 'pictures', name);
  const outside = temporaryFolder();
  const empty = join(outside, 'empty.png');
  writeFileSync(empty, '');
  const svg = join(outside, 'script.svg');
  writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');

  const { gallery, list } = openLibrary();
  const { pictures, problems } = await gallery.importFiles([ours, empty, ours, svg, outside]);
  expect(pictures.map((picture) => picture.generation?.seed)).toEqual([7, 7]);
  expect(list().total).toBe(1);
  expect(problems.map((problem) => problem.error.code)).toEqual([
    'picture.empty',
    'picture.unreadable',
    'picture.unreadable',
  ]);
});

test('everybody who watches hears of every change, in order', async () => {
  const { gallery, addCandidate } = openLibrary();
  const stop = new AbortController();
  const watch = gallery.watch(stop.signal);
  const heard: string[] = [(await watch.next()).value?.type ?? ''];
  const { id } = await addCandidate(0);
  await gallery.update({ ids: [id], rating: 1 });
  await gallery.trash([id]);
  await gallery.emptyTrash();
  for (let event = 0; event < 4; event += 1) heard.push((await watch.next()).value?.type ?? '');
  stop.abort();
  expect(heard).toEqual(['hello', 'added', 'changed', 'changed', 'removed']);
});

test('a thumbnail is made once and shared', async () => {
  const { gallery, addCandidate } = openLibrary();
  const { id } = await addCandidate(0);
  const [one, two] = await Promise.all([gallery.thumbnail(id, 256), gallery.thumbnail(id, 256)]);
  expect(one).toEqual(two);
  expect(readFileSync(one.path).subarray(8, 12).toString()).toBe('WEBP');
});

test('what other tools read of a picture is in their form', () => {
  const record = { ...generationRecord(), negativePrompt: 'text, blur' };
  const parameters = textsFor({ record }).find((entry) => entry.key === 'parameters')?.text;
  expect(parameters?.split('\n')).toEqual([
    'a red apple',
    'Negative prompt: text, blur',
    expect.stringMatching(
      /^Steps: 16, Sampler: flow-match-euler, CFG scale: 3, Seed: 7, Size: 16x16, /,
    ),
  ]);
  const xmp = textsFor({ record }).find((entry) => entry.key === 'XML:com.adobe.xmp')?.text;
  expect(xmp).toContain('digitalsourcetype/trainedAlgorithmicMedia');
});

test('importing what lies in the trash brings it back, and says so', async () => {
  const { gallery, addCandidate, folder } = openLibrary();
  await addCandidate(0);
  const [name = ''] = picturesOnDisk(folder);
  const file = join(folder, 'pictures', name);
  const copy = join(folder, 'copy.png');
  writeFileSync(copy, readFileSync(file));
  const { picture, isNew } = await gallery.importFile(copy, 'copy.png');
  expect(isNew).toBe(false);
  await gallery.trash([picture.id]);
  expect(await gallery.importFile(copy, 'copy.png')).toMatchObject({
    ...{ picture: { id: picture.id }, isNew: true },
  });
  expect(gallery.get(picture.id).trashedAt).toBeUndefined();
});
