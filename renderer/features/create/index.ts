/** Making pictures from words. */
export { CreateController } from './create.controller.svelte.ts';
export { default as CandidateGrid } from './CandidateGrid.svelte';
export { default as CreatePanel } from './CreatePanel.svelte';
export { default as ComparedCandidates } from './ComparedCandidates.svelte';
export { default as DropTarget } from './DropTarget.svelte';
export { default as Filmstrip } from './Filmstrip.svelte';
export { default as Inspector } from './Inspector.svelte';
export { Generation } from './generation.svelte.ts';
export { PromptEditor } from './prompt-editor.ts';
export { promptProblem } from './prompt-marks.ts';
export { default as ScoreParts } from './ScoreParts.svelte';
