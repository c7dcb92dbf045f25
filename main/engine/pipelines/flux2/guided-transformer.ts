/** The transformer asked about a latent, with classifier-free guidance (Ho and Salimans 2022). */
import type { Flux2Config } from '#main/engine/graph/networks/flux2/config.ts';
import { pushAway, type Predict } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import type { Model, TensorData } from '#main/engine/runtime/onnxruntime.ts';
import type { WordStates } from './encode-prompts.ts';
import { toPlanes, toRows, type PatchShape } from './latent.ts';
import { flux2Rotation } from './places.ts';

export interface Flux2Guidance {
  readonly condition: WordStates;
  /** Absent: not guided. */
  readonly negative: WordStates | undefined;
  readonly scale: number;
  /** A picture to look at: float32 [channels, height, width], as large as the one that is made. */
  readonly reference?: Float32Array | undefined;
}

/** Prepares everything that stays the same over the steps. */
export function guideTransformer(
  transformer: Model,
  config: Flux2Config,
  { condition, negative, scale, reference }: Flux2Guidance,
  [channels, height, width]: PatchShape,
): Predict {
  const area = height * width;
  // One after another: together they would need twice the memory and save little time.
  const asks = [condition, ...(negative === undefined ? [] : [negative])].map((words) => {
    const size = [height, width] as const;
    const { cos, sin, places, half } = flux2Rotation(
      words.tokens,
      size,
      config.headWidth,
      reference !== undefined,
    );
    const fixed: Record<string, TensorData> = {
      encoder_hidden_states: { data: words.hidden, dims: [words.tokens, config.contextWidth] },
      rotary_cos: { data: cos, dims: [places, half] },
      rotary_sin: { data: sin, dims: [places, half] },
    };
    return async (rows: Float32Array, time: number): Promise<Float32Array> => {
      const { out_sample: out } = await transformer.run({
        hidden_states: { data: rows, dims: [rows.length / channels, channels] },
        timestep: { data: Float32Array.of(time), dims: [1] },
        ...fixed,
      });
      // What it says of the reference is nobody's concern.
      const said = (out?.data as Float32Array).subarray(0, area * channels);
      return toPlanes(said, channels);
    };
  });
  const seen = reference === undefined ? undefined : toRows(reference, channels);
  return async (sample, time) => {
    const own = toRows(sample, channels);
    const rows = seen === undefined ? own : joined(own, seen);
    const answers: Float32Array[] = [];
    for (const ask of asks) answers.push(await ask(rows, time));
    const [wanted, unwanted] = answers;
    if (wanted === undefined) throw new RangeError('the network gave no answer');
    if (unwanted !== undefined) pushAway(wanted, unwanted, scale);
    return wanted;
  };
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const whole = new Float32Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
