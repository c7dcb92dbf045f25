import { expect, test } from 'vitest';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { DatasetController } from '#renderer/features/training/dataset.controller.svelte.ts';
import type { DatasetPicture, Finding } from '#shared/domain/dataset.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { ImaginedTraining, imaginedPicture } from '#tests/support/training-client.ts';

const source = { kind: 'folder', path: '/pictures/mascots' } as const;

async function open(pictures: readonly DatasetPicture[], findings: readonly Finding[] = []) {
  const training = new ImaginedTraining(pictures, findings);
  const undo = new UndoStack();
  const said: string[] = [];
  const controller = new DatasetController({
    client: training.client,
    undo,
    voice: {
      say: (text) => void said.push(text()),
      fail: (error) => void said.push(String(error)),
      announce: () => undefined,
    },
  });
  const isThere = await controller.survey(source);
  return { training, undo, said, controller, isThere };
}

const many = (count: number) => Array.from({ length: count }, (_, at) => imaginedPicture(at));

test('a survey ends with the pictures, counted by what becomes of them', async () => {
  const { controller, isThere } = await open([
    ...many(8),
    imaginedPicture(8, { isIncluded: false }),
    imaginedPicture(9, { caption: '' }),
  ]);
  expect(isThere).toBe(true);
  expect(controller.looking).toBeUndefined();
  expect(controller.counts).toEqual({
    ...{ all: 10, trained: 8, heldOut: 1 },
    ...{ leftOut: 1, withoutWords: 1 },
  });
});

test('a folder that cannot be read is told, and what was open stays', async () => {
  const { controller, training } = await open(many(3));
  training.surveyError = new EaselError('dataset.empty', { name: 'x' });
  expect(await controller.survey(source)).toBe(false);
  expect(controller.error?.code).toBe('dataset.empty');
  expect(controller.pictures).toHaveLength(3);
});

test('a caption is changed at once, and undone and done again', async () => {
  const { controller, undo, training } = await open(many(2));
  const { key } = controller.pictures[0]!;
  const captionNow = () => [controller.pictures[0]?.caption, training.dataset.pictures[0]?.caption];
  const changing = controller.caption(key, 'a fox');
  expect(controller.pictures[0]?.caption).toBe('a fox');
  await changing;
  expect(captionNow()).toEqual(['a fox', 'a fox']);
  await undo.undo();
  expect(captionNow()).toEqual(['thing 0', 'thing 0']);
  expect(controller.pictures[0]?.captionOrigin).toBe('sidecar');
  await undo.redo();
  expect(captionNow()).toEqual(['a fox', 'a fox']);
});

test('a caption can be taken back before the host has answered', async () => {
  const { controller, undo, training } = await open(many(1));
  const changing = controller.caption(controller.pictures[0]!.key, 'a fox');
  await undo.undo();
  await changing;
  expect(controller.pictures[0]?.caption).toBe('thing 0');
  expect(training.dataset.pictures[0]?.caption).toBe('thing 0');
});

test('what the host refuses is told, put back, and not there to be undone', async () => {
  const { controller, undo, training, said } = await open(many(1));
  training.changeError = new EaselError('library.disk-full');
  await controller.caption(controller.pictures[0]!.key, 'a fox');
  expect(controller.pictures[0]?.caption).toBe('thing 0');
  expect(said).toHaveLength(1);
  await expect(undo.undo()).rejects.toMatchObject({ code: 'undo.gone' });
});

test('the same caption again is no change', async () => {
  const { controller, undo, training } = await open(many(1));
  await controller.caption(controller.pictures[0]!.key, 'thing 0');
  expect(undo.next).toBeUndefined();
  expect(training.asked.map(({ name }) => name)).toEqual(['survey']);
});

test('what cannot take part is neither taken in nor held out', async () => {
  const problem = { code: 'picture.empty', params: { name: 'x' } } as DatasetPicture['problem'];
  const { controller, training } = await open([imaginedPicture(0, { problem })]);
  await controller.toggleIncluded(controller.pictures[0]!.key);
  await controller.toggleHeldOut(controller.pictures[0]!.key);
  expect(training.asked.map(({ name }) => name)).toEqual(['survey']);
});

test('a remedy is one step back, and the grid no longer shows what it was about', async () => {
  const pictures = many(5);
  const finding: Finding = {
    ...{ id: 'f', kind: 'tiny', isBlocking: false, params: {}, remedies: ['leave-out'] },
    groups: [[pictures[1]!.key, pictures[2]!.key]],
  };
  const { controller, undo, said } = await open(pictures, [finding]);
  controller.show = { kind: 'finding', id: 'f' };
  expect(controller.shown.map(({ name }) => name)).toEqual(['picture-1.png', 'picture-2.png']);
  await controller.remedy(finding, 'leave-out');
  expect(controller.counts.leftOut).toBe(2);
  expect(controller.shown).toHaveLength(5);
  expect(said).toEqual(['Pictures left out']);
  await undo.undo();
  expect(controller.counts.leftOut).toBe(0);
});

test('proposed captions fill gaps only, and go again when undone', async () => {
  const { controller, undo } = await open([
    imaginedPicture(0, { caption: '', captionOrigin: 'none' }),
    imaginedPicture(1),
  ]);
  await controller.propose();
  expect(controller.pictures.map(({ caption }) => caption)).toEqual(['a guess', 'thing 1']);
  expect(controller.proposing).toBeUndefined();
  await undo.undo();
  expect(controller.pictures[0]).toMatchObject({ caption: '', captionOrigin: 'none' });
});

test('balance is undone like any other change', async () => {
  const { controller, undo } = await open(many(2));
  await controller.setBalanced(true);
  expect(controller.dataset?.isBalanced).toBe(true);
  await undo.undo();
  expect(controller.dataset?.isBalanced).toBe(false);
});

test('pictures of a finding stand group by group, those left out by themselves', async () => {
  const pictures = [...many(4), imaginedPicture(4, { isIncluded: false })];
  const finding: Finding = {
    ...{ id: 'f', kind: 'near-duplicates', isBlocking: false, params: {}, remedies: [] },
    groups: [
      [pictures[3]!.key, pictures[0]!.key],
      [pictures[2]!.key, pictures[1]!.key],
    ],
  };
  const { controller } = await open(pictures, [finding]);
  controller.show = { kind: 'finding', id: 'f' };
  expect(controller.shown.map(({ key }) => key)).toEqual(['p3', 'p0', 'p2', 'p1']);
  controller.show = { kind: 'left-out' };
  expect(controller.shown.map(({ key }) => key)).toEqual(['p4']);
});
