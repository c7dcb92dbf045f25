import { expect, test } from 'vitest';
import { nextOf, pathTo, treeRows } from '#renderer/features/edit/tree.ts';

/* root ─ a ─ b ─ c
      │    └ d
      └ e ─ f        oldest first */
const nodes = [
  { id: 'root' },
  { id: 'a', parent: 'root' },
  { id: 'b', parent: 'a' },
  { id: 'c', parent: 'b' },
  { id: 'd', parent: 'a' },
  { id: 'e', parent: 'root' },
  { id: 'f', parent: 'e' },
];

test('a line goes straight down, and branches follow further in', () => {
  expect(treeRows(nodes).map(({ node, indent }) => `${node.id}${indent}`)).toEqual([
    'root0',
    'a0',
    'b0',
    'c0',
    'd1',
    'e1',
    'f1',
  ]);
});

test('a step whose parent is gone is not lost', () => {
  const orphaned = nodes.filter(({ id }) => id !== 'a');
  expect(treeRows(orphaned).map(({ node }) => node.id)).toEqual(['root', 'e', 'f', 'b', 'c', 'd']);
});

test('the way to a step', () => {
  expect(pathTo(nodes, 'c').map(({ id }) => id)).toEqual(['root', 'a', 'b', 'c']);
  expect(pathTo(nodes, 'nowhere')).toEqual([]);
});

test('redo follows the branch that was left, and the newest one where none was', () => {
  expect(nextOf(nodes, 'root', 'c')?.id).toBe('a');
  expect(nextOf(nodes, 'a', 'c')?.id).toBe('b');
  expect(nextOf(nodes, 'c', 'c')).toBeUndefined();
  expect(nextOf(nodes, 'root', undefined)?.id).toBe('e');
  expect(nextOf(nodes, 'a', 'f')?.id).toBe('d');
});

test('a circle, which a damaged file may tell of, ends', () => {
  const circle = [
    { id: 'a', parent: 'b' },
    { id: 'b', parent: 'a' },
  ];
  expect(pathTo(circle, 'a')).toHaveLength(2);
  expect(treeRows(circle)).toEqual([]);
});
