/** Finished files. */
export { ExportController } from './export.controller.svelte.ts';
export { default as ExportDialog } from './ExportDialog.svelte';
