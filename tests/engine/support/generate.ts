/** Generations as tests ask for them. */
import { createHash } from 'node:crypto';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import type {
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  WeightedText,
} from '#shared/engine-protocol/messages.ts';
import { tinySpark } from './checkpoints.ts';

export type CandidateEvent = Extract<GenerateEvent, { type: 'candidate' }>;

export function words(text: string): WeightedText[] {
  return [{ text, weight: 1 }];
}

export function openEngine(threads = 2): Promise<EngineContext> {
  return createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads });
}

/** Tiny-spark, six steps, `count` candidates with the seeds 7, 8, … */
export function request(count: number, changes: Partial<GenerateParams> = {}): GenerateParams {
  return {
    checkpoint: tinySpark,
    candidates: Array.from({ length: count }, (_, index) => ({
      index,
      seed: 7 + index,
      prompt: words('a red apple'),
    })),
    negativePrompt: [],
    steps: 6,
    guidanceScale: 3,
    scheduler: 'flow-match-euler',
    width: 128,
    height: 128,
    diversity: 0.3,
    previewIntervalMs: 0,
    ...changes,
  };
}

export interface Generation {
  readonly events: GenerateEvent[];
  /** In the order they came. */
  readonly candidates: CandidateEvent[];
  readonly result: GenerateResult;
}

export async function generate(
  context: EngineContext,
  params: GenerateParams,
): Promise<Generation> {
  const events: GenerateEvent[] = [];
  const { signal } = new AbortController();
  const result = await methods.generate(context, params, (event) => events.push(event), signal);
  const candidates = events.filter((event) => event.type === 'candidate');
  return { events, candidates, result };
}

/** One hash per candidate, by index. */
export function hashesOf(candidates: readonly CandidateEvent[]): string[] {
  return candidates
    .toSorted((a, b) => a.index - b.index)
    .map(({ pixels }) => createHash('sha256').update(pixels.rgba).digest('hex'));
}
