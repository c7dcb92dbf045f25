"""The text of MODEL_CARD.md, filled in with measured numbers."""

from __future__ import annotations

from common import Run
from evaluate_generator import NEAR, NEAR_COPY


def objects(a: dict) -> str:
    """Rows of the table of objects: the judge's only where there is a judge."""
    known = [("nearest training drawing, by pixels, is of the thing", a["nearest_drawing"])]
    if "object" in a:
        known += [("judge: the thing is its first guess", a["object"]), ("judge: among its first five", a["object_top5"])]
    return "\n".join(
        f"| {label} | {v['random']:.1%} ({v['random_interval'][0]:.0%} to {v['random_interval'][1]:.0%}) | "
        f"{v['ranked']:.1%} ({v['ranked_interval'][0]:.0%} to {v['ranked_interval'][1]:.0%}) | "
        f"{v['gain']:+.1%} ({v['gain_interval'][0]:+.1%} to {v['gain_interval'][1]:+.1%}) | {v['everyday']:.0%} | {v['chinese']:.0%} | {v['rare']:.0%} |"
        for label, v in known)


def nearness(near: dict) -> str:
    """The table of nearest neighbours."""
    kinds = {"all": "all candidates", "everyday": "everyday things", "chinese": "everyday things in Chinese", "rare": "rare things",
             "drawings": "training drawings among themselves"}
    rows = "\n".join(f"| {kinds[k]} | {v['median']:.3f} | " + " | ".join(f"{share:.0%}" for share in v["within"]) + " |" for k, v in near.items())
    return f"""How near the nearest training drawing (or its mirror image) is, root mean square at 32 x 32 over white, 0 to 1. Below {NEAR_COPY} a candidate counts as a
near copy; the last row says how near the drawings are to one another.

| | median | below {NEAR[0]} | below {NEAR[1]} | below {NEAR[2]} |
| --- | --- | --- | --- | --- |
{rows}"""


def judged(a: dict) -> str:
    """What `evaluate_generator.py` found."""
    judge = f"""The judge is a small classifier of 1,540 concepts
that shares nothing with the CLIP; of the real drawings of these things, most of which it was trained on, it knows
{a["judge_on_drawings"]["top1"]:.0%} at once and {a["judge_on_drawings"]["top5"]:.0%} among five.""" if "judge_on_drawings" in a else ""
    near = nearness(a["near"]) if "near" in a else f"Near copies (below {NEAR_COPY} from a training drawing, root mean square at 32 x 32): {a['near_copies']:.0%} of candidates."
    spread = f"{a['spread']:.2f} (one minus the judge's cosine)" if "spread" in a else f"{a['pixel_spread']:.3f} (standard deviation of a pixel)"
    return f"""
Judged apart from the CLIP, {a["prompts"]} prompts, {a["each"]} candidates each, with 95 % intervals; ranked first by the CLIP of {a["ranked_by"]}. {judge}

| | any candidate | ranked first | what ranking gains | everyday | everyday, in Chinese | rare |
| --- | --- | --- | --- | --- | --- | --- |
{objects(a)}

{near}

A told colour is the strongest hue of {a["colour"]["english"]:.0%} of things in English, {a["colour"]["chinese"]:.0%} in Chinese (thirty each). Half-clear
pixels {a["alpha"]["between"]:.1%}, pictures that touch the border {a["alpha"]["dirty_border"]:.0%}. Spread of the candidates of one prompt {spread}.
{combined(a["combinations"]) if "combinations" in a else ""}"""


def combined(c: dict) -> str:
    """Things told in colours that training never showed them in."""
    share = lambda k: f"{c[k]['ranked']:.1%} ({c[k]['ranked_interval'][0]:.0%} to {c[k]['ranked_interval'][1]:.0%})"
    return f"""
Held-out combinations: {c["prompts"]} prompts that tell a thing whose colour training never turned in a colour that no drawing of it has, such as a
blue panda. Of the candidates ranked first of eight, the judge names the thing in {share("object")}, pixels have the told colour in {share("colour")}, both at
once {share("both")}.
"""


