import { expect, test } from 'vitest';
import { ZipArchiver } from '#main/adapters/zip/zip-archiver.ts';
import { ExportTickets } from '#main/core/export/export-tickets.ts';
import { exportOptionsSchema } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { openLibrary } from '#tests/support/library.ts';
import { unzip } from '#tests/support/unzip.ts';

test('a zip is made while it is fetched: one file at a time, none before it is asked for', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id, sha256 } = await addCandidate(0);
  const ids = Array.from({ length: 1000 }, () => id);
  const tickets = new ExportTickets(exporter, new ZipArchiver());
  const options = exportOptionsSchema.parse({ nameTemplate: 'Apple' });
  let read = 0;
  const { encodePlanned } = exporter;
  exporter.encodePlanned = (...given) => {
    read += 1;
    return encodePlanned.apply(exporter, given);
  };
  const { ticket, files } = await tickets.prepare({ ids, options });
  expect(files).toBe(1000);
  const content = tickets.open(ticket)!.content() as AsyncGenerator<Uint8Array>;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) {
    chunks.push(chunk);
    expect(read).toBeLessThanOrEqual(Math.ceil(chunks.length / 2));
  }
  const names = unzip(Buffer.concat(chunks)).map((file) => file.name);
  expect([names[0], names[1], names[999]]).toEqual(['Apple.png', 'Apple-2.png', 'Apple-1000.png']);
  expect(new Set(names).size).toBe(1000);
  expect(sha256).toHaveLength(64);
});

test('names that differ only in case do not meet in one folder', async () => {
  const { exporter, addCandidate } = openLibrary();
  const ids = [(await addCandidate(0, 'A')).id, (await addCandidate(1, 'a')).id];
  const options = exportOptionsSchema.parse({ nameTemplate: '{prompt}' });
  const planned = await exporter.plan(ids, options);
  expect(planned.map((file) => file.name)).toEqual(['a.png', 'a-2.png']);
});

test('a ticket ends ten minutes after its last use, and says so', async () => {
  const { exporter, addCandidate } = openLibrary();
  const { id, bytes } = await addCandidate(0);
  let now = 1000;
  const tickets = new ExportTickets(exporter, new ZipArchiver(), () => now);
  const options = exportOptionsSchema.parse({});
  const { ticket, ...rest } = await tickets.prepare({ ids: [id], options });
  expect(rest).toEqual({ files: 1, name: '01-a-red-apple-7.png', bytes });
  now += 9 * 60_000;
  expect(await tickets.open(ticket)?.content()).toHaveLength(bytes);
  now += 9 * 60_000;
  expect(tickets.open(ticket)).toBeDefined();
  now += 11 * 60_000;
  expect(() => tickets.open(ticket)).toThrow('expired');
  expect(tickets.open(id)).toBeUndefined();
});

test('what is not there is told before there is a ticket', async () => {
  const { exporter } = openLibrary();
  const tickets = new ExportTickets(exporter, new ZipArchiver());
  const options = exportOptionsSchema.parse({});
  await expect(tickets.prepare({ ids: ['gone' as PictureId], options })).rejects.toMatchObject({
    code: 'picture.not-found',
  });
});
