/** Limits of the prompt language, told in its error messages. */

/** Characters as a reader counts them (code points). */
export const MAX_PROMPT_LENGTH = 2000;
export const MAX_WEIGHT = 5;
/** Brackets inside brackets. */
export const MAX_DEPTH = 24;
/** What plain round brackets multiply by, as in AUTOMATIC1111; square ones divide by it. */
export const BRACKET_WEIGHT = 1.1;
