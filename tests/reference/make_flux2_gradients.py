"""The loss of the tiny FLUX.2 transformer and its gradient by every weight, by PyTorch's autograd through diffusers'
own network (diffusers 0.40, torch 2.13, float32 on a CPU): for each weight in the order of names, the gradient's
length and its product with a wave.

Reads tests/fixtures/tiny-flux2, which make_flux2.py wrote. The last norm's matrix counts as two, as the graph has it.
Usage: python make_flux2_gradients.py
"""
import json

import torch
from diffusers import Flux2Transformer2DModel
from safetensors.torch import load_file

from make_trainer_gradients import HERE, wave

FOLDER = HERE.parent / "fixtures/tiny-flux2/transformer"


def places(height, width, tokens):
    """Time, row, column, place in the text: of the picture and of the text, as Flux2KleinPipeline counts them."""
    one = torch.arange(1)
    picture = torch.cartesian_prod(one, torch.arange(height), torch.arange(width), one)
    text = torch.cartesian_prod(one, one, one, torch.arange(tokens))
    return picture[None], text[None]


transformer = Flux2Transformer2DModel.from_config(json.loads((FOLDER / "config.json").read_text()))
transformer.load_state_dict(load_file(FOLDER / "diffusion_pytorch_model.safetensors"))
img_ids, txt_ids = places(4, 6, 10)
answer = transformer(
    hidden_states=wave([1, 24, 16]), encoder_hidden_states=wave([1, 10, 96], 0.21, 0.003, 0.1),
    timestep=torch.tensor([0.7]), img_ids=img_ids, txt_ids=txt_ids, guidance=None, return_dict=False)[0]
loss = (answer[0] - wave([24, 16], 0.13)).square().mean()
loss.backward()
gradients = {name: weight.grad for name, weight in transformer.named_parameters()}
gradients["norm_out.scale.weight"], gradients["norm_out.shift.weight"] = gradients.pop("norm_out.linear.weight").chunk(2)
digits = lambda x: float(f"{x:.7g}")
out = {"loss": digits(loss.item()), "gradients": [
    [digits(g.double().norm().item()), digits((g.double() * wave(list(g.shape), 0.7).double()).sum().item())]
    for _, g in sorted(gradients.items())]}
(HERE / "fixtures/flux2-gradients.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
