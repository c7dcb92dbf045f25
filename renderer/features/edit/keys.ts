/** Keys of the Edit screen that are not on the canvas alone. */
import type { MaskTool } from './mask/mask.controller.svelte.ts';

export const toolKeys: Readonly<Record<MaskTool, string>> = {
  brush: 'B',
  eraser: 'X',
  rectangle: 'R',
  lasso: 'L',
  hand: 'H',
};
