/** What requests of several kinds are made of. */

/** Straight (not premultiplied) sRGB, 8 bits a channel, rows from the top: [height, width, 4]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * What lies in a checkpoint's folder: our own manifest, diffusers' layout, one file for all, or a CLIP
 * that judges and finds and makes no pictures.
 */
export type CheckpointLayout = 'easel' | 'diffusers' | 'single-file' | 'clip';

/** A file with what a CLIP was taught. */
export interface ClipAdapterRef {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Where a checkpoint lies; the engine reads what it says of itself and checks it again. */
export interface CheckpointRef {
  readonly id: string;
  /** Absolute path of the checkpoint folder. */
  readonly folder: string;
  /** Absent: a folder with a manifest of ours. */
  readonly layout?: CheckpointLayout;
  /** Name of the file that is the whole checkpoint, in that folder. */
  readonly file?: string;
  /** Absent: what the layout alone says, which is the Stable Diffusion line. */
  readonly family?: 'flux2';
  /** Absolute paths of the files that a transformer in a file of its own needs. */
  readonly besides?: { readonly text: string; readonly autoencoder: string };
  /** Added to its CLIP's towers; absent: the CLIP is as it came. */
  readonly adapter?: ClipAdapterRef;
}
