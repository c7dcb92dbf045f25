/** The real server host in a process of its own, with a library and a home that nobody else uses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

const entry = join(import.meta.dirname, '../../main/hosts/server/main.ts');

export interface ServerHost {
  /** With the token: opening it signs a browser in. Another one after a new start. */
  readonly address: string;
  readonly libraryFolder: string;
  readonly pid: number;
  /** Ends the server and starts it again with the same home and library, so on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface HostOptions {
  /** Fills the library before the server opens it. */
  readonly prepare?: (libraryFolder: string) => Promise<void>;
  /** Whether paths of this machine are taken. */
  readonly hasLocalFiles?: boolean;
}

/**
 * Resolves once the server has said where it is; rejects with what it wrote when it ends before.
 *
 * @param checkpoints folders to be found in the home as checkpoints of the user's own
 */
export async function startServerHost(
  name: string,
  checkpoints: readonly string[] = [],
  { prepare, hasLocalFiles = false }: HostOptions = {},
): Promise<ServerHost> {
  const folder = await mkdtemp(join(tmpdir(), `easel-${name}-`));
  const libraryFolder = join(folder, 'library');
  for (const checkpoint of checkpoints) {
    const target = join(folder, 'home/checkpoints', basename(checkpoint));
    await cp(checkpoint, target, { recursive: true });
  }
  await prepare?.(libraryFolder);
  const options = hasLocalFiles ? ['--local-files'] : [];
  let server = await launch(folder, libraryFolder, options);
  return {
    get address() {
      return server.address;
    },
    get pid() {
      return server.pid;
    },
    libraryFolder,
    async restart() {
      await server.stop();
      server = await launch(folder, libraryFolder, options);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Launched {
  readonly address: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function launch(
  folder: string,
  libraryFolder: string,
  options: readonly string[],
): Promise<Launched> {
  const server = spawn(process.execPath, [entry, '--library', libraryFolder, ...options], {
    env: { ...process.env, EASEL_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(server, 'exit');
  const written: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).on('line', (line) => {
      written.push(`${line}\n`);
      const found = /https?:\/\/\S+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
    server.once('error', reject);
    void ended.then(() => reject(new Error(`The server ended early:\n${written.join('')}`)));
  });
  let isStopping = false;
  void ended.then(([code, signal]) => {
    // A story would only see a lost connection; what the server said explains it.
    if (!isStopping)
      console.error(`The server ended (${String(code ?? signal)}):\n${written.join('')}`);
  });
  return {
    address,
    pid: server.pid ?? 0,
    async stop() {
      isStopping = true;
      server.kill('SIGTERM');
      await ended;
    },
  };
}
