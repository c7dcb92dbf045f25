/** A checkpoint's upscaler, for pictures of any size. */
import { float32, loadPart, type PartChange } from '#main/engine/checkpoint/load-part.ts';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { decodeModel, encodeModel } from '#main/engine/graph/onnx/codec.ts';
import type { ValueInfoProto } from '#main/engine/graph/onnx/model.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';

/**
 * The file fixes height and width to what the checkpoint draws, though convolutions, pixel shuffles
 * and resizing by a factor do not care for them. Shapes written down in between go too.
 */
const ofAnySize: PartChange = {
  key: 'of any size',
  apply(bytes) {
    const model = decodeModel(bytes);
    const { input, output } = model.graph;
    const graph = {
      ...model.graph,
      ...{ input: input.map(freed), output: output.map(freed), valueInfo: [] },
    };
    return Promise.resolve(encodeModel({ ...model, graph }));
  },
};

function freed({ name, type }: ValueInfoProto): ValueInfoProto {
  const { elemType = 0, shape } = type?.tensorType ?? {};
  const [batch = {}, channels = {}] = shape?.dim ?? [];
  const dim = [batch, channels, { dimParam: `${name} height` }, { dimParam: `${name} width` }];
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** Takes `sample` [B, 4, h, w], gives `sample_up`, a factor larger. Throws as `loadPart` does. */
export function loadUpscaler(context: EngineContext, checkpoint: OpenCheckpoint): Promise<Model> {
  const planes = float32('any', 4, 'any', 'any');
  const signature = { inputs: { sample: planes }, outputs: { sample_up: planes } };
  return loadPart(context, checkpoint, 'upscaler', signature, ofAnySize);
}
