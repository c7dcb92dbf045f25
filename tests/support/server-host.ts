/** The real server host in a process of its own, with a library and a home that nobody else uses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const entry = join(import.meta.dirname, '../../main/hosts/server/main.ts');

export interface ServerHost {
  /** With the token: opening it signs a browser in. */
  readonly address: string;
  readonly libraryFolder: string;
  stop(): Promise<void>;
}

/** Resolves once the server has said where it is; rejects with what it wrote when it ends before. */
export async function startServerHost(name: string): Promise<ServerHost> {
  const folder = await mkdtemp(join(tmpdir(), `easel-${name}-`));
  const libraryFolder = join(folder, 'library');
  const server = spawn(process.execPath, [entry, '--port', '0', '--library', libraryFolder], {
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
    libraryFolder,
    async stop() {
      isStopping = true;
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
