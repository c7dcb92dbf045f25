/** How a picture was made, by Easel or by another program, as rows of words. */
import { settingsRows } from '#renderer/features/compare/index.ts';
import { bytes, moment, number, t } from '#renderer/locale/locale.svelte.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { RecalledSettings, RecallTool } from '#shared/domain/recalled.ts';

export interface FactRow {
  readonly name: string;
  readonly value: string;
}

/** Names of programs, the same in every language. */
const tools: Readonly<Record<RecallTool, string>> = {
  easel: 'Easel',
  automatic1111: 'AUTOMATIC1111',
  comfyui: 'ComfyUI',
  invokeai: 'InvokeAI',
};

/** The program that made it; undefined where nothing is known. */
export function toolOf({ generation, recalled }: Picture): string | undefined {
  if (generation !== undefined) return tools.easel;
  return recalled && tools[recalled.tool];
}

export function madeRows(picture: Picture): readonly FactRow[] {
  if (picture.generation !== undefined) return settingsRows(picture);
  return picture.recalled === undefined ? [] : recalledRows(picture.recalled);
}

function recalledRows(recalled: RecalledSettings): FactRow[] {
  const { prompt, negativePrompt, checkpointName, seed, size, steps, guidance } = recalled;
  const rows: (FactRow | undefined)[] = [
    row('inspector.prompt', prompt),
    row('prompt.negative', negativePrompt),
    row('inspector.checkpoint', checkpointName),
    row('inspector.seed', seed === undefined ? undefined : String(seed)),
    row('inspector.size', size && t('settings.sizeValue', size)),
    row('inspector.steps', steps === undefined ? undefined : number(steps)),
    row('inspector.guidance', guidance === undefined ? undefined : number(guidance)),
  ];
  return rows.filter((each) => each !== undefined);
}

/** What the file itself is. */
export function fileRows(picture: Picture): readonly FactRow[] {
  const { sourceName, width, height, hasAlpha, createdAt } = picture;
  const size = { width, height };
  const rows: (FactRow | undefined)[] = [
    row('viewer.file', sourceName),
    row('inspector.size', hasAlpha ? t('settings.sizeAlpha', size) : t('settings.sizeValue', size)),
    row('viewer.bytes', bytes(picture.bytes)),
    row('viewer.added', moment(createdAt)),
  ];
  return rows.filter((each) => each !== undefined);
}

type RowName =
  | `inspector.${'prompt' | 'checkpoint' | 'seed' | 'size' | 'steps' | 'guidance'}`
  | `viewer.${'file' | 'bytes' | 'added'}`
  | 'prompt.negative';

function row(name: RowName, value: string | undefined): FactRow | undefined {
  return value === undefined || value === '' ? undefined : { name: t(name), value };
}
