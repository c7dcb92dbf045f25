/**
 * The parts of the prompt language that a regular expression reads whole. All are sticky, and none
 * can look at a stretch of text more than once, so a prompt is read in time linear in its length.
 * Those that hold a number tell where it stands (flag `d`).
 */

/** `:1.3` before a closing bracket; group 1 is the number as written. */
export const WEIGHT_TAIL = /\s*:\s*([-+]?\.?\d[^()[\]{}|<>:\s\\]*)\s*(?=\))/dy;

/** `__name__`; names in any script with its marks and joiners, digits, `-`, `/`, single `_`. */
export const WILDCARD =
  /__([\p{L}\p{N}][\p{L}\p{N}\p{M}\u200c\u200d/-]*(?:_[\p{L}\p{N}\p{M}\u200c\u200d/-]+)*)__/uy;

/** Where a LoRA begins, whether or not it ends. */
export const LORA_START = /<lora:/y;

/** `<lora:name>` or `<lora:name:0.8>`; groups 1 and 2 are name and weight as written. */
export const LORA = /<lora:([^:<>]*)(?::([^<>]*))?>/dy;

/** `3::` at the start of an alternative; group 1 is the number as written. */
export const ODDS = /\s*([-+]?\.?\d[^()[\]{}|<>:\s\\]*)::/dy;

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The number that was written, or undefined where `Number` would read more than a person means. */
export function decimalOf(written: string): number | undefined {
  const value = DECIMAL.test(written) ? Number(written) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
