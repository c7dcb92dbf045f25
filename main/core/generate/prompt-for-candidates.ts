/** The words that each candidate is made from. */
import type { GenerationSettings } from '#shared/domain/generation.ts';
import type { FrozenPrompts } from '#shared/domain/job.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import {
  expandVariant,
  planPrompt,
  type ExpandedPrompt,
  type PromptPlan,
  type WildcardLookup,
} from '#shared/prompt/expand.ts';
import type { LineProblem } from '#shared/prompt/problems.ts';
import { parsePrompt } from '#shared/prompt/parse.ts';
import { serialiseVariant } from '#shared/prompt/serialise.ts';
import { variantFor } from '#shared/prompt/variants.ts';

export interface CandidatePrompts {
  readonly plan: PromptPlan;
  readonly prompt: (index: number) => ExpandedPrompt;
  readonly negative: ExpandedPrompt;
  /** Whether wildcard files have a part in them. */
  readonly usesFiles: boolean;
  readonly lineProblems: readonly LineProblem[];
}

/** Throws the code of the prompt's first mistake. */
export function promptsFor(
  settings: Pick<
    GenerationSettings,
    'prompt' | 'negativePrompt' | 'seed' | 'variants' | 'count' | 'start'
  >,
  wildcards: WildcardLookup,
  { mayBeEmpty = settings.start !== undefined }: { readonly mayBeEmpty?: boolean } = {},
): CandidatePrompts {
  let usesFiles = false;
  const looking: WildcardLookup = (name) => {
    usesFiles = true;
    return wildcards(name);
  };
  const plan = planPrompt(
    // A variation may be of a picture alone.
    checkPrompt(settings.prompt, { mayBeEmpty }),
    looking,
  );
  const negativePlan = planPrompt(
    checkPrompt(settings.negativePrompt, { mayBeEmpty: true }),
    looking,
  );
  const prompt = variantFor(plan, settings.variants, settings.seed);
  const negative = expandVariant(negativePlan, 0);
  refuseVaryingLoras(prompt, settings.count, negative);
  const lineProblems = [...plan.lineProblems, ...negativePlan.lineProblems];
  return { plan, prompt, negative, usesFiles, lineProblems };
}

/** The networks are loaded once for all candidates, and for both sides of the guidance. */
function refuseVaryingLoras(
  prompt: CandidatePrompts['prompt'],
  count: number,
  negative: ExpandedPrompt,
): void {
  const listOf = ({ loras }: ExpandedPrompt): string => JSON.stringify(loras);
  const common = prompt(0);
  for (let index = 1; index < count; index += 1) {
    const other = prompt(index);
    if (listOf(other) === listOf(common)) continue;
    const { name = '' } = other.loras[0] ?? common.loras[0] ?? {};
    throw new EaselError('prompt.lora-place', { name });
  }
  const [misplaced] = negative.loras;
  if (misplaced !== undefined) throw new EaselError('prompt.lora-place', { name: misplaced.name });
}

/** The prompts as they are now, where files have a part in them; else there is nothing to freeze. */
export function freezePrompts(
  { prompt, negative, usesFiles }: CandidatePrompts,
  count: number,
): FrozenPrompts | undefined {
  if (!usesFiles) return undefined;
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    prompts: indexes.map((index) => serialiseVariant(prompt(index))),
    negativePrompt: serialiseVariant(negative),
  };
}

/** Frozen prompts as they were. */
export function frozenPrompts(
  frozen: FrozenPrompts | undefined,
): Pick<CandidatePrompts, 'prompt' | 'negative'> | undefined {
  if (frozen === undefined) return undefined;
  const expand = (text: string): ExpandedPrompt =>
    expandVariant(
      planPrompt(parsePrompt(text), () => undefined),
      0,
    );
  return {
    prompt: (index) => expand(frozen.prompts[index] ?? ''),
    negative: expand(frozen.negativePrompt),
  };
}

/** Segments for the engine; an empty prompt has none. */
export function segmentsOf(expanded: ExpandedPrompt): ExpandedPrompt['segments'] {
  return expanded.segments.filter((segment) => segment.text.trim() !== '');
}
