/** The engine as one of Electron's utility processes: the app's own binary cannot be forked. */
import { fileURLToPath } from 'node:url';
import type { EngineMessage } from '#shared/engine-protocol/messages.ts';
import type { EngineLauncher } from './launcher.ts';
import { keepOutput } from './process-output.ts';

const ENTRY = fileURLToPath(new URL('../../engine/serve.ts', import.meta.url));
/** A process that a polite signal has not ended by then is ended for certain. */
const KILL_PATIENCE_MS = 500;

/** What is used of Electron's `UtilityProcess`; this layer does not know Electron. */
interface UtilityChild {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (type: 'FatalError', location: string) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
}

type ForkUtility = (
  entry: string,
  args: string[],
  options: { serviceName: string; stdio: 'pipe' },
) => UtilityChild;

/** @param entry the engine's first file; another one only in tests */
export function utilityLauncher(fork: ForkUtility, entry: string = ENTRY): EngineLauncher {
  return () => {
    const child = fork(entry, [], { serviceName: 'Easel engine', stdio: 'pipe' });
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
        const { pid } = child;
        child.kill();
        const timer = setTimeout(() => {
          if (!isGone && pid !== undefined) process.kill(pid, 'SIGKILL');
        }, KILL_PATIENCE_MS);
        timer.unref();
      },
    };
  };
}
