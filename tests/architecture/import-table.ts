/** Who may import whom: the table of ARCHITECTURE.md, in the form that the tests and the linter read. */

export interface LayerRule {
  /** The folder it speaks for; `*` stands for one folder name. The longest match decides. */
  readonly layer: string;
  /** Files of ours outside the layer's own folder that it may import (globs). Type-only imports count. */
  readonly ours: readonly string[];
  /** Packages it may import; `node:*` stands for Node's own modules, `@scope/*` for a whole scope. */
  readonly packages: readonly string[];
}

const anything = ['**'];
const shared = 'shared/**';
const locales = 'resources/locales/**';
/** What an adapter may know of the core: the interfaces it fulfils and the records they pass. */
const ports = ['main/core/**/*.port.ts', 'main/core/**/*.records.ts', 'main/core/**/*.errors.ts'];
/** The parts of Node that touch nothing outside the process. */
const pureNode = ['node:crypto', 'node:events', 'node:path', 'node:timers/promises', 'node:util'];
const belowHosts = 'main/{web,studio,core,api,adapters,engine}/**';
const orpc = '@orpc/{server,client}';
const svelte = ['svelte'];

export const importTable: readonly LayerRule[] = [
  // Runs anywhere: no DOM, no Node, no Electron.
  { layer: 'shared', ours: [], packages: ['zod', '@orpc/contract'] },

  { layer: 'resources/locales', ours: [], packages: [] },
  // Draws the style references when somebody changes them; the studio reads only its pictures.
  { layer: 'resources/styles', ours: [], packages: ['node:*', 'sharp'] },

  // The screens. They speak to the contract and to the shell interface only.
  { layer: 'renderer/ui', ours: [], packages: svelte },
  {
    layer: 'renderer/client',
    ours: [shared],
    packages: ['@orpc/client', '@orpc/contract', 'svelte'],
  },
  { layer: 'renderer/shell', ours: [shared], packages: ['svelte'] },
  { layer: 'renderer/locale', ours: [locales, shared], packages: ['svelte'] },
  {
    layer: 'renderer/features/*',
    ours: [
      'renderer/ui/**',
      'renderer/client/**',
      'renderer/shell/**',
      'renderer/locale/**',
      'renderer/features/*/index.ts',
      locales,
      shared,
    ],
    packages: [
      ...svelte,
      '@codemirror/*',
      '@orpc/client',
      'mdast',
      'mdast-util-*',
      'micromark-*',
      'uplot',
    ],
  },
  {
    layer: 'renderer/views',
    ours: [
      'renderer/ui/**',
      'renderer/client/**',
      'renderer/shell/**',
      'renderer/locale/**',
      'renderer/features/*/index.ts',
      locales,
      shared,
    ],
    packages: svelte,
  },
  {
    layer: 'renderer/app',
    ours: ['renderer/**', locales, shared],
    packages: [...svelte, '@orpc/client'],
  },

  // Everything that runs on Node.
  // Services know no file system, no database and no native module: those are behind ports.
  { layer: 'main/core', ours: [shared], packages: ['zod', ...pureNode] },
  {
    layer: 'main/adapters',
    ours: [...ports, shared],
    packages: ['zod', 'node:*', 'sharp'],
  },
  {
    layer: 'main/adapters/vector',
    ours: [...ports, 'main/adapters/vector/**', shared],
    packages: ['node:*', 'sharp', 'vectortracer'],
  },
  {
    layer: 'main/api',
    ours: ['main/core/**', shared],
    packages: ['zod', 'node:*', '@orpc/server'],
  },
  {
    layer: 'main/engine',
    ours: [shared],
    packages: ['zod', 'node:*', 'sharp'],
  },
  {
    layer: 'main/engine/graph',
    ours: ['main/engine/**', shared],
    packages: ['zod', 'node:*', 'protobufjs'],
  },
  // Vocabularies come as JSON, or as SentencePiece's protobuf.
  {
    layer: 'main/engine/text',
    ours: ['main/engine/**', shared],
    packages: ['zod', 'node:*', '@huggingface/tokenizers', 'protobufjs'],
  },
  {
    layer: 'main/engine/runtime',
    ours: ['main/engine/**', shared],
    packages: ['zod', 'node:*', 'onnxruntime-node'],
  },
  {
    layer: 'main/engine/heads',
    ours: ['main/engine/**', shared],
    packages: ['zod', 'node:*', '@tensorflow/*', 'webgpu'],
  },

  // Puts all of that together, once for all hosts.
  {
    layer: 'main/studio',
    ours: ['main/{core,api,adapters,engine}/**', shared],
    packages: ['node:*', orpc],
  },

  // The studio over HTTP: what the server host is made of, and what a window's addresses answer.
  {
    layer: 'main/web',
    ours: ['main/{core,api,studio}/**', shared],
    packages: ['zod', 'node:*', 'ws', orpc],
  },

  // One composition root each; none knows another.
  {
    layer: 'main/hosts/desktop',
    ours: [belowHosts, locales, shared],
    packages: ['node:*', 'electron', 'electron-updater', orpc],
  },
  { layer: 'main/hosts/server', ours: [belowHosts, shared], packages: ['node:*'] },
  { layer: 'main/hosts/cli', ours: [belowHosts, shared], packages: ['node:*', 'commander', orpc] },

  // Runs before anything is installed, on the Node that happens to be there.
  { layer: 'main/setup', ours: [], packages: ['node:*'] },

  { layer: 'tests', ours: anything, packages: anything },
];
