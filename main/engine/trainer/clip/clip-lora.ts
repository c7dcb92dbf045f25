/** Low-rank adapters for both towers of a CLIP, trained on pictures with their words. */
import { setImmediate } from 'node:timers/promises';
import { loadModel, type Model, type ModelOptions } from '#main/engine/runtime/onnxruntime.ts';
import { rowsOf } from '#main/engine/clip/picture-embedder.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { normalise } from '#shared/numeric/vector.ts';
import { insertLora } from '../lora/insert.ts';
import { withoutChange } from '../lora/without-change.ts';
import { addDistance, addUnitLength } from '../objectives/anchor.ts';
import { addInfoNce, addTriplets, alikeOf } from '../objectives/contrast.ts';
import { joinFloats } from '../objectives/join-floats.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Trainables } from '../trainables.ts';
import {
  openTrainingGraph,
  type Feeds,
  type LearningOptions,
  type Objective,
  type TrainingGraph,
} from '../training-graph.ts';
import { newState, type TrainingState } from '../training-state.ts';
import { pickDistinct } from './pick-distinct.ts';
import type { ClipTowers } from './clip-towers.ts';
import { variedPicture, type Variation } from './vary-picture.ts';
import { variedWords } from './vary-words.ts';

export interface ClipLoraPlan extends Variation {
  readonly rank: number;
  readonly alpha: number;
  /** Everything random of the run comes from it; 0..2^20. */
  readonly seed: number;
  /** Pairs per batch. */
  readonly batch: number;
  /** Unrelated pictures and texts per batch, held to where they are. */
  readonly kept: number;
  readonly loss: 'infonce' | 'triplet';
}

/** A picture and what is said of it. */
export interface Pair {
  /** float32 [3, imageSize, imageSize], normalised for the tower */
  readonly picture: () => Float32Array;
  readonly caption: string;
}

/** An unrelated pair with its embeddings by the untaught CLIP. */
export interface KeptPair extends Pair {
  readonly seen: Float32Array;
  readonly said: Float32Array;
}

export interface ClipLessons {
  readonly pairs: readonly Pair[];
  /** How often each is drawn, relative to the others. */
  readonly weights: readonly number[];
  /** Asked for only where the plan keeps some. */
  readonly kept: readonly KeptPair[];
}

export interface ClipLoraRun {
  readonly graph: TrainingGraph;
  readonly state: TrainingState;
  /** The batch of that number: the same each time. */
  draw(batch: number): Feeds;
  /** L2-normalised, with an adapter of this run or as they were. Throws CancelledError. */
  embedPictures(
    pictures: readonly Float32Array[],
    values: Trainables | 'base',
    signal?: AbortSignal,
  ): Promise<Float32Array[]>;
  embedTexts(
    texts: readonly string[],
    values: Trainables | 'base',
    signal?: AbortSignal,
  ): Promise<Float32Array[]>;
  release(): Promise<void>;
}

/** A cosine lost by what is kept, beside a pair's loss: as much as one that a pair gains. */
const KEPT_SHARE = 1;
/** What goes through a tower together where nothing is trained. */
const GROUP = 16;
/** Seeds of batches lie apart. */
const STRIDE = 4_093;

/** The towers with adapters, ready to embed before there is anything to train on. */
export interface AdaptedTowers extends Pick<ClipLoraRun, 'embedPictures' | 'embedTexts'> {
  readonly trainables: Trainables;
  release(): Promise<void>;
}

interface Rows {
  readonly count: number;
  join(start: number, end: number): Float32Array | BigInt64Array;
}

/** Puts adapters into the towers' graph. Throws what loading a graph throws. */
export async function adaptTowers(
  towers: ClipTowers,
  plan: Pick<ClipLoraPlan, 'rank' | 'alpha' | 'seed'>,
  options: ModelOptions,
): Promise<AdaptedTowers> {
  const { draft } = towers;
  const trainables = insertLora(draft, plan);
  const label = { id: 'training', file: 'towers' };
  const [texts, pictures] = await Promise.all(
    [towers.texts, towers.pictures].map((output) =>
      loadModel(draft.encode([output]), options, label),
    ),
  );
  const none = withoutChange(trainables);
  const embed = async (
    model: Model,
    [input, output]: readonly [input: string, output: string],
    rows: Rows,
    dims: readonly number[],
    values: Trainables | 'base',
    signal?: AbortSignal,
  ): Promise<Float32Array[]> => {
    const known = Object.fromEntries(values === 'base' ? none : values);
    const embedded: Float32Array[] = [];
    for (let start = 0; start < rows.count; start += GROUP) {
      await setImmediate();
      throwIfCancelled(signal);
      const end = Math.min(rows.count, start + GROUP);
      const data = rows.join(start, end);
      const given: Feeds = { ...known, [input]: { data, dims: [end - start, ...dims] } };
      const feeds = Object.fromEntries(model.inputs.map(({ name }) => [name, given[name]!]));
      const out = (await model.run(feeds))[output]?.data as Float32Array;
      embedded.push(...rowsOf(out, end - start).map(normalise));
    }
    return embedded;
  };
  const side = towers.view.imageSize;
  return {
    trainables,
    embedPictures: (given, values, signal) =>
      embed(
        ...([pictures!, [towers.pixels, towers.pictures]] as const),
        { count: given.length, join: (start, end) => joinFloats(given.slice(start, end)) },
        ...([[3, side, side], values, signal] as const),
      ),
    async embedTexts(given, values, signal) {
      const ids = given.map((text) => towers.encode(text));
      const length = ids[0]?.length ?? 0;
      return embed(
        ...([texts!, [towers.ids, towers.texts]] as const),
        { count: ids.length, join: (start, end) => joinIds(ids.slice(start, end)) },
        ...([[length], values, signal] as const),
      );
    },
    async release() {
      await Promise.all([texts!.release(), pictures!.release()]);
    },
  };
}

