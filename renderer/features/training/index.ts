/** Teaching the studio: pictures, recipes, runs, and what became of them. */
export { TrainingController } from './training.controller.svelte.ts';
export { default as FolderStep } from './folder/FolderStep.svelte';
export { default as ForgetRun } from './start/ForgetRun.svelte';
export { default as RecipeStep } from './recipe/RecipeStep.svelte';
export { default as ResultStep } from './result/ResultStep.svelte';
export { default as ReviewStep } from './review/ReviewStep.svelte';
export { default as RunLine } from './RunLine.svelte';
export { default as RunStep } from './run/RunStep.svelte';
export { default as TrainPill } from './TrainPill.svelte';
export { default as TrainStart } from './start/TrainStart.svelte';
export { default as WizardHead } from './WizardHead.svelte';
