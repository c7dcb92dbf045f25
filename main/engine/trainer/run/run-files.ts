/** What a run keeps in its folder: where it is, and the weights of judged steps. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { pointFile, STATE_FILE } from '#shared/engine-protocol/training.ts';
import { readTensors, writeTensors } from '../tensor-files.ts';
import type { Trainables } from '../trainables.ts';
import { restoreState, storedState, type TrainingState } from '../training-state.ts';

const judgedPointSchema = z.object({
  step: z.number().int(),
  heldOutLoss: z.number().optional(),
  drift: z.number(),
  /** Of what is taught, averaged over the steps before. */
  trainingLoss: z.number().optional(),
  /** Held-out pictures given their own words, 0..1. */
  accuracy: z.number().optional(),
});
export type JudgedPoint = z.infer<typeof judgedPointSchema>;

const diarySchema = z.object({
  points: z.array(judgedPointSchema),
  comparison: z.record(z.string(), z.number()).optional(),
  /** The last step whose samples were drawn. */
  sampledAt: z.number().int().default(-1),
  /** Of what is taught, since the last judgement. */
  losses: z.object({ sum: z.number(), count: z.number().int() }).default({ sum: 0, count: 0 }),
});
/** What is remembered of a run besides its tensors. */
export type Diary = z.infer<typeof diarySchema>;

/** Throws what the file system throws; what was kept before is then untouched. */
export function keepState(folder: string, state: TrainingState, diary: Diary): Promise<void> {
  return writeTensors(join(folder, STATE_FILE), storedState(state), {
    step: String(state.step),
    // In the schema's order, so that the same run is the same file however often it was cut off.
    diary: JSON.stringify(diarySchema.parse(diary)),
  });
}

/** Puts the state where it was kept; undefined where nothing that fits was. */
export async function findState(folder: string, state: TrainingState): Promise<Diary | undefined> {
  const path = join(folder, STATE_FILE);
  if (!(await isThere(path))) return undefined;
  const { tensors, metadata } = await readTensors(path, { id: 'run', file: STATE_FILE });
  const diary = diarySchema.parse(JSON.parse(metadata['diary'] ?? '{}'));
  restoreState(state, tensors, z.coerce.number().int().min(0).parse(metadata['step']));
  return diary;
}

export function keepPoint(
  folder: string,
  step: number,
  weights: Trainables,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const tensors = [...weights].map(([name, tensor]) => ({ name, ...tensor }));
  return writeTensors(join(folder, pointFile(step)), tensors, metadata);
}

export async function readPoint(folder: string, step: number): Promise<Trainables> {
  const file = pointFile(step);
  return (await readTensors(join(folder, file), { id: 'run', file })).tensors;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
