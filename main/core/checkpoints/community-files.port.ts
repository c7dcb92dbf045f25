/** Weights that lie in the user's folder of checkpoints without a manifest of ours. */
import type { SafetensorsHeader } from '#shared/safetensors/header.ts';

/** One file that may be a whole checkpoint. */
export interface CommunityFile {
  readonly kind: 'file';
  /** Absolute path of the folder it lies in. */
  readonly folder: string;
  readonly file: string;
  readonly bytes: number;
  /** Another one whenever the content may have changed. */
  readonly revision: string;
}

/** A folder in the layout of the diffusers library. */
export interface CommunityFolder {
  readonly kind: 'diffusers';
  /** Absolute. */
  readonly folder: string;
  /** Weights in it, by paths with forward slashes. */
  readonly weights: readonly { readonly path: string; readonly bytes: number }[];
  /** Ready ONNX graphs in it, and the files that they keep their numbers in. */
  readonly graphs: readonly { readonly path: string; readonly bytes: number }[];
  readonly revision: string;
}

/**
 * A folder of one network with its configuration, as the transformers and OpenCLIP libraries lay it out.
 * Weight files in it are found as files too.
 */
export interface CommunityModel {
  readonly kind: 'model';
  /** Absolute. */
  readonly folder: string;
  /** All in it, also one folder further down, by paths with forward slashes. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly revision: string;
}

export type CommunityFind = CommunityFile | CommunityFolder | CommunityModel;

export interface CommunityFiles {
  /** What lies there, also two folders further down, in the order of names; a folder before its files. */
  find(): Promise<CommunityFind[]>;
  /** Throws SafetensorsFault when the file is none, or damaged. */
  readHeader(path: string): Promise<SafetensorsHeader>;
  /** Whether a file begins as pickled Python objects do, whatever it is called. */
  isPickled(path: string): Promise<boolean>;
  /** Parsed JSON inside the folder; undefined when it is absent, too large or none. */
  readJson(folder: string, path: string): Promise<unknown>;
  /**
   * Names the weights of files without reading all of them: SHA-256, lower-case hex, over their
   * sizes, their headers and pieces spread evenly over each.
   */
  fingerprint(paths: readonly string[]): Promise<string>;
}
