/**
 * A CLIP from elsewhere, as the small files beside its weights describe it: enough to write its
 * graphs, prepare its pictures and name it in lists.
 */
import * as z from 'zod';

export const clipFamilySchema = z.enum(['clip', 'openclip', 'siglip']);
export type ClipFamily = z.infer<typeof clipFamilySchema>;

/** Names of the tensors in its weights. */
export type ClipNaming = 'transformers' | 'open-clip';

export type ClipActivation = 'quick_gelu' | 'gelu' | 'gelu_tanh';

export interface ClipTowerShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly activation: ClipActivation;
  readonly epsilon: number;
}

/**
 * How a picture is brought into the square that a tower sees.
 * `contain`: whole, its proportions kept, the rest is background;
 * `squash`: whole, its proportions given up;
 * `crop`: the shorter side fills `shorter`, and the middle is seen.
 */
export type ClipFraming =
  | { readonly kind: 'contain'; readonly filter: 'bicubic' | 'bilinear' }
  | { readonly kind: 'squash'; readonly filter: 'bicubic' | 'bilinear' }
  | {
      readonly kind: 'crop';
      readonly filter: 'bicubic' | 'bilinear';
      /** In pixels; at least the square's side. */
      readonly shorter: number;
      /** Where half a pixel is left over: towards the start, or to the even neighbour. */
      readonly halves: 'down' | 'even';
    };

export interface ClipView {
  /** Side of the square in pixels. */
  readonly imageSize: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** What transparent pictures are laid over, 0..255 sRGB. */
  readonly background: readonly [number, number, number];
  readonly framing: ClipFraming;
}

export interface ClipDescription {
  readonly family: ClipFamily;
  readonly naming: ClipNaming;
  /** Of an embedding. */
  readonly dimensions: number;
  readonly text: ClipTowerShape & {
    /** Tokens that a text is filled up to or cut to. */
    readonly positions: number;
    /** In its vocabulary. */
    readonly tokens: number;
  };
  readonly vision: ClipTowerShape & { readonly patchSize: number };
  readonly view: ClipView;
}

/** A CLIP that Easel cannot run, with the reason as its message. */
export class ClipFault extends Error {
  override readonly name = 'ClipFault';
}
