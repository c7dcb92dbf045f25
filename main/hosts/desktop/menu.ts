/** The native menu. Its roles are what makes copy, paste, zoom and full screen work everywhere. */
import type { MenuItemConstructorOptions } from 'electron';
import type { HostText } from './host-text.ts';

type Item = MenuItemConstructorOptions;

export interface MenuActions {
  readonly go: (screen: 'create' | 'gallery' | 'models' | 'activity' | 'settings') => void;
  /** Absent where this build has no feed to ask. */
  readonly checkForUpdates?: (() => void) | undefined;
}

export interface MenuSurroundings {
  readonly isMac: boolean;
  /** The tools for developers are offered only before that. */
  readonly isPackaged: boolean;
}

export function menuTemplate(
  text: HostText,
  { go, checkForUpdates }: MenuActions,
  { isMac, isPackaged }: MenuSurroundings,
): Item[] {
  const line: Item = { type: 'separator' };
  const item = (key: Parameters<HostText>[0], role: NonNullable<Item['role']>): Item => ({
    label: text(key),
    role,
  });
  const screen = (name: Parameters<MenuActions['go']>[0], accelerator?: string): Item => ({
    label: text(`view.${name}`),
    accelerator,
    click: () => {
      go(name);
    },
  });
  const about = item('menu.about', 'about');
  const close = item('menu.close', 'close');
  const quit = item('menu.quit', 'quit');
  const updates: Item[] = checkForUpdates
    ? [{ label: text('menu.checkForUpdates'), click: checkForUpdates }, line]
    : [];
  const settings = screen('settings', 'CmdOrCtrl+,');
  const others = [
    item('menu.hide', 'hide'),
    item('menu.hideOthers', 'hideOthers'),
    item('menu.showAll', 'unhide'),
  ];
  const edit = [
    ...[item('menu.undo', 'undo'), item('menu.redo', 'redo'), line],
    ...[item('menu.cut', 'cut'), item('menu.copy', 'copy'), item('menu.paste', 'paste')],
    item('menu.selectAll', 'selectAll'),
  ];
  const developer = [
    ...[line, item('menu.reload', 'reload')],
    item('menu.developerTools', 'toggleDevTools'),
  ];
  const view = [
    ...[screen('create'), screen('gallery'), screen('models'), screen('activity'), line],
    ...[item('menu.actualSize', 'resetZoom'), item('menu.zoomIn', 'zoomIn')],
    ...[item('menu.zoomOut', 'zoomOut'), line, item('menu.fullScreen', 'togglefullscreen')],
    ...(isPackaged ? [] : developer),
  ];
  const minimise = item('menu.minimize', 'minimize');
  if (isMac) {
    return [
      {
        label: text('app.name'),
        submenu: [about, line, ...updates, settings, line, ...others, line, quit],
      },
      { label: text('menu.file'), submenu: [close] },
      { label: text('menu.edit'), submenu: edit },
      { label: text('menu.view'), submenu: view },
      {
        label: text('menu.window'),
        submenu: [minimise, item('menu.zoom', 'zoom'), line, item('menu.front', 'front')],
      },
    ];
  }
  return [
    { label: text('menu.file'), submenu: [settings, line, ...updates, close, quit] },
    { label: text('menu.edit'), submenu: edit },
    { label: text('menu.view'), submenu: [...view, line, minimise] },
    { label: text('menu.help'), submenu: [about] },
  ];
}
