/** Complete settings of a small generation, for tests of what happens to jobs. */
import type { GenerationSettings } from '#shared/domain/generation.ts';

export function jobSettings(changes: Partial<GenerationSettings> = {}): GenerationSettings {
  return {
    prompt: 'a red apple',
    negativePrompt: '',
    checkpoint: 'spark' as GenerationSettings['checkpoint'],
    checkpointVersion: '1',
    checkpointHash: 'abc',
    count: 4,
    seed: 7,
    steps: 3,
    guidanceScale: 2,
    scheduler: 'flow-match-euler',
    width: 64,
    height: 64,
    diversity: 0.3,
    variants: 'cycle',
    ...changes,
  };
}
