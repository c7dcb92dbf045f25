/**
 * A low-rank adapter for Spark's U-Net as our trainer saves it: pairs `<weight>.lora_down.weight`
 * and `<weight>.lora_up.weight` under the names of the graph's own weights, with what it was made
 * for in the metadata. Pictures that it was taught with are not in it.
 */
import * as z from 'zod';
import type { SafetensorsHeader } from './header.ts';
import { holdsLowRankPairs } from './low-rank-pairs.ts';

const KEYS = {
  family: 'easel.family',
  base: 'easel.base',
  scale: 'easel.scale',
  recipe: 'easel.recipe',
  data: 'easel.data',
  title: 'modelspec.title',
  trigger: 'modelspec.trigger_phrase',
  license: 'modelspec.license',
} as const;

const metadataSchema = z.object({
  [KEYS.family]: z.literal('spark'),
  [KEYS.base]: z.string().regex(/^[0-9a-f]{64}$/),
  [KEYS.scale]: z.coerce.number(),
});

export interface SparkAdapterFacts {
  /** SHA-256 of the `unet` file that it changes: on other weights it would mean nothing. */
  readonly base: string;
  /** alpha / rank: how strongly the pair counts at weight 1. */
  readonly scale: number;
}

export interface SparkAdapterDescription extends SparkAdapterFacts {
  readonly title: string;
  readonly trigger: string;
  readonly license: string;
  /** Rank, steps and the like, as JSON. */
  readonly recipe: string;
  /** A hash over the hashes of the pictures, sorted: tells whether two runs had the same ones. */
  readonly data: string;
}

/** The metadata of a file with this adapter. */
export function describeSparkAdapter(facts: SparkAdapterDescription): Record<string, string> {
  const { base, scale, title, trigger, license, recipe, data } = facts;
  return {
    ...{ [KEYS.family]: 'spark', [KEYS.base]: base, [KEYS.scale]: String(scale) },
    ...{ [KEYS.recipe]: recipe, [KEYS.data]: data },
    ...{ [KEYS.title]: title, [KEYS.trigger]: trigger, [KEYS.license]: license },
  };
}

/** What it says of itself; nothing where the file is no adapter for Spark. */
export function readSparkAdapter({
  tensors,
  metadata,
}: Pick<SafetensorsHeader, 'tensors' | 'metadata'>): SparkAdapterFacts | undefined {
  const { success, data } = metadataSchema.safeParse(metadata);
  if (!success || !holdsLowRankPairs(tensors)) return undefined;
  return { base: data[KEYS.base], scale: data[KEYS.scale] };
}
