/** `npm start`: the window where Electron is there, the same app in a browser where it is not. */
import { obtainElectron } from './electron.mjs';
import { inRoot, root } from './places.mjs';
import { buildRenderer } from './renderer.mjs';
import { run, runNode } from './processes.mjs';

export async function start(args) {
  await buildRenderer();
  const electron = hasScreen() ? await obtainElectron() : undefined;
  if (electron !== undefined) return run(electron, [root, ...args]);
  const reason = hasScreen() ? 'Electron could not be downloaded' : 'There is no display';
  console.log(`${reason}: Easel opens in the browser instead.`);
  return runNode(inRoot('main/hosts/server/main.ts'), ['--open', ...args]);
}

function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
}
