/**
 * A low-rank adapter for both towers of a CLIP as our trainer saves it: pairs
 * `<tower>.<weight>.lora_down.weight` and `.lora_up.weight` under the names of the towers' own
 * weights, with what it was made for in the metadata. The pictures that it was taught with are not
 * in it.
 */
import * as z from 'zod';
import type { SafetensorsHeader } from './header.ts';
import { holdsLowRankPairs } from './low-rank-pairs.ts';

/** What comes before the names of each tower's tensors. */
export const clipTowers = ['text', 'vision'] as const;
export type ClipTower = (typeof clipTowers)[number];

const KEYS = {
  family: 'easel.family',
  base: 'easel.base',
  scale: 'easel.scale',
  recipe: 'easel.recipe',
  data: 'easel.data',
  words: 'easel.words',
  title: 'modelspec.title',
  license: 'modelspec.license',
} as const;

/** A weight of one of the towers. */
const TOWER = /^(?:text|vision)\../;

const wordsSchema = z.array(z.string()).max(1_000);
const metadataSchema = z.object({
  [KEYS.family]: z.literal('clip'),
  [KEYS.base]: z.string().min(1).max(64),
  [KEYS.scale]: z.coerce.number(),
  [KEYS.words]: z.string().default('[]'),
  [KEYS.title]: z.string().default(''),
});

export interface ClipAdapterFacts {
  /** Names the space of the CLIP that it changes: on another it would mean nothing. */
  readonly base: string;
  /** alpha / rank: how strongly the pairs count. */
  readonly scale: number;
  readonly title: string;
  /** What it was taught to tell apart. */
  readonly words: readonly string[];
}

export interface ClipAdapterDescription extends ClipAdapterFacts {
  readonly license: string;
  /** Rank, steps and the like, as JSON. */
  readonly recipe: string;
  /** A hash over the hashes of the pictures, sorted: tells whether two runs had the same ones. */
  readonly data: string;
}

/** The metadata of a file with this adapter. */
export function describeClipAdapter(facts: ClipAdapterDescription): Record<string, string> {
  const { base, scale, title, words, license, recipe, data } = facts;
  return {
    ...{ [KEYS.family]: 'clip', [KEYS.base]: base, [KEYS.scale]: String(scale) },
    ...{ [KEYS.words]: JSON.stringify(words), [KEYS.recipe]: recipe, [KEYS.data]: data },
    ...{ [KEYS.title]: title, [KEYS.license]: license },
  };
}

/** What it says of itself; nothing where the file is no adapter for a CLIP. */
export function readClipAdapter({
  tensors,
  metadata,
}: Pick<SafetensorsHeader, 'tensors' | 'metadata'>): ClipAdapterFacts | undefined {
  const { success, data } = metadataSchema.safeParse(metadata);
  if (!success || !holdsLowRankPairs(tensors, (name) => TOWER.test(name))) return undefined;
  return {
    base: data[KEYS.base],
    scale: data[KEYS.scale],
    title: data[KEYS.title],
    words: wordsIn(data[KEYS.words]),
  };
}

function wordsIn(text: string): readonly string[] {
  try {
    return wordsSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
