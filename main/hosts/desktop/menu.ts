/** The native menu. Its roles are what makes copy, paste, zoom and full screen work everywhere. */
import type { MenuItemConstructorOptions } from 'electron';
import type { HostText } from './host-text.ts';

export interface MenuActions {
  go(screen: 'create' | 'gallery' | 'activity' | 'settings'): void;
  /** Absent where this build has no feed to ask. */
  readonly checkForUpdates?: (() => void) | undefined;
}

export interface MenuSurroundings {
  readonly isMac: boolean;
  /** Whether the tools for developers are offered. */
  readonly isPackaged: boolean;
}

type Item = MenuItemConstructorOptions;

export function menuTemplate(
  text: HostText,
  actions: MenuActions,
  { isMac, isPackaged }: MenuSurroundings,
): Item[] {
  const separator: Item = { type: 'separator' };
  const role = (name: NonNullable<Item['role']>, label: string): Item => ({ role: name, label });
  const { checkForUpdates } = actions;
  const updates: Item[] =
    checkForUpdates === undefined
      ? []
      : [{ label: text('menu.checkForUpdates'), click: () => checkForUpdates() }, separator];
  const settings: Item = {
    label: text('view.settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => {
      actions.go('settings');
    },
  };
  const screens = (['create', 'gallery', 'activity'] as const).map((screen): Item => ({
    label: text(`view.${screen}`),
    click: () => {
      actions.go(screen);
    },
  }));

  const app: Item = {
    label: text('app.name'),
    submenu: [
      role('about', text('menu.about')),
      separator,
      ...updates,
      settings,
      separator,
      role('hide', text('menu.hide')),
      role('hideOthers', text('menu.hideOthers')),
      role('unhide', text('menu.showAll')),
      separator,
      role('quit', text('menu.quit')),
    ],
  };
  const file: Item = {
    label: text('menu.file'),
    submenu: isMac
      ? [role('close', text('menu.close'))]
      : [settings, separator, ...updates, role('quit', text('menu.quit'))],
  };
  const edit: Item = {
    label: text('menu.edit'),
    submenu: [
      role('undo', text('menu.undo')),
      role('redo', text('menu.redo')),
      separator,
      role('cut', text('menu.cut')),
      role('copy', text('menu.copy')),
      role('paste', text('menu.paste')),
      role('selectAll', text('menu.selectAll')),
    ],
  };
  const developer: Item[] = isPackaged
    ? []
    : [
        separator,
        role('reload', text('menu.reload')),
        role('toggleDevTools', text('menu.developerTools')),
      ];
  const view: Item = {
    label: text('menu.view'),
    submenu: [
      ...screens,
      separator,
      role('resetZoom', text('menu.actualSize')),
      role('zoomIn', text('menu.zoomIn')),
      role('zoomOut', text('menu.zoomOut')),
      separator,
      role('togglefullscreen', text('menu.fullScreen')),
      ...developer,
    ],
  };
  const window: Item = {
    label: text('menu.window'),
    submenu: [
      role('minimize', text('menu.minimize')),
      ...(isMac
        ? [role('zoom', text('menu.zoom')), separator, role('front', text('menu.front'))]
        : [role('close', text('menu.close'))]),
    ],
  };
  const help: Item = {
    label: text('menu.help'),
    role: 'help',
    submenu: [role('about', text('menu.about'))],
  };
  return isMac ? [app, file, edit, view, window] : [file, edit, view, window, help];
}
