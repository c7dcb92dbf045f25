/**
 * A taste: from picks of one picture over another, and from stars, to a direction in CLIP's space.
 *
 * Picks by Bradley and Terry's model (Biometrika 39, 1952), P(a over b) = σ(w · (a − b)); stars by
 * ridge regression of the same w, one star meaning as much as one unit of log odds. Few picks must not
 * be believed too much: w is drawn towards zero, as strongly as serves picks that were held out best.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FitTasteParams, FitTasteResult } from '#shared/engine-protocol/heads.ts';
import { logistic, logLoss } from '#shared/numeric/logistic.ts';
import { assignFolds, type Folds } from './folds.ts';
import { fitLinear } from './fit-linear.ts';
import { standardise } from './standardise.ts';

/** Variances of the weights that are tried. */
const STRENGTHS = [0.25, 1, 4, 16, 64] as const;
/** A star says less about a picture than a choice between two. */
const STAR_WEIGHT = 0.5;

export type TasteFit = Omit<FitTasteResult, 'training'>;

/** Runs on TensorFlow.js's current backend. */
export async function fitTaste(params: FitTasteParams): Promise<TasteFit> {
  const { picks, ratings } = params;
  const {
    inputs: pictures,
    dimensions,
    mean,
    scale,
  } = standardise(params.pictures, params.backdrop);
  // 1. One row a pick, then one a rated picture.
  const rows = picks.length + ratings.length;
  const inputs = new Float32Array(rows * dimensions);
  const at = (picture: number, index: number): number => pictures[picture * dimensions + index]!;
  for (const [row, { winner, loser }] of picks.entries()) {
    for (let index = 0; index < dimensions; index += 1) {
      inputs[row * dimensions + index] = at(winner, index) - at(loser, index);
    }
  }
  const middle = middleOf(ratings, pictures, dimensions);
  for (const [place, { picture }] of ratings.entries()) {
    for (let index = 0; index < dimensions; index += 1) {
      inputs[(picks.length + place) * dimensions + index] =
        at(picture, index) - middle.picture[index]!;
    }
  }
  // 2. Every strength without each fold, and with everything.
  const folds = assignFolds(picks.map(({ winner, loser }) => [winner, loser]));
  const columns = STRENGTHS.flatMap((variance) =>
    [...Array.from({ length: folds.count }, (_, fold) => fold), undefined].map((fold) => ({
      variance,
      fold,
    })),
  );
  const isPick = tf.tensor2d(
    Uint8Array.from({ length: rows * columns.length }, (_, place) =>
      place < picks.length * columns.length ? 1 : 0,
    ),
    [rows, columns.length],
    'bool',
  );
  const wanted = tf.tensor2d(
    [...picks.map(() => 1), ...ratings.map(({ stars }) => stars - middle.stars)],
    [rows, 1],
  );
  const weights = await fitLinear({
    inputs,
    dimensions,
    mask: maskOf(columns, folds, params),
    ridge: Float32Array.from(columns, ({ variance }) => 1 / variance),
    // Of the logistic loss a quarter, of the squared one 1.
    curvature: ratings.length === 0 ? 0.25 : 1,
    residual: (outcomes) => tf.sub(tf.where(isPick, tf.sigmoid(outcomes), outcomes), wanted),
  });
  tf.dispose([isPick, wanted]);
  // 3. Held-out log odds of each pick, by strength; the strength that costs least.
  const outcome = (row: number, column: number): number => {
    let sum = 0;
    for (let index = 0; index < dimensions; index += 1) {
      sum += inputs[row * dimensions + index]! * weights[index * columns.length + column]!;
    }
    return sum;
  };
  const heldOut = STRENGTHS.map((_, strength) =>
    picks.map((_pick, row) => outcome(row, strength * (folds.count + 1) + folds.of[row]!)),
  );
  const judged = folds.count > 1 ? judge(heldOut, folds) : undefined;
  const strength = judged === undefined ? 1 : cheapest(heldOut, () => true);
  // 4. Folded into one vector on embeddings as they are.
  const temper = judged === undefined ? 1 : calibration(heldOut[strength]!);
  const column = strength * (folds.count + 1) + folds.count;
  const direction = Float32Array.from(
    { length: dimensions },
    (_, index) => (temper * weights[index * columns.length + column]!) / scale,
  );
  const offset = -direction.reduce((sum, value, index) => sum + value * mean[index]!, 0);
  return {
    direction,
    offset,
    ...(judged === undefined ? {} : { heldOut: judged }),
  };
}

/** Learning is kept from whatever shows a picture of what is held out. */
function maskOf(
  columns: readonly { readonly fold: number | undefined }[],
  folds: Folds,
  { picks, ratings }: FitTasteParams,
): Float32Array {
  const mask = new Float32Array((picks.length + ratings.length) * columns.length);
  for (const [column, { fold }] of columns.entries()) {
    const hidden = new Set<number>();
    for (const [row, { winner, loser }] of picks.entries()) {
      if (folds.of[row] === fold) hidden.add(winner).add(loser);
    }
    for (const [row, { winner, loser }] of picks.entries()) {
      if (!hidden.has(winner) && !hidden.has(loser)) mask[row * columns.length + column] = 1;
    }
    for (const [place, { picture }] of ratings.entries()) {
      const row = picks.length + place;
      if (!hidden.has(picture)) mask[row * columns.length + column] = STAR_WEIGHT;
    }
  }
  return mask;
}

/** For each fold the strength is chosen by the others, so that none is judged by its own choice. */
function judge(
  heldOut: readonly (readonly number[])[],
  folds: Folds,
): { right: number; of: number } {
  let right = 0;
  for (let fold = 0; fold < folds.count; fold += 1) {
    const strength = cheapest(heldOut, (row) => folds.of[row] !== fold);
    for (const [row, odds] of heldOut[strength]!.entries()) {
      if (folds.of[row] === fold && odds > 0) right += 1;
    }
  }
  return { right, of: folds.of.length };
}

function cheapest(
  heldOut: readonly (readonly number[])[],
  counts: (row: number) => boolean,
): number {
  const costs = heldOut.map((odds) =>
    odds.reduce((sum, one, row) => sum + (counts(row) ? logLoss(one) : 0), 0),
  );
  return costs.indexOf(Math.min(...costs));
}

/**
 * By how much log odds must be multiplied to be right about picks that were held out (Platt's
 * scaling, without an offset, as left and right mean nothing), drawn towards 1 by one doubtful pick.
 */
function calibration(odds: readonly number[]): number {
  let log = 0;
  for (let round = 0; round < 50; round += 1) {
    const factor = Math.exp(log);
    let slope = 2 * log;
    let bend = 2;
    for (const one of odds) {
      const scaled = factor * one;
      const doubt = 1 - logistic(scaled);
      slope -= doubt * scaled;
      bend += doubt * (1 - doubt) * scaled ** 2;
    }
    log = Math.min(2, Math.max(-3, log - slope / bend));
  }
  return Math.exp(log);
}

/** Mean picture and mean stars of what is rated: what is above it is liked. */
function middleOf(
  ratings: FitTasteParams['ratings'],
  pictures: Float32Array,
  dimensions: number,
): { picture: Float32Array; stars: number } {
  const picture = new Float32Array(dimensions);
  let stars = 0;
  for (const rating of ratings) {
    stars += rating.stars / ratings.length;
    for (let index = 0; index < dimensions; index += 1) {
      picture[index]! += pictures[rating.picture * dimensions + index]! / ratings.length;
    }
  }
  return { picture, stars };
}
