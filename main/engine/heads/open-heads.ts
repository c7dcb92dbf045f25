/** Chooses what small models are trained on: the first backend that really computes. */
import * as tf from '@tensorflow/tfjs-core';
import {
  headBackendIdSchema,
  type HeadBackendId,
  type HeadTraining,
} from '#shared/domain/heads.ts';
import type { HeadBackend } from './backends/backend.ts';
import { cpu } from './backends/cpu.ts';
import { tensorflow } from './backends/tensorflow.ts';
import { wasm } from './backends/wasm.ts';
import { webgpu } from './backends/webgpu.ts';

const backends: Readonly<Record<HeadBackendId, HeadBackend>> = { tensorflow, webgpu, wasm, cpu };

const what: Readonly<Record<HeadBackendId, string>> = {
  tensorflow: "TensorFlow's native library is installed and computes.",
  webgpu: 'A graphics card answers to WebGPU and computes.',
  wasm: "The processor's vector instructions are the fastest that is here.",
  cpu: 'Plain JavaScript: nothing faster is here.',
};

let chosen: Promise<HeadTraining> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** What training will run on; found out once for the life of the process. */
export function chooseHeadBackend(): Promise<HeadTraining> {
  return (chosen ??= choose(headBackendIdSchema.options));
}

/**
 * Runs work on the chosen backend, or on one that is wished for, one piece after another:
 * TensorFlow.js has one backend for a whole process. Tensors left over are disposed of. Throws an
 * Error that says why a backend that is wished for cannot be used.
 */
export function withHeadBackend<Result>(
  work: () => Promise<Result>,
  wish?: HeadBackendId,
): Promise<{ readonly result: Result; readonly training: HeadTraining }> {
  const turn = last.then(async () => {
    const training = await (wish === undefined ? chooseHeadBackend() : choose([wish]));
    await tf.setBackend(training.backend);
    const engine = tf.engine();
    engine.startScope();
    try {
      return { result: await work(), training };
    } finally {
      engine.endScope();
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}

async function choose(order: readonly HeadBackendId[]): Promise<HeadTraining> {
  // Otherwise it greets on the console, and offers packages.
  tf.enableProdMode();
  const passedOver: { backend: HeadBackendId; reason: string }[] = [];
  for (const backend of order) {
    const trouble = await troubleWith(backend, order.length === 1);
    if (trouble === undefined) return { backend, reason: what[backend], passedOver };
    passedOver.push({ backend, reason: trouble });
  }
  throw new Error(passedOver.map(({ reason }) => reason).join(' '));
}

/** Undefined where a small product comes out right. */
async function troubleWith(id: HeadBackendId, isWished: boolean): Promise<string | undefined> {
  try {
    await backends[id].register({ isWished });
    if (!(await tf.setBackend(id))) return 'It cannot be started.';
    const [a, b] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])];
    const product = tf.matMul(a, b);
    const found = await product.data();
    tf.dispose([a, b, product]);
    const isRight = [19, 22, 43, 50].every((value, at) => found[at] === value);
    return isRight ? undefined : 'It computes a small product wrongly.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
