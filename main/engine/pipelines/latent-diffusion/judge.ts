/** Looks at finished candidates with a CLIP, and remembers what it saw for the ranking. */
import { openClip } from '#main/engine/clip/open-clip.ts';
import { openChangeJudge } from '#main/engine/edit/change-judge.ts';
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Rankable, RankOptions } from '#main/engine/rank/rank-candidates.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import type {
  CandidatePlan,
  CheckpointRef,
  GenerateParams,
  Pixels,
} from '#shared/engine-protocol/messages.ts';
import { dot } from '#shared/numeric/vector.ts';

export interface Judge {
  readonly seen: readonly Rankable[];
  readonly calibrationFor: RankOptions['calibrationFor'];
  /** A picture's place in CLIP's space, and how near it is to its own prompt. */
  see(plan: CandidatePlan, pixels: Pixels): Promise<Omit<Rankable, 'index'>>;
  /** A picture that was made before. */
  remember(plan: CandidatePlan, embedding: Float32Array): void;
}

/** Throws what loading a part throws. */
export async function openJudge(
  context: EngineContext,
  ref: CheckpointRef,
  { candidates, start }: Pick<GenerateParams, 'candidates' | 'start'>,
  canvas: Canvas | undefined,
): Promise<Judge> {
  const clip = await openClip(context, ref);
  const distinct = distinctOf(candidates.map(({ prompt }) => prompt));
  const texts = await clip.embedText(distinct.items);
  const seen: Rankable[] = [];
  const change =
    canvas === undefined || start === undefined
      ? undefined
      : await openChangeJudge(clip, canvas, start);

  function note(plan: CandidatePlan, embedding: Float32Array, pixels?: Pixels): Rankable {
    const text = texts[distinct.places[candidates.indexOf(plan)] ?? 0] ?? embedding;
    const cosine = dot(embedding, text);
    const aspects = pixels === undefined ? plan.aspects : change?.(pixels, embedding, text);
    const noted = { index: plan.index, embedding, cosine, ...(aspects && { aspects }) };
    seen.push(noted);
    return noted;
  }

  return {
    seen,
    calibrationFor: await clip.calibrate(),
    async see(plan, pixels) {
      const [embedding = new Float32Array(clip.dimensions)] = await clip.embedPictures([pixels]);
      return note(plan, embedding, pixels);
    },
    remember(plan, embedding) {
      note(plan, embedding);
    },
  };
}
