/** What can be done on the edit screen, by name and by key. */
import { maskTools, toolKeys, type EditController } from '#renderer/features/edit/index.ts';
import type { Command } from '#renderer/ui/commands.svelte.ts';
import { command } from './commands.ts';
import type { Router } from './router.svelte.ts';

interface Reach {
  readonly router: Router;
  readonly edit: EditController;
}

/** They come before those of the whole window: their keys mean more on this screen. */
export function editCommands({ router, edit }: Reach): readonly Command[] {
  const group = 'view.edit';
  const { mask } = edit;
  const isHere = (): boolean => router.screen === 'edit' && edit.source !== undefined;
  const isMasking = (): boolean => isHere() && edit.isMasking;
  const isDrawn = (): boolean => isMasking() && !mask.isEmpty;
  return [
    command({
      ...{ name: 'generate.button', id: 'edit.generate', group, keys: 'Mod+Enter' },
      isAvailable: isHere,
      run: () => void edit.submit(),
    }),
    command({
      ...{ name: 'menu.undo', id: 'edit.undo', group, keys: 'Mod+Z' },
      isAvailable: () => isHere() && edit.canUndo,
      run: () => {
        edit.undo();
      },
    }),
    command({
      ...{ name: 'menu.redo', id: 'edit.redo', group, keys: 'Mod+Shift+Z', alsoKeys: ['Mod+Y'] },
      isAvailable: () => isHere() && edit.canRedo,
      run: () => {
        edit.redo();
      },
    }),
    ...maskTools.map((tool) =>
      command({
        ...{ name: `edit.tool.${tool}` as const, group, keys: toolKeys[tool] },
        isAvailable: isMasking,
        run: () => {
          mask.tool = tool;
        },
      }),
    ),
    command({
      ...{ name: 'edit.larger', group, keys: ']' },
      isAvailable: isMasking,
      run: () => {
        mask.grow(1);
      },
    }),
    command({
      ...{ name: 'edit.smaller', group, keys: '[' },
      isAvailable: isMasking,
      run: () => {
        mask.grow(-1);
      },
    }),
    command({
      ...{ name: 'edit.softer', group, keys: '}' },
      isAvailable: isMasking,
      run: () => {
        mask.soften(1);
      },
    }),
    command({
      ...{ name: 'edit.harder', group, keys: '{' },
      isAvailable: isMasking,
      run: () => {
        mask.soften(-1);
      },
    }),
    command({
      ...{ name: 'edit.mask.fill', group },
      isAvailable: isMasking,
      run: () => {
        mask.fill();
      },
    }),
    command({
      ...{ name: 'edit.mask.invert', group },
      isAvailable: isMasking,
      run: () => {
        mask.invert();
      },
    }),
    command({
      ...{ name: 'edit.mask.feather', group },
      isAvailable: isDrawn,
      run: () => {
        mask.feather();
      },
    }),
    command({
      ...{ name: 'edit.mask.clear', group },
      isAvailable: isDrawn,
      run: () => {
        mask.clear();
      },
    }),
    command({
      ...{ name: 'adjust.before', group, keys: '\\' },
      isAvailable: () => isHere() && edit.form.kind === 'adjust',
      run: () => {
        edit.isShowingBefore = !edit.isShowingBefore;
      },
    }),
    command({
      ...{ name: 'adjust.crop', group, keys: 'C' },
      isAvailable: () => isHere() && edit.form.kind === 'adjust',
      run: () => {
        edit.adjust.isCropping = !edit.adjust.isCropping;
      },
    }),
    command({
      ...{ name: 'compare.zoomIn', id: 'edit.zoomIn', group, keys: '+', alsoKeys: ['='] },
      isAvailable: isHere,
      run: () => {
        edit.lens.stepIn();
      },
    }),
    command({
      ...{ name: 'compare.zoomOut', id: 'edit.zoomOut', group, keys: '-' },
      isAvailable: isHere,
      run: () => {
        edit.lens.stepOut();
      },
    }),
    command({
      ...{ name: 'viewer.fit', id: 'edit.fit', group, keys: 'Mod+0' },
      isAvailable: isHere,
      run: () => {
        edit.lens.fit();
      },
    }),
    command({
      ...{ name: 'viewer.actual', id: 'edit.actual', group, keys: 'Mod+1' },
      isAvailable: isHere,
      run: () => {
        edit.lens.showActualSize();
      },
    }),
  ];
}
