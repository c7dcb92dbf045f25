/** What a gradient rule is told, and what it gives. */
import type { NodeProto } from '#main/engine/graph/onnx/model.ts';
import { intsIn } from '../graph/numbers.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Shapes } from '../graph/measure-shapes.ts';

/** One node whose outputs' gradients are known. */
export class GradientSite {
  readonly node: NodeProto;
  readonly draft: GraphDraft;
  /** The gradient of the loss by each output; undefined where the loss does not depend on it. */
  readonly gradients: readonly (string | undefined)[];
  readonly #shapes: Shapes;
  readonly #types: ReadonlyMap<string, number>;
  readonly #active: ReadonlySet<string>;

  constructor(
    node: NodeProto,
    draft: GraphDraft,
    gradients: readonly (string | undefined)[],
    facts: {
      readonly shapes: Shapes;
      readonly types: ReadonlyMap<string, number>;
      readonly active: ReadonlySet<string>;
    },
  ) {
    this.node = node;
    this.draft = draft;
    this.gradients = gradients;
    this.#shapes = facts.shapes;
    this.#types = facts.types;
    this.#active = facts.active;
  }

  /** The name of an input; empty where it is left out. */
  input(index: number): string {
    return this.node.input[index] ?? '';
  }

  /** Whether something that is trained flows through that input. */
  wants(index: number): boolean {
    return this.#active.has(this.input(index));
  }

  /** The gradient of the only (or first) output. */
  get gradient(): string {
    const [first] = this.gradients;
    if (first === undefined) throw this.unsupported('its first output has no part in the loss');
    return first;
  }

  get output(): string {
    return this.node.output[0] ?? '';
  }

  shape(name: string): readonly number[] {
    const shape = this.#shapes.get(name);
    if (shape === undefined) throw this.unsupported(`the size of ${name} is not known`);
    return shape;
  }

  inputShape(index: number): readonly number[] {
    return this.shape(this.input(index));
  }

  type(name: string): number | undefined {
    return this.#types.get(name);
  }

  /** Integers that the graph holds as a constant. Throws RangeError when they are computed. */
  constantInts(index: number): readonly number[] {
    const tensor = this.draft.initializers.get(this.input(index));
    const ints = tensor === undefined ? undefined : intsIn(tensor);
    if (ints === undefined) throw this.unsupported('its axes are computed by the graph');
    return ints;
  }

  unsupported(reason: string): RangeError {
    return new RangeError(`${this.node.opType} (${this.node.name}) cannot be trained: ${reason}`);
  }
}

/**
 * Adds nodes that compute the gradient of the loss by each input, from the gradients by the outputs
 * (reverse mode: Griewank and Walther 2008). Returns one name an input; undefined for inputs that
 * are not wanted or have no gradient.
 */
export type GradientRule = (site: GradientSite) => readonly (string | undefined)[];
