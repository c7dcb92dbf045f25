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

const heavy: Options = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { exclude: ['tests/unit/renderer/**'] }),
      {
        // Rune classes are tested as they run in a window, not as server-side rendering would.
        ...project('unit-renderer', {
          include: ['tests/unit/renderer/**/*.test.ts'],
          environment: './tests/support/runes-environment.ts',
        }),
        plugins: [svelte()],
        resolve: { conditions: ['browser', ...defaultClientConditions] },
      },
      project('architecture', { testTimeout: 30_000 }),
      project('transport', { testTimeout: 20_000 }),
      project('engine', heavy),
      project('reference', heavy),
      project('robustness', heavy),
    ],
  },
});
