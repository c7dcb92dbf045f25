/** Reads a checkpoint's own tokenizer. */
import { readFile } from 'node:fs/promises';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { EncodePrompt } from './prompt-tokens.ts';
import { Tokenizer } from './tokenizer-class.ts';

const MAX_TOKENIZER_BYTES = 64 << 20;

/** Throws `checkpoint.damaged` when the tokenizer file is not one. */
export async function loadTokenizer(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
): Promise<EncodePrompt> {
  const { path, bytes, key } = await checkpoint.part('tokenizer');
  const known = context.tokenizers.get(key);
  if (known !== undefined) return known;
  const encode = encoderFor(checkpoint, await readTokenizer(checkpoint, path, bytes));
  context.tokenizers.set(key, encode);
  return encode;
}

function encoderFor(checkpoint: OpenCheckpoint, tokenizer: Tokenizer): EncodePrompt {
  const { maxTokens, bosId, eosId, padId } = checkpoint.manifest.text;
  return (prompt) => {
    const words = prompt.flatMap(({ text, weight }) =>
      tokenizer.encode(text, { add_special_tokens: false }).ids.map((id) => ({ id, weight })),
    );
    const ids = new BigInt64Array(maxTokens).fill(BigInt(padId));
    const mask = new Float32Array(maxTokens);
    const weights = new Float32Array(maxTokens).fill(1);
    const kept = words.slice(0, maxTokens - 2);
    ids[0] = BigInt(bosId);
    kept.forEach(({ id, weight }, index) => {
      ids[index + 1] = BigInt(id);
      weights[index + 1] = weight;
    });
    ids[kept.length + 1] = BigInt(eosId);
    mask.fill(1, 0, kept.length + 2);
    return { ids, mask, weights, needed: words.length + 2 };
  };
}

async function readTokenizer(
  checkpoint: OpenCheckpoint,
  path: string,
  bytes: number,
): Promise<Tokenizer> {
  if (bytes > MAX_TOKENIZER_BYTES) {
    throw checkpoint.fault('checkpoint.damaged', 'tokenizer', 'the file is too large');
  }
  try {
    return new Tokenizer(JSON.parse(await readFile(path, 'utf8')) as object, {});
  } catch {
    throw checkpoint.fault('checkpoint.damaged', 'tokenizer', 'it is not a tokenizer');
  }
}
