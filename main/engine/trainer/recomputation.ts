/**
 * Blocks of a graph that are computed a second time on the way back, so that what they made the first
 * time need not be kept until then (Chen et al. 2016, "Training deep nets with sublinear memory cost").
 *
 * The runtime joins nodes that compute the same of the same, and would undo it. So a second copy reads
 * its inputs through a Reshape whose sizes depend on the gradient that has arrived: it changes nothing
 * and moves nothing, but nobody can know that before the run, and the copy cannot begin before its turn.
 */
import { elementTypes, type NodeProto } from '#main/engine/graph/onnx/model.ts';
import type { GraphDraft } from './graph/graph-draft.ts';
import { chooseBlocks } from './recomputed-blocks.ts';

/** What is known of tensors; told of copies as they are made. */
export interface TensorFacts {
  readonly shapes: Map<string, readonly number[]>;
  readonly types: Map<string, number>;
  readonly active: Set<string>;
}

/** What is computed again. */
export interface RecomputationPlan {
  /**
   * Whether weights are widened again for each block, too: where the runtime uses them from their file
   * it does not do that once while it loads, and would keep them all in full.
   */
  readonly areWeightsWidened: boolean;
}

/** Kinds that weights are stored in and widened from. */
const halves: ReadonlySet<number> = new Set([elementTypes.float16, elementTypes.bfloat16]);

export class Recomputation {
  readonly #draft: GraphDraft;
  readonly #facts: TensorFacts;
  readonly #plan: RecomputationPlan;
  readonly #blockOf = new Map<NodeProto, readonly NodeProto[]>();
  /** By what they make. */
  readonly #makers: ReadonlyMap<string, NodeProto>;
  readonly #constant: ReadonlySet<NodeProto>;
  readonly #copies = new Map<NodeProto, NodeProto>();

  /** Nothing is computed again without a plan. */
  constructor(draft: GraphDraft, facts: TensorFacts, plan: RecomputationPlan | undefined) {
    this.#draft = draft;
    this.#facts = facts;
    this.#plan = plan ?? { areWeightsWidened: false };
    this.#makers = new Map(
      draft.nodes.flatMap((node) => node.output.map((name) => [name, node] as const)),
    );
    this.#constant = constantNodes(draft.nodes, draft.initializers);
    if (plan === undefined) return;
    const changing = draft.nodes.filter((node) => !this.#constant.has(node));
    // The way back begins with the last block, which is still there.
    for (const block of chooseBlocks(changing, facts.shapes).slice(0, -1)) {
      for (const node of block) this.#blockOf.set(node, block);
    }
  }

  /**
   * The node whose tensors are there on the way back: a copy where its block is computed again.
   *
   * @param gradient one that has arrived at the node, float32 of any size
   */
  again(node: NodeProto, gradient: string): NodeProto {
    const block = this.#blockOf.get(node);
    if (block !== undefined && !this.#copies.has(node)) this.#copy(block, gradient);
    return this.#copies.get(node) ?? node;
  }

  #copy(block: readonly NodeProto[], gradient: string): void {
    const zero = this.#zeroOf(gradient);
    const names = new Map<string, string>();
    for (const node of block) this.#copyNode(node, names, zero);
  }

  /** @param names what tensors are called in the copy of the block, as far as that is known */
  #copyNode(node: NodeProto, names: Map<string, string>, zero: string): void {
    const input = node.input.map((name) => {
      if (!names.has(name)) this.#reach(name, names, zero);
      return names.get(name) ?? name;
    });
    const output = node.output.map((name) => (name === '' ? '' : this.#draft.fresh(node.opType)));
    node.output.forEach((name, at) => {
      if (name === '') return;
      this.#know(name, output[at]!);
      names.set(name, output[at]!);
    });
    const copy = { ...node, name: output.find((name) => name !== '') ?? '', input, output };
    this.#draft.nodes.push(copy);
    this.#copies.set(node, copy);
  }

  /** What a block reads and does not make. */
  #reach(name: string, names: Map<string, string>, zero: string): void {
    const maker = this.#makers.get(name);
    const isConstant = maker !== undefined && this.#constant.has(maker);
    const isStored = maker === undefined && this.#draft.initializers.has(name);
    if (isConstant && this.#plan.areWeightsWidened) {
      this.#copyNode(maker, names, zero);
      return;
    }
    const isWanted = isStored
      ? this.#plan.areWeightsWidened && halves.has(this.#facts.types.get(name) ?? 0)
      : maker !== undefined && !isConstant && this.#facts.types.get(name) === elementTypes.float32;
    names.set(name, isWanted ? this.#readLate(name, zero) : name);
  }

  /** The same tensor, as soon as `zero` is there. */
  #readLate(name: string, zero: string): string {
    const sizes = this.#draft.ints(this.#facts.shapes.get(name) ?? []);
    const late = this.#draft.op('Reshape', [name, this.#draft.op('Add', [sizes, zero])]);
    this.#know(name, late);
    return late;
  }

  /** int64 [1]: nothing is less than minus infinity, but the runtime does not know. */
  #zeroOf(gradient: string): string {
    const draft = this.#draft;
    const flat = draft.reshape(gradient, [-1]);
    const first = draft.op('Slice', [flat, draft.ints([0]), draft.ints([1])]);
    const never = draft.op('Less', [first, draft.number(-Infinity)]);
    return draft.op('Cast', [never], { to: { int: elementTypes.int64 } });
  }

  #know(name: string, copy: string): void {
    const { shapes, types, active } = this.#facts;
    const shape = shapes.get(name);
    if (shape !== undefined) shapes.set(copy, shape);
    types.set(copy, types.get(name) ?? elementTypes.float32);
    if (active.has(name)) active.add(copy);
  }
}

/** Those that depend on nothing that is given. */
export function constantNodes(
  nodes: readonly NodeProto[],
  initializers: GraphDraft['initializers'],
): Set<NodeProto> {
  const known = new Set(['', ...initializers.keys()]);
  return new Set(
    nodes.filter((node) => {
      const isConstant = node.input.every((name) => known.has(name));
      if (isConstant) for (const name of node.output) known.add(name);
      return isConstant;
    }),
  );
}
