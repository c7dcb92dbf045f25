/** The installed models. */
export { default as AddModel } from './AddModel.svelte';
export { default as CheckpointDetail } from './CheckpointDetail.svelte';
export { default as CheckpointList } from './CheckpointList.svelte';
export { default as ClipDetail } from './ClipDetail.svelte';
export { default as LoraDetail } from './LoraDetail.svelte';
export { CheckpointsController } from './checkpoints.controller.svelte.ts';
