import { generationRecordSchema, type GenerationRecord } from '#shared/domain/generation.ts';

/** What a picture of candidate `index` says of itself. */
export function generationRecord({ index = 0, prompt = 'a red apple' } = {}): GenerationRecord {
  return generationRecordSchema.parse({
    prompt,
    expandedPrompt: prompt,
    negativePrompt: '',
    checkpoint: 'spark',
    checkpointVersion: '0.1.0',
    checkpointHash: 'a'.repeat(64),
    seed: 7 + index,
    generationSeed: 7,
    index,
    steps: 16,
    guidanceScale: 3,
    scheduler: 'flow-match-euler',
    width: 16,
    height: 16,
  });
}
