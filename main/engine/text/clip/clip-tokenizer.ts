/** CLIP's byte-pair encoding (Radford et al. 2021), from whichever files its vocabulary comes in. */
import { byteCharacters } from '#main/engine/text/byte-characters.ts';
import { Tokenizer } from '#main/engine/text/tokenizer-class.ts';

export const START_TOKEN = '<|startoftext|>';
export const END_TOKEN = '<|endoftext|>';

export interface ClipTokenizer {
  readonly startId: number;
  readonly endId: number;
  /** Ids of the words alone, without start and end. */
  encode(text: string): number[];
  /** The number of a whole token such as `!`; undefined where there is none. */
  idOf(token: string): number | undefined;
}

/** The words that are never joined with their neighbours; digits stand alone. */
const WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
const WORD_END = '</w>';

/** @param content parsed `tokenizer.json`; throws when it is no tokenizer of CLIP's kind */
export function clipTokenizerOf(content: object): ClipTokenizer {
  const tokenizer = new Tokenizer(content, {});
  const [startId, endId] = [START_TOKEN, END_TOKEN].map((token) => tokenizer.token_to_id(token));
  if (startId === undefined || endId === undefined) {
    throw new TypeError('it has no tokens for the start and the end of a text');
  }
  return {
    startId,
    endId,
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    idOf: (token) => tokenizer.token_to_id(token),
  };
}

/**
 * From `vocab.json` and the lines of `merges.txt` (each two tokens and a space between them), as
 * transformers' fast tokenizer is set up: NFC, white space to one space, lower case. Unlike OpenAI's
 * own there is no repair of broken encodings and no undoing of HTML escapes.
 */
export function clipTokenizerFrom(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly string[],
): ClipTokenizer {
  const added = [START_TOKEN, END_TOKEN].map((content) => ({
    ...{ id: vocabulary[content], content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  return clipTokenizerOf({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.filter(({ id }) => id !== undefined),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: null,
    decoder: null,
    model: {
      ...{ type: 'BPE', vocab: vocabulary, merges, unk_token: END_TOKEN, fuse_unk: false },
      ...{ continuing_subword_prefix: '', end_of_word_suffix: WORD_END },
    },
  });
}

/**
 * The numbers of tokens, which follow from the merges: bytes, bytes that end a word, merges in their
 * order, start, end.
 */
export function vocabularyOf(merges: readonly string[]): Record<string, number> {
  const bytes = byteCharacters();
  const tokens = [
    ...bytes,
    ...bytes.map((byte) => byte + WORD_END),
    ...merges.map((merge) => merge.replace(' ', '')),
    START_TOKEN,
    END_TOKEN,
  ];
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}
