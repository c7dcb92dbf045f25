/** Finds things in pictures of the library by words. */
import type { Clips } from '#main/core/clips/clips.ts';
import type { MaskFiles } from '#main/core/edit/mask-files.port.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { Found } from '#shared/domain/found.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { FindWordsResult } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/** Windows of a picture of this size are about as large as CLIP's own pictures. */
const LOOKED_AT_SIDE = 256;

interface Parts {
  readonly engine: Engine;
  readonly clips: Clips;
  readonly reader: PictureReader;
  readonly masks: MaskFiles;
}

export class WordFinder {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws `explain.no-words` where none are left, and what the contract declares. */
  async find(
    request: {
      readonly id: PictureId;
      readonly words: readonly string[];
      readonly sureness: number;
      readonly checkpoint?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<{ found: Found[] }> {
    const { engine, clips, reader, masks } = this.#parts;
    const words = request.words.map((one) => one.trim()).filter((one) => one !== '');
    if (words.length === 0) throw new EaselError('explain.no-words');
    const { checkpoint } = await clips.space(request.checkpoint);
    const picture = await reader.byId(request.id, { maxSide: LOOKED_AT_SIDE });
    const threshold = request.sureness;
    const { found, calibration } = await engine.findWords(
      { checkpoint, picture, words, threshold },
      { signal },
    );
    const { width, height } = picture;
    const answers: Found[] = [];
    for (const [index, one] of found.entries()) {
      const boxes = one.boxes.map(({ box, cosine }) => ({
        left: box.left / width,
        top: box.top / height,
        width: box.width / width,
        height: box.height / height,
        match: matchOf(cosine, calibration),
      }));
      const mask =
        boxes.length === 0
          ? {}
          : { mask: await masks.keepPlane(softMask(one.sureness, threshold), width, height) };
      answers.push({
        words: words[index] ?? '',
        boxes: boxes.toSorted((a, b) => b.match - a.match),
        ...mask,
      });
    }
    return { found: answers };
  }
}

function matchOf(cosine: number, { low, high }: FindWordsResult['calibration']): number {
  return Math.min(1, Math.max(0, (cosine - low) / Math.max(1e-6, high - low)));
}

/** Full from a little above the threshold on, nothing from a little below. */
function softMask(sureness: Float32Array, threshold: number): Uint8Array {
  const softness = Math.max(0.02, threshold * 0.15);
  return Uint8Array.from(sureness, (value) => {
    const share = (value - (threshold - softness)) / (2 * softness);
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  });
}
