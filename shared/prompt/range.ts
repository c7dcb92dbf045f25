/** A stretch of a prompt's source. */

/** UTF-16 offsets into the source, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
