/** Finished files. */
export { exportAdapter } from './export-adapter.ts';
export { ExportController } from './export.controller.svelte.ts';
export { default as ExportDialog } from './ExportDialog.svelte';
