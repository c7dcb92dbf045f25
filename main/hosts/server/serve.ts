/** The life of a server process: open, say where, wait for the end, close in order. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homeFolder } from '#main/studio/places.ts';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { openBrowser } from './open-browser.ts';
import { openRemoteAccess } from '#main/web/remote-access.ts';
import { isLoopback } from '#main/web/own-hosts.ts';
import { startServer, type RunningServer } from '#main/web/start-server.ts';
import { noteLastPort, readLastPort } from './last-port.ts';

const screensFolder = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));

export interface ServeOptions {
  readonly host: string;
  /** Absent, the one of the start before where it is free, else any. */
  readonly port?: number;
  readonly library?: string;
  readonly shouldOpen: boolean;
  readonly hasLocalFiles: boolean;
}

/** Resolves when the server was asked to stop and everything is closed. */
export async function serve(options: ServeOptions): Promise<void> {
  const stopped = stopSignal();
  const studio = await openStudio({ host: 'server', library: options.library });
  try {
    const server = await startWhereItWas(studio, options);
    const remote = openRemoteAccess(studio, screensFolder);
    console.log(`Easel: ${server.address}`);
    if (options.shouldOpen) openBrowser(server.address);
    await stopped;
    await remote.close();
    await server.close();
  } finally {
    await studio.close();
  }
}

async function startWhereItWas(studio: Studio, options: ServeOptions): Promise<RunningServer> {
  const fixed = {
    signInsFile: join(homeFolder(), 'sign-ins.json'),
    host: options.host,
    hasLocalFiles: options.hasLocalFiles && isLoopback(options.host),
    screensFolder,
  };
  if (options.port !== undefined) return startServer(studio, { ...fixed, port: options.port });
  const note = join(homeFolder(), 'last-port');
  const port = (await readLastPort(note)) ?? 0;
  const server = await startServer(studio, { ...fixed, port }).catch((error: unknown) => {
    // Another program has it, or may have it: the address is printed, whichever it is.
    if (port === 0) throw error;
    return startServer(studio, { ...fixed, port: 0 });
  });
  await noteLastPort(note, server.port);
  return server;
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
