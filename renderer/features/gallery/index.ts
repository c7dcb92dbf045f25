/** The library of pictures. */
export { GalleryController } from './gallery.controller.svelte.ts';
export { default as GalleryGrid } from './GalleryGrid.svelte';
export { default as GalleryViewer } from './GalleryViewer.svelte';
export { default as GalleryTools } from './GalleryTools.svelte';
export { default as ImportDrop } from './ImportDrop.svelte';
export { default as PlaceList } from './PlaceList.svelte';
export { default as SelectionBar } from './SelectionBar.svelte';
