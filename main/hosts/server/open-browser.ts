/** Opens an address in the user's browser where there is a screen; elsewhere the printed line does. */
import { spawn } from 'node:child_process';
import { platform } from 'node:os';

export function openBrowser(address: string): void {
  const opener = openerFor(platform(), process.env);
  if (opener === undefined) return;
  const child = spawn(opener[0], [...opener[1], address], { detached: true, stdio: 'ignore' });
  // No opener installed: the address was printed, nothing is lost.
  child.on('error', () => undefined);
  child.unref();
}

/** Program and leading arguments; undefined where nothing can be shown. */
export function openerFor(
  system: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): readonly [string, readonly string[]] | undefined {
  if (system === 'darwin') return ['open', []];
  // Not `cmd /c start`: its own parsing of `&` would cut the address.
  if (system === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler']];
  const hasScreen = Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  return hasScreen ? ['xdg-open', []] : undefined;
}
