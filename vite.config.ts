import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Builds the screens once for every host: the window and the server host serve the same files. */
export default defineConfig({
  root: 'renderer',
  // Relative, because a window loads the files from easel:// and a browser from http://.
  base: './',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: {
    // One window on the person's own machine: a chunk is read from disk once.
    chunkSizeWarningLimit: 1500,
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Electron 45 and current browsers; nothing older is supported.
    target: 'chrome140',
    // The content security policy allows no inline data for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
