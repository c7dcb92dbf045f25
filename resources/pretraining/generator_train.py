"""Trains the generator on the emoji drawings, and draws a sheet of fixed prompts every few minutes."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import augment
import clip_train
import data
import record
import restore
import tokenizer as tok
import wording
from captions import HUES, caption, hue_name, may_mirror, turn_hue_safe
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from clip_model import Clip
from generator_model import Generator, sample
from optim import Optimizer

PROMPTS = ["red apple", "green apple", "blue car", "cat face", "panda", "rocket", "yellow star", "red heart", "blue heart",
           "fire", "house", "pizza", "a bear playing in snow", "green car, flat", "熊猫", "火箭"]

# How often each kind of picture is drawn.  Everyday things people ask for come more often
# than clock faces, keypad signs and the several hundred people.
STYLE_WEIGHT = {"3d": 1.2, "color": 0.4, "flat": 0.5, "noto": 0.35}
SOURCES = {"fluentui-emoji": 1.0, "noto-emoji": 0.4, "flat-color-icons": 0.4}
GROUP_WEIGHT = {"people and body": 0.2, "symbols": 0.25, "flags": 0.2, "smileys and emotion": 1.0, "animals and nature": 1.6,
                "food and drink": 1.6, "travel and places": 0.9, "objects": 0.8, "activities": 0.7}
SUBGROUP_WEIGHT = {"hearts": 1.5, "time": 0.15, "ground transportation": 1.4, "fruit": 2.5, "air transportation": 1.4}
MIRRORED = 0.3  # share of drawings shown the other way round, where that keeps the meaning: other than moving, it blurs nothing
EVERYDAY = set("""red apple|green apple|automobile|cat face|dog face|panda|rocket|star|red heart|blue heart|fire|house|pizza|bear|tree|
deciduous tree|evergreen tree|sun|crescent moon|cloud|rainbow|airplane|bus|bicycle|sailboat|fish|bird|duck|frog|lion|tiger|fox|rabbit face|
elephant|horse face|cow face|pig face|monkey face|banana|lemon|tangerine|strawberry|grapes|watermelon|cherries|peach|pear|carrot|tomato|bread|
hamburger|french fries|doughnut|cookie|birthday cake|ice cream|hot beverage|egg|cheese wedge|rose|tulip|sunflower|blossom|cactus|mushroom|
butterfly|honeybee|snail|octopus|crab|whale|dolphin|penguin|owl|unicorn|dragon|robot|ghost|alien|skull|crown|gem stone|key|light bulb|book|
open book|camera|laptop|mobile phone|guitar|drum|soccer ball|basketball|balloon|wrapped gift|trophy|hammer|umbrella|snowman|snowflake|mountain|
castle|locomotive|fire engine|police car|taxi|tractor|ship|anchor|bomb|clown face|grinning face|smiling face with sunglasses|crying face|
yellow heart|green heart|purple heart|orange heart|glowing star|backpack|t-shirt|dress|top hat|eyeglasses|teapot|chair|door|bed""".replace("\n", "").split("|"))


class Batches:
    """Draws pictures [B,4,32,32] in -1..1 (premultiplied RGBA) and token ids [B,L]."""

    def __init__(self, run: Run, pictures: data.Pictures, tokenizer):
        self.run, self.pictures, self.tokenizer = run, pictures, tokenizer
        self.index, weights = [], []
        for i, r in enumerate(pictures.colour_rows):
            if r["split"] == "train" and r["source"] in SOURCES and r["style"] in STYLE_WEIGHT and not r.get("tone"):
                self.index.append(i)
                kind = SUBGROUP_WEIGHT.get(r.get("subgroup"), GROUP_WEIGHT.get(r["group"], 0.5))
                weights.append(SOURCES[r["source"]] * STYLE_WEIGHT[r["style"]] * kind * (3 if r["name"] in EVERYDAY else 1))
        self.weights = np.cumsum(weights)

    def draw(self, size: int, rng: random.Random, drop: float = 0.1, progress: float = 1.0,
             large: bool = False, again: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
        """`drop` is the share of empty captions; wordings get more varied as `progress` goes from 0 to 1;
        `large` gives 128 x 128 pictures; `again`: see `moved`."""
        p = self.pictures
        picks = [self.pick(rng) for _ in range(size)]
        g = torch.Generator().manual_seed(rng.getrandbits(62))
        if large:
            image = torch.from_numpy(p.colour128[picks]).permute(0, 3, 1, 2).float() / 255
        else:
            image = self.vary(torch.from_numpy(p.colour64[picks]).permute(0, 3, 1, 2).float() / 255, picks, g, moved(progress, again))
        texts, turn = [], []
        for j, i in enumerate(picks):
            row = p.colour_rows[i]
            colour, turned = row["colour"], False
            if turn_hue_safe(row) and rng.random() < 0.35:
                colour, turned = rng.choice([c for c in HUES if c != hue_name(row["hue"])]), True
                turn.append((j, row["hue"], HUES[colour]))
            text = caption(row, rng, colour=colour, turned=turned, plain=0.8 - 0.2 * progress, chinese=0.33,
                           style=0.35 if row["style"] == "3d" else 0.75, tags=0.05 * progress)
            texts.append("" if rng.random() < drop else text)
        if turn:
            index, source, target = (torch.tensor(v) for v in zip(*turn))
            image[index] = augment.turn_hue(image[index], source.float(), target.float())
        return image * 2 - 1, tok.encode(self.tokenizer, texts, self.run.preset.max_tokens, trim=True)

    def pick(self, rng: random.Random) -> int:
        return self.index[int(np.searchsorted(self.weights, rng.random() * self.weights[-1]))]

    def vary(self, image: torch.Tensor, picks: list[int], g: torch.Generator, share: float) -> torch.Tensor:
        """[B,4,64,64] to [B,4,32,32], all a little toned, some mirrored where that keeps the meaning, and `share` of them moved, turned and sized.

        There is one drawing a thing and style: without this the network learns it by heart, and all candidates
        of a prompt come out alike. With too much of it, things come out broken (see the trials in README.md).
        """
        b = len(image)
        mirror = (torch.rand(b, generator=g) < MIRRORED) & torch.tensor([may_mirror(self.pictures.colour_rows[i]) for i in picks])
        image = augment.move(image, 0.04, 0.1, g, turn=0.12, mirror=mirror, share=share)
        image = F.avg_pool2d(image, 2)
        return augment.tone(image, 0.05, g)


def moved(progress: float, again: bool) -> float:
    """Share of drawings moved about: some at the start, none in the second half, and none when weights are taken up again."""
    return 0.0 if again else 0.3 * max(0.0, 1 - 2 * progress)


def begin(run: Run, model: Generator) -> None:
    """Fills the model with the weights of the exported one at `run.start`, its text tower included."""
    import export

    shapes = export.generator_inputs(run, model)
    for part, name in ((model.text, "text_encoder"), (model.unet, "unet")):
        difference = restore.restore(part, *shapes[name], run.start / export.PARTS[name])
        log(f"generator: {name} of {run.start} taken up, differs by {difference:.6f}")


def blank(run: Run) -> Generator:
    """A generator around the CLIP's text tower; the tower has random weights where the stage `clip` was not run, to be filled."""
    return Generator(run.preset, clip_train.load(run).text if run.file("clip.pt").exists() else Clip(run.preset).text)


