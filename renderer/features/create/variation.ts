/** The request for variations of a picture: they begin with it, under seeds not used for that yet. */
import type { GenerationRequest, GenerationSettings } from '#shared/domain/generation.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { DEFAULT_VARIATION, VARIATION_WEIGHT } from '#shared/domain/reference.ts';
import { candidateSeed } from '#shared/domain/seed.ts';

type Varied = Pick<Picture, 'id' | 'generation' | 'recalled'>;

/**
 * @param base all that is not of the picture: the checkpoint, how many, its settings
 * @param made settings of all generations on screen; asking twice gives new pictures twice
 */
export function variationRequest(
  picture: Varied,
  base: Omit<GenerationRequest, 'prompt'>,
  made: readonly GenerationSettings[],
  { takesReferences }: { readonly takesReferences: boolean },
): GenerationRequest {
  const { id, generation, recalled } = picture;
  return {
    ...base,
    // What nobody knows the words of speaks for itself.
    prompt: generation?.expandedPrompt ?? recalled?.prompt ?? '',
    seed: nextSeed(picture, made),
    start: { id, strength: DEFAULT_VARIATION },
    references: takesReferences ? [{ id, weight: VARIATION_WEIGHT }] : undefined,
  };
}

/** Settings as a request for the same once more; its pictures and its words are left to the asker. */
export function baseOf(settings: GenerationSettings): Omit<GenerationRequest, 'prompt'> {
  const { negativePrompt, checkpoint, count, steps, guidanceScale } = settings;
  const { scheduler, width, height, diversity } = settings;
  return {
    negativePrompt: negativePrompt === '' ? undefined : negativePrompt,
    ...{ checkpoint, count, steps, guidanceScale, scheduler, width, height, diversity },
  };
}

/** The first seed after the picture's own that no variation of it has begun with. */
function nextSeed({ id, generation }: Varied, made: readonly GenerationSettings[]): number {
  const tried = new Map(
    made.filter(({ start }) => start?.id === id).map(({ seed, count }) => [seed, count]),
  );
  let seed = candidateSeed(generation?.seed ?? 0, 1);
  for (;;) {
    const count = tried.get(seed);
    if (count === undefined) return seed;
    tried.delete(seed);
    seed = candidateSeed(seed, count);
  }
}
