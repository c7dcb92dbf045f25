/**
 * Words of one's own: from a few examples of each to a softmax regression on CLIP embeddings. Rare
 * words count as much as common ones, and what was learnt is judged by examples that were held out.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FitTagsParams, FitTagsResult } from '#shared/engine-protocol/heads.ts';
import { dot } from '#shared/numeric/vector.ts';
import { fitLinear } from './fit-linear.ts';
import { standardise } from './standardise.ts';

/** Variances of the weights that are tried. */
const STRENGTHS = [1, 8, 64] as const;
const FOLDS = 5;
/** Beyond this a single example of a very rare word would drown the others. */
const MOST_WEIGHT = 5;
/** So many of the examples must count as near to their own kind. */
const NEAR_SHARE = 0.9;

type Example = FitTagsParams['examples'][number];

/** Runs on TensorFlow.js's current backend. Every word needs two sources or more. */
export async function fitTags({
  words,
  examples,
  backdrop,
}: FitTagsParams): Promise<Omit<FitTagsResult, 'training'>> {
  const kinds = words.length;
  const { inputs, dimensions, mean, scale } = standardise(
    examples.map(({ embedding }) => embedding),
    backdrop,
  );
  // 1. One problem for each strength and fold, and one without a fold; a column a word in each.
  const folds = foldsOf(examples);
  const problems = STRENGTHS.flatMap((variance) =>
    [...Array.from({ length: FOLDS }, (_, fold) => fold), undefined].map((fold) => ({
      variance,
      fold,
    })),
  );
  const columns = problems.length * kinds;
  const balance = balanceOf(examples, kinds);
  const mask = new Float32Array(examples.length * columns);
  for (const [row, { word }] of examples.entries()) {
    for (const [problem, { fold }] of problems.entries()) {
      const counts = folds[row] === fold ? 0 : balance[word]!;
      mask.fill(counts, row * columns + problem * kinds, row * columns + (problem + 1) * kinds);
    }
  }
  const wanted = tf.oneHot(
    tf.tensor1d(
      examples.map(({ word }) => word),
      'int32',
    ),
    kinds,
  );
  const targets = tf.reshape(wanted, [examples.length, 1, kinds]);
  const weights = await fitLinear({
    inputs: withOne(inputs, dimensions),
    dimensions: dimensions + 1,
    mask,
    ridge: Float32Array.from(
      { length: columns },
      (_, column) => 1 / problems[Math.floor(column / kinds)]!.variance,
    ),
    curvature: 0.5,
    residual: (outcomes) => {
      const shaped = tf.reshape(outcomes, [examples.length, problems.length, kinds]);
      return tf.reshape(tf.sub(tf.softmax(shaped), targets), [examples.length, columns]);
    },
  });
  tf.dispose([wanted, targets]);
  // 2. What would have been said of each example while it was held out; the strength that costs least.
  const judged = examples.flatMap(({ isAdded }, row) => (isAdded ? [] : [row]));
  const said = (row: number, problem: number): number[] =>
    Array.from({ length: kinds }, (_, kind) => {
      let sum = weights[dimensions * columns + problem * kinds + kind]!;
      for (let index = 0; index < dimensions; index += 1) {
        sum +=
          inputs[row * dimensions + index]! * weights[index * columns + problem * kinds + kind]!;
      }
      return sum;
    });
  const costs = STRENGTHS.map((_, strength) =>
    judged.reduce((cost, row) => {
      const odds = said(row, strength * (FOLDS + 1) + folds[row]!);
      return cost + balance[examples[row]!.word]! * crossEntropy(odds, examples[row]!.word);
    }, 0),
  );
  const strength = costs.indexOf(Math.min(...costs));
  const confusion = Array.from({ length: kinds }, () => Array.from({ length: kinds }, () => 0));
  let zeroShot = 0;
  for (const row of judged) {
    const { word, embedding } = examples[row]!;
    confusion[word]![largestOf(said(row, strength * (FOLDS + 1) + folds[row]!))]! += 1;
    if (largestOf(words.map((one) => dot(one, embedding))) === word) zeroShot += 1;
  }
  // 3. Folded into numbers for embeddings as they are.
  const all = strength * (FOLDS + 1) + FOLDS;
  const folded = new Float32Array(kinds * dimensions);
  const offsets = new Float32Array(kinds);
  for (let kind = 0; kind < kinds; kind += 1) {
    const column = all * kinds + kind;
    offsets[kind] = weights[dimensions * columns + column]!;
    for (let index = 0; index < dimensions; index += 1) {
      const weight = weights[index * columns + column]! / scale;
      folded[kind * dimensions + index] = weight;
      offsets[kind]! -= weight * mean[index]!;
    }
  }
  const trained = confusion.reduce((sum, row, word) => sum + row[word]!, 0);
  return {
    weights: folded,
    offsets,
    nearness: nearnessOf(examples),
    heldOut: { trained, zeroShot, of: judged.length },
    confusion,
  };
}

/** Each word is spread over the folds by itself; views of one picture stay together. */
function foldsOf(examples: readonly Example[]): number[] {
  const places = new Map<string, number>();
  const counts = new Map<number, number>();
  return examples.map(({ word, source }) => {
    const key = `${word} ${source}`;
    const place = places.get(key) ?? counts.get(word) ?? 0;
    if (!places.has(key)) counts.set(word, place + 1);
    places.set(key, place);
    return place % FOLDS;
  });
}

/** What an example of each word counts, so that all words count the same. */
function balanceOf(examples: readonly Example[], kinds: number): number[] {
  const counts = Array.from({ length: kinds }, () => 0);
  for (const { word } of examples) counts[word]! += 1;
  return counts.map((count) =>
    count === 0 ? 0 : Math.min(MOST_WEIGHT, examples.length / (kinds * count)),
  );
}

function withOne(inputs: Float32Array, dimensions: number): Float32Array {
  const rows = inputs.length / dimensions;
  const wider = new Float32Array(rows * (dimensions + 1)).fill(1);
  for (let row = 0; row < rows; row += 1) {
    wider.set(inputs.subarray(row * dimensions, (row + 1) * dimensions), row * (dimensions + 1));
  }
  return wider;
}

function crossEntropy(odds: readonly number[], word: number): number {
  const most = Math.max(...odds);
  return most + Math.log(odds.reduce((sum, one) => sum + Math.exp(one - most), 0)) - odds[word]!;
}

function largestOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/**
 * Half way from how near most examples lie to the nearest other one of their word, to how near they
 * lie to other words: what is farther off is neither.
 */
function nearnessOf(examples: readonly Example[]): number {
  const originals = examples.filter(({ isAdded }) => !isAdded);
  const nearest = (one: Example, isLike: (other: Example) => boolean): number =>
    originals.reduce(
      (most, other) => (isLike(other) ? Math.max(most, dot(one.embedding, other.embedding)) : most),
      -1,
    );
  const own = originals
    .map((one) => nearest(one, ({ word, source }) => word === one.word && source !== one.source))
    .toSorted((a, b) => b - a);
  const others = originals
    .map((one) => nearest(one, ({ word }) => word !== one.word))
    .toSorted((a, b) => b - a);
  const usual = own[Math.floor((own.length - 1) * NEAR_SHARE)] ?? 1;
  return (usual + Math.min(usual, others[others.length >> 1] ?? usual)) / 2;
}
