/**
 * Settings out of the texts that a picture file carries. Pure: whoever reads the file hands its
 * texts over under the keywords that PNG files use.
 */
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { recallInfoText } from './automatic1111.ts';
import { recallComfyPrompt, recallComfyWorkflow } from './comfyui.ts';
import { readEaselText, recallRecord } from './easel.ts';
import { recallDream, recallInvokeMetadata, recallSdMetadata } from './invokeai.ts';

export interface PictureText {
  readonly key: string;
  readonly text: string;
}

/** In the order of how much they tell; a file may carry several. */
const READERS: readonly (readonly [
  key: string,
  read: (text: string) => RecalledSettings | undefined,
])[] = [
  ['easel', recallEasel],
  ['invokeai_metadata', recallInvokeMetadata],
  ['sd-metadata', recallSdMetadata],
  ['parameters', recallInfoText],
  ['prompt', recallComfyPrompt],
  ['workflow', recallComfyWorkflow],
  ['dream', recallDream],
];

/** Undefined when no program that is known here has left anything that can be read. */
export function recallSettings(texts: readonly PictureText[]): RecalledSettings | undefined {
  for (const [key, read] of READERS) {
    for (const text of texts) {
      const found = text.key.toLowerCase() === key ? read(text.text) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * The same for somebody who asked for it: throws `picture.no-settings` when there is nothing, and
 * `picture.settings-damaged` when there is something that cannot be read. `name` is the file's.
 */
export function requireSettings(texts: readonly PictureText[], name: string): RecalledSettings {
  const found = recallSettings(texts);
  if (found !== undefined) return found;
  const left = texts.find(({ key }) => READERS.some(([known]) => known === key.toLowerCase()));
  if (left !== undefined) {
    throw new EaselError('picture.settings-damaged', { name, key: left.key });
  }
  throw new EaselError('picture.no-settings', { name });
}

function recallEasel(text: string): RecalledSettings | undefined {
  const record = readEaselText(text);
  return record === undefined ? undefined : recallRecord(record);
}
