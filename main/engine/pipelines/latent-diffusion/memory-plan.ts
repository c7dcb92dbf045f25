/** How a network's weights are used, and the memory that takes. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { WeightUse } from '#main/engine/runtime/onnxruntime.ts';

/** Graphs compute in float32, whatever the file stores. */
const BYTES_PER_NUMBER = 4;
/** The matrix at work, the next one, and room for what they are multiplied with. */
const MATRICES_AT_ONCE = 3;
/** Numbers of a network whose copy costs little: decoders, which run faster from one. */
const SMALL = 100e6;

/** Bytes that a network needs once it is loaded, in either way of using its weights. */
export function memoryOf(
  { elements, largest, changes }: NetworkFiles,
  use: WeightUse = 'copied',
): number {
  const matrices = MATRICES_AT_ONCE + (changes === undefined ? 0 : 1);
  return BYTES_PER_NUMBER * (use === 'copied' ? elements : matrices * largest);
}

/** Bytes that are needed while a copy is made: what it is made of is there as well. */
export function memoryToCopy(files: NetworkFiles): number {
  return 2 * memoryOf(files);
}

/**
 * Whether a copy would repay what it takes. One of half precision takes three and a half times the file
 * while it is made, and saves widening its numbers in each run: 0.6 s of one core for the 860 million of
 * Stable Diffusion 1.5, whose step at 512 × 512 takes sixteen; making it takes eighteen. Whole numbers are
 * not widened, and are never there twice, unless LoRAs change them.
 */
export function isWorthCopying({ elements, bytes, changes }: NetworkFiles): boolean {
  const isWhole = bytes >= BYTES_PER_NUMBER * elements;
  return elements <= SMALL || (isWhole && changes === undefined);
}

/**
 * From a copy laid out for speed where that repays and there is memory for it, else from their file as
 * they are asked for. Only the processor reads them from there.
 */
export function weightUseFor({ models, provider }: EngineContext, files: NetworkFiles): WeightUse {
  const isCopied = isWorthCopying(files) && memoryToCopy(files) <= models.budget;
  return provider !== 'cpu' || isCopied ? 'copied' : 'in place';
}

/** Whether several networks have room beside each other. */
export function doFitTogether(context: EngineContext, networks: readonly NetworkFiles[]): boolean {
  const needed = networks.map((files) => memoryOf(files, weightUseFor(context, files)));
  return needed.reduce((sum, bytes) => sum + bytes, 0) <= context.models.budget;
}
