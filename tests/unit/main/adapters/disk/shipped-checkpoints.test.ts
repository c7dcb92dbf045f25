import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpointFolders } from '#main/adapters/disk/checkpoint-folder.ts';
import { checkpointManifestSchema } from '#shared/domain/checkpoint.ts';

const MODELS = join(import.meta.dirname, '../../../../../resources/models');
const folders = openCheckpointFolders({ embedded: MODELS, user: join(MODELS, 'none') });

test('every file of the checkpoints in the box is as its manifest says', async () => {
  const found = await folders.find();
  expect(found.length).toBeGreaterThan(0);
  for (const { folder } of found) {
    const manifest = checkpointManifestSchema.parse(await folders.readManifest(folder));
    expect(manifest.files.length).toBeGreaterThan(0);
    for (const file of manifest.files) {
      expect(await folders.fileSize(folder, file.path), file.path).toBe(file.bytes);
      expect(await folders.hashFile(folder, file.path), file.path).toBe(file.sha256);
    }
  }
});
