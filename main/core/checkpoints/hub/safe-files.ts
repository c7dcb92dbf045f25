/** Which files may come in at all: by their type, and by where their paths lead. */
import { partPathSchema } from '#shared/domain/checkpoint.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const WEIGHTS = /\.(?:safetensors|onnx|onnx_data|onnx\.data)$/i;
const WORDS = /\.(?:json|txt|md)$/i;
/** Vocabularies of SentencePiece: words and numbers, which run nothing. */
const PIECES = /^(?:spiece|tokenizer|sentencepiece\.bpe)\.model$/i;
const LICENSE = /^(?:licen[cs]e|notice|copying)(?:[._-][\w.-]*)?$/i;
/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** What Easel itself writes into the folder. */
const OURS = /(?:^|\/)easel-origin\.json$/i;

export function isWeights(path: string): boolean {
  return WEIGHTS.test(path);
}

/** Whether the file is of a type that is ever fetched; nothing of it is run or unpickled. */
export function isAllowedType(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return [WORDS, PIECES, LICENSE].some((kind) => kind.test(name)) || isWeights(name);
}

/**
 * Throws `hub.path-refused` for a path that leads out of the folder or means something else on some
 * system, and `hub.names-collide` for two that are one where case does not count.
 */
export function checkPaths(paths: readonly string[], repository: string): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (!isSafePath(path)) {
      throw new EaselError('hub.path-refused', { repository, file: path.slice(0, 200) });
    }
    const key = path.normalize('NFC').toLowerCase();
    if (seen.has(key)) throw new EaselError('hub.names-collide', { repository, file: path });
    seen.add(key);
  }
  for (const path of seen) {
    const parents = path.split('/').slice(0, -1);
    const isFileToo = parents.some((_, depth) => seen.has(parents.slice(0, depth + 1).join('/')));
    if (isFileToo) throw new EaselError('hub.names-collide', { repository, file: path });
  }
}

function isSafePath(path: string): boolean {
  if (!partPathSchema.safeParse(path).success || OURS.test(path)) return false;
  return path
    .split('/')
    .every(
      (part) =>
        part !== '' &&
        part !== '.' &&
        !/[\u0000-\u001f<>"|?*]/.test(part) &&
        !/[. ]$/.test(part) &&
        !DEVICE.test(part),
    );
}
