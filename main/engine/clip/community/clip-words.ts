/** How a CLIP from elsewhere reads words. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readFolderVocabulary } from '#main/engine/text/clip/folder-vocabulary.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { unigramFrom } from '#main/engine/text/sentence-pieces.ts';
import { Tokenizer } from '#main/engine/text/tokenizer-class.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ClipFolder } from './clip-folder.ts';

export interface ClipWords {
  /** int64 [positions] of a text, filled up or cut, and how many of them are the text. */
  encode(text: string): { readonly ids: BigInt64Array; readonly used: number };
  /** The token whose first place gives the text as a whole, where a tower looks for it. */
  readonly endId: number;
}

/** Gemma's vocabulary, which SigLIP 2 has, takes 34 MB. */
const MAX_TOKENIZER_BYTES = 96 << 20;
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

const tokenizerConfigSchema = z.object({
  tokenizer_class: z.string().optional(),
  pad_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
});

const known = new Map<string, Promise<ClipWords>>();

/** Throws `checkpoint.damaged`, or `checkpoint.unsupported` where there is no vocabulary. */
export async function loadClipWords(clip: ClipFolder): Promise<ClipWords> {
  const places = ['tokenizer.json', 'vocab.json', 'spiece.model'];
  const infos = await Promise.all(
    places.map((name) => stat(join(clip.folder, name)).catch(() => undefined)),
  );
  const key = [clip.folder, ...infos.map((info) => info?.mtimeMs ?? '')].join(' ');
  const loading =
    known.get(key) ??
    (clip.description.family === 'siglip' ? readSiglipWords(clip) : readClipWords(clip));
  known.set(key, loading);
  loading.catch(() => known.delete(key));
  return loading;
}

/**
 * Most towers look back only, and what stands behind the end is not seen; MobileCLIP's see all places, so
 * the filling must be what it was taught with.
 */
async function readClipWords({ id, folder, description }: ClipFolder): Promise<ClipWords> {
  const own = await readFolderVocabulary(folder).catch((cause: unknown) => {
    const reason = 'it is no vocabulary of CLIP';
    throw new EaselError('checkpoint.damaged', { id, file: 'tokenizer.json', reason }, { cause });
  });
  const { positions, tokens } = description.text;
  const { startId, endId, encode } = own?.tokenizer ?? (await shippedClipTokenizer(tokens));
  const padId = own?.padId ?? endId;
  return {
    endId,
    encode(text) {
      const ids = new BigInt64Array(positions).fill(BigInt(padId));
      ids[0] = BigInt(startId);
      const kept = encode(text).slice(0, positions - 2);
      kept.forEach((token, at) => {
        ids[at + 1] = BigInt(token);
      });
      ids[kept.length + 1] = BigInt(endId);
      return { ids, used: kept.length + 2 };
    },
  };
}

/**
 * SigLIP was taught with lower case, and the first one without punctuation (big_vision's
 * `canonicalize`); all places are seen, so the filling must be what it was taught with.
 */
async function readSiglipWords({ id, folder, description }: ClipFolder): Promise<ClipWords> {
  const tokenizer = await readSiglipTokenizer(id, folder);
  const config = tokenizerConfigSchema.safeParse(
    JSON.parse((await readSmall(id, folder, 'tokenizer_config.json'))?.toString() ?? '{}'),
  );
  const { pad_token: pad, tokenizer_class: kind = '' } = config.success ? config.data : {};
  const padId =
    tokenizer.token_to_id(typeof pad === 'string' ? pad : (pad?.content ?? '<pad>')) ??
    tokenizer.token_to_id('</s>') ??
    0;
  const isFirst = /^Siglip(?:Tokenizer|TokenizerFast)$/.test(kind) || kind === '';
  const { positions } = description.text;
  return {
    endId: padId,
    encode(text) {
      const lower = text.toLowerCase();
      const plain = isFirst ? lower.replace(PUNCTUATION, '').replace(/\s+/g, ' ').trim() : lower;
      const whole = tokenizer.encode(plain, { add_special_tokens: true }).ids;
      const ids = new BigInt64Array(positions).fill(BigInt(padId));
      // The last of what is kept is the end of the text, as it would be of a shorter one.
      const kept =
        whole.length > positions ? [...whole.slice(0, positions - 1), whole.at(-1)!] : whole;
      kept.forEach((token, at) => {
        ids[at] = BigInt(token);
      });
      return { ids, used: kept.length };
    },
  };
}

/** From `tokenizer.json`, else from the `spiece.model` that the first SigLIP was published with. */
async function readSiglipTokenizer(id: string, folder: string): Promise<Tokenizer> {
  const whole = await readSmall(id, folder, 'tokenizer.json');
  const pieces = whole === undefined ? await readSmall(id, folder, 'spiece.model') : undefined;
  const file = whole === undefined ? 'spiece.model' : 'tokenizer.json';
  try {
    if (whole !== undefined) return new Tokenizer(JSON.parse(whole.toString()) as object, {});
    if (pieces !== undefined) return new Tokenizer(unigramFrom(pieces), {});
  } catch (cause) {
    const reason = 'it is not a tokenizer';
    throw new EaselError('checkpoint.damaged', { id, file, reason }, { cause });
  }
  const reason = 'it is missing, and there is no other vocabulary';
  throw new EaselError('checkpoint.unsupported', { id, file: 'tokenizer.json', reason });
}

async function readSmall(id: string, folder: string, file: string): Promise<Buffer | undefined> {
  const info = await stat(join(folder, file)).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  if (info.size > MAX_TOKENIZER_BYTES) {
    throw new EaselError('checkpoint.damaged', { id, file, reason: 'the file is too large' });
  }
  return readFile(join(folder, file));
}
