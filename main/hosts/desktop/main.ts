/** The way in for Electron: `npm start`, or the installed app. */
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { parseArgs } from 'node:util';
import { startDesktop } from './start-desktop.ts';

// Chromium has options of its own in the same line; what is not ours is passed over.
const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { library: { type: 'string' } },
  strict: false,
});
const library = typeof values.library === 'string' ? values.library : undefined;

startDesktop(
  {
    ...{ app, BrowserWindow, dialog, ipcMain, Menu, nativeImage, nativeTheme },
    ...{ protocol, safeStorage, session, shell, utilityProcess },
  },
  { library },
);
