/**
 * Towers that come as ready ONNX graphs, as transformers.js and optimum export them: one graph each, or
 * one for both, with the graphs' own names and types.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadForeignGraph, lookAtGraph } from '#main/engine/checkpoint/load-foreign-graph.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { decodeModel, encodeModel } from '#main/engine/graph/onnx/codec.ts';
import { partOfModel } from '#main/engine/graph/onnx/part-of-model.ts';
import { loadModel, type Model, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import type { ClipWeights } from '#shared/clip/clip-weights.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ClipFolder } from './clip-folder.ts';
import { USUAL_SCALE } from './neutral-words.ts';
import type { ClipTowers } from './towers.ts';

/** The runtime keeps a packed copy of most weights. */
const MEMORY_PER_FILE_BYTE = 3;
/** A projected embedding comes before a pooled state, which is what SigLIP's graphs give. */
const outputNames = {
  text: ['text_embeds', 'pooler_output', 'pooled'],
  picture: ['image_embeds', 'pooler_output'],
} as const;

type Side = keyof typeof outputNames;

/** Throws `checkpoint.damaged`. */
export async function openOnnxTowers(
  context: EngineContext,
  clip: ClipFolder,
  weights: Extract<ClipWeights, { kind: 'onnx' | 'onnx-whole' }>,
): Promise<ClipTowers> {
  const { id, description } = clip;
  const isWhole = weights.kind === 'onnx-whole';
  const open = async (side: Side, file: string): Promise<GraphFile> => {
    const path = await realpath(join(clip.folder, file)).catch((cause: unknown) => {
      const reason = 'the file is missing';
      throw new EaselError('checkpoint.damaged', { id, file, reason }, { cause });
    });
    const { size, mtimeMs } = await stat(path);
    const mark = isWhole ? side : '';
    return {
      id,
      file,
      path,
      side,
      isWhole,
      bytes: size,
      key: `${path} ${size} ${mtimeMs} ${mark}`,
    };
  };
  const text = await open('text', isWhole ? weights.file : weights.text);
  const vision = await open('picture', isWhole ? weights.file : weights.vision);
  const { imageSize } = description.view;
  return {
    key: `${text.key} ${vision.key}`,
    // Graphs hold it, if at all, as one number among others.
    scale: USUAL_SCALE,
    async text(ids, mask, count) {
      const dims = [count, description.text.positions];
      return run(context, text, count, {
        input_ids: { data: ids, dims },
        attention_mask: { data: mask, dims },
      });
    },
    picture: (pixels, count) =>
      run(context, vision, count, {
        pixel_values: { data: pixels, dims: [count, 3, imageSize, imageSize] },
      }),
  };
}

interface GraphFile {
  readonly id: string;
  readonly file: string;
  readonly path: string;
  readonly side: Side;
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly key: string;
}

async function run(
  context: EngineContext,
  graph: GraphFile,
  count: number,
  given: Readonly<Record<string, TensorData>>,
): Promise<Float32Array> {
  const model = await load(context, graph);
  const foreign = model.inputs.find(({ name }) => given[name] === undefined);
  if (foreign !== undefined) throw unsupported(graph, `the input ${foreign.name} is not known`);
  const inputs = Object.fromEntries(model.inputs.map(({ name }) => [name, given[name]!]));
  const out = await model.run(inputs);
  const found = outputNames[graph.side].map((name) => out[name]).find((one) => one !== undefined);
  if (!(found?.data instanceof Float32Array) || found.dims[0] !== count) {
    throw unsupported(graph, 'it gives no embeddings out');
  }
  return found.data;
}

function load(context: EngineContext, graph: GraphFile): Promise<Model> {
  const { models, provider, threads } = context;
  const { id, file, path, bytes, isWhole } = graph;
  return models.get(`${provider} ${graph.key}`, bytes * MEMORY_PER_FILE_BYTE, async () => {
    const label = { id, file };
    if (!isWhole) return loadForeignGraph(path, { provider, threads }, label);
    const limits = lookAtGraph(path, label);
    const part = cut(graph, await readFile(path));
    const weightsFolder = dirname(path);
    return loadModel(part, { provider, threads, weightsFolder, ...limits }, label);
  });
}

/** The tower alone: a graph with both would look at a picture for every text. */
function cut(graph: GraphFile, bytes: Uint8Array): Uint8Array {
  let model;
  try {
    model = decodeModel(bytes);
  } catch (cause) {
    const { id, file } = graph;
    const reason = 'it is no ONNX graph';
    throw new EaselError('checkpoint.damaged', { id, file, reason }, { cause });
  }
  const [projected] = outputNames[graph.side];
  const part = partOfModel(model, [projected]);
  if (part === undefined) throw unsupported(graph, `the output ${projected} is missing`);
  return encodeModel(part);
}

function unsupported({ id, file }: GraphFile, reason: string): EaselError {
  return new EaselError('checkpoint.unsupported', { id, file, reason });
}
