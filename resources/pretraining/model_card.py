"""The text of MODEL_CARD.md, filled in with measured numbers."""

from __future__ import annotations

import json

from common import Run, newest


def judged(a: dict | None) -> str:
    """What `evaluate_generator.py` found, if it was asked."""
    if a is None:
        return ""
    rows = "\n".join(
        f"| {label} | {v['random']:.1%} ({v['random_interval'][0]:.0%} to {v['random_interval'][1]:.0%}) | {v['ranked']:.1%} | "
        f"{v['gain']:+.1%} ({v['gain_interval'][0]:+.1%} to {v['gain_interval'][1]:+.1%}) | {v['everyday']:.0%} | {v['chinese']:.0%} | {v['rare']:.0%} |"
        for label, v in (("nearest training drawing, by pixels, is of the thing", a["nearest_drawing"]),
                         ("judge: the thing is its first guess", a["object"]), ("judge: among its first five", a["object_top5"])))
    return f"""
Judged apart from the CLIP, {a["prompts"]} prompts, {a["each"]} candidates each, with 95 % intervals. The judge is a small classifier of 1,540
concepts that shares nothing with the CLIP; of the real drawings of these things it knows {a["judge_on_drawings"]["top1"]:.0%} at once and
{a["judge_on_drawings"]["top5"]:.0%} among five, so its shares are low for good pictures too.

| | any candidate | ranked first | what ranking gains | everyday | everyday, in Chinese | rare |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Near copies (at most {0.07:.2f} from a training drawing, root mean square at 32 x 32): {a["nearest"]["near_copies"]:.0%} of candidates. A told colour is the
strongest hue of {a["colour"]["english"]:.0%} of things in English, {a["colour"]["chinese"]:.0%} in Chinese (thirty each). Half-clear pixels {a["alpha"]["between"]:.1%},
pictures that touch the border {a["alpha"]["dirty_border"]:.0%}. Spread of the candidates of one prompt {a["spread"]:.2f} (one minus the judge's cosine).
"""


