/** What the keys do while pictures are compared. */
import type { Comparison } from './compare.controller.svelte.ts';

const PAN_STEP = 0.08;
const ZOOM_STEP = 1.5;

/** The keys of a comparison for the sheet of shortcuts; stars and keep are those of every picture. */
export const compareKeys = [
  { name: 'compare.next', keys: 'ArrowRight' },
  { name: 'compare.previous', keys: 'ArrowLeft' },
  { name: 'compare.zoomIn', keys: '+' },
  { name: 'compare.zoomOut', keys: '-' },
  { name: 'compare.whole', keys: 'F' },
  { name: 'compare.slider', keys: 'S' },
  { name: 'compare.close', keys: 'Escape' },
] as const;

/** Runs the key's action on what is shown; false where the key has none. */
export function runViewKey(comparison: Comparison, event: KeyboardEvent): boolean {
  const actions = event.shiftKey ? shifted : plain;
  const run = actions[event.key] ?? actions[event.key.toLowerCase()];
  run?.(comparison);
  return run !== undefined;
}

type Action = (comparison: Comparison) => void;

const zoomIn: Action = (comparison) => {
  comparison.zoom(ZOOM_STEP);
};

const plain: Readonly<Record<string, Action>> = {
  ArrowRight: (comparison) => {
    comparison.swap(1);
  },
  ArrowLeft: (comparison) => {
    comparison.swap(-1);
  },
  '=': zoomIn,
  '+': zoomIn,
  '-': (comparison) => {
    comparison.zoom(1 / ZOOM_STEP);
  },
  f: (comparison) => {
    comparison.showWhole();
  },
  s: (comparison) => {
    comparison.toggleLayout();
  },
};

const shifted: Readonly<Record<string, Action>> = {
  '+': zoomIn,
  ArrowRight: (comparison) => {
    comparison.pan(-PAN_STEP, 0);
  },
  ArrowLeft: (comparison) => {
    comparison.pan(PAN_STEP, 0);
  },
  ArrowDown: (comparison) => {
    comparison.pan(0, -PAN_STEP);
  },
  ArrowUp: (comparison) => {
    comparison.pan(0, PAN_STEP);
  },
};
