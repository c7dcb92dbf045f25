/** `easel serve`: hands over to the server host, a program of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GlobalOptions } from '../global-options.ts';

interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly open?: boolean;
  readonly localFiles?: boolean;
}

export async function serve(options: GlobalOptions & ServeOptions): Promise<void> {
  const { host, port, library, open, localFiles } = options;
  const args = [
    fileURLToPath(new URL('../../server/main.ts', import.meta.url)),
    ...Object.entries({ host, port, library }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
    ...(open === true ? ['--open'] : []),
    ...(localFiles === true ? ['--local-files'] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself; a service manager's word must be passed on.
  const ignore = () => undefined;
  const passOn = () => void child.kill('SIGTERM');
  process.on('SIGINT', ignore);
  process.on('SIGTERM', passOn);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', ignore);
  process.off('SIGTERM', passOn);
  process.exitCode = code ?? 1;
}
