/**
 * Low-rank adapters (Hu et al. 2021; for convolutions as in LoCon): beside each chosen product a
 * second way through `down` [rank, in, …] and `up` [out, rank, …], which are inputs of the graph.
 */
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { countOf } from '../gradients/broadcast.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Trainables } from '../trainables.ts';
import { loraSitesOf, type LoraSite } from './sites.ts';

/** What an adapter's file calls the two matrices of a layer. */
export interface LoraMatrices {
  readonly down: string;
  readonly up: string;
}

/** As kohya's scripts do, and as PEFT does. */
export const kohyaMatrices: LoraMatrices = { down: 'lora_down', up: 'lora_up' };
export const peftMatrices: LoraMatrices = { down: 'lora_A', up: 'lora_B' };

export interface LoraPlan {
  readonly rank: number;
  /** The change is scaled by alpha / rank. */
  readonly alpha: number;
  readonly seed: number;
  /** Which weights get one, by the name of the initialiser. Without it all do. */
  readonly isChosen?: (weight: string) => boolean;
  /** What an adapter's file calls a weight's layer; by its own name without it. */
  readonly nameOf?: (weight: string) => string;
  /** Default: as kohya's scripts do. */
  readonly matrices?: LoraMatrices;
}

export function downOf(layer: string, { down }: LoraMatrices = kohyaMatrices): string {
  return `${layer}.${down}.weight`;
}

export function upOf(layer: string, { up }: LoraMatrices = kohyaMatrices): string {
  return `${layer}.${up}.weight`;
}

/** Whether a tensor of an adapter is the second of its two: the one that begins at zero. */
export function isUp(tensor: string): boolean {
  return [kohyaMatrices, peftMatrices].some(({ up }) => tensor.endsWith(`.${up}.weight`));
}

/**
 * Adapters at all chosen sites of the graph: what they are trained from. `up` begins at zero, so
 * that the network is what it was.
 */
export function insertLora(draft: GraphDraft, plan: LoraPlan): Trainables {
  const trainables = new Map<string, { dims: readonly number[]; data: Float32Array }>();
  const random = new TorchRandom(plan.seed);
  for (const site of loraSitesOf(draft)) {
    const { weight, out, inner } = site;
    if (plan.isChosen?.(weight) === false) continue;
    const rank = Math.min(plan.rank, out, countOf(inner));
    const down = { dims: [rank, ...inner], data: random.normal(rank * countOf(inner)) };
    const spread = 1 / Math.sqrt(3 * countOf(inner));
    down.data.forEach((value, index) => (down.data[index] = value * spread));
    const up = {
      dims: [out, rank, ...inner.slice(1).map(() => 1)],
      data: new Float32Array(out * rank),
    };
    const layer = plan.nameOf?.(weight) ?? weight;
    const names = [downOf(layer, plan.matrices), upOf(layer, plan.matrices)] as const;
    if (!trainables.has(names[0])) {
      trainables.set(draft.input(names[0], 'float32', down.dims), down);
      trainables.set(draft.input(names[1], 'float32', up.dims), up);
    }
    insertAt(draft, site, names, plan.alpha / plan.rank);
  }
  return trainables;
}

function insertAt(
  draft: GraphDraft,
  { node }: LoraSite,
  [downName, upName]: readonly [down: string, up: string],
  scale: number,
): void {
  const [x = ''] = node.input;
  const [y = ''] = node.output;
  const plain = draft.fresh('plain');
  const scaled = draft.makeNode('Mul', [upName, draft.number(scale)]);
  const added = [scaled];
  let delta: string;
  if (node.opType === 'Conv') {
    const low = { ...draft.makeNode('Conv', [x, downName]), attribute: node.attribute };
    const high = draft.makeNode('Conv', [low.output[0]!, scaled.output[0]!]);
    added.push(low, high);
    delta = high.output[0]!;
  } else {
    const down = draft.makeNode('Transpose', [downName], { perm: [1, 0] });
    const up = draft.makeNode('Transpose', [scaled.output[0]!], { perm: [1, 0] });
    const low = draft.makeNode('MatMul', [x, down.output[0]!]);
    const high = draft.makeNode('MatMul', [low.output[0]!, up.output[0]!]);
    added.push(down, up, low, high);
    delta = high.output[0]!;
  }
  const sum = { ...draft.makeNode('Add', [plain, delta]), output: [y] };
  draft.replace(node, { ...node, output: [plain, ...node.output.slice(1)] }, ...added, sum);
}
