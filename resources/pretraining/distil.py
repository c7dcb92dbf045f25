"""Distils the generator to a few steps without guidance, and sharpens it against a discriminator.

Each student step must land where several guided teacher steps land (Salimans & Ho, "Progressive
distillation", 2022; Meng et al., "On distillation of guided diffusion models", 2023), and its pictures
must pass the discriminator (Sauer et al., "Adversarial diffusion distillation", 2023).
"""

from __future__ import annotations

import copy
import random

import torch

import clip_train
import data
import generator_train
import tokenizer as tok
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from discriminator import Discriminator, features, frozen, loss_of_discriminator, loss_of_generator, shown
from generator_model import Generator
from optim import Optimizer

GUIDANCE = 3.0  # folded into the student
SUBSTEPS = 3  # of the teacher in one step of the student
ADVERSARIAL = 0.02  # weight of L_G beside the distance to the teacher


@torch.no_grad()
def lands(teacher: Generator, x: torch.Tensor, t: torch.Tensor, words: torch.Tensor, mask: torch.Tensor, embedding: torch.Tensor,
          steps: int) -> torch.Tensor:
    """The picture estimate that, as one Euler step of 1 / steps from x at times t [B], ends where the guided teacher ends.

    `words`, `mask` and `embedding` hold the told half and then the empty half.
    """
    start, h = x, 1 / steps / SUBSTEPS
    for k in range(SUBSTEPS):
        now = t + k * h
        told, free = teacher.unet(torch.cat([x, x]), torch.cat([now, now]), words, mask, embedding).float().chunk(2)
        clean = free + GUIDANCE * (told - free)
        x = x + (clean - x) * (h / (1 - now).clamp_min(h))[:, None, None, None]
    return start + (x - start) * ((1 - t) * steps)[:, None, None, None]


def train(run: Run) -> None:
    p, steps = run.preset, run.preset.few_steps
    torch.manual_seed(run.seed)
    pictures, tokenizer = data.load(run), tok.load(run)
    teacher = generator_train.load(run).to(run.device)
    clip = clip_train.load(run).to(run.device)
    eyes, reader = frozen(clip), clip.text
    student = copy.deepcopy(teacher.unet).requires_grad_(True).train()
    judge = Discriminator(p).to(run.device)
    optimizer, average = Optimizer(student, p.learning_rate, p.matrix_rate), Average(student, 200)
    critic = torch.optim.AdamW(judge.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=0.01)
    saved, step = newest(run.file("distilled.pt")), 0
    if saved:
        student.load_state_dict(saved["model"]); judge.load_state_dict(saved["judge"])
        optimizer.load(saved["optimizer"]); critic.load_state_dict(saved["critic"]); average.load(saved["average"])
        step = saved["step"]
    clock = Clock(p.distil_minutes, saved, run.stretch)
    batches, sums, kept, done = generator_train.Batches(run, pictures, tokenizer), [0.0] * 3, clock.used, clock.progress >= 1
    empty = tok.encode(tokenizer, [""], p.max_tokens)
    log(f"distil: {steps} steps, from step {step}")
    while not done:
        g = torch.Generator().manual_seed(run.seed * 3_000_017 + step)
        x, ids = batches.draw(p.generator_batch // 2, random.Random(f"{run.seed}/distil/{step}"), drop=0.0)
        b = len(x)
        t = torch.randint(steps, (b,), generator=g) / steps
        s = t[:, None, None, None]
        noisy = s * x + (1 - s) * torch.randn(x.shape, generator=g)
        ground, other = torch.rand(b, 3, generator=g), torch.randperm(b, generator=g)
        blank = empty[:, : ids.shape[1]].expand(b, -1)
        x, noisy, t, both, ground = (v.to(run.device) for v in (x, noisy, t, torch.cat([ids, blank]), ground))
        with mixed(run.device):
            with torch.no_grad():
                words, embedding = teacher.text(both)
                mask = (both != 0).float()
                _, text = reader(both[:b])
            target = lands(teacher, noisy, t, words, mask, embedding, steps)
            made = student(noisy.contiguous(memory_format=torch.channels_last), t, words[:b], mask[:b], embedding[:b])
            fake = features(eyes, shown(made, ground))
            # Wrong captions come from the same batch; equal ones would teach nonsense and are rare.
            real = features(eyes, shown(x, ground))
            distance = (target - made).square().mean((1, 2, 3)).add(1e-6).sqrt().mean()
            adversary = loss_of_generator(judge, fake, text)
            loss = distance + ADVERSARIAL * min(1.0, step / 50) * adversary
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(rate(clock.progress, hold=0.3) * 0.2)
        average.update(student)
        with mixed(run.device):
            critic_loss = loss_of_discriminator(judge, real, [f.detach() for f in fake], text, text[other])
        critic.zero_grad(set_to_none=True)
        critic_loss.backward()
        critic.step()
        step += 1
        sums = [a + v.item() for a, v in zip(sums, (distance, adversary, critic_loss))]
        if step % 25 == 0:
            log(f"distil: step {step}, {clock.progress:.0%}, distance {sums[0] / 25:.4f}, L_G {sums[1] / 25:.3f}, L_D {sums[2] / 25:.3f}")
            sums = [0.0] * 3
        done = clock.progress >= 1
        if done or clock.used - kept > 170:
            kept = clock.used
            save_atomically({"model": student.state_dict(), "judge": judge.state_dict(), "optimizer": optimizer.state(),
                             "critic": critic.state_dict(), "average": average.state(), "step": step, "preset": p.as_dict(), **clock.state()},
                            run.file("distilled.pt"))


def load(run: Run) -> Generator:
    """The generator with the averaged few-step U-Net in it."""
    model = generator_train.load(run)
    model.unet.load_state_dict(newest(run.file("distilled.pt"))["average"]["values"])
    return model
