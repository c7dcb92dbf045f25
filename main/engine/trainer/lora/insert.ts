/**
 * Low-rank adapters (Hu et al. 2021; for convolutions as in LoCon): beside each chosen product a
 * second way through `down` [rank, in, …] and `up` [out, rank, …], which are inputs of the graph.
 */
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { countOf } from '../gradients/broadcast.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Trainables } from '../trainables.ts';
import { loraSitesOf, type LoraSite } from './sites.ts';

export interface LoraPlan {
  readonly rank: number;
  /** The change is scaled by alpha / rank. */
  readonly alpha: number;
  readonly seed: number;
  /** Which weights get one, by the name of the initialiser. Without it all do. */
  readonly isChosen?: (weight: string) => boolean;
  /** What an adapter's file calls a weight's layer; by its own name without it. */
  readonly nameOf?: (weight: string) => string;
}

export function downOf(weight: string): string {
  return `${weight}.lora_down.weight`;
}

export function upOf(weight: string): string {
  return `${weight}.lora_up.weight`;
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
    const name = plan.nameOf?.(weight) ?? weight;
    if (!trainables.has(downOf(name))) {
      trainables.set(draft.input(downOf(name), 'float32', down.dims), down);
      trainables.set(draft.input(upOf(name), 'float32', up.dims), up);
    }
    insertAt(draft, site, name, plan.alpha / plan.rank);
  }
  return trainables;
}

function insertAt(draft: GraphDraft, { node }: LoraSite, name: string, scale: number): void {
  const [x = ''] = node.input;
  const [y = ''] = node.output;
  const plain = draft.fresh('plain');
  const scaled = draft.makeNode('Mul', [upOf(name), draft.number(scale)]);
  const added = [scaled];
  let delta: string;
  if (node.opType === 'Conv') {
    const low = { ...draft.makeNode('Conv', [x, downOf(name)]), attribute: node.attribute };
    const high = draft.makeNode('Conv', [low.output[0]!, scaled.output[0]!]);
    added.push(low, high);
    delta = high.output[0]!;
  } else {
    const down = draft.makeNode('Transpose', [downOf(name)], { perm: [1, 0] });
    const up = draft.makeNode('Transpose', [scaled.output[0]!], { perm: [1, 0] });
    const low = draft.makeNode('MatMul', [x, down.output[0]!]);
    const high = draft.makeNode('MatMul', [low.output[0]!, up.output[0]!]);
    added.push(down, up, low, high);
    delta = high.output[0]!;
  }
  const sum = { ...draft.makeNode('Add', [plain, delta]), output: [y] };
  draft.replace(node, { ...node, output: [plain, ...node.output.slice(1)] }, ...added, sum);
}
