"""One byte-level BPE tokenizer for English and Chinese.

Lower-cased and NFKC-normalised; words are split at white space, punctuation, symbols and
single Chinese or Japanese characters, each with a leading space, so that a word has the
same tokens wherever it stands and 红苹果 is read as 红 + 苹 + 果.  The byte alphabet covers every
script.  Sequences are <bos> tokens <eos>.
"""

from __future__ import annotations

import random

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from captions import CHINESE, CHINESE_STYLES, INKS, caption
from common import Run, log

SPECIAL = ["<pad>", "<bos>", "<eos>", "<unk>"]
PAD, BOS, EOS, UNK = range(4)


def train(run: Run, rows: list[dict]) -> Tokenizer:
    """Trains on several wordings of every record plus all of its names and keywords."""
    rng = random.Random(run.seed)
    corpus: list[str] = []
    for row in rows:
        zh = row.get("langs", {}).get("zh", [])
        corpus += [row["name"], *row["tags"], *zh, *zh]
        corpus += [caption(row, rng, colour=rng.choice(list(INKS)), turned=rng.random() < 0.3) for _ in range(3)]
    corpus += [w for w in list(INKS) + list(CHINESE.values()) + list(CHINESE_STYLES.values()) for _ in range(200)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\s+"), "removed"),
        pre_tokenizers.Split(Regex(r"[\p{P}\p{S}぀-ヿ㐀-鿿]"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=run.preset.vocabulary, min_frequency=2, special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", pair="<bos> $A $B <eos>", special_tokens=[("<bos>", BOS), ("<eos>", EOS)])
    tokenizer.save(str(run.file("tokenizer.json")))
    log(f"tokenizer: {tokenizer.get_vocab_size()} tokens; 'a red apple, 3d' ->", tokenizer.encode("a red apple, 3d").tokens)
    return tokenizer


def load(run: Run) -> Tokenizer:
    return Tokenizer.from_file(str(run.file("tokenizer.json")))


def encode(tokenizer: Tokenizer, texts: list[str], length: int, trim: bool = False) -> torch.Tensor:
    """int64 [B,length]; cut to `length` keeping <eos>.  With `trim`, only as long as the longest text."""
    ids = [e.ids if len(e.ids) <= length else e.ids[: length - 1] + [EOS] for e in tokenizer.encode_batch(texts)]
    width = max(map(len, ids)) if trim else length
    out = torch.full((len(ids), width), PAD, dtype=torch.long)
    for i, row in enumerate(ids):
        out[i, : len(row)] = torch.tensor(row)
    return out
