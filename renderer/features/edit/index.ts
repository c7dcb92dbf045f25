/** Changing one picture, step by step. */
export { EditController } from './edit.controller.svelte.ts';
export { default as EditDrop } from './EditDrop.svelte';
export { default as EditStage } from './EditStage.svelte';
export { toolKeys } from './keys.ts';
export { maskTools } from './mask/mask.controller.svelte.ts';
export { default as EditPanel } from './panel/EditPanel.svelte';
export { default as EditSide } from './EditSide.svelte';
