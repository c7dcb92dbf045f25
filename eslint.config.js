import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { easelRules } from './tests/architecture/lint-rules.ts';

const typed = ['**/*.ts'];

export default defineConfig(
  globalIgnores([
    'node_modules',
    'dist',
    'release',
    'coverage',
    'resources/{models,pretraining,samples}',
    'tests/fixtures',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  { files: typed, extends: [tseslint.configs.strictTypeChecked] },
  {
    files: ['**/*.svelte'],
    extends: [tseslint.configs.strict, svelte.configs.recommended, svelte.configs.prettier],
  },
  {
    files: typed,
    languageOptions: {
      parserOptions: {
        // One program per layer, the same ones the type check uses.
        project: ['shared', 'main', 'renderer', 'tests'].map((name) => `tsconfig.${name}.json`),
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // Also flags the type argument of Promise.withResolvers<void>().
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Runs out of stack on types as deep as the contract's router.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Typed arrays: an index inside the loop's bound is never undefined, and `?? 0` costs time.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A service method may be asynchronous because its interface is.
      '@typescript-eslint/require-await': 'off',
      // Numbered steps of a pipeline and shape-carrying generics read better with the type spelled.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // It cannot know that a field or a signal changes during an await.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A string spreads into its code points, which is what a tokenizer wants.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: {
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Props are destructured with `let`, bindable or not.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    files: ['**/*.{ts,svelte,mjs,cjs,js}'],
    plugins: { easel: easelRules },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      'easel/imports': 'error',
      'easel/file-name': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Use a named export: it keeps one name everywhere.',
        },
      ],
    },
  },
  {
    // Where a person reads the console: command line, server start, set-up, benchmarks.
    files: ['main/hosts/**', 'main/setup/**', 'tests/bench/**', 'tests/support/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Tools look for a default export in their own files.
    files: ['*.config.{js,ts}', 'tests/support/runes-environment.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A test may bend a type to send what a stranger might send.
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
