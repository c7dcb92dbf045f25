/** The engine as a forked Node process: for the server host, the command line and tests. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineMessage } from '#shared/engine-protocol/messages.ts';
import type { EngineLauncher } from './launcher.ts';
import { keepOutput } from './process-output.ts';

const ENTRY = fileURLToPath(new URL('../../engine/serve.ts', import.meta.url));

/** @param entry the engine's first file; another one only in tests */
export function forkLauncher(entry: string = ENTRY): EngineLauncher {
  return () => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A debugger or a test runner's loader of the host is not meant for the engine.
      execArgv: [],
    });
    const output = keepOutput([child.stdout, child.stderr]);
    return {
      pid: child.pid,
      post(message) {
        // To a process that is just dying; its exit is reported by itself.
        if (child.connected) child.send(message, () => undefined);
      },
      onMessage(listener) {
        child.on('message', (message) => {
          listener(message as EngineMessage);
        });
      },
      onExit(listener) {
        let isReported = false;
        const report = (reason: string): void => {
          if (!isReported) listener(reason);
          isReported = true;
        };
        child.once('error', (error) => {
          report(error.message);
        });
        child.once('exit', (code, signal) => {
          report(output.reason(signal === null ? `exit code ${String(code)}` : `signal ${signal}`));
        });
      },
      kill() {
        child.kill('SIGKILL');
      },
    };
  };
}
