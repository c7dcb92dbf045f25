/** The queue of jobs. */
export { ActivityController } from './activity.controller.svelte.ts';
export { default as JobPill } from './JobPill.svelte';
export { default as Queue } from './Queue.svelte';
