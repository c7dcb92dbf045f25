/** A tiny picture of each made style. */
import type { MadeStyle } from '#shared/domain/edit.ts';

export function stylePicture(name: MadeStyle): string {
  return new URL(`./styles/${name}.webp`, import.meta.url).href;
}
