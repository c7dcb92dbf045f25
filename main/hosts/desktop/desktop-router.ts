/** What only this host can do, behind the same rules for input and errors as everything else. */
import { implement } from '@orpc/server';
import type { WebContents } from 'electron';
import type { ApiContext } from '#main/api/context.ts';
import { translateErrors } from '#main/api/translate-errors.ts';
import type { MediaAccess } from '#main/studio/media-access.ts';
import type { NamedCopies } from '#main/studio/named-copies.ts';
import { desktopContract } from '#shared/contract/desktop.ts';
import type { ElectronParts } from './electron-parts.ts';

export interface DesktopContext extends ApiContext {
  /** The window that asks. */
  readonly sender: WebContents;
}

export interface DesktopServices {
  readonly electron: Pick<ElectronParts, 'BrowserWindow' | 'dialog' | 'nativeImage' | 'shell'>;
  readonly media: MediaAccess;
  readonly copies: NamedCopies;
}

const ICON_SIZE = 128;

export function createDesktopRouter({ electron, media, copies }: DesktopServices) {
  const api = implement(desktopContract).$context<DesktopContext>().use(translateErrors);
  const pick = async (
    { sender }: DesktopContext,
    options: Parameters<typeof electron.dialog.showOpenDialog>[0],
  ): Promise<{ path: string | undefined }> => {
    const window = electron.BrowserWindow.fromWebContents(sender);
    const { canceled, filePaths } = await (window === null
      ? electron.dialog.showOpenDialog(options)
      : electron.dialog.showOpenDialog(window, options));
    return { path: canceled ? undefined : filePaths[0] };
  };
  return api.router({
    pickFolder: api.pickFolder.handler(({ context }) =>
      pick(context, { properties: ['openDirectory', 'createDirectory'] }),
    ),
    pickModelFile: api.pickModelFile.handler(({ context }) =>
      pick(context, {
        properties: ['openFile'],
        filters: [{ name: '.safetensors', extensions: ['safetensors'] }],
      }),
    ),
    reveal: api.reveal.handler(async ({ input }) => {
      const { path } = await media.picture(input.id);
      electron.shell.showItemInFolder(path);
    }),
    startDrag: api.startDrag.handler(async ({ input, context }) => {
      const files = await copies.write(input.pictures);
      const [file = ''] = files;
      const icon = electron.nativeImage.createFromPath(file).resize({ width: ICON_SIZE });
      context.sender.startDrag({ file, files, icon });
    }),
  });
}
