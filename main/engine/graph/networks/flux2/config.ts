/** What tells one FLUX.2 transformer from another. */
export interface Flux2Config {
  /** Numbers of a place of the latent: 128. */
  readonly channels: number;
  /** Width of a text token as the text encoder gives it. */
  readonly contextWidth: number;
  readonly heads: number;
  readonly headWidth: number;
  /** Blocks in which text and picture have weights of their own. */
  readonly doubleBlocks: number;
  /** Blocks in which they share them. */
  readonly singleBlocks: number;
  /** Width of the thinking part of a block. */
  readonly thoughtWidth: number;
  /** Waves that tell the time. */
  readonly waveWidth: number;
  readonly epsilon: number;
}
