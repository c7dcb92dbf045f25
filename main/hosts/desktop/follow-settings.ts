/** Menu, theme and updates follow the settings for as long as the app runs. */
import type { Studio } from '#main/studio/open-studio.ts';
import { Updates } from '#main/studio/updates.ts';
import { matchLanguage } from '#shared/domain/language.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { ElectronParts } from './electron-parts.ts';
import { hostText } from './host-text.ts';
import { menuTemplate } from './menu.ts';
import { updateHost } from './update-host.ts';
import type { StudioWindow } from './window.ts';

/** Returns how to stop. */
export function followSettings(
  electron: Pick<ElectronParts, 'app' | 'dialog' | 'Menu' | 'nativeTheme'>,
  studio: Studio,
  window: StudioWindow,
): () => void {
  const { app, Menu, nativeTheme } = electron;
  let text = hostText(matchLanguage([app.getLocale()]));
  const feed = updateHost(electron, () => text);
  const updates = new Updates(feed);

  function apply(settings: Settings): void {
    text = hostText(settings.language ?? matchLanguage(app.getPreferredSystemLanguages()));
    const actions = {
      go: (screen: string) => {
        window.go(screen);
      },
      checkForUpdates: feed.hasFeed ? () => void updates.check(true) : undefined,
    };
    const around = { isMac: process.platform === 'darwin', isPackaged: app.isPackaged };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(text, actions, around)));
    nativeTheme.themeSource = settings.theme;
    updates.follow(settings.checkForUpdates);
  }

  const stop = studio.followSettings(apply);
  return () => {
    stop();
    updates.follow(false);
  };
}
