/** Pictures side by side. */
export { default as CompareView } from './CompareView.svelte';
export { compareKeys } from './keys.ts';
export { default as Stars } from './Stars.svelte';
export { settingsRows } from './settings-rows.ts';
