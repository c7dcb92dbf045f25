"""Writes fixtures/schedulers-wide.json: final values of sampler loops of the reference classes.

Every scheduler with every prediction type, spacing and sigma option it has, on the dummy picture
and the bounded, time-dependent model of the published loops (see support/sampling-loop.ts).

    pip install torch==2.13.0 scipy diffusers   # made with 0.40.0.dev0 (58eb52c)
    python tests/reference/make_schedulers.py
"""
import itertools
import json
import pathlib

import diffusers
import torch

LATENT = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
PLACES = [0, 1, 7, 64, 191, 383, 500, 767]
SPACINGS = ["leading", "linspace", "trailing"]
STEPS = 7


def ramp():
    return torch.arange(768).reshape(3, 8, 8, 4).div(768).permute(3, 0, 1, 2).contiguous()


def reversed_ramp():
    return torch.arange(767, -1, -1).reshape(3, 8, 8, 4).div(768).permute(3, 0, 1, 2).contiguous()


def model(sample, time):
    time = torch.as_tensor(time, dtype=torch.float32)
    return 0.3 * torch.sin(3 * sample) + 0.1 * torch.cos(time / 100) + 0.05 * sample


def options(**choices):
    """Every combination; a choice is a list of dictionaries of fields."""
    for picked in itertools.product(*choices.values()):
        merged = {}
        for fields in picked:
            merged.update(fields)
        yield merged


def each(field, values):
    return [{field: value} for value in values]


def flags(*names):
    return [{}] + [{name: True} for name in names]


CURVES = flags("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")
SNR = [{}, {"rescale_betas_zero_snr": True}]
OFFSET = [{**LATENT, "steps_offset": 1}]
SPACED = each("timestep_spacing", SPACINGS)


def predictions(*names):
    return each("prediction_type", names)


