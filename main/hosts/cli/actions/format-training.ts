/** Datasets, plans and runs for people who read a terminal. */
import type { Dataset } from '#shared/domain/dataset.ts';
import type {
  Recipe,
  RecipeConcern,
  Run,
  TrainingEstimate,
  Verdict,
} from '#shared/domain/training.ts';
import { describeError } from '#shared/errors/describe.ts';
import { formatSeconds } from '../terminal/progress-bar.ts';
import { formatTable, shorten } from '../terminal/table.ts';

const SHOWN_NAMES = 3;

export function describeDataset({ name, pictures, findings }: Dataset): string {
  const included = pictures.filter(({ isIncluded }) => isIncluded);
  const heldOut = included.filter(({ isHeldOut }) => isHeldOut).length;
  const captioned = included.filter(({ caption }) => caption !== '').length;
  const names = new Map(pictures.map((picture) => [picture.key, picture.name]));
  const rows = findings.map(({ kind, isBlocking, groups, params, remedies }) => {
    const keys = groups.flat();
    const shown = keys.slice(0, SHOWN_NAMES).map((key) => names.get(key) ?? key);
    const more = keys.length > SHOWN_NAMES ? ', …' : '';
    const facts = Object.entries(params).map(([key, value]) => `${key} ${value}`);
    return [
      isBlocking ? `${kind} (!)` : kind,
      keys.length === 0 ? '' : String(keys.length),
      shorten([shown.join(', ') + more, ...facts].filter((text) => text !== '').join('; '), 70),
      remedies.join(', '),
    ];
  });
  const head = `${name}: ${included.length} of ${pictures.length} pictures, ${captioned} with captions, ${heldOut} held out.`;
  if (rows.length === 0) return `${head}\nNothing stands in the way.`;
  return `${head}\n${formatTable(['finding', 'pictures', 'which', 'remedies'], rows)}`;
}

const concernWords: Readonly<Record<RecipeConcern['kind'], string>> = {
  'too-few-pictures': 'few pictures: little more than these will be learnt',
  'no-held-out': 'no picture is held out, so nothing can be judged',
  memory: 'a batch this large may need more memory than there is',
  long: 'this takes long',
  'rate-high': 'steps this large usually run away',
  'steps-many-for-pictures': 'many rounds over few pictures: they will be learnt by heart',
  'captions-missing': 'some pictures have no caption',
  'checkpoint-not-trainable': 'this checkpoint cannot be taught',
  distilled: 'this checkpoint was distilled to few steps; the one before that learns better',
  'batch-larger-than-pictures': 'a batch holds more than there are pictures',
  'trigger-is-common': 'the trigger is a word that means something already',
  'words-too-few': 'words are told apart from each other, and the captions say one thing only',
  'words-once': 'every picture has words of its own, so nothing shows whether one was understood',
};

export function describePlan(
  { recipe, concerns }: { readonly recipe: Recipe; readonly concerns: readonly RecipeConcern[] },
  estimate?: TrainingEstimate,
): string {
  const told = concerns.map(
    ({ kind, isBlocking }) => `${isBlocking ? 'Not possible' : 'Mind'}: ${concernWords[kind]}.`,
  );
  if (estimate === undefined) return told.join('\n');
  const { steps, rank, learningRate, batch, preservation } = recipe;
  const how = recipe.teaches === 'words' ? `loss ${recipe.loss}` : `trigger “${recipe.trigger}”`;
  return [
    `${steps} steps of ${batch} pictures, rank ${rank}, rate ${learningRate}, preservation ${preservation}, ${how}.`,
    `About ${formatSeconds(estimate.totalMs)}, ${megabytes(estimate.memoryBytes)} of memory, an adapter of ${megabytes(estimate.adapterBytes)}.`,
    ...told,
  ].join('\n');
}

export function formatRuns(runs: readonly Run[]): string {
  const rows = runs.map(({ id, name, state, step, recipe, best, adapter }) => [
    ...[id, shorten(name, 24), recipe.teaches, state, `${step}/${recipe.steps}`],
    best?.heldOutLoss?.toFixed(4) ?? '',
    adapter ?? '',
  ]);
  return formatTable(['id', 'name', 'teaches', 'state', 'step', 'held out', 'adapter'], rows);
}

export function describeRun(run: Run): string {
  const { id, name, state, step, recipe, best, verdict, adapter, error } = run;
  return [
    `${name} (${id}): ${state} at step ${step} of ${recipe.steps}${calledBy(recipe)}.`,
    ...(error === undefined ? [] : [describeError(error, 'en').what]),
    ...(best === undefined ? [] : [`Best step: ${best.step}.`]),
    ...(verdict === undefined ? [] : describeVerdict(verdict)),
    ...describeReadings(run),
    ...(adapter === undefined ? [] : [savedWords(recipe, adapter)]),
  ].join('\n');
}

function calledBy({ teaches, trigger }: Recipe): string {
  return teaches === 'words' ? '' : `, trigger “${trigger}”`;
}

/** How what was saved is used. */
export function savedWords({ teaches, trigger }: Recipe, adapter: string): string {
  return teaches === 'words'
    ? `Saved as ${adapter}. Rank with it: easel settings set rankingAdapter ${adapter}`
    : `Saved. In a prompt: ${trigger} … <lora:${adapter}:1>`;
}

/** The first word found for each of the pictures shown, before and after. */
function describeReadings({ readings }: Run): string[] {
  if (readings === undefined || readings.before.length === 0) return [];
  const before = new Map(readings.before.map(({ key, found }) => [key, found[0]?.words ?? '']));
  const rows = readings.after.map(({ key, caption, found }) => [
    ...[shorten(caption, 30), shorten(before.get(key) ?? '', 30)],
    found[0] === undefined ? '' : `${shorten(found[0].words, 30)} ${percent(found[0].share)}`,
  ]);
  return [formatTable(['held-out picture', 'read before', 'read after'], rows)];
}

function describeVerdict(verdict: Verdict): string[] {
  const lines: string[] = [];
  const tell = (what: string, numbers: Verdict['likeness'], digits: number): void => {
    if (numbers === undefined) return;
    const change = (100 * (numbers.after / numbers.before - 1)).toFixed(1);
    lines.push(
      `${what}: ${numbers.before.toFixed(digits)} before, ${numbers.after.toFixed(digits)} after (${change} %).`,
    );
  };
  tell('Loss on held-out pictures', verdict.heldOutLoss, 4);
  tell('Likeness of drawings to held-out pictures', verdict.likeness, 3);
  const { accuracy, unrelated } = verdict;
  if (accuracy === undefined) tell('Match of unrelated prompts', unrelated, 3);
  else {
    const share = ({ before, after }: NonNullable<Verdict['accuracy']>): string =>
      `${percent(before)} before, ${percent(after)} after`;
    lines.push(`Held-out pictures read as they should be: ${share(accuracy)}.`);
    if (unrelated !== undefined) lines.push(`Unrelated pictures: ${share(unrelated)}.`);
  }
  if (verdict.overfitting !== 'none') lines.push(`Overfitting: ${verdict.overfitting}.`);
  return lines;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function megabytes(bytes: number): string {
  return `${Math.max(0.1, bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MB`;
}