def by_steps(n: dict) -> str:
    """Fewer steps against quality and time."""
    rows = "\n".join(f"| {s['steps']} | {s['nearest_right']:.0%} | {s['near_copies']:.0%} | {s['cosine']:.3f} | {s['best']:.3f} | {s['recall1']:.0%} | "
                     f"{s['generate']:.1f} s | {s['rank']:.2f} s |" for s in n["steps"])
    return f"""Steps against quality and time, guidance 3. By the nearest training drawing, {n["prompts"]} prompts twice: it is of the thing, and near copies. By
Spark's own CLIP (so not independent): mean cosine with the prompt, mean of the better of the two, how often a
sample's own prompt ranks first. Processor time (of all threads together) for
eight candidates on {n["processor"]}; two free cores share it.

| steps | right | near copies | cosine | better of 2 | own prompt first | drawn in | ranked in |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def few(n: dict) -> str:
    """Many steps against few, the teacher against its student."""
    share = lambda v: f"{v['random']:.1%} | {v['ranked']:.1%} ({v['ranked_interval'][0]:.0%} to {v['ranked_interval'][1]:.0%}) | {v['gain']:+.1%}"
    rows = "\n".join(f"| {r['who']} | {r['steps']} | {share(r['object'] if 'object' in r else r['nearest_drawing'])} | {r['nearest_drawing']['ranked']:.1%} | "
                     f"{r['near_copies']:.0%} | {r['between']:.1%} | {r.get('spread', float('nan')):.2f} | {r['generate']:.1f} s |" for r in n["rows"])
    return f"""
Many steps and few: the shipped generator (the teacher, guidance 3) and a student distilled from it against a discriminator (`distil.py`, guidance folded
in). {n["prompts"]} prompts, {n["each"]} candidates each: {"the judge's first guess is the thing" if "object" in n["rows"][0] else "the nearest training drawing is of the thing"}, of any candidate, of
the one ranked first (with its 95 % interval), what ranking gains; the nearest training drawing is of the thing, ranked first; near copies; half-clear
pixels; spread of a prompt's candidates; processor time for eight on {n["processor"]}. The judge is one of 65 % on held-out drawings, so its numbers stand beside each other
here, not beside those above.

| who | steps | any | ranked first | gain | nearest | near copies | half-clear | spread | eight drawn in |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def weights(n: dict) -> str:
    """Float16 against int8."""
    rows = "\n".join(f"| {kind} | {v['megabytes']:.1f} MB | {v['english']:.1%} | {v['chinese']:.1%} | {v['drawn']:.0%} | {v['draw_seconds']:.1f} s | {v['look_seconds']:.2f} s |"
                     for kind, v in ((k, n[k]) for k in ("float16", "int8")))
    return f"""
Weights as float16 (shipped, computed in float32) and as int8 (matrix products, inputs quantised as they come; convolutions stay as they are): size of
the four graphs, right name among 500 in English and Chinese, the nearest training drawing is of the thing ({n["prompts"]} prompts twice), processor time for eight
candidates and for looking at 64 pictures.

| weights | size | English | Chinese | drawn rightly | eight drawn in | 64 seen in |
| --- | --- | --- | --- | --- | --- | --- |
{rows}
"""