/** Throws RangeError where an operator cannot be trained, CancelledError, and what loading a graph throws. */
export async function openClipLora(
  towers: ClipTowers,
  adapted: AdaptedTowers,
  lessons: ClipLessons,
  plan: ClipLoraPlan,
  options: LearningOptions,
  signal?: AbortSignal,
): Promise<ClipLoraRun> {
  const { draft, view } = towers;
  const { imageSize: side, mean, std, background } = view;
  const { trainables } = adapted;
  const objective = addObjective(draft, towers, plan);
  const ground = background.map((value, at) => (value / 255 - mean[at]!) / std[at]!);

  const draw = (batch: number): Feeds => {
    const random = new TorchRandom(plan.seed * STRIDE + batch);
    const next = (): number => random.uniform();
    const pairs = pickDistinct(lessons, plan.batch, next);
    const kept = Array.from(
      { length: plan.kept },
      () => lessons.kept[Math.floor(next() * lessons.kept.length)]!,
    );
    const pictures = [
      ...pairs.map(({ picture }) => variedPicture(picture(), side, ground, plan, next)),
      ...kept.map(({ picture }) => picture()),
    ];
    const ids = [
      ...pairs.map(({ caption }) => variedWords(caption, next)),
      ...kept.map(({ caption }) => caption),
    ].map((text) => towers.encode(text));
    const rows = plan.batch + plan.kept;
    const anchors = [plan.kept, towers.dimensions];
    return {
      [towers.pixels]: { data: joinFloats(pictures), dims: [rows, 3, side, side] },
      [towers.ids]: { data: joinIds(ids), dims: [rows, ids[0]!.length] },
      alike: {
        data: alikeOf(pairs.map(({ caption }) => caption)),
        dims: [plan.batch, plan.batch],
      },
      seen: { data: joinFloats(kept.map(({ seen }) => seen)), dims: anchors },
      said: { data: joinFloats(kept.map(({ said }) => said)), dims: anchors },
    };
  };
  const graph = await openTrainingGraph(
    ...([draft, objective, trainables, draw(0), options, signal] as const),
  );
  return {
    ...{ graph, draw, state: newState(trainables) },
    embedPictures: adapted.embedPictures,
    embedTexts: adapted.embedTexts,
    release: () => graph.release(),
  };
}

/** The pairs' loss first, then what has become of what is kept. */
function addObjective(
  draft: GraphDraft,
  towers: ClipTowers,
  { batch, kept, loss }: ClipLoraPlan,
): Objective {
  const all = [towers.pictures, towers.texts].map((output) => addUnitLength(draft, output));
  const [pictures, texts] = all.map((output) => rowsFrom(draft, output, 0, batch));
  const contrast = loss === 'infonce' ? addInfoNce : addTriplets;
  const pairs = contrast(draft, { pictures: pictures!, texts: texts! }, batch, towers.scale);
  const mean = (rows: string): string => draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  if (kept === 0) return { loss: mean(pairs), rows: pairs };
  const sizes = [kept, towers.dimensions] as const;
  const lost = all.map((output, at) => {
    const own = rowsFrom(draft, output, batch, batch + kept);
    return addDistance(draft, own, at === 0 ? 'seen' : 'said', sizes);
  });
  const weight = draft.number(towers.scale * KEPT_SHARE);
  const rows = draft.op('Mul', [draft.op('Add', lost), weight]);
  return {
    loss: draft.op('Add', [mean(pairs), mean(rows)]),
    rows: draft.op('Concat', [pairs, rows], { axis: { int: 0 } }),
  };
}

function rowsFrom(draft: GraphDraft, value: string, start: number, end: number): string {
  return draft.op('Slice', [value, draft.ints([start]), draft.ints([end]), draft.ints([0])]);
}

function joinIds(rows: readonly BigInt64Array[]): BigInt64Array {
  return BigInt64Array.from(rows.flatMap((ids) => [...ids]));
}
