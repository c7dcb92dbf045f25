/** The byte-pair encoding of Qwen3 (Yang et al. 2025), and how a prompt is put to it. */
import { byteCharacters } from '#main/engine/text/byte-characters.ts';
import { Tokenizer } from '#main/engine/text/tokenizer-class.ts';

const PAD_TOKEN = '<|endoftext|>';

export interface QwenTokenizer {
  /** What texts are filled up with. */
  readonly padId: number;
  /**
   * Ids of a prompt as the only message of a chat, with an answer begun behind it from which no
   * thoughts are asked: what picture networks were trained with.
   */
  encodeChat(prompt: string): number[];
  /** Ids of the words alone. */
  encode(text: string): number[];
}

/** @param content parsed `tokenizer.json`; throws when it is none of Qwen's kind */
export function qwenTokenizerOf(content: object): QwenTokenizer {
  const tokenizer = new Tokenizer(content, {});
  const padId = tokenizer.token_to_id(PAD_TOKEN);
  if (padId === undefined || tokenizer.token_to_id('<|im_start|>') === undefined) {
    throw new TypeError('it has no tokens for the parts of a chat');
  }
  const encode = (text: string): number[] =>
    tokenizer.encode(text, { add_special_tokens: false }).ids;
  return { padId, encode, encodeChat: (prompt) => encode(asChat(prompt)) };
}

function asChat(prompt: string): string {
  return (
    `<|im_start|>user\n${prompt}<|im_end|>\n` + '<|im_start|>assistant\n<think>\n\n</think>\n\n'
  );
}

/** Words with at most one sign before them, digits one by one, signs, ends of lines, white space. */
const PIECES =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" +
  '| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';

/** Tokens that are never split, in the order of their numbers behind the merges. */
const wholeTokens = [
  ...[PAD_TOKEN, '<|im_start|>', '<|im_end|>'],
  ...['<|object_ref_start|>', '<|object_ref_end|>', '<|box_start|>', '<|box_end|>'],
  ...['<|quad_start|>', '<|quad_end|>', '<|vision_start|>', '<|vision_end|>', '<|vision_pad|>'],
  ...['<|image_pad|>', '<|video_pad|>', '<tool_call>', '</tool_call>', '<|fim_prefix|>'],
  ...['<|fim_middle|>', '<|fim_suffix|>', '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>'],
  ...['<tool_response>', '</tool_response>', '<think>', '</think>'],
];

/** From the merges alone, each two tokens and a space between them. */
export function qwenTokenizerFrom(merges: readonly string[]): QwenTokenizer {
  const tokens = [...byteCharacters(), ...merges.map((merge) => merge.replace(' ', ''))];
  return qwenTokenizerOf({
    ...{ version: '1.0', truncation: null, padding: null, post_processor: null, decoder: null },
    added_tokens: wholeTokens.map((content, index) => ({
      ...{ id: tokens.length + index, content, special: true },
      ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
    })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
      ...{ unk_token: null, fuse_unk: false },
      ...{ continuing_subword_prefix: '', end_of_word_suffix: '' },
    },
  });
}