def cases():
    # Rules that divide by what signal is left cannot begin at none: those start at leading times.
    def is_finite(config):
        begins_at_none = config.get("rescale_betas_zero_snr") and config.get("timestep_spacing") != "leading"
        return not begins_at_none or config.get("prediction_type") == "v_prediction"

    plain = dict(base=OFFSET, spacing=SPACED, snr=SNR, prediction=predictions("epsilon", "v_prediction", "sample"))
    for config in filter(is_finite, options(**plain)):
        yield "DDIMScheduler", {**config, "clip_sample": False}, {}
        yield "DDIMScheduler", {**config, "clip_sample": True}, {"eta": 0.5}
        yield "DDPMScheduler", {**config, "clip_sample": False}, {}
    for variance in ["fixed_small_log", "fixed_large"]:
        yield "DDPMScheduler", {**LATENT, "variance_type": variance, "clip_sample": False}, {}
    for schedule in ["linear", "squaredcos_cap_v2"]:
        yield "DDIMScheduler", {"beta_schedule": schedule}, {}
        yield "EulerDiscreteScheduler", {"beta_schedule": schedule}, {}
        yield "DPMSolverMultistepScheduler", {"beta_schedule": schedule, "lambda_min_clipped": -5.1}, {}
        yield "DPMSolverMultistepScheduler", {"beta_schedule": schedule, "use_karras_sigmas": True}, {}
        yield "UniPCMultistepScheduler", {"beta_schedule": schedule}, {}
    yield "DDIMScheduler", {**LATENT, "thresholding": True, "sample_max_value": 1.5}, {}
    yield "DDIMScheduler", {**LATENT, "trained_betas": [0.001 + 0.00001 * index for index in range(500)], "num_train_timesteps": 500}, {}

    pndm = dict(base=OFFSET, spacing=SPACED, prk=each("skip_prk_steps", [True, False]), one=each("set_alpha_to_one", [True, False]), prediction=predictions("epsilon", "v_prediction"))
    for config in options(**pndm):
        yield "PNDMScheduler", config, {}

    exploding = dict(base=OFFSET, spacing=SPACED, curve=CURVES, prediction=predictions("epsilon", "v_prediction", "sample"))
    for config in options(**exploding):
        yield "EulerDiscreteScheduler", config, {}
        yield "HeunDiscreteScheduler", config, {}
    for config in options(base=OFFSET, spacing=SPACED, snr=SNR, prediction=predictions("epsilon", "v_prediction")):
        yield "EulerAncestralDiscreteScheduler", config, {}
        yield "EulerDiscreteScheduler", {**config, "final_sigmas_type": "sigma_min"}, {}
    yield "EulerDiscreteScheduler", {**LATENT, "use_karras_sigmas": True, "sigma_min": 0.002, "sigma_max": 80.0}, {}
    yield "EulerDiscreteScheduler", {**LATENT, "use_karras_sigmas": True, "sigma_min": 0.002, "sigma_max": 700.0, "timestep_type": "continuous", "prediction_type": "v_prediction"}, {}
    yield "HeunDiscreteScheduler", {**LATENT, "clip_sample": True}, {}

    multistep = dict(base=OFFSET, spacing=SPACED, curve=CURVES + [{"use_lu_lambdas": True}], prediction=predictions("epsilon", "v_prediction", "sample"))
    for config in options(**multistep):
        yield "DPMSolverMultistepScheduler", config, {}
    kinds = dict(base=OFFSET, order=each("solver_order", [1, 2, 3]), kind=each("solver_type", ["midpoint", "heun"]), final=each("final_sigmas_type", ["zero", "sigma_min"]), lower=each("lower_order_final", [True, False]))
    for config in options(**kinds):
        yield "DPMSolverMultistepScheduler", config, {}
        # A longer run ends with full order.
        yield "DPMSolverMultistepScheduler", config, {"steps": 16}
        if config["solver_order"] < 3:
            yield "DPMSolverMultistepScheduler", {**config, "algorithm_type": "sde-dpmsolver++"}, {}
    for config in options(base=OFFSET, spacing=SPACED, snr=[{"rescale_betas_zero_snr": True}], prediction=predictions("v_prediction", "sample")):
        yield "DPMSolverMultistepScheduler", config, {}
        yield "UniPCMultistepScheduler", config, {}
    yield "DPMSolverMultistepScheduler", {**LATENT, "euler_at_final": True, "final_sigmas_type": "sigma_min"}, {"steps": 16}
    yield "DPMSolverMultistepScheduler", {**LATENT, "thresholding": True, "sample_max_value": 1.5}, {}

    single = dict(base=[LATENT], curve=CURVES, prediction=predictions("epsilon", "v_prediction", "sample"), steps=[{}])
    for config in options(**single):
        yield "DPMSolverSinglestepScheduler", config, {}
    for config in options(base=[LATENT], order=each("solver_order", [1, 2, 3]), kind=each("solver_type", ["midpoint", "heun"]), final=each("final_sigmas_type", ["zero", "sigma_min"]), lower=each("lower_order_final", [True, False])):
        for steps in [6, 7, 8]:
            yield "DPMSolverSinglestepScheduler", config, {"steps": steps}
        if config["solver_order"] < 3:
            yield "DPMSolverSinglestepScheduler", {**config, "algorithm_type": "sde-dpmsolver++"}, {}

    unipc = dict(base=OFFSET, spacing=SPACED, curve=CURVES, prediction=predictions("epsilon", "v_prediction", "sample"))
    for config in options(**unipc):
        yield "UniPCMultistepScheduler", config, {}
    for config in options(base=OFFSET, order=each("solver_order", [1, 2, 3]), final=each("final_sigmas_type", ["zero", "sigma_min"]), lower=each("lower_order_final", [True, False])):
        # Without lower orders at the end the last step to no noise at all is not defined.
        if config["lower_order_final"] or config["final_sigmas_type"] == "sigma_min":
            yield "UniPCMultistepScheduler", {**config, "solver_type": "bh2"}, {}
        if config["final_sigmas_type"] == "sigma_min":
            yield "UniPCMultistepScheduler", {**config, "solver_type": "bh1"}, {}
    yield "UniPCMultistepScheduler", {**LATENT, "disable_corrector": [0, 2]}, {}

    few = dict(snr=SNR, base=[LATENT, {"beta_schedule": "linear"}], prediction=predictions("epsilon", "v_prediction", "sample"), original=each("original_inference_steps", [50, 100]))
    for config in options(**few):
        if config.get("rescale_betas_zero_snr") and config["prediction_type"] != "v_prediction":
            continue
        for steps in [1, 4]:
            yield "LCMScheduler", config, {"steps": steps}
            yield "LCMScheduler", {**config, "clip_sample": True}, {"steps": steps, "strength": 0.5}
            yield "TCDScheduler", config, {"steps": steps, "eta": 0.3}
            yield "TCDScheduler", config, {"steps": steps, "eta": 0.0}
    yield "TCDScheduler", LATENT, {"steps": 8, "eta": 1.0}

    shifts = [{"shift": 1.0}, {"shift": 3.0}, {"shift": 3.0, "shift_terminal": 0.02}]
    for config in options(shift=shifts, curve=CURVES, noise=each("stochastic_sampling", [False, True])):
        yield "FlowMatchEulerDiscreteScheduler", config, {}
    for kind in ["exponential", "linear"]:
        for mu in [0.5, 0.63, 1.15]:
            config = {"use_dynamic_shifting": True, "time_shift_type": kind}
            yield "FlowMatchEulerDiscreteScheduler", config, {"mu": mu}
            sigmas = [1 - index / STEPS for index in range(STEPS)]
            yield "FlowMatchEulerDiscreteScheduler", config, {"mu": mu, "sigmas": sigmas}
    yield "FlowMatchEulerDiscreteScheduler", {"shift": 2.0, "invert_sigmas": True}, {}
    flow = dict(use_flow_sigmas=True, prediction_type="flow_prediction")
    for shift in [1.0, 3.0, 7.0]:
        for name in ["DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "UniPCMultistepScheduler"]:
            yield name, {**flow, "flow_shift": shift}, {}
    yield "DPMSolverMultistepScheduler", {**flow, "use_dynamic_shifting": True}, {"mu": 0.9}
    yield "UniPCMultistepScheduler", {**flow, "use_dynamic_shifting": True}, {"mu": 0.9}
    yield "UniPCMultistepScheduler", {**flow, "shift_terminal": 0.1}, {}
    yield "UniPCMultistepScheduler", {**flow, "use_karras_sigmas": True, "sigma_min": 0.01, "sigma_max": 200.0}, {}

    # Pictures to begin with.
    for name in ["DDIMScheduler", "DDPMScheduler", "PNDMScheduler", "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "UniPCMultistepScheduler"]:
        config = dict(LATENT)
        if name != "DPMSolverSinglestepScheduler":
            config["steps_offset"] = 1
        if name == "PNDMScheduler":
            config["skip_prk_steps"] = True
        for start in [1, 3, 6]:
            yield name, config, {"t_start": start}
    for start in [1, 3, 6]:
        yield "FlowMatchEulerDiscreteScheduler", {"shift": 3.0}, {"t_start": start}

    # Own times.
    for name in ["DDPMScheduler", "EulerDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler", "LCMScheduler", "TCDScheduler"]:
        yield name, {**LATENT}, {"timesteps": [900, 700, 350, 100, 1]}


def run(name, config, request):
    scheduler = getattr(diffusers, name)(**config)
    request = dict(request)
    start, eta, steps = request.pop("t_start", None), request.pop("eta", None), request.pop("steps", STEPS)
    if "timesteps" in request or "sigmas" in request:
        scheduler.set_timesteps(**request)
    else:
        scheduler.set_timesteps(steps, **request)
    begin = (start or 0) * scheduler.order
    timesteps = scheduler.timesteps[begin:]
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(begin)
    generator = torch.Generator().manual_seed(0)
    if start is None:
        sample = ramp() * getattr(scheduler, "init_noise_sigma", 1.0)
    elif hasattr(scheduler, "scale_noise"):
        sample = scheduler.scale_noise(ramp(), timesteps[:1], reversed_ramp())
    else:
        sample = scheduler.add_noise(ramp(), reversed_ramp(), timesteps[:1])
    accepted = scheduler.step.__code__.co_varnames
    extra = {"generator": generator} if "generator" in accepted else {}
    if eta is not None:
        extra["eta"] = eta
    for time in timesteps:
        seen = scheduler.scale_model_input(sample, time) if hasattr(scheduler, "scale_model_input") else sample
        sample = scheduler.step(model(seen, time), time, sample, **extra).prev_sample
    return timesteps, sample.flatten()


def written(values):
    return [float(f"{value:.8g}") for value in values]


def main():
    torch.set_grad_enabled(False)
    made = []
    for name, config, request in cases():
        timesteps, sample = run(name, config, request)
        if not torch.isfinite(sample).all():
            raise ValueError(f"{name} {config} {request} is not finite")
        entry = {"class": name, "config": config, **request}
        entry["times"] = written([timesteps[0].item(), timesteps[-1].item()])
        entry["values"] = written(sample[PLACES].tolist())
        entry["sum"] = written([sample.double().abs().sum().item()])[0]
        made.append(entry)
    path = pathlib.Path(__file__).parent / "fixtures" / "schedulers-wide.json"
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in made)
    about = f"diffusers {diffusers.__version__}, torch {torch.__version__}, CPU, {STEPS} steps where none are given"
    path.write_text(f'{{"about":"{about}","steps":{STEPS},"cases":[\n{lines}\n]}}\n')
    print(len(made), "cases")


if __name__ == "__main__":
    main()