def text(run: Run, manifest: dict, n: dict) -> str:
    p, clip, time = run.preset, n["clip"], n["timing"]
    state = {k: newest(run.file(f"{k}.pt")) for k in ("clip", "generator", "wording", "upscaler") if run.file(f"{k}.pt").exists()}
    seen = {"clip": state["clip"]["step"] * p.clip_batch, "generator": state["generator"]["step"] * p.generator_batch,
            "upscaler": state["upscaler"]["step"] * p.upscaler_batch}
    told = f"| text encoder alone, captions | about {round(state['wording']['step'] * 96, -3):,} | {state['wording']['used'] / 60:.0f} |\n" if "wording" in state else ""
    minutes = {k: v["used"] / 60 for k, v in state.items()}
    differences = json.loads(run.file("differences.json").read_text("utf-8"))
    size = sum(f["bytes"] for f in manifest["files"]) / 1e6
    sweep = "\n".join(f"| {s['steps']} | {s['guidance']:.1f} | {s['cosine']:.3f} | {s['best']:.3f} | {s['recall1']:.0%} |" for s in n["sweep"])
    recall = "\n".join(
        f"| {label} | {c['pictures']} | {c['names']} | {c['recall1']:.1%} | {c['recall5']:.1%} | {c['text_to_picture1']:.1%} |"
        for label, c in (("known things in an unseen style", clip["test_combo"]), ("things never seen", clip["test_concept"])))
    apart, tongues, made = clip["told_apart"], clip["languages"], clip["counts"]
    ranking = "; ".join(f"“{k}”: {', '.join(v)}" for k, v in clip["ranking"].items())
    calibration = manifest["clip"]["calibration"]
    d = manifest["defaults"]
    return f"""# Spark {manifest["version"]}

A small text-to-image model that draws emoji-like things on a transparent background, with a CLIP of its own.
Trained from random weights, on two CPU cores, in about {sum(minutes.values()):.0f} minutes. Preset `{p.name}`, seed {run.seed}. {size:.0f} MB. MIT.

![samples](samples.png)

The sheet shows the best of four candidates by Spark's own CLIP, {d["steps"]} steps, guidance {d["guidanceScale"]}, first seed, nothing else picked by hand.

## Parts

| part | what | in, out |
| --- | --- | --- |
| tokenizer | byte-level BPE, {p.vocabulary} tokens, lower case, English and Chinese; any script is encodable | text, 32 ids |
| text_encoder | the CLIP text tower, frozen, and a trained adapter | ids, hidden states {p.clip_width} wide and a CLIP embedding |
| unet | {p.unet_outer} channels at 16 x 16, {p.unet_inner} at 8 x 8, {p.unet_inner_blocks} transformer blocks inside, attention to words | noisy 32 x 32 RGBA, clean 32 x 32 RGBA |
| upscaler | {p.upscaler_blocks} residual blocks, {p.upscaler_width} channels | 32 x 32, 128 x 128 |
| clip | transformers, {p.clip_vision_layers} layers for 64 x 64 pictures, {p.clip_text_layers} for text | unit embeddings, {p.clip_dimensions} numbers |

Pictures are premultiplied RGBA in -1..1. Time runs from 0 (noise) to 1 (picture). The unconditional branch is the empty prompt.
Weights are stored as float16 and computed in float32. Greatest difference from the training framework, over all outputs:
{", ".join(f"{k} {v:.4f}" for k, v in differences.items())}.

## Data

25,737 captioned pictures from open icon and emoji libraries, all under MIT, ISC, Apache-2.0 or CC0 (texts in `LICENSES/`):
Fluent UI Emoji © Microsoft Corporation, MIT. Noto Emoji © Google LLC, Apache-2.0. Blobmoji © Google LLC, C1710 and contributors, Apache-2.0.
Phosphor Icons © Phosphor Icons, MIT. Tabler Icons © Pawel Kuna, MIT. Lucide © Lucide Icons and Contributors, ISC, with parts of
Feather © Cole Bemis, MIT. MingCute Icon, Apache-2.0. flag-icons © Panayiotis Lipiridis, MIT. Flat Color Icons © Icons8, MIT.
Health Icons, Maki, Temaki, Dungeon Crawl Stone Soup tiles: CC0. Emoji names and keywords: Unicode CLDR © Unicode, Inc., Unicode-3.0;
emojibase © Miles Johnson, MIT; emojilib © Mu-An Chiou, MIT.

The CLIP saw all of it but the two held-out splits. The generator and the upscaler saw only Fluent UI Emoji without skin tones,
4,632 drawings of some 1,500 things in three styles (“3d”, “gradient”, “flat”), held-out splits included. Things of one clear colour were
also shown in seven other colours, with the colour named.

## Training

| stage | pictures seen | minutes |
| --- | --- | --- |
| CLIP | {seen["clip"]:,} | {minutes["clip"]:.0f} |
| generator | {seen["generator"]:,} | {minutes["generator"]:.0f} |
{told}| upscaler | {seen["upscaler"]:,} | {minutes["upscaler"]:.0f} |

CLIP: symmetric InfoNCE, pairs of one thing in two colours as hard negatives, later also counts and pairs put together from single drawings. Generator: flow matching, clean-picture prediction, 10 % empty
captions; its copy of the CLIP text tower was taken after 16 minutes, the CLIP in `clip/` trained on for the rest.
The text encoder then learned alone that Chinese and everyday names should do to the U-Net what the names it knows do (distillation from itself). Upscaler: L1 and edges, half of its inputs being the generator's own estimates. Muon and AdamW, bfloat16 products, averaged weights.
`python resources/pretraining/train.py --preset {p.name} --seed {run.seed}` repeats the recipe (with the
whole CLIP first).

## Numbers

All through ONNX Runtime, from the files in this folder.

CLIP, name of a held-out colour picture among all names of its split:

| split | pictures | names | recall@1 | recall@5 | name to picture, first place right |
| --- | --- | --- | --- | --- | --- |
{recall}

What ranking asks for, on {apart["drawings"]} held-out drawings:

| | English | Chinese |
| --- | --- | --- |
| right name among 500, known things in an unseen style | {tongues["english_recall1"]:.1%} | {tongues["chinese_recall1"]:.1%} |
| the same, among the first five | {tongues["english_recall5"]:.1%} | {tongues["chinese_recall5"]:.1%} |
| the true caption above three other things of its group | {apart["english_caption"]:.1%} | {apart["chinese_caption"]:.1%} |
| the named drawing first of four of its group | {apart["english_order"]:.1%} | {apart["chinese_order"]:.1%} |
| a drawing above itself with its sixteen tiles shuffled | {apart["english_shuffled"]:.1%} | {apart["chinese_shuffled"]:.1%} |
| a drawing above itself blurred to 6 x 6 pixels | {apart["english_blurred"]:.1%} | {apart["chinese_blurred"]:.1%} |
| its colour among eight, things of one colour in all hues | {clip["colours"]["english"]:.1%} | {clip["colours"]["chinese"]:.1%} |

Counts of one to four {made["count"]:.1%} (chance 25 %), the right one of two pairs side by side {made["pair"]:.1%}. Best three of twelve pictures for {ranking}.
A random wrong pair has cosine {calibration["low"]:.2f}; the best tenth of right held-out pairs is above {calibration["high"]:.2f}.

Generator, {len(n["ranked"])} prompts, two samples each, judged by Spark's own CLIP (so not independent): mean cosine with the prompt, mean of the better of
the two, and how often a sample's own prompt ranks first among all {len(n["ranked"])}.

| steps | guidance | cosine | better of 2 | own prompt first |
| --- | --- | --- | --- | --- |
{sweep}
{judged(n.get("apart"))}
Eight candidates at {d["steps"]} steps and guidance {d["guidanceScale"]}, on two cores of an AMD EPYC, shared with other work: {time["generate"]:.1f} s to draw,
{time["rank"]:.2f} s to rank.

## Limits

- It knows single, common things in the way emoji show them. Scenes, counts, positions, actions, text and unusual pairs do not work.
- Its drawings are soft, detail is often wrong, and many rarer things come out as blobs of the right colour: it saw each drawing only a few dozen
  times at 32 x 32 pixels. Rank several candidates.
- What it draws well it has more or less learned by heart; results can be close to the Fluent emoji they come from. Keep their notice.
- People, hands, flags, symbols, clocks and keypad signs were drawn rarely in training and look worst.
- Colour words work for things of one colour; elsewhere they tint or are ignored.
- The CLIP knows icons and emoji, not photographs. On things it has never seen it is little better than a guess.
- Chinese works for the names of things it can draw, with a colour or a style; sentences do not. Other languages encode but mean nothing to it.
"""
