/** Makes pictures larger: by the network that has learnt drawings, else by plain resampling. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { CallOptions, Engine } from '#main/core/engine/engine.port.ts';
import type { EnlargedBy, EnlargingMethod } from '#shared/domain/enlarging.ts';
import { MAX_PIXELS, MAX_SIDE, type Size } from '#shared/domain/size.ts';
import type { CheckpointRef, Pixels } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { looksDrawn } from './looks-drawn.ts';
import type { PixelResizer } from './pixel-resizer.port.ts';

/** What the network takes about a minute for on two cores. */
const MOST_PIXELS = 2_000_000;

interface Parts {
  readonly engine: Engine;
  readonly checkpoints: Checkpoints;
  readonly resizer: PixelResizer;
}

export interface EnlargingRequest {
  readonly pixels: Pixels;
  /** Greater than 1, at most `MAX_ENLARGING`; need not be whole. */
  readonly by: number;
  readonly method?: EnlargingMethod | undefined;
}

export class Upscaler {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Straight sRGB of the picture's size times `by`, and how it was made.
   *
   * Throws `picture.enlarged-too-large` before anything is done, and what keeps the engine or its
   * checkpoint from working.
   */
  async enlarge(
    { pixels, by, method = 'auto' }: EnlargingRequest,
    options: CallOptions & { readonly onProgress?: (fraction: number) => void } = {},
  ): Promise<{ readonly pixels: Pixels; readonly enlargedBy: EnlargedBy }> {
    const { engine, resizer } = this.#parts;
    const size = enlargedSize(pixels, by);
    const plan = await this.#plan(pixels, method);
    if (!('checkpoint' in plan)) {
      return { pixels: await resizer.resize(pixels, size), enlargedBy: plan };
    }
    const { checkpoint } = plan;
    const made = await engine.upscale(
      { checkpoint, picture: pixels },
      { signal: options.signal, onEvent: ({ fraction }) => options.onProgress?.(fraction) },
    );
    const isThere = made.width === size.width && made.height === size.height;
    return {
      pixels: isThere ? made : await resizer.resize(made, size),
      enlargedBy: { method: 'network' },
    };
  }

  /** Whether a picture of this size is small enough for the network. */
  isMeantFor({ width, height }: Size): boolean {
    return width * height <= MOST_PIXELS;
  }

  async #plan(
    pixels: Pixels,
    method: EnlargingMethod,
  ): Promise<EnlargedBy | { readonly checkpoint: CheckpointRef }> {
    if (method === 'lanczos') return { method };
    const instead = (reason: EnlargedBy['reason']): EnlargedBy => ({ method: 'lanczos', reason });
    if (!this.isMeantFor(pixels)) return instead('large');
    if (method === 'auto' && !looksDrawn(pixels)) return instead('textured');
    // Whoever has a CLIP of its own has an upscaler: both are parts of our own layout.
    const { ref } = await this.#parts.checkpoints.resolveRanking();
    return { checkpoint: ref };
  }
}

/** Throws `picture.enlarged-too-large`. */
export function enlargedSize({ width, height }: Size, by: number): Size {
  const size = { width: Math.round(width * by), height: Math.round(height * by) };
  if (Math.max(size.width, size.height) <= MAX_SIDE && size.width * size.height <= MAX_PIXELS) {
    return size;
  }
  throw new EaselError('picture.enlarged-too-large', { ...size, limit: MAX_PIXELS / 1e6 });
}
