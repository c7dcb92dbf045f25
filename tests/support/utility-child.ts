/** Gives a process what Electron gives its utility processes, then runs the file named. */
import { pathToFileURL } from 'node:url';

const parentPort = {
  postMessage(message: unknown): void {
    process.send?.(message, undefined, {}, () => undefined);
  },
  on(_event: 'message', listener: (event: { data: unknown }) => void): void {
    process.on('message', (data) => {
      listener({ data });
    });
  },
};
Object.defineProperty(process, 'parentPort', { value: parentPort });
process.on('disconnect', () => process.exit(0));
await import(pathToFileURL(process.argv[2] ?? '').href);
