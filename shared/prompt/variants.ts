/** Which variant of a prompt each candidate of a generation gets. */
import type { VariantStrategy } from '#shared/domain/generation.ts';
import { candidateSeed } from '#shared/domain/seed.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { expandBySeed, expandVariant, type ExpandedPrompt, type PromptPlan } from './expand.ts';

/** Beyond this, an order of all variants is not made; candidates draw theirs by seed. */
const MAX_ORDERED = 4096;

/**
 * `cycle`: every variant once before any comes again, in an order shuffled by seed.
 * `random`: each candidate draws by its own seed, so variants may repeat; odds are respected.
 */
export function variantFor(
  plan: PromptPlan,
  strategy: VariantStrategy,
  seed: number,
): (index: number) => ExpandedPrompt {
  if (strategy === 'random' || plan.variantCount > MAX_ORDERED) {
    return (index) => expandBySeed(plan, candidateSeed(seed, index));
  }
  const order = shuffled(plan.variantCount, seed);
  return (index) => expandVariant(plan, order[index % order.length] ?? 0);
}

/** The first `limit` variants in the order of their writing, for a preview. */
export function firstVariants(plan: PromptPlan, limit: number): ExpandedPrompt[] {
  const count = Math.min(limit, plan.variantCount);
  return Array.from({ length: count }, (_, index) => expandVariant(plan, index));
}

/** Fisher–Yates, driven by the seed. */
function shuffled(count: number, seed: number): number[] {
  const random = new Mt19937(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.nextUint32() % (last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
