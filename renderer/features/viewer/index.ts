/** One picture, large. */
export { default as PictureViewer } from './PictureViewer.svelte';
export { viewerKeys } from './keys.ts';
export type { ViewerActions } from './viewer-actions.ts';
export { Lens } from './lens.svelte.ts';
export { lensGestures } from './lens-gestures.ts';
