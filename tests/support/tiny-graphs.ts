/** Graphs over the tiny networks whose gradients PyTorch has computed, and what goes into them. */
import { readFileSync } from 'node:fs';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { sizes } from '#main/engine/graph/layers/shape.ts';
import { resnet } from '#main/engine/graph/networks/resnet.ts';
import { spatialTransformer } from '#main/engine/graph/networks/unet/transformer.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import type { TensorProto } from '#main/engine/graph/onnx/model.ts';
import {
  plainLayout,
  safetensorsWeights,
  type Layout,
} from '#main/engine/graph/weights/safetensors-weights.ts';
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { tinyFolder, tinySdxl } from './tiny-diffusion.ts';
import { waveTensor } from './wave-tensor.ts';

export interface TinyGraph {
  readonly file: string;
  /** Default: where the tiny networks of the Stable Diffusion line are. */
  readonly folder?: string;
  /** Default: names as they are. */
  readonly layout?: Layout;
  readonly output: string;
  readonly feeds: Readonly<Record<string, TensorData>>;
  readonly write: (graph: GraphWriter) => void;
}

const text = (width: number): TensorData => waveTensor([2, 7, width], 0.21, 0.003, 0.1);
const times = { data: Float32Array.of(981, 20), dims: [2] };

export const tinyGraphs: Readonly<Record<string, TinyGraph>> = {
  resnet: {
    file: 'unet_sd15.safetensors',
    output: 'y',
    feeds: { x: waveTensor([2, 16, 6, 6]), time: waveTensor([2, 64], 0.7) },
    write(graph) {
      const x = graph.input('x', 'float32', ['batch', 16, 'height', 'width']);
      const time = graph.input('time', 'float32', ['batch', 64]);
      const name = 'down_blocks.2.resnets.0';
      graph.output('y', resnet(graph, x, name, { groups: 4, epsilon: 1e-5, time }), ['batch']);
    },
  },
  transformer: {
    file: 'unet_sdxl.safetensors',
    output: 'y',
    feeds: { x: waveTensor([2, 32, 4, 4]), text: waveTensor([14, 64], 0.21, 0.003, 0.1) },
    write(graph) {
      const x = graph.input('x', 'float32', ['batch', 32, 'height', 'width']);
      const context = graph.input('text', 'float32', ['rows', 64]);
      const options = { width: 32, heads: 4, blocks: 2, groups: 4, context };
      const batch = sizes(graph, x, 0, 1);
      const name = 'mid_block.attentions.0';
      graph.output('y', spatialTransformer(graph, x, name, { ...options, batch }), ['batch']);
    },
  },
  sdxl: {
    file: 'unet_sdxl.safetensors',
    output: 'out_sample',
    feeds: {
      ...{ sample: waveTensor([2, 4, 16, 16]), timestep: times },
      ...{ encoder_hidden_states: text(64), text_embeds: waveTensor([2, 32], 0.7) },
      time_ids: {
        data: Float32Array.of(512, 640, 0, 16, 512, 512, 64, 64, 0, 0, 64, 64),
        dims: [2, 6],
      },
    },
    write: (graph) => {
      writeUnet(graph, tinySdxl);
    },
  },
};

/** The `.onnx` bytes; the weights stay in their file. */
export async function encodeTinyGraph({
  file,
  folder = tinyFolder,
  layout = plainLayout,
  write,
}: TinyGraph): Promise<Uint8Array> {
  const header = await readSafetensors(folder + file, { id: 'tiny', file });
  const weights = safetensorsWeights(header, file, layout);
  const graph = new GraphWriter(weights, { compute: 'float32', checkpoint: 'tiny', file });
  write(graph);
  return graph.finish('tiny');
}

/** The numbers of a tensor that lies in a tiny network's file. */
export function numbersOf(
  { externalData = [] }: TensorProto,
  folder: string = tinyFolder,
): Float32Array | undefined {
  const told = new Map(externalData.map(({ key, value }) => [key, value]));
  const [file, offset, length] = ['location', 'offset', 'length'].map((key) => told.get(key));
  if (file === undefined) return undefined;
  const bytes = contentOf(folder + file);
  const start = Number(offset);
  return new Float32Array(Uint8Array.from(bytes.subarray(start, start + Number(length))).buffer);
}

const contents = new Map<string, Buffer>();

function contentOf(path: string): Buffer {
  const known = contents.get(path) ?? readFileSync(path);
  contents.set(path, known);
  return known;
}
