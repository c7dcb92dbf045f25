/** The residual block of latent diffusion: of its U-Nets and of its autoencoders. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { groupNorm } from '#main/engine/graph/layers/norm.ts';

export interface ResnetOptions {
  readonly groups: number;
  readonly epsilon: number;
  /** SiLU of the time's embedding, [batch, width]; absent in autoencoders. */
  readonly time?: Value;
}

/**
 * @param x [batch, in, height, width]
 * @returns [batch, out, height, width]; the way past the block is a 1 × 1 convolution where the
 *   file has one. Follows diffusers' ResnetBlock2D.
 */
export function resnet(
  graph: GraphWriter,
  x: Value,
  name: string,
  { groups, epsilon, time }: ResnetOptions,
): Value {
  const first = groupNorm(graph, x, `${name}.norm1`, groups, epsilon);
  let hidden = conv(graph, activation(graph, first, 'silu'), `${name}.conv1`);
  if (time !== undefined) {
    const shift = linear(graph, time, `${name}.time_emb_proj`);
    hidden = graph.op('Add', [hidden, graph.op('Unsqueeze', [shift, graph.ints(2, 3)])]);
  }
  const second = groupNorm(graph, hidden, `${name}.norm2`, groups, epsilon);
  hidden = conv(graph, activation(graph, second, 'silu'), `${name}.conv2`);
  const past = graph.has(`${name}.conv_shortcut.weight`)
    ? conv(graph, x, `${name}.conv_shortcut`)
    : x;
  return graph.op('Add', [past, hidden]);
}
