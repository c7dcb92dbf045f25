import { expect, test } from 'vitest';
import { justify } from '#renderer/features/gallery/justified.ts';
import { ScrollAnchor } from '#renderer/features/gallery/scroll-anchor.ts';
import type { PictureId } from '#shared/domain/ids.ts';

const ids = Array.from({ length: 100 }, (_, at) => `p${at}` as PictureId);
const layout = (count: number) =>
  justify(
    Array.from({ length: count }, () => 1),
    { width: 400, rowHeight: 100, gap: 0 },
  );

test('what is looked at keeps its place when pictures come above it', () => {
  const anchor = new ScrollAnchor();
  anchor.hold(layout(100), ids, 250);
  const more = [...Array.from({ length: 8 }, (_, at) => `new${at}` as PictureId), ...ids];
  expect(anchor.place(layout(108), more)).toBe(450);
});

test('another place begins at its top, though the same picture is in it', () => {
  const anchor = new ScrollAnchor();
  anchor.hold(layout(100), ids, 250);
  anchor.release();
  expect(anchor.place(layout(100), ids)).toBeUndefined();
});

test('at the top, what is new is let in', () => {
  const anchor = new ScrollAnchor();
  anchor.hold(layout(100), ids, 0);
  expect(anchor.place(layout(100), ids)).toBeUndefined();
});
