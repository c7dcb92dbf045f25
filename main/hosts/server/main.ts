/**
 * The way in for a browser: `node main/hosts/server/main.ts [--open] [--local-files] …`
 *
 * Local files: who can open the address with its token is the person who started the server, as
 * long as it listens on this machine only. Still, a browser is a larger door than a window of our
 * own, so paths are accepted only with `--local-files`, which `npm start` passes; a server that
 * listens to other machines never accepts them.
 */
import { parseArgs } from 'node:util';
import { describeError } from '#shared/errors/describe.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { serve } from './serve.ts';

const { values } = readArguments();

try {
  await serve({
    host: values.host,
    port: values.port === undefined ? undefined : parsePort(values.port),
    library: values.library,
    shouldOpen: values.open,
    hasLocalFiles: values['local-files'],
  });
} catch (error) {
  const { what, action } = describeError(toErrorShape(error), 'en');
  console.error(`${what}\n${action}`);
  process.exitCode = error instanceof EaselError && error.severity === 'state' ? 3 : 1;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string' },
        library: { type: 'string' },
        open: { type: 'boolean', default: false },
        'local-files': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`“${text}” is not a port.\nUse a number from 0 to 65535; 0 takes a free one.`);
  process.exit(2);
}
