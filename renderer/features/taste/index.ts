/** My taste: choices between two pictures, profiles, and which of them counts in rankings. */
export { tasteKeys } from './keys.ts';
export { default as NewProfile } from './NewProfile.svelte';
export { default as ProfileDetail } from './ProfileDetail.svelte';
export { default as ProfileList } from './ProfileList.svelte';
export { default as TasteReason } from './TasteReason.svelte';
export { default as TasteSelect } from './TasteSelect.svelte';
export { default as TasteWeight } from './TasteWeight.svelte';
export { TasteController } from './taste.controller.svelte.ts';
