/** Explains a picture's match: each word left out once, each region covered. */
import type { Clips } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { WildcardFiles } from '#main/core/generate/wildcard-files.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import { EMBEDDED_SIDE } from '#main/core/search/embeddings.ts';
import type { Explanation } from '#shared/domain/explanation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { WeightedText } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { expandVariant, planPrompt } from '#shared/prompt/expand.ts';
import { wordsOf } from '#shared/prompt/words.ts';

/** Longer prompts are cut off by text towers anyway. */
const MOST_WORDS = 32;

interface Parts {
  readonly engine: Engine;
  readonly clips: Clips;
  readonly gallery: Gallery;
  readonly reader: PictureReader;
  readonly wildcards: WildcardFiles;
}

export class ExplainService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws `explain.no-words` where neither the request nor the picture has any. */
  async picture(
    request: {
      readonly id: PictureId;
      readonly prompt?: string | undefined;
      readonly checkpoint?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<Explanation> {
    const { engine, clips, gallery, reader, wildcards } = this.#parts;
    const { picture } = gallery.stored(request.id);
    const asked =
      request.prompt ?? picture.generation?.expandedPrompt ?? picture.recalled?.prompt ?? '';
    if (asked.trim() === '') throw new EaselError('explain.no-words');
    const plan = planPrompt(checkPrompt(asked), await wildcards.load());
    const { segments, text } = expandVariant(plan, 0);
    const all = leaveOneOut(segments);
    if (all.length === 0) throw new EaselError('explain.no-words');
    const words = all.slice(0, MOST_WORDS);
    const { checkpoint } = await clips.space(request.checkpoint);
    const pixels = await reader.byId(request.id, { maxSide: EMBEDDED_SIDE });
    const params = { checkpoint, picture: pixels, prompt: segments, words };
    const { cosine, calibration, map, words: found } = await engine.explain(params, { signal });
    const points = (difference: number): number =>
      difference / Math.max(1e-6, calibration.high - calibration.low);
    return {
      prompt: text,
      match: Math.min(1, Math.max(0, points(cosine - calibration.low))),
      map: Array.from(map, points),
      words: found.map((word, index) => ({
        text: words[index]!.alone,
        gain: points(cosine - word.without),
        map: Array.from(word.map, points),
      })),
      isCut: all.length > words.length,
    };
  }
}

/** Every word by itself, and the prompt that is left without it. */
function leaveOneOut(
  segments: readonly WeightedText[],
): { readonly alone: string; readonly without: readonly WeightedText[] }[] {
  return segments.flatMap((segment, place) =>
    wordsOf(segment.text).map(({ text, start }) => {
      const left = segment.text.slice(0, start) + segment.text.slice(start + text.length);
      const without = segments.map((other, at) =>
        at === place ? { ...segment, text: left } : other,
      );
      return { alone: text, without };
    }),
  );
}
