/** Which of the files in a CLIP's folder are its weights. */

export type ClipWeights =
  | { readonly kind: 'safetensors'; readonly file: string }
  /** A graph for each tower. */
  | { readonly kind: 'onnx'; readonly text: string; readonly vision: string }
  /** One graph that holds both. */
  | { readonly kind: 'onnx-whole'; readonly file: string };

const tensorFiles = {
  transformers: ['model.safetensors', 'model.fp16.safetensors'],
  'open-clip': [
    'open_clip_model.safetensors',
    'open_clip_pytorch_model.safetensors',
    'model.safetensors',
  ],
} as const;

/** Where exporters put graphs, and how they mark rounded ones; what is rounded least comes first. */
const graphFolders = ['onnx/', ''];
const graphMarks = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q4', '_q4f16', '_bnb4'];

/**
 * @param paths of all files, relative to the folder, with forward slashes
 * @returns undefined where none of them are weights that can be opened
 */
export function clipWeightsIn(
  paths: readonly string[],
  library: 'transformers' | 'open-clip',
): ClipWeights | undefined {
  const has = new Set(paths);
  const file = tensorFiles[library].find((name) => has.has(name));
  if (file !== undefined) return { kind: 'safetensors', file };
  if (library === 'open-clip') return undefined;
  const places = graphMarks.flatMap((mark) => graphFolders.map((folder) => ({ folder, mark })));
  for (const { folder, mark } of places) {
    const [text, vision] = ['text', 'vision'].map((part) => `${folder}${part}_model${mark}.onnx`);
    if (has.has(text!) && has.has(vision!)) return { kind: 'onnx', text: text!, vision: vision! };
  }
  for (const { folder, mark } of places) {
    const whole = `${folder}model${mark}.onnx`;
    if (has.has(whole)) return { kind: 'onnx-whole', file: whole };
  }
  return undefined;
}

/** The files that are opened, with those that an `.onnx` keeps its numbers in. */
export function filesOfClip(weights: ClipWeights, paths: readonly string[]): string[] {
  const opened = weights.kind === 'onnx' ? [weights.text, weights.vision] : [weights.file];
  const beside = opened.flatMap((path) => [`${path}_data`, `${path}.data`]);
  return [...opened, ...beside.filter((path) => paths.includes(path))];
}
