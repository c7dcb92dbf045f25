/** A studio with tiny-spark to teach, a home and a library of its own, and the words of a run. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { openStudio, type StudioOptions } from '#main/studio/open-studio.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Dataset } from '#shared/domain/dataset.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { RecipeRequest, Run, RunId } from '#shared/domain/training.ts';
import { tinySpark } from '../engine/support/checkpoints.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TrainingStudio {
  readonly home: string;
  readonly library: string;
  readonly client: EaselClient;
  survey(folder: string): Promise<Dataset>;
  /** The run as it is when it first answers the question. */
  until(id: RunId, holds: (run: Run) => boolean): Promise<Run>;
}

export async function openTrainingStudio(
  options: Partial<StudioOptions> = {},
): Promise<TrainingStudio> {
  const home = temporaryFolder();
  const library = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  cpSync(tinySpark.folder, join(home, 'checkpoints/tiny-spark'), { recursive: true });
  const studio = await openStudio({ host: 'cli', library, ...options });
  onTestFinished(() => studio.close());
  const client = studio.client();
  return {
    ...{ home, library, client },
    async survey(path) {
      let dataset: Dataset | undefined;
      const source = { kind: 'folder', path } as const;
      for await (const event of await client.training.survey({ source })) {
        if (event.type === 'dataset') ({ dataset } = event);
      }
      return dataset!;
    },
    async until(id, holds) {
      const known = await client.training.run({ id });
      if (holds(known)) return known;
      for await (const event of await client.training.watch()) {
        if (event.type === 'run' && event.run.id === id && holds(event.run)) return event.run;
        const first =
          event.type === 'snapshot' ? event.runs.find((run) => run.id === id) : undefined;
        if (first !== undefined && holds(first)) return first;
      }
      throw new Error('nothing more is told of the run');
    },
  };
}

/** A network of a few numbers is taught in moments. */
export function quickRecipe(changes: Partial<RecipeRequest> = {}): RecipeRequest {
  return {
    ...{ teaches: 'style', checkpoint: 'tiny-spark' as CheckpointId, trigger: 'inkzk', rank: 2 },
    ...{ steps: 20, batch: 2, preservation: 0, samplePrompts: ['inkzk apple'] },
    ...changes,
  };
}

export function isOver({ state }: Run): boolean {
  return ['done', 'stopped', 'failed'].includes(state);
}

/** For surveys that are not about embeddings: they do without. */
export const withoutEngine: Pick<StudioOptions, 'launcher'> = {
  launcher: () => {
    throw new Error('there is no engine in this test');
  },
};
