import { expect, test } from 'vitest';
import { fitted, moved, within, zoomedTo, type View } from '#renderer/features/viewer/zoom.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const scene = { picture: { width: 2000, height: 1000 }, stage: { width: 800, height: 600 } };

test('the whole picture fills the stage, but a tiny one is not blown up without end', () => {
  expect(fitted(scene)).toEqual({ scale: 0.384, x: 0, y: 0 });
  expect(fitted({ ...scene, picture: { width: 16, height: 16 } }).scale).toBe(6);
  expect(fitted({ ...scene, stage: { width: 0, height: 0 } }).scale).toBe(1);
});

test('what is under the pointer stays under it', () => {
  const view = zoomedTo(scene, fitted(scene), 2, 100, -50);
  const onPicture = (at: View, px: number, py: number) => [
    (px - at.x) / at.scale,
    (py - at.y) / at.scale,
  ];
  const before = onPicture(fitted(scene), 100, -50);
  for (const [at, value] of onPicture(view, 100, -50).entries()) {
    expect(value).toBeCloseTo(before[at] ?? NaN, 6);
  }
});

test('however it is zoomed and moved, it never leaves the stage', () => {
  const random = seededRandom(3);
  let view = fitted(scene);
  for (let round = 0; round < 500; round += 1) {
    view =
      random(2) === 0
        ? zoomedTo(
            scene,
            view,
            view.scale * (0.5 + random(20) / 10),
            random(800) - 400,
            random(600) - 300,
          )
        : moved(scene, view, random(4000) - 2000, random(4000) - 2000);
    expect(within(scene, view)).toEqual(view);
    expect(view.scale).toBeGreaterThanOrEqual(0.192);
    expect(view.scale).toBeLessThanOrEqual(32);
    const spare = (scene.picture.width * view.scale - scene.stage.width) / 2;
    expect(Math.abs(view.x)).toBeLessThanOrEqual(Math.max(0, spare) + 1e-9);
  }
});
