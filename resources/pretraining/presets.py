"""Sizes and time budgets of the training stages.

A preset fixes the architecture and how many minutes each stage may run.  Stages are
time-boxed instead of step-boxed: learning rates follow the share of the budget that is
used up, so the same preset ends properly annealed on a slow and on a fast machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Preset:
    """Hyper-parameters of one model size; all widths are channel counts."""

    name: str
    # text
    vocabulary: int = 8000
    max_tokens: int = 32
    # CLIP
    clip_width: int = 192
    clip_text_layers: int = 3
    clip_vision_layers: int = 6
    clip_heads: int = 4
    clip_embedding: int = 96  # inner size of the factorised token table
    clip_dimensions: int = 256
    clip_image: int = 64
    clip_batch: int = 256
    clip_minutes: float = 22.0
    clip_words_minutes: float = 6.0  # its text tower and last projection alone
    clip_loss: str = "infonce"  # or "triplet"
    clip_keep: float = 0.5  # share of its patches a picture is seen by, until the last fifth of the time
    # generator
    unet_outer: int = 128  # channels at 16 x 16
    unet_inner: int = 256  # channels at 8 x 8
    unet_outer_blocks: int = 2
    unet_inner_blocks: int = 4
    unet_heads: int = 8
    generator_batch: int = 64
    generator_minutes: float = 61.0
    made_share: float = 0.0  # of a batch: counts and pairs; they cost a small model more than they give
    wording_minutes: float = 5.0  # text encoder alone
    # distillation
    few_steps: int = 4
    pairs_minutes: float = 20.0
    distil_minutes: float = 40.0
    # upscaler
    upscaler_width: int = 48
    upscaler_blocks: int = 6
    upscaler_batch: int = 24
    upscaler_minutes: float = 5.5
    # judge of the evaluation
    judge_minutes: float = 9.0
    # optimisation
    learning_rate: float = 1.5e-3  # AdamW, for tables, gains and biases
    matrix_rate: float = 0.01  # Muon, for weight matrices

    def scaled(self, minutes: float | None, stages: Iterable[str]) -> "Preset":
        """The same preset with the budgets of the named stages scaled so that they add up to `minutes`."""
        budgets = {f: getattr(self, f) for f in (s.replace("-", "_") + "_minutes" for s in stages) if hasattr(self, f)}
        if not minutes or not budgets:
            return self
        k = minutes / sum(budgets.values())
        return replace(self, **{field: value * k for field, value in budgets.items()})

    def as_dict(self) -> dict:
        return asdict(self)


PRESETS = {
    # For the tests: every part in seconds, and pictures of nothing.
    "tiny": Preset(
        "tiny",
        clip_width=32, clip_text_layers=1, clip_vision_layers=2, clip_heads=2, clip_embedding=16, clip_dimensions=32, clip_batch=32,
        unet_outer=16, unet_inner=32, unet_outer_blocks=1, unet_inner_blocks=1, unet_heads=4, generator_batch=8,
        upscaler_width=8, upscaler_blocks=1, upscaler_batch=2,
        clip_minutes=0.04, clip_words_minutes=0.01, generator_minutes=0.04, wording_minutes=0.02, upscaler_minutes=0.02, judge_minutes=0.02, pairs_minutes=0.01, distil_minutes=0.02,
    ),
    # About 90 minutes on two CPU cores.
    "nano": Preset("nano"),
    # A night on eight cores.
    "small": Preset(
        "small",
        clip_width=256, clip_text_layers=4, clip_vision_layers=8, clip_heads=8, clip_embedding=128,
        unet_outer=192, unet_inner=384, unet_inner_blocks=6, unet_heads=12,
        made_share=0.08, clip_minutes=90, generator_minutes=600, pairs_minutes=120, distil_minutes=90, upscaler_minutes=45, upscaler_width=64, upscaler_blocks=10,
    ),
    # Meant for one GPU and a day.
    "base": Preset(
        "base",
        clip_width=384, clip_text_layers=6, clip_vision_layers=12, clip_heads=12, clip_embedding=192,
        unet_outer=256, unet_inner=512, unet_outer_blocks=3, unet_inner_blocks=10, unet_heads=16,
        clip_batch=1024, generator_batch=256,
        made_share=0.12, clip_minutes=180, generator_minutes=1080, pairs_minutes=120, distil_minutes=180, upscaler_minutes=120, upscaler_width=96, upscaler_blocks=16,
    ),
}
