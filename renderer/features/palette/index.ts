/** Everything by name and by key. */
export { default as CommandPalette } from './CommandPalette.svelte';
export { PaletteController } from './palette.controller.svelte.ts';
export { default as ShortcutList } from './ShortcutList.svelte';
export { default as ShortcutsSheet } from './ShortcutsSheet.svelte';
