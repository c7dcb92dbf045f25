import { expect, test } from 'vitest';
import { recalledSettingsSchema } from '#shared/domain/recalled.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { recallSettings, requireSettings } from '#shared/recall/recall.ts';

/** Whatever it is, it is answered soon, and with something that the schema allows. */
function recallFast(key: string, text: string) {
  const start = performance.now();
  const settings = recallSettings([{ key, text }]);
  expect(performance.now() - start).toBeLessThan(1500);
  if (settings !== undefined) expect(recalledSettingsSchema.parse(settings)).toEqual(settings);
  return settings;
}

test('words without settings, settings without words, and neither', () => {
  expect(recallFast('parameters', 'a fox\nNegative prompt: blur')).toMatchObject({
    ...{ prompt: 'a fox', negativePrompt: 'blur', notes: [] },
  });
  expect(recallFast('parameters', 'Steps: 20, Sampler: Euler a, Seed: 5')).toMatchObject({
    ...{ prompt: '', seed: 5, steps: 20 },
  });
  expect(recallFast('parameters', 'my holiday in Spain')).toBeUndefined();
});

test('a colon or a line about steps inside a prompt is no setting', () => {
  const text = 'title: Steps to heaven\nSteps: wide, stone\nSteps: 9, Sampler: Euler, Size: 64x32';
  expect(recallFast('parameters', text)).toMatchObject({
    ...{ prompt: 'title: Steps to heaven\nSteps: wide, stone', steps: 9 },
    size: { width: 64, height: 32 },
  });
});

test('values that cannot be are told, not taken', () => {
  const text = 'x\nSteps: 0, Seed: 99999999999, CFG scale: lots, Size: 0x99999, Model: a\\b.ckpt';
  const settings = recallFast('parameters', text);
  expect(settings).toEqual({
    ...{ tool: 'automatic1111', prompt: 'x', checkpointName: 'b' },
    notes: ['steps: 0', 'seed: 99999999999', 'guidance: lots'],
  });
});

test('the digits of a long seed stay', () => {
  const node = {
    class_type: 'KSampler',
    inputs: { seed: 1, steps: 2, positive: ['2', 0] },
  };
  const text = JSON.stringify({ 1: node }).replace('"seed":1', '"seed": 18446744073709551615');
  expect(recallFast('prompt', text)?.notes).toEqual(['seed: 18446744073709551615']);
});

test('a graph with NaN in it, as Python writes it, is read', () => {
  const text =
    '{"1": {"class_type": "KSampler", "is_changed": [NaN], "inputs": {"seed": 3, "steps": 4, "positive": ["2", 0]}},' +
    ' "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "NaN is a number: NaN"}}}';
  expect(recallFast('prompt', text)).toMatchObject({ prompt: 'NaN is a number: NaN', seed: 3 });
});

test('graphs in circles and links to nowhere end', () => {
  const inputs = { seed: ['2', 0], steps: ['9', 0], positive: ['3', 0], model: ['3', 0] };
  const graph = {
    1: { class_type: 'KSampler', inputs: { ...inputs, latent_image: ['1', 0] } },
    2: { class_type: 'Reroute', inputs: { '': ['3', 0] } },
    3: { class_type: 'Reroute', inputs: { '': ['2', 0] } },
    4: { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
  };
  expect(recallFast('prompt', JSON.stringify(graph))).toEqual({
    ...{ tool: 'comfyui', prompt: '', notes: [] },
  });
});

test.each([
  ['deep nesting', `{"1": ${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
  ['deep objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
  ['ten megabytes', JSON.stringify({ x: 'y'.repeat(10 << 20) })],
  ['not closed', '{"1": {"class_type": "KSampler", "inputs": {'],
  ['wrong types', '{"1": null, "2": 7, "3": {"class_type": 4}, "4": {"class_type": "KSampler"}}'],
  ['a list', '[1, 2, 3]'],
  ['nothing', ''],
  ['many signs', `Steps: 1, ${'a: "'.repeat(200_000)}`],
  ['many brackets', `Steps: 1, ${'a: {[" '.repeat(200_000)}`],
  ['many underscores', `${'_'.repeat(500_000)}\nSteps: 1`],
  ['many angles', `${'<lora:'.repeat(200_000)}\nSteps: 1`],
  ['many quotes', `"${'\\"-'.repeat(200_000)}`],
])('hostile text under every key: %s', (_name, text) => {
  for (const key of ['easel', 'parameters', 'prompt', 'workflow', 'sd-metadata', 'Dream']) {
    recallFast(key, text);
  }
});

test('a graph of twenty thousand samplers, each with a hundred links, is answered soon', () => {
  const graph: Record<string, object> = {};
  for (let id = 0; id < 20_000; id += 1) {
    const inputs: Record<string, unknown> = { seed: id, positive: [String(id + 1), 0] };
    for (let link = 0; link < 5; link += 1) inputs[`conditioning_${link}`] = [String(id + link), 0];
    graph[id] = { class_type: 'KSampler', inputs };
  }
  recallFast('prompt', JSON.stringify(graph));
});

test('what is damaged is told apart from what is not there', () => {
  const codeOf = (key: string, text: string): string => {
    try {
      requireSettings([{ key, text }], 'x.png');
      return 'none';
    } catch (error) {
      return error instanceof EaselError ? error.code : 'other';
    }
  };
  expect(codeOf('prompt', '{"1": {"class')).toBe('picture.settings-damaged');
  expect(codeOf('Software', 'A camera')).toBe('picture.no-settings');
});
