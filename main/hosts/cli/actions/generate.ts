/** `easel generate`: submit, follow, show the best, write the files. */
import { describeError } from '#shared/errors/describe.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { checkTop } from './check-top.ts';
import { bestOf, describeBest, runToEnd, writeFiles, type FileOptions } from './finish-job.ts';
import { pictureOf } from './picture-of.ts';

export interface GenerateOptions extends FileOptions {
  readonly count?: number;
  readonly top?: number;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly scheduler?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly negative?: string;
  readonly checkpoint?: string;
  readonly diversity?: number;
  readonly taste?: string;
  readonly tasteWeight?: number;
  readonly reference?: readonly { readonly picture: string; readonly weight: number }[];
  readonly variants?: 'cycle' | 'random';
}

export async function generate(
  prompt: string,
  options: GlobalOptions & GenerateOptions,
): Promise<void> {
  const { count, seed, steps, guidance, negative, checkpoint, diversity, variants } = options;
  checkTop(options.top);
  await withStudio(options, { runsJobs: true }, async (session) => {
    const { client, output } = session;
    const references = [];
    for (const { picture, weight } of options.reference ?? []) {
      references.push({ id: await pictureOf(client, picture), weight });
    }
    const request = {
      ...{ prompt, references },
      ...{ count, seed, steps, checkpoint, diversity, variants },
      ...{ scheduler: options.scheduler, ...options.size },
      ...{ taste: options.taste, tasteWeight: options.tasteWeight },
      guidanceScale: guidance,
      negativePrompt: negative,
    };
    if (prompt.includes('__')) {
      const { lineProblems } = await client.generate.plan(request);
      for (const { file, line, error } of lineProblems) {
        const { what } = describeError(error, 'en');
        output.warn(`In the wildcard file ${file}, “${line}” is taken word for word: ${what}`);
      }
    }
    const submitted = await client.generate.submit(request);
    const job = await runToEnd(session, submitted);
    const best = (await bestOf(client, job)).slice(0, options.top);
    const files = await writeFiles(session, best, options);
    const pictures = best.map((picture) => ({ ...picture, file: files.get(picture.id) }));
    output.result({ job, pictures }, describeBest(best, files));
    if (options.out === undefined) {
      const { library } = await client.system.info();
      output.say(`Saved in the library ${library.folder}`);
    }
  });
}
