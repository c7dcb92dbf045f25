export { default as ExplainPanel } from './ExplainPanel.svelte';
export { ExplainController } from './explain.controller.svelte.ts';