def noise_to(x: torch.Tensor, g: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Times from a logit-normal (Esser et al., 2024), a little towards the noisy side, and x at those times."""
    t = torch.sigmoid(torch.randn(len(x), generator=g) - 0.3)
    s = t[:, None, None, None]
    return s * x + (1 - s) * torch.randn(x.shape, generator=g), t


def train(run: Run) -> None:
    p = run.preset
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    model = blank(run)
    saved, step = newest(run.file("generator.pt")), 0
    if run.start and not saved:
        begin(run, model)
    model = model.to(run.device, memory_format=torch.channels_last)
    optimizer, average = Optimizer(model, p.learning_rate, p.matrix_rate), Average(model, 300)
    again = bool(run.start) or run.stretch > 1
    before = saved.get("before") if saved else record.load(run.start)["training"].get("generator") if run.start else None
    if saved:
        model.load_state_dict(saved["model"]); optimizer.load(saved["optimizer"]); average.load(saved["average"])
        step = saved["step"]
    clock = Clock(p.generator_minutes, saved, run.stretch)
    batches, total, kept, drawn = Batches(run, pictures, tokenizer), 0.0, clock.used, clock.used
    log(f"generator: {sum(v.numel() for v in model.parameters()) / 1e6:.2f} M weights, {len(batches.index)} pictures, from step {step}")
    done = clock.progress >= 1
    while not done:
        g = torch.Generator().manual_seed(run.seed * 1_000_003 + step)
        x, ids = batches.draw(p.generator_batch, random.Random(f"{run.seed}/{step}"), progress=clock.progress, again=again)
        noisy, t = noise_to(x, g)
        spread = 0.7 * torch.rand(len(x), 1, generator=g) * (torch.rand(len(x), 1, generator=g) < 0.5)
        jitter = torch.randn(len(x), p.clip_dimensions, generator=g) * spread / p.clip_dimensions**0.5
        x, noisy, t, ids, jitter = (v.to(run.device) for v in (x, noisy, t, ids, jitter))
        with mixed(run.device):
            clean = model(noisy.contiguous(memory_format=torch.channels_last), t, ids, jitter)
        weight = 1 / (1 - t).clamp_min(0.1) ** 2
        loss = (weight * (clean - x).square().mean((1, 2, 3))).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress, hold=0.3, floor=0.0) * (0.6 if again else 1.0))
        average.update(model)
        step += 1
        total += loss.item()
        if step % 50 == 0:
            log(f"generator: step {step}, {clock.progress:.1%}, loss {total / 50:.4f}, {step * p.generator_batch / clock.used:.0f} pictures/s")
            total = 0.0
        done = clock.progress >= 1
        if done or clock.used - kept > 170:
            kept = clock.used
            save_atomically({"model": model.state_dict(), "optimizer": optimizer.state(), "average": average.state(),
                             "step": step, "preset": p.as_dict(), "before": before, **clock.state()}, run.file("generator.pt"))
        if done or clock.used - drawn > 900:
            drawn = clock.used
            model_now = load(run, reworded=False)
            sheet(run, model_now, tokenizer, run.file(f"samples-{clock.used / 60:04.0f}.png"))


def load(run: Run, reworded: bool = True) -> Generator:
    """The averaged generator of the last checkpoint, with the text encoder of `wording.py` where there is one; or the exported one at `run.start`."""
    model, saved = blank(run), newest(run.file("generator.pt"))
    if saved:
        model.load_state_dict(saved["average"]["values"])
    elif run.start:
        begin(run, model)
    else:
        raise FileNotFoundError("no generator was trained yet, and --from names no model")
    if reworded:
        wording.apply(run, model)
    return model.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def sheet(run: Run, model: Generator, tokenizer, path, prompts: list[str] = PROMPTS, each: int = 2, guidance: float = 3.0) -> None:
    """Writes `each` samples per prompt over white, four times enlarged, eight prompts a row."""
    texts = [p for p in prompts for _ in range(each)]
    ids = tok.encode(tokenizer, texts, run.preset.max_tokens)
    empty = tok.encode(tokenizer, [""] * len(texts), run.preset.max_tokens)
    noise = torch.randn(len(texts), 4, 32, 32, generator=torch.Generator().manual_seed(run.seed))
    with mixed("cpu"):
        x = sample(model, ids, empty, noise, guidance=guidance)
    tiles = augment.over((x.clamp(-1, 1) + 1) / 2, torch.ones(len(x), 3)).clamp(0, 1).permute(0, 2, 3, 1).numpy()
    rows = tiles.reshape(-1, 8 * each, 32, 32, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 8 * each * 32, 3)
    picture = Image.fromarray((rows * 255).astype(np.uint8))
    picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.BICUBIC).save(path)
    log(f"generator: samples in {path.name}")
