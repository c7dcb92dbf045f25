/**
 * Which files of a repository are wanted: one copy of the weights, in half precision where there is
 * one, and the small files that say how to use them.
 */
import { EaselError } from '#shared/errors/easel-error.ts';
import { isAllowedType, isWeights } from './safe-files.ts';

interface Listed {
  readonly path: string;
  readonly bytes: number;
}

export interface Selection<File extends Listed> {
  readonly shape: 'diffusers' | 'single-file' | 'model';
  readonly files: readonly File[];
  /** Whole checkpoints of one file each, of which one was chosen; empty for other shapes. */
  readonly alternatives: readonly File[];
}

/** Parts of a diffusers folder that make no picture. */
const NOT_NEEDED = /^(?:safety_checker|feature_extractor|image_encoder)\//;
const ABOUT = /^(?:readme\.md|licen[cs]e[\w.-]*|notice[\w.-]*)$/i;
const MAX_SMALL_BYTES = 64 << 20;

/**
 * @param wanted exactly these instead of a choice of ours
 * Throws `hub.nothing-usable`, `hub.file-missing` or `hub.file-type`.
 */
export function selectFiles<File extends Listed>(
  repository: string,
  files: readonly File[],
  wanted?: readonly string[],
): Selection<File> {
  const about = files.filter(({ path }) => ABOUT.test(path));
  if (wanted !== undefined && wanted.length > 0) {
    const chosen = wanted.map((path) => {
      const file = files.find((one) => one.path === path);
      if (file === undefined) throw new EaselError('hub.file-missing', { repository, file: path });
      if (!isAllowedType(path)) throw new EaselError('hub.file-type', { file: path });
      return file;
    });
    const isSingle = chosen.filter(({ path }) => isWeights(path)).length === 1;
    return {
      shape: isSingle ? 'single-file' : 'model',
      files: [...new Set([...chosen, ...about])],
      alternatives: isSingle ? singleFiles(files) : [],
    };
  }
  const usable = files.filter(({ path, bytes }) => isWeights(path) || isSmallText(path, bytes));
  if (usable.some(({ path }) => path === 'model_index.json')) {
    const parts = usable.filter(({ path }) => path.includes('/') && !NOT_NEEDED.test(path));
    const weights = oneCopyOf(parts.filter(({ path }) => isWeights(path)));
    // Without its parts a pipeline is only a description; a whole file may lie beside it.
    if (weights.length > 0) {
      const small = usable.filter(
        ({ path }) => !isWeights(path) && !NOT_NEEDED.test(path) && isWanted(path, weights),
      );
      return {
        shape: 'diffusers',
        files: [...new Set([...small, ...weights, ...about])],
        alternatives: [],
      };
    }
  }
  const alternatives = singleFiles(files);
  const hasConfig = usable.some(({ path }) => /^(?:open_clip_)?config\.json$/.test(path));
  const [best] = alternatives;
  if (best !== undefined && !hasConfig) {
    return { shape: 'single-file', files: [best, ...about], alternatives };
  }
  const weights = oneCopyOf(
    withoutTwins(usable.filter(({ path }) => isWeights(path) && depthOf(path) <= 1)),
  );
  if (weights.length === 0) throw new EaselError('hub.nothing-usable', { repository });
  const small = usable.filter(({ path }) => !isWeights(path) && depthOf(path) === 0);
  return {
    shape: 'model',
    files: [...new Set([...small, ...weights, ...about])],
    alternatives: [],
  };
}

/**
 * A CLIP is often there as two libraries name its tensors, and as one graph besides a graph for each
 * tower.
 */
function withoutTwins<File extends Listed>(weights: readonly File[]): File[] {
  const has = (test: RegExp): boolean => weights.some(({ path }) => test.test(path));
  const isTwin = has(/^model\.safetensors$/i)
    ? /^open_clip_\w+\.safetensors$/i
    : has(/(?:^|\/)text_model\w*\.onnx$/i) && has(/(?:^|\/)vision_model\w*\.onnx$/i)
      ? /(?:^|\/)model\w*\.onnx$/i
      : undefined;
  return weights.filter(({ path }) => isTwin?.test(path) !== true);
}

function isSmallText(path: string, bytes: number): boolean {
  return isAllowedType(path) && bytes <= MAX_SMALL_BYTES;
}

function depthOf(path: string): number {
  return path.split('/').length - 1;
}

/** Indexes of shards that are not fetched would only mislead. */
function isWanted(path: string, weights: readonly Listed[]): boolean {
  if (!/\.index(?:\.\w+)?\.json$/.test(path)) return true;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return weights.some((file) => file.path.startsWith(folder) && /-\d{5}-of-\d{5}/.test(file.path));
}

/** Folder by folder: `.safetensors` before `.onnx`, half precision before full, never twice. */
function oneCopyOf<File extends Listed>(weights: readonly File[]): File[] {
  const isTensors = (file: Listed): boolean => /\.safetensors$/i.test(file.path);
  const kind = weights.some(isTensors)
    ? weights.filter(isTensors)
    : weights.filter((file) => !isTensors(file));
  const folders = new Map<string, File[]>();
  for (const file of kind) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders.values()].flatMap(oneVariantOf);
}

function oneVariantOf<File extends Listed>(files: readonly File[]): File[] {
  const rest = files.filter(({ path }) => !/non_ema|non-ema|openvino|flax/i.test(path));
  const half = rest.filter(({ path }) => /[._-]fp16(?:[._-]|$)/i.test(path));
  const plain = rest.filter(
    ({ path }) => !/[._-](?:fp16|bf16|quantized|int8|uint8|q4|q4f16|bnb4)(?:[._-]|$)/i.test(path),
  );
  return half.length > 0 ? half : plain.length > 0 ? plain : [...rest];
}

/** Whole checkpoints at the top of a repository, the best choice first. */
function singleFiles<File extends Listed>(files: readonly File[]): File[] {
  const rank = (path: string): number =>
    (/inpaint|refiner|vae|lora|[._-]emb/i.test(path) ? 8 : 0) +
    (/emaonly|[._-]fp16/i.test(path) ? 0 : /pruned/i.test(path) ? 1 : 2);
  return files
    .filter(({ path }) => /^[^/]+\.safetensors$/i.test(path))
    .toSorted((a, b) => rank(a.path) - rank(b.path) || b.bytes - a.bytes);
}
