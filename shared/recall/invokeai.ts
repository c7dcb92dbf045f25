/** InvokeAI: `invokeai_metadata` since 3.0, `sd-metadata` in 2.x, and the `Dream` line before. */
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { Draft } from './draft.ts';
import { fromForeignPrompt } from './foreign-prompt.ts';
import { isObject, parseJsonObject, type JsonObject } from './parse-json.ts';

const HABITS = { hasSquareWeights: false };
/** Fields with a place of their own, or that say nothing to a reader. */
const KNOWN = new Set([
  ...['positive_prompt', 'negative_prompt', 'seed', 'steps', 'cfg_scale', 'guidance'],
  ...['width', 'height', 'model', 'app_version', 'generation_mode', 'rand_device'],
]);

/** Undefined where the text is no such JSON. */
export function recallInvokeMetadata(text: string): RecalledSettings | undefined {
  const data = parseJsonObject(text);
  if (typeof data?.['positive_prompt'] !== 'string') return undefined;
  const draft = new Draft();
  takeNumbers(draft, data, data['cfg_scale'] ?? data['guidance']);
  draft.scheduler(data['scheduler'], undefined);
  draft.checkpoint(nameOf(data['model']));
  draft.negativePrompt(own(stringOf(data['negative_prompt'])));
  if (data['generation_mode'] !== 'txt2img') draft.note('mode', data['generation_mode']);
  for (const lora of listOf(data['loras'])) {
    draft.note('lora', [nameOf(lora['model'] ?? lora['lora']), lora['weight']].join(' '));
  }
  for (const kind of ['controlnets', 'ipAdapters', 't2iAdapters']) {
    if (listOf(data[kind]).length > 0) draft.note(kind, listOf(data[kind]).length);
  }
  for (const [name, value] of Object.entries(data)) if (!KNOWN.has(name)) draft.note(name, value);
  return draft.finish('invokeai', own(data['positive_prompt']));
}

/** InvokeAI 2.x: what it excludes stands in square brackets inside the prompt. */
export function recallSdMetadata(text: string): RecalledSettings | undefined {
  const data = parseJsonObject(text);
  const image = data?.['image'];
  if (data === undefined || !isObject(image)) return undefined;
  const prompts = image['prompt'];
  const written = Array.isArray(prompts)
    ? prompts.map((part: unknown) => (isObject(part) ? stringOf(part['prompt']) : '')).join(', ')
    : stringOf(prompts);
  const draft = new Draft();
  takeNumbers(draft, image, image['cfg_scale']);
  draft.checkpoint(data['model_weights'] ?? data['model_id']);
  draft.scheduler(image['sampler'], undefined);
  draft.note('sampler', image['sampler']);
  if (image['type'] !== 'txt2img') draft.note('type', image['type']);
  return finishWithBrackets(draft, written);
}

/** `"a red apple [blur]" -s50 -S42 -W512 -H512 -C7.5 -Ak_lms` */
export function recallDream(text: string): RecalledSettings | undefined {
  const match = /^\s*"((?:[^"\\]|\\.)*)"(.*)$/s.exec(text.slice(0, 100_000));
  if (match === null) return undefined;
  const draft = new Draft();
  const options = new Map<string, string>();
  for (const [, letter = '', value = ''] of (match[2] ?? '').matchAll(
    /(?:^|\s)-([A-Za-z])\s*([^\s-][^\s]*)/g,
  )) {
    options.set(letter, value);
  }
  for (const [letter, value] of options) {
    if (letter === 's') draft.steps(value);
    else if (letter === 'S') draft.seed(value);
    else if (letter === 'C') draft.guidance(value);
    else if (letter === 'A') {
      draft.scheduler(value, undefined);
      draft.note('sampler', value);
    } else if (letter !== 'W' && letter !== 'H') draft.note(`-${letter}`, value);
  }
  draft.size(options.get('W'), options.get('H'));
  return finishWithBrackets(draft, match[1] ?? '');
}

function takeNumbers(draft: Draft, from: JsonObject, guidance: unknown): void {
  if (from['seed'] !== undefined) draft.seed(from['seed']);
  if (from['steps'] !== undefined) draft.steps(from['steps']);
  if (guidance !== undefined && guidance !== null) draft.guidance(guidance);
  draft.size(from['width'], from['height']);
}

function finishWithBrackets(draft: Draft, written: string): RecalledSettings {
  const excluded = [...written.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '');
  draft.negativePrompt(own(excluded.join(', ')));
  return draft.finish('invokeai', own(written.replace(/\[[^[\]]*\]/g, '')));
}

function own(text: string): string {
  return fromForeignPrompt(text, HABITS).prompt;
}

/** Models were a name, then an object with `model_name`, then one with `name`. */
function nameOf(model: unknown): string {
  return isObject(model) ? stringOf(model['name'] ?? model['model_name']) : stringOf(model);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
