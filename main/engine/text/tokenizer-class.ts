/** The tokenizer package, whose own types do not resolve by Node's rules. */
import { Tokenizer as TokenizerClass } from '@huggingface/tokenizers';

/** What is used of it. */
export interface Tokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: number[] };
  /** The number of a whole token; undefined when it is not in the vocabulary. */
  token_to_id(token: string): number | undefined;
}

/** From the parsed content of a `tokenizer.json`; throws when it is not one. */
export const Tokenizer = TokenizerClass as new (content: object, config: object) => Tokenizer;
