import { expect, test } from 'vitest';
import { neighbour, type Box } from '#renderer/features/create/neighbour.ts';

/** The best takes four cells of a grid of four columns: 0 0 1 2 / 0 0 3 4 / 5 6 7. */
const boxes: Box[] = [
  { left: 0, top: 0, width: 200, height: 200 },
  ...[
    [200, 0],
    [300, 0],
    [200, 100],
    [300, 100],
    [0, 200],
    [100, 200],
    [200, 200],
  ].map(([left = 0, top = 0]) => ({ left, top, width: 100, height: 100 })),
];

test('up and down lead to the card that stands there, also beside the large one', () => {
  expect(neighbour(boxes, 2, 'ArrowDown')).toBe(4);
  expect(neighbour(boxes, 3, 'ArrowUp')).toBe(1);
  expect(neighbour(boxes, 5, 'ArrowUp')).toBe(0);
  expect(neighbour(boxes, 7, 'ArrowUp')).toBe(3);
});

test('at an edge the focus stays; other keys are not its business', () => {
  expect(neighbour(boxes, 1, 'ArrowUp')).toBe(1);
  expect(neighbour(boxes, 7, 'ArrowDown')).toBe(7);
  expect(neighbour(boxes, 7, 'ArrowRight')).toBe(7);
  expect(neighbour(boxes, 3, 'Home')).toBe(0);
  expect(neighbour(boxes, 3, 'k')).toBeUndefined();
});
