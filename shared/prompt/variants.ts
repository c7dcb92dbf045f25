/** Which variant of a prompt each candidate of a generation gets. */
import type { VariantStrategy } from '#shared/domain/generation.ts';
import { candidateSeed } from '#shared/domain/seed.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { expandBySeed, expandVariant, type ExpandedPrompt, type PromptPlan } from './expand.ts';

/**
 * `cycle`: every variant once before any comes again, in an order shuffled by seed.
 * `random`: each candidate draws by its own seed, so variants may repeat; odds are respected.
 */
export function variantFor(
  plan: PromptPlan,
  strategy: VariantStrategy,
  seed: number,
): (index: number) => ExpandedPrompt {
  // Past what can be counted, numbers no longer reach every variant; drawing does.
  if (strategy === 'random' || plan.variantCount === Number.MAX_SAFE_INTEGER) {
    return (index) => expandBySeed(plan, candidateSeed(seed, index));
  }
  const order = shuffledOrder(plan.variantCount, seed);
  return (index) => expandVariant(plan, order(index % plan.variantCount));
}

/** The first `limit` variants in the order of their writing, for a preview. */
export function firstVariants(plan: PromptPlan, limit: number): ExpandedPrompt[] {
  const count = Math.min(limit, plan.variantCount);
  return Array.from({ length: count }, (_, index) => expandVariant(plan, index));
}

/**
 * The numbers below `count` in an order that the seed decides: Fisher–Yates from the front, done
 * only as far as it is asked for and remembering only the places that were swapped. So millions of
 * variants cost no more than the candidates that are made of them.
 */
function shuffledOrder(count: number, seed: number): (index: number) => number {
  const random = new Mt19937(seed);
  const order: number[] = [];
  const moved = new Map<number, number>();
  return (index) => {
    while (order.length <= index) {
      const place = order.length;
      const other = place + Math.floor(uniform53(random) * (count - place));
      order.push(moved.get(other) ?? other);
      moved.set(other, moved.get(place) ?? place);
      moved.delete(place);
    }
    return order[index] ?? 0;
  };
}

/** Uniform over [0, 1) with 53 bits, as `genrand_res53` of the Mersenne Twister's authors. */
function uniform53(random: Mt19937): number {
  const high = random.nextUint32() >>> 5;
  const low = random.nextUint32() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}
