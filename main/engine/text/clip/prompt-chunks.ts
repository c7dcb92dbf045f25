/**
 * Prompts cut into stretches that a text tower of CLIP can read.
 *
 * A tower reads 77 tokens: start, 75 of the prompt, end. A longer prompt is cut into several such
 * stretches, each read alone, and their states are laid one after another, as AUTOMATIC1111's
 * web UI and ComfyUI do. A cut does not go through a phrase where a comma is near.
 */
import type { WeightedText } from '#shared/engine-protocol/messages.ts';
import type { ClipTokenizer } from './clip-tokenizer.ts';

export interface PromptChunk {
  /** [length]: start, words, end, padding. */
  readonly ids: readonly number[];
  /** [length]: how strongly each token counts; 1 is neutral. */
  readonly weights: readonly number[];
}

export interface ChunkOptions {
  /** Tokens a tower reads at once, start and end included. */
  readonly length: number;
  /** What fills a stretch up behind its end. */
  readonly padId: number;
}

/** How far back a cut may move to a comma, in tokens. */
const COMMA_REACH = 20;

interface Token {
  readonly id: number;
  readonly weight: number;
}

/** At least one stretch, even of nothing. */
export function chunkPrompt(
  tokenizer: ClipTokenizer,
  prompt: readonly WeightedText[],
  { length, padId }: ChunkOptions,
): PromptChunk[] {
  const tokens = prompt.flatMap(({ text, weight }) =>
    tokenizer.encode(text).map((id) => ({ id, weight })),
  );
  const [comma] = tokenizer.encode(',');
  return cut(tokens, length - 2, comma).map((words) => {
    const padding = Array.from({ length: length - 2 - words.length }, () => padId);
    return {
      ids: [tokenizer.startId, ...words.map(({ id }) => id), tokenizer.endId, ...padding],
      weights: [1, ...words.map(({ weight }) => weight), 1, ...padding.map(() => 1)],
    };
  });
}

function cut(tokens: readonly Token[], room: number, comma: number | undefined): Token[][] {
  const chunks: Token[][] = [];
  let start = 0;
  do {
    let end = Math.min(start + room, tokens.length);
    if (end < tokens.length) {
      const last = tokens.slice(start, end).findLastIndex(({ id }) => id === comma);
      if (last >= room - COMMA_REACH) end = start + last + 1;
    }
    chunks.push(tokens.slice(start, end));
    start = end;
  } while (start < tokens.length);
  return chunks;
}
