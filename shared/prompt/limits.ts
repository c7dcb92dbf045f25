/** Limits of the prompt language, told in its error messages. */

/** Characters as a reader counts them (code points). */
export const MAX_PROMPT_LENGTH = 2000;
/** The longest variant, once wildcard files are put in: they may hold wildcards themselves. */
export const MAX_EXPANDED_LENGTH = 20_000;
/** Written weights go from 0 to this; nested ones multiply, and the product stops here too. */
export const MAX_WEIGHT = 5;
/** Odds of an alternative, as in `{3::red|blue}`, go from 0 to this. */
export const MAX_ODDS = 1000;
/** Brackets inside brackets, and wildcard files inside wildcard files. */
export const MAX_DEPTH = 24;
/** What plain round brackets multiply by, as in AUTOMATIC1111; square ones divide by it. */
export const BRACKET_WEIGHT = 1.1;
/** More mistakes than this help nobody, and would cost an editor dearly. */
export const MAX_PROBLEMS = 100;
/** Of mistakes in wildcard files so many are named. */
export const MAX_LINE_PROBLEMS = 20;
