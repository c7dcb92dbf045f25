/**
 * The only file that touches onnxruntime-node: sessions, tensors and what this build can do.
 *
 * `session.run` is a synchronous native call, which is why all of this lives in a process of its
 * own and why work yields between steps.
 */
import * as ort from 'onnxruntime-node';
import type { ProviderId } from '#shared/domain/settings.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { inElementType } from './feed.ts';
import { providerTable } from './providers.ts';

/** A tensor as the pipelines use it: data in row-major order. */
export interface TensorData {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}

export interface TensorShape {
  readonly name: string;
  readonly type: string;
  /** A string is a dimension that may have any size. */
  readonly dims: readonly (number | string)[];
}

export interface Model {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /**
   * Runs the whole graph once; blocks this process until it is done. Numbers are given to the graph in
   * the element type that it asks for, and half-precision results come back as float32. Throws
   * `engine.out-of-memory`, or `checkpoint.unsupported` when the graph cannot be computed.
   */
  run(inputs: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>>;
  release(): Promise<void>;
}

/** What an error about a graph names: the checkpoint and the file in it. */
export interface Label {
  readonly id: string;
  readonly file: string;
}

/**
 * `copied`: as the runtime likes them best, in float32 on the processor, whatever the file stores.
 * `in place`: read from their file as they are asked for and widened just before; a network then
 * needs little memory of its own, and each run takes somewhat longer.
 */
export type WeightUse = 'copied' | 'in place';

export interface ModelOptions {
  readonly provider: ProviderId;
  readonly threads: number;
  /** Where a graph given as bytes finds the files that its weights lie in. */
  readonly weightsFolder?: string;
  /** Default: copied. */
  readonly weightUse?: WeightUse;
  /** Run as it is written: a graph that is run once is not worth improving. */
  readonly isRunOnce?: boolean;
  /** Memory is not laid out once for all runs: that is faster by little and takes half as much again. */
  readonly isFrugal?: boolean;
  /** The largest tensor that may be computed while a graph is loaded; the runtime's default is 1 GiB. */
  readonly maxFoldedBytes?: number;
}

export const runtimeVersion: string = ort.env.versions.node ?? ort.env.versions.common;

/** Providers that this platform's package brings. */
export function bundledProviders(): ReadonlySet<string> {
  const backends = ort.listSupportedBackends();
  return new Set(backends.filter((backend) => backend.bundled).map((backend) => backend.name));
}

/** Optimisers that compute new weights from those of the file. */
const COPYING = 'ConstantFolding;CastElimination';

/**
 * Loads a graph from a file, or from bytes.
 *
 * Throws `engine.out-of-memory`, or `checkpoint.damaged` naming `label` when the runtime cannot
 * read it.
 */
export async function loadModel(
  source: string | Uint8Array,
  options: ModelOptions,
  label: Label,
): Promise<Model> {
  const isInPlace = options.weightUse === 'in place';
  const sessionOptions: ort.InferenceSession.SessionOptions = {
    executionProviders: [providerTable[options.provider].sessionOption],
    graphOptimizationLevel: options.isRunOnce === true ? 'disabled' : isInPlace ? 'basic' : 'all',
    enableMemPattern: !isInPlace && options.isFrugal !== true,
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    // Threads that spin while they wait take the processor from everybody else. On two cores, steps
    // without spinning are a twentieth slower alone, but a quarter faster beside a busy program.
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        ...(options.weightsFolder === undefined
          ? {}
          : { model_external_initializers_file_folder_path: options.weightsFolder }),
        ...(isInPlace ? { disable_prepacking: '1' } : {}),
      },
      optimization: {
        ...(isInPlace ? { disable_specified_optimizers: COPYING } : {}),
        ...(options.maxFoldedBytes === undefined
          ? {}
          : { constant_folding_max_output_size_in_bytes: String(options.maxFoldedBytes) }),
      },
    },
    logSeverityLevel: 3,
  };
  try {
    const session = await (typeof source === 'string'
      ? ort.InferenceSession.create(source, sessionOptions)
      : ort.InferenceSession.create(source, sessionOptions));
    return wrap(session, label);
  } catch (error) {
    throw translate(error, 'checkpoint.damaged', label);
  }
}

function wrap(session: ort.InferenceSession, label: Label): Model {
  const types = new Map(
    session.inputMetadata.map((meta) => [meta.name, meta.isTensor ? meta.type : undefined]),
  );
  return {
    inputs: session.inputMetadata.map(shapeOf),
    outputs: session.outputMetadata.map(shapeOf),
    async run(inputs) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(inputs)) {
        feeds[name] = toFeed(tensor, types.get(name), name, label);
      }
      try {
        return toTensorData(await session.run(feeds));
      } catch (error) {
        throw translate(error, 'checkpoint.unsupported', label);
      }
    },
    release: () => session.release(),
  };
}

function toFeed(
  { data, dims }: TensorData,
  type: string | undefined,
  name: string,
  label: Label,
): ort.Tensor {
  const values = inElementType(data, type);
  if (values === undefined) {
    const reason = `the input ${name} is ${type ?? ''}`;
    throw new EaselError('checkpoint.unsupported', { ...label, reason });
  }
  if (type === 'float16') {
    // The binding of 1.30 takes no tensor of halves that its own class made; it takes this one.
    return { type, dims, location: 'cpu', data: values, size: values.length } as never;
  }
  const asked = type ?? (data instanceof Float32Array ? 'float32' : 'int64');
  return new ort.Tensor(asked as 'float32', values as Float32Array, dims);
}

function toTensorData(outputs: ort.InferenceSession.OnnxValueMapType): Record<string, TensorData> {
  const result: Record<string, TensorData> = {};
  for (const [name, value] of Object.entries(outputs)) {
    const { data, dims } = value;
    if (data instanceof Float32Array || data instanceof BigInt64Array) {
      result[name] = { data, dims };
    } else if (data instanceof Float16Array) {
      result[name] = { data: Float32Array.from(data), dims };
    }
  }
  return result;
}

function shapeOf(meta: ort.InferenceSession.ValueMetadata): TensorShape {
  return meta.isTensor
    ? { name: meta.name, type: meta.type, dims: meta.shape }
    : { name: meta.name, type: 'not a tensor', dims: [] };
}

function isOutOfMemory(error: unknown): boolean {
  return /bad_alloc|out of memory|failed to allocate/i.test(String(error));
}

function translate(
  error: unknown,
  code: 'checkpoint.damaged' | 'checkpoint.unsupported',
  label: Label,
): EaselError {
  if (isOutOfMemory(error)) return new EaselError('engine.out-of-memory', {}, { cause: error });
  const reason = reasonOf(error instanceof Error ? error.message : String(error));
  return new EaselError(code, { ...label, reason }, { cause: error });
}

/** The runtime's own words, without places in its source and without paths of ours. */
function reasonOf(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/^Load model from .*? failed:/, '')
    .replace(/^\S+\.cc:\d+ .*(?:\) | was false\. )/, '')
    .replace(/\b\w+\.cc:\d+ \w+ /g, ' ')
    .replace(/\s*\S*[/\\]\S+/g, '')
    .trim()
    .slice(0, 160);
}
