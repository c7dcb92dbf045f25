import { describe, expect, it } from 'vitest';
import { findCycles, findViolations } from './find-violations.ts';
import { importTable } from './import-table.ts';
import { judgeImport } from './judge-import.ts';
import { madeUpTree, repositoryTree } from './source-tree.ts';

describe('the repository', () => {
  const tree = repositoryTree();

  it('keeps to the import table', () => {
    expect(findViolations(tree)).toEqual([]);
  }, 120_000);

  it('has no import cycle', () => {
    expect(findCycles(tree)).toEqual([]);
  });

  it('has a row for every folder', () => {
    const folders = new Set(importTable.map(({ layer }) => layer));
    expect(folders.size).toBe(importTable.length);
  });
});

describe('a forbidden import is found', () => {
  it.each([
    ['shared/domain/x.ts', 'node:fs'],
    ['shared/domain/x.ts', 'svelte'],
    ['shared/domain/x.ts', '#main/core/jobs/queue.ts'],
    ['shared/contract/x.ts', '@orpc/server'],
    ['renderer/ui/x.ts', '#shared/domain/seed.ts'],
    ['renderer/ui/x.ts', '../features/create/index.ts'],
    ['renderer/ui/x.ts', '#renderer/client/index.ts'],
    ['renderer/features/create/x.ts', 'node:path'],
    ['renderer/features/create/x.ts', '#main/core/jobs/queue.ts'],
    ['renderer/features/create/x.ts', '#renderer/views/studio.ts'],
    ['renderer/features/create/x.ts', '#renderer/features/gallery/grid.ts'],
    ['renderer/features/create/x.ts', '../gallery/grid.ts'],
    ['renderer/views/x.ts', '#main/api/index.ts'],
    ['renderer/app/x.ts', 'electron'],
    ['main/core/jobs/x.ts', '#main/adapters/sqlite/jobs.ts'],
    ['main/core/jobs/x.ts', '../../engine/serve.ts'],
    ['main/core/jobs/x.ts', 'sharp'],
    ['main/core/jobs/x.ts', 'node:fs/promises'],
    ['main/core/jobs/x.ts', 'node:sqlite'],
    ['main/studio/x.ts', '#main/hosts/cli/main.ts'],
    ['main/adapters/disk/x.ts', '#main/studio/places.ts'],
    ['main/core/jobs/x.ts', 'onnxruntime-node'],
    ['main/engine/pipelines/x.ts', '#main/core/jobs/queue.ts'],
    ['main/engine/pipelines/x.ts', 'onnxruntime-node'],
    ['main/engine/heads/x.ts', 'onnxruntime-node'],
    ['main/engine/runtime/x.ts', '@tensorflow/tfjs-core'],
    ['main/engine/rank/x.ts', '@tensorflow/tfjs-core'],
    ['main/adapters/disk/x.ts', '#main/core/gallery/gallery.ts'],
    ['main/adapters/engine-link/x.ts', '#main/engine/serve.ts'],
    ['main/adapters/disk/x.ts', '#main/api/index.ts'],
    ['main/api/x.ts', '#main/adapters/sqlite/jobs.ts'],
    ['main/api/x.ts', '#main/hosts/cli/main.ts'],
    ['main/hosts/server/x.ts', '#main/hosts/cli/main.ts'],
    ['main/hosts/server/x.ts', 'electron'],
    ['main/web/x.ts', '#main/hosts/server/serve.ts'],
    ['main/web/x.ts', 'electron'],
    ['main/studio/x.ts', '#main/web/start-server.ts'],
    ['main/hosts/cli/x.ts', '#renderer/app/main.ts'],
    ['main/setup/x.mjs', '#shared/domain/seed.ts'],
    ['main/setup/x.mjs', 'sharp'],
    ['main/core/jobs/x.ts', '#tests/support/fakes.ts'],
  ])('%s → %s', (file, specifier) => {
    expect(judgeImport(file, specifier)).toContain('may not import');
  });

  it('because the folder has no row', () => {
    expect(judgeImport('main/elsewhere/x.ts', 'zod')).toContain('has no row');
  });

  it('because it leaves its layer by a relative path', () => {
    expect(judgeImport('main/api/x.ts', '../core/jobs/queue.ts')).toContain('#main/core/');
    expect(judgeImport('main/api/x.ts', '../../shared/domain/seed.ts')).toContain('#shared/');
  });
});

