/** Looks at finished candidates with a CLIP, and remembers what it saw for the ranking. */
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadClip, type Clip } from '#main/engine/clip/clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Rankable } from '#main/engine/rank/rank-candidates.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { CandidatePlan, Pixels } from '#shared/engine-protocol/messages.ts';
import { dot } from '#shared/numeric/vector.ts';

export interface Judge {
  readonly seen: readonly Rankable[];
  readonly calibration: Clip['config']['calibration'];
  /** A picture's place in CLIP's space, and how near it is to its own prompt. */
  see(plan: CandidatePlan, pixels: Pixels): Promise<Pick<Rankable, 'embedding' | 'cosine'>>;
  /** A picture that was made before. */
  remember(plan: CandidatePlan, embedding: Float32Array): void;
}

/** Throws what loading a part throws. */
export async function openJudge(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
  { candidates }: { readonly candidates: readonly CandidatePlan[] },
): Promise<Judge> {
  const [clip, tokenize] = await Promise.all([
    loadClip(context, checkpoint),
    loadTokenizer(context, checkpoint),
  ]);
  const distinct = distinctOf(candidates.map(({ prompt }) => prompt));
  const texts = await clip.embedText(distinct.items.map((prompt) => tokenize(prompt)));
  const seen: Rankable[] = [];

  function note(plan: CandidatePlan, embedding: Float32Array): number {
    const text = texts[distinct.places[candidates.indexOf(plan)] ?? 0];
    const cosine = text === undefined ? 0 : dot(embedding, text);
    seen.push({ index: plan.index, embedding, cosine });
    return cosine;
  }

  return {
    seen,
    calibration: clip.config.calibration,
    async see(plan, pixels) {
      const [embedding = new Float32Array(clip.config.dimensions)] = await clip.embedPictures([
        pixels,
      ]);
      return { embedding, cosine: note(plan, embedding) };
    },
    remember(plan, embedding) {
      note(plan, embedding);
    },
  };
}
