/** My tags: words learnt from examples, suggested for pictures, taken or passed over by a key. */
export { default as NewVocabulary } from './NewVocabulary.svelte';
export { default as VocabularyDetail } from './VocabularyDetail.svelte';
export { default as VocabularyList } from './VocabularyList.svelte';
export { TaggingController } from './tagging.controller.svelte.ts';
