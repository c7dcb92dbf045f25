/** `npm start`: the window where it can be opened, the same app in a browser where it cannot. */
import { obtainElectron } from './electron.mjs';
import { inRoot, root } from './places.mjs';
import { buildRenderer } from './renderer.mjs';
import { run, runNode } from './processes.mjs';

export async function start(args) {
  await buildRenderer();
  const obstacle = hasScreen() ? undefined : 'There is no display';
  const electron = obstacle === undefined ? await obtainElectron() : undefined;
  if (electron !== undefined) return run(electron, [root, ...args]);
  console.log(`${obstacle ?? 'Electron could not be downloaded'}: Easel opens in the browser.`);
  return runNode(inRoot('main/hosts/server/main.ts'), ['--open', '--local-files', ...args]);
}

function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
}
