/** What the keys do while a picture is looked at. */
import type { Picture } from '#shared/domain/picture.ts';
import type { Lens } from './lens.svelte.ts';
import type { ViewerActions } from './viewer-actions.ts';

/** For the sheet of shortcuts; stars, keep and trash are those of every picture. */
export const viewerKeys = [
  { name: 'gallery.next', keys: 'ArrowRight' },
  { name: 'gallery.previous', keys: 'ArrowLeft' },
  { name: 'compare.zoomIn', keys: '+' },
  { name: 'compare.zoomOut', keys: '-' },
  { name: 'viewer.fit', keys: 'Mod+0' },
  { name: 'viewer.actual', keys: 'Mod+1' },
  { name: 'viewer.move', keys: 'Shift+←↑↓→' },
  { name: 'viewer.tag', keys: 'T' },
  { name: 'edit.open', keys: 'M' },
  { name: 'search.similar', keys: 'S' },
  { name: 'viewer.useSettings', keys: 'U' },
  { name: 'card.vary', keys: 'V' },
  { name: 'card.reference', keys: 'R' },
  { name: 'card.copyPicture', keys: 'C' },
  { name: 'viewer.facts', keys: 'I' },
  { name: 'gallery.close', keys: 'Escape' },
] as const;

export interface ViewerKeyTarget {
  readonly picture: Picture;
  readonly lens: Lens;
  readonly actions: ViewerActions;
  readonly toggleFacts: () => void;
  readonly focusTag: () => void;
}

/** Runs the key's action; false where the key has none. */
export function runViewerKey(
  target: ViewerKeyTarget,
  event: KeyboardEvent,
  isMac: boolean,
): boolean {
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  if (event.altKey || (isMac ? event.ctrlKey : event.metaKey)) return false;
  const actions = isMod ? withMod : event.shiftKey ? shifted : plain;
  const run = actions[event.key] ?? actions[event.key.toLowerCase()];
  if (run === undefined) return false;
  run(target, event.key);
  return true;
}

type Action = (target: ViewerKeyTarget, key: string) => void;

const zoomIn: Action = ({ lens }) => {
  lens.stepIn();
};
const rate: Action = ({ actions, picture }, key) => {
  actions.rate(picture, Number(key));
};
const trash: Action = ({ actions, picture }) => {
  if (picture.trashedAt === undefined) actions.trash(picture);
};
const fit: Action = ({ lens }) => {
  lens.fit();
};

const plain: Readonly<Record<string, Action>> = {
  ArrowRight: ({ actions }) => {
    actions.step(1);
  },
  ArrowLeft: ({ actions }) => {
    actions.step(-1);
  },
  ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((stars) => [String(stars), rate])),
  '+': zoomIn,
  '=': zoomIn,
  '-': ({ lens }) => {
    lens.stepOut();
  },
  f: fit,
  k: ({ actions, picture }) => {
    actions.keep(picture);
  },
  t: ({ focusTag }) => {
    focusTag();
  },
  m: ({ actions, picture }) => {
    actions.edit(picture);
  },
  s: ({ actions, picture }) => {
    actions.findSimilar(picture);
  },
  u: ({ actions, picture }) => {
    actions.useSettings(picture);
  },
  v: ({ actions, picture }) => {
    actions.vary(picture);
  },
  r: ({ actions, picture }) => {
    actions.useAsReference(picture);
  },
  c: ({ actions, picture }) => {
    actions.copyPicture(picture);
  },
  d: ({ actions, picture }) => {
    actions.exportPicture(picture);
  },
  i: ({ toggleFacts }) => {
    toggleFacts();
  },
  Delete: trash,
  Backspace: trash,
  Escape: ({ actions }) => {
    actions.close();
  },
};

const withMod: Readonly<Record<string, Action>> = {
  0: fit,
  1: ({ lens }) => {
    lens.showActualSize();
  },
};

const shifted: Readonly<Record<string, Action>> = {
  '+': zoomIn,
  ArrowRight: ({ lens }) => {
    lens.moveByShare(-1, 0);
  },
  ArrowLeft: ({ lens }) => {
    lens.moveByShare(1, 0);
  },
  ArrowDown: ({ lens }) => {
    lens.moveByShare(0, -1);
  },
  ArrowUp: ({ lens }) => {
    lens.moveByShare(0, 1);
  },
};
