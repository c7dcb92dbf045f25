/** What a run needs to know of what it teaches. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { Reading, Verdict } from '#shared/domain/training.ts';
import type { Trainables } from '../trainables.ts';
import type { Feeds, TrainingGraph } from '../training-graph.ts';
import type { TrainingState } from '../training-state.ts';

export interface Judgement {
  /** Mean loss on held-out pictures; absent where there are none. */
  readonly heldOutLoss?: number;
  /** How far answers to other prompts have moved, in the same measure. */
  readonly drift: number;
  /** Held-out pictures that are given their own words, 0..1; where words are taught. */
  readonly accuracy?: number;
}

/** What pictures say, or what words find. */
export type Comparison = Partial<Record<'likeness' | 'unrelated' | 'accuracy', number>>;

/** `measured`: only as much is prepared as tells what the whole would cost. */
export type Extent = 'whole' | 'measured';

/** How much of the whole there is. */
export interface Abridged {
  /** Seconds of preparation that were left out. */
  readonly secondsLeftOut: number;
  /** Shares, 0..1, of what a judgement and a round of samples do in a run. */
  readonly judged: number;
  readonly sampled: number;
}

export interface Course {
  readonly graph: Pick<TrainingGraph, 'gradients'>;
  readonly state: TrainingState;
  /** The batch of that number: the same each time. */
  draw(batch: number): Feeds;
  /** The loss of what is taught, without what is kept. */
  taughtLoss(rows: Float32Array): number;
  /** At the present values of the state. Throws CancelledError between batches. */
  judge(signal?: AbortSignal): Promise<Judgement>;
  /** Every sample prompt once; none where nothing can be drawn. */
  sample(values: Trainables | 'base', signal: AbortSignal): Promise<Pixels[]>;
  /** The words found for held-out pictures; only where words are taught. */
  read?(values: Trainables | 'base', signal: AbortSignal): Promise<Reading[]>;
  compare(values: Trainables | 'base', signal: AbortSignal): Promise<Comparison>;
  /** How many pictures one comparison draws. */
  readonly compared: number;
  /** Only of a course that was opened to be measured. */
  readonly abridged?: Abridged;
  /** Metadata of an adapter file with these weights. */
  describe(): Record<string, string>;
  release(): Promise<void>;
}

/** Parts of a verdict from comparisons before and after. */
export function verdictOf(
  before: Comparison,
  after: Comparison,
): Pick<Verdict, 'likeness' | 'unrelated' | 'accuracy'> {
  const verdict: Pick<Verdict, 'likeness' | 'unrelated' | 'accuracy'> = {};
  for (const key of ['likeness', 'unrelated', 'accuracy'] as const) {
    const [first, last] = [before[key], after[key]];
    if (first !== undefined && last !== undefined) verdict[key] = { before: first, after: last };
  }
  return verdict;
}
