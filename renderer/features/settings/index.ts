/** The user's settings and this machine. */
export { SettingsController } from './settings.controller.svelte.ts';
export { default as RemoteSection } from './RemoteSection.svelte';
export { default as LibraryPanel } from './LibraryPanel.svelte';
export { default as SettingsForm } from './SettingsForm.svelte';
export { default as SpeedPanel } from './SpeedPanel.svelte';
export { default as SystemPanel } from './SystemPanel.svelte';
