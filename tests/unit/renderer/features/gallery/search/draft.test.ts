import { expect, test } from 'vitest';
import { SearchDraft } from '#renderer/features/gallery/search/draft.svelte.ts';

function typed(text: string): SearchDraft {
  const draft = new SearchDraft();
  for (let at = 1; at <= text.length; at += 1) {
    const next = draft.text + (text[at - 1] ?? '');
    draft.type(next, next.length);
  }
  return draft;
}

test('a filter becomes a token once something follows it, and asks for nothing before', () => {
  const draft = typed('fox rating:>=3');
  expect([draft.tokens, draft.text, draft.search]).toEqual([[], 'fox rating:>=3', 'fox']);
  draft.type('fox rating:>=3 ', 15);
  expect([draft.tokens, draft.text, draft.search]).toEqual([
    ['rating:>=3'],
    'fox ',
    'rating:>=3 fox',
  ]);
});

test('leaving or Enter finishes what stands there, wrong or right', () => {
  const draft = typed('画板:"森林 灵感" tag:');
  draft.finish();
  expect(draft.tokens).toEqual(['board:"森林 灵感"', 'tag:']);
  expect(draft.text).toBe('');
});

test('what is edited in the middle stays text until the caret has left it', () => {
  const draft = new SearchDraft();
  draft.type('rating:3 fox', 7);
  expect(draft.tokens).toEqual([]);
  draft.type('rating:3 fox', 12);
  expect([draft.tokens, draft.text]).toEqual([['rating:3'], 'fox']);
});

test('a token becomes text again, and the same filter is there only once', () => {
  const draft = new SearchDraft();
  draft.adopt('fox kept:yes -tag:"night sky"');
  expect([draft.tokens, draft.text]).toEqual([['kept:yes', '-tag:"night sky"'], 'fox']);
  draft.edit(0);
  expect([draft.tokens, draft.text]).toEqual([['-tag:"night sky"'], 'fox kept:yes']);
  draft.type('fox kept:yes kept:yes ', 22);
  expect(draft.search).toBe('-tag:"night sky" kept:yes fox');
  draft.remove(0);
  draft.clear();
  expect([draft.search, draft.isEmpty]).toEqual(['', true]);
});

test('its own search coming back does not disturb what is typed', () => {
  const draft = typed('fox  boa');
  draft.adopt(draft.search);
  expect(draft.text).toBe('fox  boa');
  draft.adopt('kept:yes');
  expect([draft.tokens, draft.text]).toEqual([['kept:yes'], '']);
});
