import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fileNameFor } from '#main/core/export/file-name.ts';
import { exportFormatSchema, exportOptionsSchema } from '#shared/domain/export.ts';
import { openLibrary } from '#tests/support/library.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('a PNG with its metadata is the file of the library, byte for byte', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id, sha256, bytes } = await addCandidate(0);
  const folder = temporaryFolder();
  const options = exportOptionsSchema.parse({ nameTemplate: '{prompt}-{seed}' });
  const { files } = await exporter.exportFiles({ ids: [id], folder, options });
  expect(files).toMatchObject([{ pictureId: id, bytes }]);
  const written = readFileSync(files[0]?.path ?? '');
  expect(createHash('sha256').update(written).digest('hex')).toBe(sha256);
  expect(readdirSync(folder)).toEqual(['a-red-apple-7.png']);
});

test.each(exportFormatSchema.options)('%s leaves with size, ground and no text', async (format) => {
  const { exporter, addCandidate, codec } = openLibrary();
  const { id } = await addCandidate(0);
  const folder = temporaryFolder();
  const options = exportOptionsSchema.parse({
    ...{ format, longerSide: 64, background: '#00ff00', keepMetadata: false },
  });
  const { files } = await exporter.exportFiles({ ids: [id], folder, options });
  const path = files[0]?.path ?? '';
  const facts = await sharp(path).metadata();
  expect([facts.width, facts.height]).toEqual([64, 64]);
  expect([facts.exif, facts.xmp, facts.iptc]).toEqual([undefined, undefined, undefined]);
  expect(await codec.readTexts(readFileSync(path))).toEqual([]);
  const corner = await sharp(path).removeAlpha().raw().toBuffer();
  expect(corner[1] ?? 0).toBeGreaterThan(240);
  expect(await exporter.previewExport({ ids: [id], options })).toMatchObject([{ metadata: [] }]);
});

test.each(['jpeg', 'webp', 'avif'] as const)('%s can say what made it', async (format) => {
  const { exporter, addCandidate } = openLibrary();
  const { id } = await addCandidate(0);
  const folder = temporaryFolder();
  const options = exportOptionsSchema.parse({ format, keepMetadata: true });
  const { files } = await exporter.exportFiles({ ids: [id], folder, options });
  const content = readFileSync(files[0]?.path ?? '', 'latin1');
  expect(content).toContain('trainedAlgorithmicMedia');
  expect(content).toContain('a red apple');
  expect(content).toContain('Seed: 7');
  const [preview] = await exporter.previewExport({ ids: [id], options });
  expect(preview?.metadata.map((entry) => entry.key)).toEqual(['parameters', 'XML:com.adobe.xmp']);
});

test('TIFF loses no pixel, and carries XMP only', async () => {
  const { exporter, addCandidate, gallery } = openLibrary();
  const { id } = await addCandidate(0);
  const options = exportOptionsSchema.parse({ format: 'tiff' });
  const { files } = await exporter.exportFiles({ ids: [id], folder: temporaryFolder(), options });
  const path = files[0]?.path ?? '';
  const original = (await gallery.mediaFile(id)).path;
  expect(await sharp(path).raw().toBuffer()).toEqual(await sharp(original).raw().toBuffer());
  expect(readFileSync(path, 'latin1')).toContain('trainedAlgorithmicMedia');
  const [preview] = await exporter.previewExport({ ids: [id], options });
  expect(preview?.metadata.map((entry) => entry.key)).toEqual(['XML:com.adobe.xmp']);
});

test('names that meet are numbered, and existing files stay', async () => {
  const { exporter, addCandidate } = openLibrary();
  const ids = [(await addCandidate(0)).id, (await addCandidate(1)).id];
  const folder = temporaryFolder();
  const options = exportOptionsSchema.parse({ nameTemplate: 'apple' });
  await exporter.exportFiles({ ids, folder, options });
  await exporter.exportFiles({ ids, folder, options });
  expect(readdirSync(folder).toSorted()).toEqual([
    'apple-2.png',
    'apple-3.png',
    'apple-4.png',
    'apple.png',
  ]);
});

test('templates: what is not known is named, and no name leaves the folder', async () => {
  const { addCandidate } = openLibrary();
  const picture = await addCandidate(0);
  expect(() => fileNameFor('{prompt}-{colour}', picture, 1, 'png')).toThrow('{colour}');
  expect(fileNameFor('../../{seed}', picture, 1, 'png')).toBe('-..-7.png');
  expect(fileNameFor('con', picture, 1, 'jpeg')).toBe('picture-con.jpg');
  expect(fileNameFor('{n}', picture, 3, 'webp')).toBe('03.webp');
});

test('a folder that cannot be written says so before anything is written', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id } = await addCandidate(0);
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, 'not a folder');
  const request = { ids: [id], folder, options: exportOptionsSchema.parse({}) };
  await expect(exporter.exportFiles(request)).rejects.toMatchObject({
    code: 'export.target-not-writable',
  });
});

test.runIf(process.platform === 'linux')('a system folder is refused at once', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id } = await addCandidate(0);
  const request = { ids: [id], folder: '/proc/easel/out', options: exportOptionsSchema.parse({}) };
  await expect(exporter.exportFiles(request)).rejects.toMatchObject({
    code: 'export.target-not-writable',
    params: { reason: 'ENOENT' },
  });
});

test('a scale makes pixels more, and drawings say they are larger', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id } = await addCandidate(0);
  const folder = temporaryFolder();
  const options = exportOptionsSchema.parse({ scale: 4, keepMetadata: true });
  const { files } = await exporter.exportFiles({ ids: [id], folder, options });
  expect(files).toMatchObject([{ enlargedBy: { method: 'lanczos' } }]);
  const facts = await sharp(files[0]?.path ?? '').metadata();
  expect([facts.width, facts.height, facts.hasAlpha]).toEqual([64, 64, true]);
  const [first] = await exporter.plan([id], options);
  expect(first?.knownBytes).toBeUndefined();
  const svg = await exporter.finish(id, { ...options, format: 'svg' });
  expect(new TextDecoder().decode(svg)).toContain('width="64" height="64"');
});
