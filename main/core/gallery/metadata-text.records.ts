/** Texts inside picture files, shared by whoever writes and whoever reads them. */

/** A text inside a picture file, under its PNG keyword. */
export interface MetadataText {
  readonly key: string;
  readonly text: string;
}

export const EASEL_KEY = 'easel';
export const PARAMETERS_KEY = 'parameters';
/** Where XMP carries Easel's own record. */
export const EASEL_XMP_PROPERTY = 'easel:record';
export const XMP_KEY = 'XML:com.adobe.xmp';
