/** The life of a server process: open, say where, wait for the end, close in order. */
import { fileURLToPath } from 'node:url';
import { openStudio } from '#main/studio/open-studio.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { openBrowser } from './open-browser.ts';
import { isLoopback } from '#main/web/own-hosts.ts';
import { startServer } from '#main/web/start-server.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly library?: string;
  readonly shouldOpen: boolean;
  readonly hasLocalFiles: boolean;
}

/** Resolves when the server was asked to stop and everything is closed. */
export async function serve(options: ServeOptions): Promise<void> {
  const stopped = stopSignal();
  const studio = await openStudio({ host: 'server', library: options.library });
  try {
    const server = await startServer(studio, {
      host: options.host,
      port: options.port,
      hasLocalFiles: options.hasLocalFiles && isLoopback(options.host),
      screensFolder: fileURLToPath(new URL('../../../dist/renderer', import.meta.url)),
    }).catch((error: unknown) => {
      throw portTaken(error, options.port);
    });
    console.log(`Easel: ${server.address}`);
    if (options.shouldOpen) openBrowser(server.address);
    await stopped;
    await server.close();
  } finally {
    await studio.close();
  }
}

/** Ctrl-C or a service manager; a second time ends at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    function stop(): void {
      if (isStopping) process.exit(130);
      isStopping = true;
      resolve();
    }
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

function portTaken(error: unknown, port: number): unknown {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const reason = 'another program uses it';
  return isTaken ? new EaselError('request.invalid', { field: `port ${port}`, reason }) : error;
}
