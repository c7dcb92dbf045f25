/**
 * The vocabulary of a SentencePiece unigram model (Kudo 2018), as the content of a `tokenizer.json`. Of
 * its normalisation only NFKC and white space are kept; lower case is up to the caller.
 */
import protobuf from 'protobufjs/light.js';

/** As sentencepiece_model.proto numbers them. */
const UNIGRAM = 1;
const CONTROL = 3;
const UNUSED = 5;
const MAX_PIECES = 1_000_000;
const SPACE = '▁';

interface Model {
  readonly pieces: readonly {
    readonly piece: string;
    readonly score: number;
    readonly type: number;
  }[];
  readonly trainerSpec?: { readonly modelType: number; readonly unkId: number };
}

const root = new protobuf.Root();
root.add(
  new protobuf.Type('SentencePiece')
    .add(new protobuf.Field('piece', 1, 'string'))
    .add(new protobuf.Field('score', 2, 'float'))
    .add(new protobuf.Field('type', 3, 'int32', undefined, undefined, { default: 1 })),
);
root.add(
  new protobuf.Type('TrainerSpec')
    .add(new protobuf.Field('modelType', 3, 'int32', undefined, undefined, { default: UNIGRAM }))
    .add(new protobuf.Field('unkId', 40, 'int32')),
);
root.add(
  new protobuf.Type('ModelProto')
    .add(new protobuf.Field('pieces', 1, 'SentencePiece', 'repeated'))
    .add(new protobuf.Field('trainerSpec', 2, 'TrainerSpec')),
);
const modelType = root.lookupType('ModelProto');

/**
 * @param bytes of a `spiece.model`; texts end with its `</s>`
 * Throws TypeError for other kinds of models, and Error when the bytes are none.
 */
export function unigramFrom(bytes: Uint8Array): object {
  const decoded = modelType.toObject(modelType.decode(bytes), { defaults: true });
  const { pieces, trainerSpec } = decoded as unknown as Model;
  if ((trainerSpec?.modelType ?? UNIGRAM) !== UNIGRAM)
    throw new TypeError('it is no unigram model');
  if (pieces.length === 0 || pieces.length > MAX_PIECES) throw new TypeError('it has no pieces');
  const unknown = pieces.findIndex(({ piece }) => piece === '<unk>');
  const end = pieces.findIndex(({ piece }) => piece === '</s>');
  const special = pieces.flatMap(({ piece, type }, id) =>
    type === CONTROL
      ? [{ id, content: piece, special: true, single_word: false, ...noStrips }]
      : [],
  );
  return {
    ...{ version: '1.0', truncation: null, padding: null, decoder: null },
    added_tokens: special,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFKC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Strip', strip_left: true, strip_right: true },
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'always', split: true },
    post_processor:
      end < 0
        ? null
        : {
            type: 'TemplateProcessing',
            single: [
              { Sequence: { id: 'A', type_id: 0 } },
              { SpecialToken: { id: '</s>', type_id: 0 } },
            ],
            pair: [],
            special_tokens: { '</s>': { id: '</s>', ids: [end], tokens: ['</s>'] } },
          },
    model: {
      type: 'Unigram',
      unk_id: unknown < 0 ? 0 : unknown,
      byte_fallback: false,
      // Pieces that are never to be used may not win.
      vocab: pieces.map(({ piece, score, type }) => [piece, type === UNUSED ? -1e6 : score]),
    },
  };
}

const noStrips = { lstrip: false, rstrip: false, normalized: false };