describe('an allowed import passes', () => {
  it.each([
    ['shared/domain/x.ts', 'zod'],
    ['renderer/features/create/x.ts', './prompt.ts'],
    ['renderer/features/create/x.ts', '#renderer/features/gallery/index.ts'],
    ['main/core/jobs/x.ts', '#shared/domain/job.ts'],
    ['main/core/jobs/x.ts', 'node:crypto'],
    ['main/studio/x.ts', '#main/adapters/sqlite/jobs.ts'],
    ['main/hosts/server/x.ts', '#main/studio/places.ts'],
    ['main/hosts/server/x.ts', '#main/web/start-server.ts'],
    ['main/hosts/desktop/x.ts', '#main/web/media-route.ts'],
    ['main/adapters/sqlite/x.ts', '#main/core/jobs/job-store.port.ts'],
    ['main/engine/pipelines/x.ts', '../runtime/session.ts'],
    ['main/engine/runtime/x.ts', 'onnxruntime-node'],
    ['main/engine/heads/x.ts', '@tensorflow/tfjs-core'],
    ['main/hosts/desktop/x.ts', 'electron'],
    ['tests/unit/x.test.ts', '#main/engine/runtime/session.ts'],
  ])('%s → %s', (file, specifier) => {
    expect(judgeImport(file, specifier)).toBeUndefined();
  });
});

describe('every way of writing an import is seen', () => {
  const forbidden = 'electron';
  it.each([
    ['x.ts', `import { app } from '${forbidden}';`],
    ['x.ts', `import type { App } from '${forbidden}';`],
    ['x.ts', `import '${forbidden}';`],
    ['x.ts', `export * from '${forbidden}';`],
    ['x.ts', `export type { App } from '${forbidden}';`],
    ['x.ts', `export async function f() { await import('${forbidden}'); }`],
    ['x.ts', `let app: import('${forbidden}').App;`],
    ['x.cjs', `const { app } = require('${forbidden}');`],
    ['x.svelte', `<script lang="ts">import { app } from '${forbidden}';</script>`],
    ['x.svelte', `<script module lang="ts">export { app } from '${forbidden}';</script>`],
    ['x.svelte', `<script lang="ts">import type { App } from '${forbidden}';</script>`],
    ['x.svelte', `<script lang="ts">let app: import('${forbidden}').App;</script>`],
    ['x.svelte', `{#await import('${forbidden}') then app}{app}{/await}`],
  ])('%s: %s', (name, text) => {
    const file = `renderer/app/${name}`;
    expect(findViolations(madeUpTree({ [file]: text }))).toEqual([
      `${file}:1 renderer/app may not import the package electron.`,
    ]);
  });

  it('and one that leads nowhere is named', () => {
    const tree = madeUpTree({ 'shared/a.ts': `import { b } from './b.ts';` });
    expect(findViolations(tree)).toEqual(['shared/a.ts:1 There is no shared/b.ts.']);
  });
});

describe('a cycle is found', () => {
  it('through type-only and component imports', () => {
    const tree = madeUpTree({
      'renderer/app/a.ts': `import type { B } from './b.ts';`,
      'renderer/app/b.ts': `export { default } from './c.svelte';`,
      'renderer/app/c.svelte': `<script lang="ts">import { a } from '#renderer/app/a.ts';</script>`,
      'renderer/app/d.ts': `import './a.ts';`,
    });
    expect(findCycles(tree)).toEqual([
      'renderer/app/a.ts → renderer/app/b.ts → renderer/app/c.svelte → renderer/app/a.ts',
    ]);
  });
});
