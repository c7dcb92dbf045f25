/** Pictures side by side. */
export { default as CompareView } from './CompareView.svelte';
export { settingsRows } from './settings-rows.ts';
