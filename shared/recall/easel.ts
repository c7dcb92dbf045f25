/** Easel's own record, in the `easel` text of its PNG files and in the XMP of other formats. */
import { generationRecordSchema, type GenerationRecord } from '#shared/domain/generation.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { Draft } from './draft.ts';
import { parseJsonObject } from './parse-json.ts';

/** Undefined for anything that this version cannot read. */
export function readEaselText(text: string): GenerationRecord | undefined {
  return generationRecordSchema.safeParse(parseJsonObject(text)?.['generation']).data;
}

/** The settings that make this very picture again, as its own generation of one. */
export function recallRecord(record: GenerationRecord): RecalledSettings {
  const draft = new Draft();
  draft.negativePrompt(record.negativePrompt);
  draft.seed(record.seed);
  draft.steps(record.steps);
  draft.guidance(record.guidanceScale);
  draft.scheduler(record.scheduler, undefined);
  draft.size(record.width, record.height);
  draft.checkpoint(record.checkpoint);
  draft.pictures(record.references, record.start);
  return draft.finish('easel', record.expandedPrompt);
}
