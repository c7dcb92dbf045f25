/** The request for variations of a candidate: its words and settings, with seeds not used yet. */
import type { GenerationRequest, GenerationSettings } from '#shared/domain/generation.ts';
import type { GenerationRecord } from '#shared/domain/generation.ts';
import { candidateSeed } from '#shared/domain/seed.ts';

/** `made` are the settings of all generations on screen; asking twice gives new pictures twice. */
export function variationRequest(
  settings: GenerationSettings,
  record: GenerationRecord,
  made: readonly GenerationSettings[],
): GenerationRequest {
  const { negativePrompt, checkpoint, count, steps, guidanceScale, diversity } = settings;
  return {
    prompt: record.expandedPrompt,
    negativePrompt: negativePrompt === '' ? undefined : negativePrompt,
    checkpoint,
    count,
    seed: nextSeed(settings, record.expandedPrompt, made),
    steps,
    guidanceScale,
    scheduler: settings.scheduler,
    width: settings.width,
    height: settings.height,
    diversity,
  };
}

/** The first seed after this generation's own with which these words were not tried yet. */
function nextSeed(
  settings: GenerationSettings,
  words: string,
  made: readonly GenerationSettings[],
): number {
  const tried = new Map(
    made.filter(({ prompt }) => prompt === words).map(({ seed, count }) => [seed, count]),
  );
  let seed = candidateSeed(settings.seed, settings.count);
  for (;;) {
    const count = tried.get(seed);
    if (count === undefined) return seed;
    tried.delete(seed);
    seed = candidateSeed(seed, count);
  }
}
