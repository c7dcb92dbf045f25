/** A tiny picture of each style: the same apple, made by Spark. */
import type { StyleId } from '#shared/domain/styles.ts';

export function stylePicture(id: StyleId): string {
  return new URL(`./styles/${id}.webp`, import.meta.url).href;
}
