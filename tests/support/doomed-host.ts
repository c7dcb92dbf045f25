/**
 * A host that is killed: opens a library, asks for one small generation, and writes a line for
 * everything that is acknowledged. With `--finish` it asks for nothing and ends when all is done.
 */
import { openStudio } from '#main/studio/open-studio.ts';

const [library = '', mode = ''] = process.argv.slice(2);
const studio = await openStudio({ host: 'cli', library });
const client = studio.client();
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const events = await client.jobs.watch({});
if (mode !== '--finish') {
  const job = await client.generate.submit({ prompt: 'red apple', count: 6, steps: 3, seed: 5 });
  say(`job ${job.id}`);
}
for await (const event of events) {
  if (event.type === 'candidate') say(`picture ${event.picture.id}`);
  if (event.type === 'progress') say(`engine ${String(await studio.enginePid())}`);
  const open = await client.jobs.list({ states: ['waiting', 'running'] });
  if (mode === '--finish' && open.length === 0) break;
}
await studio.close();
