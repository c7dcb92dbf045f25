"""Distils the generator to a few steps without guidance, and sharpens it against a discriminator.

The student learns to tell the end of a pair (`pairs.py`) from any point on the straight line to it (Liu et al., "InstaFlow",
2023), near the end also what real drawings look like, and its pictures must pass the discriminator beside real drawings (L_D, L_G; Goodfellow et al., 2014; Sauer et al.,
"Adversarial diffusion distillation", 2023).
"""

from __future__ import annotations

import copy
import random

import torch
from torch.nn.functional import pad

import clip_train
import data
import generator_train
import pairs
import tokenizer as tok
from common import Average, Clock, Run, log, mixed, newest, rate, save_atomically
from discriminator import Discriminator, features, frozen, loss_of_discriminator, loss_of_generator, shown
from generator_model import Generator
from optim import Optimizer

BATCH = 32
DRAWN = 8  # of a batch: real drawings, which hold detail that the teacher's lack
RATE = 0.15  # of the preset's: more breaks what the teacher can do
ON_GRID = 0.5  # share of times that are the few steps' own; the others are anywhere, for editing begins anywhere
PULL = 0.3  # length of the slope of L_G beside that of the distance to the teacher
NEAREST = 0.25  # 1 - t below which the distance counts no more than here


def times(count: int, steps: int, g: torch.Generator) -> torch.Tensor:
    """[count] in 0..1."""
    grid = torch.randint(steps, (count,), generator=g) / steps
    return torch.where(torch.rand(count, generator=g) < ON_GRID, grid, torch.rand(count, generator=g) * (1 - 0.5 / steps))


def slope(loss: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    return torch.autograd.grad(loss, at)[0]


def train(run: Run) -> None:
    p, steps = run.preset, run.preset.few_steps
    torch.manual_seed(run.seed)
    pictures, tokenizer, known = data.load(run), tok.load(run), pairs.load(run)
    teacher, clip = generator_train.load(run).to(run.device), clip_train.load(run).to(run.device)
    eyes, reader = frozen(clip), clip.text
    student = copy.deepcopy(teacher.unet).requires_grad_(True).train()
    judge = Discriminator(p).to(run.device)
    optimizer, average = Optimizer(student, p.learning_rate, p.matrix_rate), Average(student, 200)
    critic = torch.optim.AdamW(judge.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=0.01)
    saved, step = newest(run.file("distil.pt")), 0
    if saved:
        student.load_state_dict(saved["model"]); judge.load_state_dict(saved["judge"])
        optimizer.load(saved["optimizer"]); critic.load_state_dict(saved["critic"]); average.load(saved["average"])
        step = saved["step"]
    clock = Clock(p.distil_minutes, saved, run.stretch)
    batches, sums, kept, done = generator_train.Batches(run, pictures, tokenizer), [0.0] * 3, clock.used, clock.progress >= 1
    log(f"distil: {steps} steps, {len(known)} pairs, from step {step}")
    while not done:
        g = torch.Generator().manual_seed(run.seed * 3_000_017 + step)
        real, captions = batches.draw(BATCH, random.Random(f"{run.seed}/distil/{step}"), drop=0.0)
        picks = torch.randperm(len(known), generator=g)[: BATCH - DRAWN]
        drawn = len(real) - len(picks)
        ids = torch.cat([known.ids[picks], pad(captions[:drawn], (0, known.ids.shape[1] - captions.shape[1]), value=tok.PAD)])
        ids = ids[:, : int((ids != tok.PAD).sum(1).max())]
        noise = torch.cat([known.noise[picks].float(), torch.randn(drawn, *real.shape[1:], generator=g)])
        end = torch.cat([known.end[picks].float(), real[:drawn]])
        t = times(BATCH, steps, g)
        # Which drawing it will be is still open in the first half; only the teacher's pairs say it.
        t[len(picks) :] = 0.5 + t[len(picks) :] / 2
        s = t[:, None, None, None]
        noisy = s * end + (1 - s) * noise
        ground, other = torch.rand(BATCH, 3, generator=g), torch.randperm(BATCH, generator=g)
        real, captions, ids, noisy, end, t, s, ground = (v.to(run.device) for v in (real, captions, ids, noisy, end, t, s, ground))
        with mixed(run.device):
            with torch.no_grad():
                words, embedding = teacher.text(ids)
                told, meant = reader(ids)[1], reader(captions)[1]
                seen = features(eyes, shown(real, ground))
            made = student(noisy.contiguous(memory_format=torch.channels_last), t, words, (ids != tok.PAD).float(), embedding)
            # The losses are weighed by the slopes they have at the pictures, so that neither drowns the other at any time of training.
            at = made.detach().requires_grad_(True)
            far = (end - at).square().mean((1, 2, 3)).add(1e-6).sqrt() / (1 - t).clamp_min(NEAREST)
            distance = far.mean()
            fake = features(eyes, shown(at, ground))
            adversary = loss_of_generator(judge, fake, told)
        to_teacher, to_real = slope(distance, at), slope(adversary, at)
        pull = PULL * min(1.0, step / 100) * to_teacher.norm() / to_real.norm().clamp_min(1e-12)
        optimizer.zero_grad()
        made.backward(to_teacher + pull * to_real)
        optimizer.step(rate(clock.progress, hold=0.4, floor=0.0) * RATE)
        average.update(student)
        with mixed(run.device):
            critic_loss = loss_of_discriminator(judge, seen, [f.detach() for f in fake], meant, told, meant[other])
        critic.zero_grad(set_to_none=True)
        critic_loss.backward()
        critic.step()
        step += 1
        sums = [a + v.item() for a, v in zip(sums, (distance, adversary, critic_loss))]
        if step % 25 == 0:
            log(f"distil: step {step}, {clock.progress:.0%}, distance {sums[0] / 25:.4f}, L_G {sums[1] / 25:.3f}, L_D {sums[2] / 25:.3f}, {clock.used / step:.2f} s a step")
            sums = [0.0] * 3
        done = clock.progress >= 1
        if done or clock.used - kept > 170:
            kept = clock.used
            save_atomically({"model": student.state_dict(), "judge": judge.state_dict(), "optimizer": optimizer.state(),
                             "critic": critic.state_dict(), "average": average.state(), "step": step, "preset": p.as_dict(), **clock.state()},
                            run.file("distil.pt"))


def load(run: Run) -> Generator:
    """The generator with the averaged few-step U-Net in it."""
    model = generator_train.load(run)
    model.unet.load_state_dict(newest(run.file("distil.pt"))["average"]["values"])
    return model
