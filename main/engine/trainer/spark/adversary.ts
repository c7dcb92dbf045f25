/** The discriminator that takes part in teaching Spark: it sees pictures through Spark's own CLIP. */
import { readFile } from 'node:fs/promises';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadModel, type ModelOptions } from '#main/engine/runtime/onnxruntime.ts';
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { GraphDraft } from '../graph/graph-draft.ts';
import { appendNetwork } from '../graph/append-network.ts';
import { openDraft } from '../graph/open-draft.ts';
import {
  addDiscriminatorInputs,
  addDiscriminatorLoss,
  addGeneratorLoss,
  newDiscriminator,
} from '../objectives/adversarial.ts';
import { addView, drawViews } from '../objectives/seen-by-clip.ts';
import { clipLength } from '../optimiser/gradients.ts';
import type { Trainables } from '../trainables.ts';
import {
  openTrainingGraph,
  type Feeds,
  type Objective,
  type TrainingGraph,
} from '../training-graph.ts';

export interface AdversaryPlan {
  /** Pictures that are taught per batch; rows that are only kept are not looked at. */
  readonly batch: number;
  /** float: how much L_G counts beside the loss of flow matching. */
  readonly weight: number;
  readonly seed: number;
}

export interface Adversary {
  readonly discriminator: Trainables;
  /** The objective with L_G; what it is without is what held-out pictures are judged by. */
  readonly objective: Objective;
  /** What the graph reads besides; predictions from more noise count less. */
  feeds(times: readonly number[], random: TorchRandom): Feeds;
  /** The same graph, whose gradients are also those of D. */
  join(graph: TrainingGraph): Promise<TrainingGraph>;
}

/** Of a network's normalised states, at which depths it is looked through, as shares. */
const DEPTHS = [1 / 3, 2 / 3, 1];
/**
 * D's gradients are shortened to this before they are clipped with the others', so that they take no
 * part in that; the optimiser does not mind.
 */
const SHORT = 0.01;

/**
 * Adds what Spark draws, seen through its CLIP, and L_G, to the U-Net's graph.
 *
 * Throws `training.not-trainable` where the CLIP is of another kind.
 */
export async function addAdversary(
  draft: GraphDraft,
  plain: Objective,
  checkpoint: OpenCheckpoint,
  { batch, weight, seed }: AdversaryPlan,
  options: ModelOptions,
): Promise<Adversary> {
  const { latent, clip, name } = checkpoint.manifest;
  const vision = openDraft(await readFile((await checkpoint.part('clip_vision')).path));
  const taps = tapsOf(vision);
  if (taps.length === 0) {
    const reason = 'its CLIP has no states that a discriminator can look at';
    throw new EaselError('training.not-trainable', { checkpoint: name, reason });
  }
  const sizes = [batch, latent.width, clip.imageSize] as const;
  const look = (into: GraphDraft, picture: string): string[] => {
    const seen = addView(into, picture, sizes);
    const renamed = appendNetwork(into, vision, 'eye', { pixel_values: seen });
    return taps.map(({ output }) => renamed(output));
  };
  const bounds = [draft.ints([0]), draft.ints([batch]), draft.ints([0])];
  const fake = look(draft, draft.op('Slice', ['out_sample', ...bounds]));
  const discriminator = newDiscriminator(
    taps.map(({ width }) => width),
    seed,
  );
  addDiscriminatorInputs(draft, discriminator);
  const weights = draft.input('adversarial', 'float32', [batch]);
  const rows = addGeneratorLoss(draft, fake, batch, weights);
  const share = draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  const objective: Objective = {
    ...{ loss: draft.op('Add', [plain.loss, share]), judged: plain.loss, rows: plain.rows },
    also: fake,
  };
  const known = Object.fromEntries(discriminator);
  return {
    ...{ discriminator, objective },
    feeds: (times, random) => ({
      ...drawViews(batch, random),
      ...known,
      adversarial: { data: Float32Array.from(times, (time) => weight * time), dims: [batch] },
    }),
    async join(graph) {
      const eye = GraphDraft.empty();
      const picture = eye.input('picture', 'float32', [
        batch,
        ...[latent.channels, latent.height, latent.width],
      ]);
      const real = look(eye, picture);
      const eyes = await loadModel(eye.encode(real), options, { id: 'training', file: 'eyes' });
      let judge: TrainingGraph | undefined;
      return {
        ...graph,
        async gradients(feeds) {
          const found = await graph.gradients(feeds);
          const { clean, ground, light, depth } = feeds;
          const length = clean!.data.length / clean!.dims[0]!;
          const shown = {
            data: (clean!.data as Float32Array).slice(0, batch * length),
            dims: [batch, ...clean!.dims.slice(1)],
          };
          const seen = await eyes.run({
            ...{ picture: shown, ground: ground!, light: light!, depth: depth! },
          });
          const states: Record<string, Feeds[string]> = {};
          real.forEach((output, at) => (states[`real.${at}`] = seen[output]!));
          fake.forEach((output, at) => (states[`fake.${at}`] = found.also.get(output)!));
          judge ??= await openJudge(discriminator, states, batch, options);
          const { gradients } = await judge.gradients(states);
          clipLength(gradients, SHORT);
          return { ...found, gradients: new Map([...found.gradients, ...gradients]) };
        },
        async release() {
          await Promise.all([graph.release(), eyes.release(), judge?.release()]);
        },
      };
    },
  };
}

/** L_D over states that are given. */
function openJudge(
  discriminator: Trainables,
  states: Feeds,
  batch: number,
  options: ModelOptions,
): Promise<TrainingGraph> {
  const draft = GraphDraft.empty();
  addDiscriminatorInputs(draft, discriminator);
  const inputs = (kind: string): string[] =>
    Object.entries(states)
      .filter(([name]) => name.startsWith(kind))
      .map(([name, { dims }]) => draft.input(name, 'float32', dims));
  const rows = addDiscriminatorLoss(draft, inputs('real.'), inputs('fake.'), batch);
  const loss = draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  return openTrainingGraph(draft, { loss, rows }, discriminator, states, options);
}

/** Normalised states of the tower, from edges and colours to the whole. */
function tapsOf(vision: GraphDraft): { output: string; width: number }[] {
  const states = vision.nodes.filter(({ opType }) => opType === 'LayerNormalization');
  if (states.length < DEPTHS.length) return [];
  return DEPTHS.map((share) => {
    const node = states[Math.round(share * (states.length - 1))]!;
    const width = vision.initializers.get(node.input[1] ?? '')?.dims[0] ?? 0;
    return { output: node.output[0] ?? '', width };
  });
}
