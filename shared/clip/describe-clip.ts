/** From the small files of a CLIP's folder to what it is. */
import { appleClipFault, describeOpenClip, isAppleClip } from './open-clip-config.ts';
import { describeTransformers, isTransformersClip } from './transformers-config.ts';
import type { ClipDescription } from './description.ts';

/** Parsed JSON of each file; undefined where there is none. */
export interface ClipFiles {
  /** `config.json` of the transformers library. */
  readonly config?: unknown;
  /** `preprocessor_config.json`. */
  readonly preprocessor?: unknown;
  /** `open_clip_config.json`. */
  readonly openClip?: unknown;
}

/** Whose weights a folder holds; a folder with both is read as transformers does. */
export function clipLibraryOf(files: ClipFiles): 'transformers' | 'open-clip' | undefined {
  if (isTransformersClip(files.config)) return 'transformers';
  return files.openClip === undefined && !isAppleClip(files.config) ? undefined : 'open-clip';
}

/** Undefined where the files speak of no CLIP. Throws ClipFault where it is one that is not known. */
export function describeClip(files: ClipFiles): ClipDescription | undefined {
  switch (clipLibraryOf(files)) {
    case 'transformers':
      return describeTransformers(files.config, files.preprocessor);
    case 'open-clip':
      if (files.openClip === undefined) throw appleClipFault();
      return describeOpenClip(files.openClip);
    case undefined:
      return undefined;
  }
}