def text(run: Run, manifest: dict, record: dict, n: dict) -> str:
    """The card. record: see `record.py`; n: what `evaluate.evaluate` gathered."""
    p, clip, trained = run.preset, n["clip"], record["training"]
    names = {"clip": "CLIP", "generator": "generator", "wording": "text encoder alone, captions", "upscaler": "upscaler", "distil": "student of four steps"}
    stages = "\n".join(f"| {label} | {trained[k]['seen']:,} | {trained[k]['minutes']:.0f} |" for k, label in names.items() if k in trained)
    size = sum(f["bytes"] for f in manifest["files"]) / 1e6
    recall = "\n".join(
        f"| {label} | {c['pictures']} | {c['names']} | {c['recall1']:.1%} | {c['recall5']:.1%} | {c['text_to_picture1']:.1%} |"
        for label, c in (("known things in an unseen style", clip["test_combo"]), ("things never seen", clip["test_concept"])))
    apart, tongues, made = clip["told_apart"], clip["languages"], clip["counts"]
    ranking = "; ".join(f"“{k}”: {', '.join(v)}" for k, v in clip["ranking"].items())
    calibration = manifest["clip"]["calibration"]
    d, few_steps = manifest["defaults"], manifest.get("distilled")
    distilled = f"| unet_distilled | the same, for at most {few_steps['steps']} steps at guidance {few_steps['guidanceScale']} | the same |\n" if few_steps else ""
    taught = "The student learned from pairs of noise and what the generator draws from it (6 steps, guidance 3), those in which the CLIP found the caption, a quarter real\ndrawings in the second half of the way, beside the slope of L_G, 0.3 as long, of a discriminator on the CLIP's features.\n" if few_steps else ""
    return f"""# Spark {manifest["version"]}

A small text-to-image model that draws emoji-like things on a transparent background, with a CLIP of its own.
Trained from random weights, on two CPU cores that other work shared, in about {sum(v["minutes"] for v in trained.values()):.0f} minutes. Preset `{p.name}`, seed {run.seed}. {size:.0f} MB. MIT.

![samples](samples.png)

The sheet shows the best of four candidates by Spark's own CLIP (of {n["sheet"]["ranked_by"] if n["sheet"] else manifest["version"]}), {d["steps"]} steps, guidance {d["guidanceScale"]}, first seed, nothing else picked by hand.

## Parts

| part | what | in, out |
| --- | --- | --- |
| tokenizer | byte-level BPE, {p.vocabulary} tokens, lower case, English and Chinese; any script is encodable | text, 32 ids |
| text_encoder | the CLIP text tower, frozen, and a trained adapter | ids, hidden states {p.clip_width} wide and a CLIP embedding |
| unet | {p.unet_outer} channels at 16 x 16, {p.unet_inner} at 8 x 8, {p.unet_inner_blocks} transformer blocks inside, attention to words | noisy 32 x 32 RGBA, clean 32 x 32 RGBA |
{distilled}| upscaler | {p.upscaler_blocks} residual blocks, {p.upscaler_width} channels | 32 x 32, 128 x 128 |
| clip | transformers, {p.clip_vision_layers} layers for 64 x 64 pictures, {p.clip_text_layers} for text | unit embeddings, {p.clip_dimensions} numbers |

Pictures are premultiplied RGBA in -1..1. Time runs from 0 (noise) to 1 (picture). The unconditional branch is the empty prompt.
Weights are stored as float16 and computed in float32. Greatest difference from the training framework, over all outputs:
{", ".join(f"{k} {v:.4f}" for k, v in record["differences"].items())}.

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
{stages}

CLIP: symmetric InfoNCE, pairs of one thing in two colours as hard negatives, later also counts and pairs put together from single drawings. Generator: flow matching, clean-picture prediction, 10 % empty
captions; its copy of the CLIP text tower was taken after 16 minutes, the CLIP in `clip/` trained on for the rest.
The text encoder then learned alone that Chinese and everyday names should do to the U-Net what the names it knows do (distillation from itself). Upscaler: L1 and edges, half of its inputs being the generator's own estimates. Muon and AdamW, bfloat16 products where a processor has them, averaged weights.
{taught}`python resources/pretraining/train.py --preset {p.name} --seed {run.seed}` repeats the recipe (with the
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

{by_steps(n["steps"]) if n["steps"] else ""}{judged(n["apart"]) if n["apart"] else ""}{few(n["few"]) if n["few"] else ""}{weights(n["costs"]) if n["costs"] else ""}
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
