import { expect, test } from 'vitest';
import { ExportController } from '#renderer/features/export/export.controller.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';

test('more pictures than one export takes: said at once, and nothing begins', async () => {
  const asked: string[] = [];
  const shell = {
    canPickFolder: true,
    recall: () => undefined,
    pickFolder: () => Promise.resolve(void asked.push('folder')),
  } as unknown as Shell;
  const voice = { say: () => undefined, fail: () => undefined, announce: () => undefined };
  const controller = new ExportController({ client: {} as EaselClient, shell, voice });
  const ids = Array.from({ length: 10_001 }, (_, at) => `p${at}` as PictureId);
  controller.open(ids, { keepMetadata: true });
  expect(controller.error).toEqual({
    code: 'export.too-many',
    params: { n: '10,001', limit: '10,000' },
  });
  await controller.run();
  expect(asked).toEqual([]);
  controller.open(ids.slice(1), { keepMetadata: true });
  expect(controller.error).toBeUndefined();
  controller.close();
});
