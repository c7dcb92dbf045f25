/** Moves a library and writes a line for every event; made to be killed in the middle. */
import { openStudio } from '#main/studio/open-studio.ts';

const [library = '', folder = ''] = process.argv.slice(2);
const studio = await openStudio({ host: 'cli', library, runsJobs: false });
for await (const { phase, files } of await studio.client().library.move({ folder })) {
  process.stdout.write(`${phase} ${files.done}/${files.total}\n`);
}
await studio.close();
