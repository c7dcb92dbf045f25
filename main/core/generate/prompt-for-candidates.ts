/** The words that each candidate is made from. */
import type { GenerationSettings } from '#shared/domain/generation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import {
  expandVariant,
  planPrompt,
  type ExpandedPrompt,
  type PromptPlan,
  type WildcardLookup,
} from '#shared/prompt/expand.ts';
import { variantFor } from '#shared/prompt/variants.ts';

export interface CandidatePrompts {
  readonly plan: PromptPlan;
  readonly prompt: (index: number) => ExpandedPrompt;
  readonly negative: ExpandedPrompt;
}

/** Throws the code of the prompt's first mistake. */
export function promptsFor(
  settings: Pick<
    GenerationSettings,
    'prompt' | 'negativePrompt' | 'seed' | 'variants' | 'checkpoint' | 'count'
  >,
  wildcards: WildcardLookup,
): CandidatePrompts {
  const plan = planPrompt(checkPrompt(settings.prompt), wildcards);
  const negativePlan = planPrompt(
    checkPrompt(settings.negativePrompt, { mayBeEmpty: true }),
    wildcards,
  );
  const prompt = variantFor(plan, settings.variants, settings.seed);
  // An alternative may ask for one that the first candidate did not get.
  const loras = Array.from({ length: settings.count }, (_, index) => prompt(index).loras).flat();
  const [lora] = loras;
  if (lora !== undefined) {
    const { checkpoint } = settings;
    throw new EaselError('prompt.lora-unsupported', { checkpoint, name: lora.name });
  }
  return { plan, prompt, negative: expandVariant(negativePlan, 0) };
}

/** Segments for the engine; an empty prompt has none. */
export function segmentsOf(expanded: ExpandedPrompt): ExpandedPrompt['segments'] {
  return expanded.segments.filter((segment) => segment.text.trim() !== '');
}
