/** The engine as one of Electron's utility processes: the app's own binary cannot be forked. */
import type { UtilityProcess } from 'electron';
import { fileURLToPath } from 'node:url';
import type { EngineLauncher } from '#main/adapters/engine-link/launcher.ts';
import { keepOutput } from '#main/adapters/engine-link/process-output.ts';
import type { EngineMessage } from '#shared/engine-protocol/messages.ts';
import type { ElectronParts } from './electron-parts.ts';

const ENTRY = fileURLToPath(new URL('../../engine/serve.ts', import.meta.url));
/** A process that a polite signal has not ended by then is ended for certain. */
const KILL_PATIENCE_MS = 500;

/** @param entry the engine's first file; another one only in tests */
export function utilityLauncher(
  utilityProcess: ElectronParts['utilityProcess'],
  entry: string = ENTRY,
): EngineLauncher {
  return () => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Easel engine', stdio: 'pipe' });
    const output = keepOutput([child.stdout, child.stderr]);
    let isGone = false;
    let fatal = '';
    child.once('exit', () => (isGone = true));
    // V8 out of memory, for one; without a listener Node would take it for an error of ours.
    child.on('error', (type, location) => (fatal = `: ${type} at ${location}`));
    return {
      get pid() {
        return child.pid;
      },
      post(message) {
        // To a process that is just dying; its exit is reported by itself.
        if (!isGone) child.postMessage(message);
      },
      onMessage(listener) {
        child.on('message', (message) => {
          listener(message as EngineMessage);
        });
      },
      onExit(listener) {
        child.once('exit', (code) => {
          listener(output.reason(`exit code ${code}${fatal}`));
        });
      },
      kill() {
        kill(child, () => isGone);
      },
    };
  };
}

function kill(child: UtilityProcess, isGone: () => boolean): void {
  const { pid } = child;
  child.kill();
  const timer = setTimeout(() => {
    if (!isGone() && pid !== undefined) process.kill(pid, 'SIGKILL');
  }, KILL_PATIENCE_MS);
  timer.unref();
}
