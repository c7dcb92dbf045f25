import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCatalogueFile } from '#main/adapters/disk/catalogue-file.ts';
import { readHubAddress } from '#main/core/checkpoints/hub/hub-address.ts';

test('every entry of the catalogue names a model that can be asked for', async () => {
  const read = openCatalogueFile(
    join(import.meta.dirname, '../../../../resources/manifests/catalogue.json'),
  );
  const entries = await read();
  expect(entries.length).toBeGreaterThan(3);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  for (const { repository, memoryBytes, bytes } of entries) {
    expect(readHubAddress(repository, 'https://huggingface.co').repository).toBe(repository);
    expect(memoryBytes).toBeGreaterThan(bytes / 4);
  }
});
