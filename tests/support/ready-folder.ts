/**
 * The tiny checkpoints as exporters of ONNX pipelines lay them out: graphs with names and types of their
 * own at the edges, and their numbers in a file beside them.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import {
  writeDecoder,
  writeEncoder,
} from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import { writeTextTower } from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import { decodeModel, encodeModel } from '#main/engine/graph/onnx/codec.ts';
import {
  attributeTypes,
  elementTypes,
  type GraphProto,
  type NodeProto,
  type ValueInfoProto,
} from '#main/engine/graph/onnx/model.ts';
import { safetensorsWeights } from '#main/engine/graph/weights/safetensors-weights.ts';
import { writeTinyFolder } from './tiny-checkpoint.ts';
import { tinyAutoencoder, tinyFolder, tinySd15, tinySdxl } from './tiny-diffusion.ts';

type Change = (graph: GraphProto) => GraphProto;

const DATA = 'model.onnx_data';

/** @param hasHalves whether the U-Net takes and gives half precision, and two pictures at once */
export async function writeReadyFolder(
  folder: string,
  kind: 'sd1' | 'sdxl',
  scheduler: Readonly<Record<string, unknown>>,
  hasHalves = false,
): Promise<void> {
  const isXl = kind === 'sdxl';
  writeTinyFolder(folder, kind, scheduler);
  const name = isXl ? 'ORTStableDiffusionXLPipeline' : 'OnnxStableDiffusionPipeline';
  writeFileSync(join(folder, 'model_index.json'), JSON.stringify({ _class_name: name }));
  const part = async (
    place: string,
    model: string,
    write: (graph: GraphWriter) => void,
    ...changes: Change[]
  ): Promise<void> => {
    mkdirSync(join(folder, place), { recursive: true });
    copyFileSync(`${tinyFolder}${model}.safetensors`, join(folder, place, DATA));
    const header = await readSafetensors(join(folder, place, DATA), { id: 'x', file: model });
    const options = { compute: 'float32', checkpoint: 'x', file: model } as const;
    const graph = new GraphWriter(safetensorsWeights(header, DATA), options);
    write(graph);
    const whole = decodeModel(graph.finish(place));
    const changed = changes.reduce((made, change) => change(made), whole.graph);
    writeFileSync(join(folder, place, 'model.onnx'), encodeModel({ ...whole, graph: changed }));
  };

  await part(
    'unet',
    isXl ? 'unet_sdxl' : 'unet_sd15',
    (graph) => {
      writeUnet(graph, isXl ? tinySdxl : tinySd15);
    },
    // One number for all pictures, as a whole one.
    asked('timestep', 'int64', [], 'sample'),
    ...(hasHalves
      ? [
          asked('sample', 'float16', [2, 4, 'height', 'width']),
          asked('encoder_hidden_states', 'float16', [2, 'tokens', 'width']),
          halved('out_sample'),
        ]
      : []),
  );
  await part(
    'vae_decoder',
    'vae',
    (graph) => {
      writeDecoder(graph, tinyAutoencoder);
    },
    renamed('latent_sample', 'latent'),
  );
  await part('vae_encoder', 'vae', (graph) => {
    writeEncoder(graph, tinyAutoencoder);
  });
  const towers = [
    { suffix: '', model: 'text_clip', activation: 'quick_gelu' as const },
    { suffix: '_2', model: 'text_proj', activation: 'gelu' as const },
  ];
  for (const { suffix, model, activation } of isXl ? towers : towers.slice(0, 1)) {
    const config = { width: 32, layers: 3, heads: 4, epsilon: 1e-5, positions: 77, activation };
    const usual = { skippedLayers: isXl ? 1 : 0, isNormalised: !isXl, endToken: 999 };
    await part(
      `text_encoder${suffix}`,
      model,
      (graph) => {
        writeTextTower(graph, { ...config, ...usual });
      },
      asked('input_ids', 'int32', ['batch', 77]),
      ...(isXl
        ? [renamed('hidden_state', 'hidden_states.2'), besides('hidden_states.2')]
        : [renamed('hidden_state', 'last_hidden_state')]),
      renamed('pooled', suffix === '' ? 'pooler_output' : 'text_embeds'),
    );
    rmSync(join(folder, `text_encoder${suffix}/model.safetensors`));
  }
  rmSync(join(folder, 'unet/diffusion_pytorch_model.safetensors'));
  const config = readFileSync(join(folder, 'vae/config.json'));
  writeFileSync(join(folder, 'vae_decoder/config.json'), config);
  rmSync(join(folder, 'vae'), { recursive: true });
}

function node(opType: string, input: string[], output: string, to?: number): NodeProto {
  const cast = { name: 'to', type: attributeTypes.int, i: to ?? 0 };
  return {
    name: `node of ${output}`,
    opType,
    input,
    output: [output],
    attribute: to === undefined ? [] : [cast],
  };
}

function described(
  name: string,
  type: keyof typeof elementTypes,
  dims: readonly (number | string)[],
): ValueInfoProto {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

/** The same input in another type, and as one number for as many as `like` has. */
function asked(
  name: string,
  type: keyof typeof elementTypes,
  dims: readonly (number | string)[],
  like?: string,
): Change {
  return (graph) => {
    const old = graph.input.find((input) => input.name === name);
    const was = old?.type?.tensorType?.elemType ?? elementTypes.float32;
    const inner = `${name}.inner`;
    const cast = `${name}.cast`;
    const added = [node('Cast', [name], like === undefined ? inner : cast, was)];
    if (like !== undefined) {
      const start = { name: 'start', type: attributeTypes.int, i: 0 };
      const end = { name: 'end', type: attributeTypes.int, i: 1 };
      const shape = node('Shape', [like], `${name}.count`);
      added.push({ ...shape, attribute: [start, end] });
      added.push(node('Expand', [cast, `${name}.count`], inner));
    }
    return {
      ...reading(graph, name, inner),
      node: [...added, ...reading(graph, name, inner).node],
      input: graph.input.map((one) => (one.name === name ? described(name, type, dims) : one)),
    };
  };
}

function reading(graph: GraphProto, from: string, to: string): GraphProto {
  return {
    ...graph,
    node: graph.node.map((one) => ({
      ...one,
      input: one.input.map((input) => (input === from ? to : input)),
    })),
  };
}

/** The same input or output by another name. */
function renamed(from: string, to: string): Change {
  const other = (name: string): string => (name === from ? to : name);
  return (graph) => ({
    ...graph,
    node: graph.node.map((one) => ({
      ...one,
      input: one.input.map(other),
      output: one.output.map(other),
    })),
    input: graph.input.map((one) => ({ ...one, name: other(one.name) })),
    output: graph.output.map((one) => ({ ...one, name: other(one.name) })),
  });
}

/** States of other layers, which a reader must not take for the one it wants. */
function besides(name: string): Change {
  return (graph) => {
    const like = graph.output.find((one) => one.name === name)!;
    const others = ['hidden_states.0', 'hidden_states.1', 'hidden_states.3'];
    return {
      ...graph,
      node: [...graph.node, ...others.map((other) => node('Neg', [name], other))],
      output: [...graph.output, ...others.map((other) => ({ ...like, name: other }))],
    };
  };
}

function halved(name: string): Change {
  return (graph) => {
    const whole = renamed(name, `${name}.whole`)(graph);
    return {
      ...whole,
      node: [...whole.node, node('Cast', [`${name}.whole`], name, elementTypes.float16)],
      output: whole.output.map((one) =>
        one.name === `${name}.whole`
          ? described(name, 'float16', ['batch', 4, 'height', 'width'])
          : one,
      ),
    };
  };
}
