/**
 * Reverse-mode differentiation of an ONNX graph: nodes are added that compute the gradient of one
 * number, the loss, by chosen tensors. What comes out is a graph of standard operators, which the
 * runtime computes like any other.
 *
 * Only what lies between a trained tensor and the loss gets gradients, and only where sizes differ
 * is anything summed, so a low-rank adapter costs about twice the forward pass and not three times.
 */
import { elementTypes } from '#main/engine/graph/onnx/model.ts';
import { gradientRuleOf } from './gradients/index.ts';
import { GradientSite } from './gradients/gradient-rule.ts';
import { elementTypesOf } from './graph/element-types.ts';
import type { GraphDraft } from './graph/graph-draft.ts';
import type { Shapes } from './graph/measure-shapes.ts';
import { Recomputation, type RecomputationPlan } from './recomputation.ts';

const floats: ReadonlySet<number> = new Set([
  elementTypes.float32,
  elementTypes.float16,
  elementTypes.float64,
]);

/**
 * @param loss a tensor with one element
 * @param trained inputs or initialisers
 * @param plan of what is computed again on the way back instead of being kept: about a third more work
 *   for a fraction of the memory. Without it, all is kept.
 * @returns the name of each trained tensor's gradient, of the tensor's size. Those that the loss
 *   does not depend on are missing.
 *
 * Throws RangeError naming the operator when one on the way has no gradient rule.
 */
export function differentiate(
  draft: GraphDraft,
  loss: string,
  trained: readonly string[],
  shapes: Shapes,
  plan?: RecomputationPlan,
): ReadonlyMap<string, string> {
  const types = new Map(elementTypesOf(draft));
  const forward = [...draft.nodes];
  const active = new Set(trained);
  for (const node of forward) {
    if (!node.input.some((name) => active.has(name))) continue;
    for (const name of node.output) if (floats.has(types.get(name) ?? 0)) active.add(name);
  }
  if (!active.has(loss)) return new Map();

  const facts = { shapes: new Map(shapes), types, active };
  const recomputation = new Recomputation(draft, facts, plan);
  const known = new Map([[loss, [draft.reshape(draft.number(1), shapes.get(loss) ?? [])]]]);
  // Tensors with several readers get their gradient from each; once the node that makes a tensor is
  // reached, all of them have been.
  const total = (name: string): string | undefined => {
    const parts = known.get(name);
    if (parts === undefined || parts.length < 2) return parts?.[0];
    const sum = draft.op(parts.length === 2 ? 'Add' : 'Sum', parts);
    known.set(name, [sum]);
    return sum;
  };
  for (const node of forward.toReversed()) {
    if (!node.output.some((name) => active.has(name) && known.has(name))) continue;
    const gradients = node.output.map((name) => (name === '' ? undefined : total(name)));
    const rule = gradientRuleOf(node);
    if (rule === undefined) throw new RangeError(`${node.opType} has no gradient rule`);
    const arrived = gradients.find((gradient) => gradient !== undefined)!;
    const seen = recomputation.again(node, arrived);
    const due = rule(new GradientSite(seen, draft, gradients, facts));
    node.input.forEach((name, index) => {
      const part = due[index];
      if (part === undefined || !active.has(name)) return;
      known.set(name, [...(known.get(name) ?? []), part]);
    });
  }
  return new Map(
    trained.flatMap((name) => {
      const gradient = total(name);
      return gradient === undefined ? [] : [[name, gradient]];
    }),
  );
}
