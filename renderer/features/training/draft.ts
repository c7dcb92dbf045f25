/** Where in the wizard one is, kept for a window that opens again. */
import type { Shell } from '#renderer/shell/shell.ts';
import { datasetSourceSchema, type DatasetSource } from '#shared/domain/dataset.ts';
import {
  recipeRequestSchema,
  runIdSchema,
  type RecipeRequest,
  type RunId,
} from '#shared/domain/training.ts';

/** `start` shows what was taught so far; the others are the steps of the wizard. */
const places = ['start', 'folder', 'review', 'recipe', 'train', 'result'] as const;
export type Place = (typeof places)[number];

export interface Draft {
  readonly place: Place;
  readonly source: DatasetSource | undefined;
  readonly run: RunId | undefined;
  readonly name: string;
  readonly recipe: RecipeRequest | undefined;
}

const KEY = 'training';

/** Only what has the right shape comes back; undefined where nothing was kept. */
export function readDraft(shell: Pick<Shell, 'recall'>): Draft | undefined {
  let value: unknown;
  try {
    value = JSON.parse(shell.recall(KEY) ?? 'null');
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { place, source, run, name, recipe } = value as Record<string, unknown>;
  return {
    place: places.find((each) => each === place) ?? 'start',
    source: datasetSourceSchema.safeParse(source).data,
    run: runIdSchema.safeParse(run).data,
    name: typeof name === 'string' ? name : '',
    recipe: recipeRequestSchema.safeParse(recipe).data,
  };
}

export function writeDraft(shell: Pick<Shell, 'remember'>, draft: Draft): void {
  shell.remember(KEY, JSON.stringify(draft));
}
