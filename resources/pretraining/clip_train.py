"""Trains the CLIP and measures it on held-out pictures."""

from __future__ import annotations

import json
import math
import random

import torch
import torch.nn.functional as F

import augment
import data
import record
import restore
import tokenizer as tok
from captions import names_of
from clip_batches import Batches
from clip_model import Clip, some_patches
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from optim import Optimizer

WHOLE_FROM = 0.8  # of the time: from here on pictures are seen whole
WORDS_SHARE = 0.25  # of the loss between two captions of one picture


def contrastive(image: torch.Tensor, text: torch.Tensor, scale: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Symmetric InfoNCE over unit embeddings [B,D]; pairs marked in `same` [B,B] are left out of the negatives."""
    logits = scale * image @ text.T
    off = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    logits = logits.masked_fill(off, -1e4)
    target = torch.arange(len(same), device=same.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def triplet(image: torch.Tensor, text: torch.Tensor, same: torch.Tensor, margin: float = 0.2) -> torch.Tensor:
    """max(0, margin + s(wrong) - s(right)) with the hardest wrong partner of the batch, both ways (Faghri et al., VSE++, 2018)."""
    scores = image @ text.T
    right = scores.diagonal()
    wrong = scores.masked_fill(same | torch.eye(len(same), dtype=torch.bool, device=same.device), -2)
    return (F.relu(margin + wrong.amax(1) - right).mean() + F.relu(margin + wrong.amax(0) - right).mean()) / 2


def loss_of(p, z: torch.Tensor, t: torch.Tensor, scale: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Mean loss of pictures [B,D] against both of their captions [2B,D], and between the captions."""
    pair = (lambda a, b: triplet(a, b, same)) if p.clip_loss == "triplet" else (lambda a, b: contrastive(a, b, scale, same))
    first, second = t.chunk(2)
    return (pair(z, first) + pair(z, second)) / 2 + WORDS_SHARE * pair(first, second)


def read(model: Clip, ids: torch.Tensor, parts: int = 4) -> torch.Tensor:
    """Unit embeddings [B,D] of ids [B,L], the short ones apart from the long: most of a mixed batch would be padding."""
    lengths = (ids != tok.PAD).sum(1)
    order = lengths.argsort()
    t = torch.cat([model.text(ids[part, : int(lengths[part].max())])[1] for part in order.chunk(parts)])
    return t[order.argsort()]


def begin(run: Run, model: Clip) -> None:
    """Fills the model with the weights of the exported one at `run.start`."""
    import export

    shape = export.clip_inputs(run)
    for tower, file in ((export.TextEmbedding(model.text), "clip_text"), (model.vision, "clip_vision")):
        difference = restore.restore(tower, *shape[file], run.start / export.PARTS[file])
        log(f"clip: {file} of {run.start} taken up, differs by {difference:.6f}")
    manifest = json.loads((run.start / "manifest.json").read_text("utf-8"))
    model.scale_table.data.fill_(math.log(manifest["clip"]["logitScale"]))


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    model = Clip(p).to(run.device)
    optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 1000)
    saved, step = newest(run.file("clip.pt")), 0
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    elif run.start:
        begin(run, model)
        optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 1000)
    again = bool(run.start) or run.stretch > 1
    clock = Clock(p.clip_minutes, saved, run.stretch)
    before = saved.get("before") if saved else record.load(run.start)["training"].get("clip") if run.start else None
    batches, total, last = Batches(run, pictures, tokenizer), 0.0, clock.used
    log(f"clip: {sum(v.numel() for v in model.parameters()) / 1e6:.2f} M weights, {len(batches.colour)} colour pictures, from step {step}")
    done = clock.progress >= 1
    while not done:
        image, ids, same = batches.draw(p.clip_batch, random.Random(f"{run.seed}/{step}"))
        kept = some_patches(image, p.clip_keep, torch.Generator().manual_seed(step)) if clock.progress < WHOLE_FROM else None
        with mixed(run.device):
            z = model.vision(image.to(run.device), None if kept is None else kept.to(run.device))
            t = read(model, ids.to(run.device))
        loss = loss_of(p, z, t, model.scale(), same.to(run.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress, hold=0.4) * (0.6 if again else 1.0))
        average.update(model)
        step += 1
        total += loss.item()
        if step % 50 == 0:
            log(f"clip: step {step}, {clock.progress:.0%}, loss {total / 50:.3f}, scale {model.scale().item():.1f}, {step * p.clip_batch / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - last > 170:
            last = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(),
                             "step": step, "preset": p.as_dict(), "before": before, **clock.state()}, run.file("clip.pt"))


def load(run: Run) -> Clip:
    """The averaged model of the last checkpoint, for use; or the exported one at `run.start`."""
    model, saved = Clip(run.preset), newest(run.file("clip.pt"))
    if saved:
        model.load_state_dict(saved["average"]["values"])
    elif run.start:
        begin(run, model)
    else:
        raise FileNotFoundError("no CLIP was trained yet, and --from names no model")
    return model.eval().requires_grad_(False)


@torch.no_grad()
def measure(run: Run, model: Clip) -> dict[str, float]:
    """Recall of the right name among the pictures' own names, per held-out split.

    Every (picture, name) pair of the split's colour pictures, default tone, over white; the
    same concept in another style counts as right.
    """
    pictures, tokenizer, out = data.load(run), tok.load(run), {}
    for split in ("test_combo", "test_concept"):
        index = [i for i, r in enumerate(pictures.colour_rows) if r["split"] == split and not r.get("tone") and r["style"] != "pixel"]
        rows = [pictures.colour_rows[i] for i in index]
        names = sorted({names_of(r)[0] for r in rows})
        image = torch.from_numpy(pictures.colour64[index]).permute(0, 3, 1, 2).float() / 255
        z = model.vision(augment.over(image, torch.ones(len(index), 3)) * 2 - 1)
        t = model.text(tok.encode(tokenizer, names, run.preset.max_tokens))[1]
        order = (z @ t.T).argsort(1, descending=True)
        right = torch.tensor([names.index(names_of(r)[0]) for r in rows])
        rank = (order == right[:, None]).float().argmax(1)
        out |= {f"{split}_pictures": len(index), f"{split}_names": len(names),
                f"{split}_recall1": (rank < 1).float().mean().item(), f"{split}_recall5": (rank < 5).float().mean().item()}
    return out
