import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

type Options = NonNullable<TestProjectInlineConfiguration['test']>;

/** One project per kind of test, so that `vitest --project=engine` and the stages of a run can pick. */
function project(name: string, options: Options = {}) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      environment: 'node',
      // Native libraries and SQLite want a process of their own, not a thread.
      pool: 'forks',
      restoreMocks: true,
      ...options,
    },
  } satisfies TestProjectInlineConfiguration;
}

// Limits are for what hangs: a busy machine takes many times what a quiet one does.
// Files of units share a process: starting one for each takes as long as the tests.
const unit: Options = { testTimeout: 30_000, isolate: false };
const heavy: Options = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { ...unit, exclude: ['tests/unit/renderer/**'] }),
      {
        // Rune classes are tested as they run in a window, not as server-side rendering would.
        ...project('unit-renderer', {
          ...unit,
          include: ['tests/unit/renderer/**/*.test.ts'],
          environment: './tests/support/runes-environment.ts',
        }),
        plugins: [svelte()],
        resolve: { conditions: ['browser', ...defaultClientConditions] },
      },
      // Reads the whole tree: a busy machine takes its time.
      project('architecture', { ...unit, testTimeout: 120_000 }),
      project('transport', { testTimeout: 20_000 }),
      project('engine', heavy),
      project('reference', heavy),
      project('robustness', heavy),
    ],
  },
});
