/** The gradient rule of each operator, of the standard or of ONNX Runtime's own. */
import type { NodeProto } from '#main/engine/graph/onnx/model.ts';
import { add, divide, multiply, negate, subtract } from './arithmetic.ts';
import {
  cast,
  concat,
  depthToSpace,
  expand,
  identity,
  reshape,
  resize,
  split,
  transpose,
  where,
} from './arrangement.ts';
import { multiHeadAttention } from './attention.ts';
import { clip } from './clip.ts';
import { convolution, transposedConvolution } from './convolution.ts';
import {
  absolute,
  cosine,
  errorFunction,
  exponential,
  logarithm,
  reciprocal,
  rectifier,
  sigmoid,
  sine,
  squareRoot,
  tanh,
} from './elementwise.ts';
import { gelu } from './gelu.ts';
import { gemm } from './gemm.ts';
import type { GradientRule } from './gradient-rule.ts';
import { matMul } from './mat-mul.ts';
import {
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  rootMeanSquareNormalization,
} from './normalisation.ts';
import { power } from './power.ts';
import { reduceLength, reduceMean, reduceSum } from './reduction.ts';
import { rotaryEmbedding } from './rotary.ts';
import { gather, pad, slice } from './selection.ts';
import { logSoftmax, softmax } from './softmax.ts';

const standard: ReadonlyMap<string, GradientRule> = new Map(
  Object.entries({
    Abs: absolute,
    Add: add,
    Cast: cast,
    Clip: clip,
    Concat: concat,
    Conv: convolution,
    ConvTranspose: transposedConvolution,
    Cos: cosine,
    DepthToSpace: depthToSpace,
    Div: divide,
    Erf: errorFunction,
    Exp: exponential,
    Expand: expand,
    Flatten: reshape,
    Gather: gather,
    Gelu: gelu,
    Gemm: gemm,
    GroupNormalization: groupNormalization,
    Identity: identity,
    InstanceNormalization: instanceNormalization,
    LayerNormalization: layerNormalization,
    Log: logarithm,
    LogSoftmax: logSoftmax,
    MatMul: matMul,
    Mul: multiply,
    Neg: negate,
    Pad: pad,
    Pow: power,
    Reciprocal: reciprocal,
    ReduceL2: reduceLength,
    ReduceMean: reduceMean,
    ReduceSum: reduceSum,
    Relu: rectifier,
    Reshape: reshape,
    Resize: resize,
    Sigmoid: sigmoid,
    // ONNX Runtime's own, by a standard name.
    SimplifiedLayerNormalization: rootMeanSquareNormalization,
    Sin: sine,
    Slice: slice,
    Softmax: softmax,
    Split: split,
    Sqrt: squareRoot,
    Squeeze: reshape,
    Sub: subtract,
    Sum: add,
    Tanh: tanh,
    Transpose: transpose,
    Unsqueeze: reshape,
    Where: where,
  }),
);

const contrib: ReadonlyMap<string, GradientRule> = new Map([
  ['MultiHeadAttention', multiHeadAttention],
  ['RotaryEmbedding', rotaryEmbedding],
]);

/** Undefined where there is none. */
export function gradientRuleOf({ domain = '', opType }: NodeProto): GradientRule | undefined {
  if (domain === '') return standard.get(opType);
  return domain === 'com.microsoft' ? contrib.get(opType) : undefined;
}
