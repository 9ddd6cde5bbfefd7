"""Holds the networks of this folder against diffusers' numbers, against double precision, and against the clock.

    python3 check.py ../../../abc-core/src/test/resources/fixtures/unet-tiny [INPUTS]

On a machine without a GPU, TRITON_INTERPRET=1 and --kernels run the kernels too, at small sizes and slowly.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from safetensors.torch import load_file

from network import Kernels, Networks, Plain


def embedding(t, size):
    rate = torch.exp(-math.log(10000) * torch.arange(size // 2, device=t.device, dtype=torch.float32) / (size // 2))
    angle = t[:, None].float() * rate
    return torch.cat([torch.cos(angle), torch.sin(angle)], 1)


def gradients(config, layers, weights, x, time_embedding, noise):
    """Prediction, and gradients of each member's own loss."""
    weights = {name: of.clone().requires_grad_() for name, of in weights.items()}
    predicted = Networks(config, layers)(weights, x, time_embedding)
    (predicted - noise).square().mean((1, 2, 3, 4)).sum().backward()
    return predicted.detach(), {name: of.grad for name, of in weights.items()}


def error(found, expected):
    return float((found.double() - expected.double()).norm() / expected.double().norm())


def worst(found, expected):
    """Of gradients, but for those that are 0 but for rounding, as of what is added before a normalisation."""
    most = max(float(of.double().norm()) for of in expected.values())
    return max((error(found[n], of), n) for n, of in expected.items() if float(of.double().norm()) > 1e-7 * most)


def among_others(weights, members, at):
    """The weights as those of one of some members; the others' are something else."""
    torch.manual_seed(1)
    return {
        n: torch.stack([of if i == at else of + 0.1 * torch.randn_like(of) for i in range(members)])
        for n, of in weights.items()
    }


def golden(folder, device, layers):
    config = json.loads((folder / "config.json").read_text())
    load = lambda name: {n: of.to(device) for n, of in load_file(folder / f"{name}.safetensors").items()}
    weights, train, expected, tensors = load("weights"), load("train"), load("gradients"), load("tensors")
    many = among_others(weights, 3, 1)
    errors = []
    for name, layer in layers.items():
        x, t = tensors["x"], tensors["timesteps"]
        time_embedding = embedding(t, config["block_out_channels"][0])
        with torch.no_grad():
            output = Networks(config, layer)(many, x.repeat(3, 1, 1, 1, 1), time_embedding)[1]
        x, t, noise = train["x"], train["timesteps"], train["noise"]
        _, found = gradients(
            config, layer, many, x.repeat(3, 1, 1, 1, 1), embedding(t, config["block_out_channels"][0]), noise
        )
        found = {n: of[1] for n, of in found.items()}
        of = worst(found, expected)
        errors += [error(output, tensors["output_f64"]), of[0]]
        print(f"diffusers, {name}: output {errors[-2]:.1e}, gradients {of[0]:.1e} ({of[1]})", flush=True)
    return errors


def against_double(world, layers, members, batch):
    """Of the shipped architecture, whose groups have 1, 2, 3, 4, 6 and 8 channels."""
    torch.manual_seed(2)
    many = among_others(world.initial(world.settings["seeds"][0]), members, 0)
    shape = members, batch, *world.images.shape[1:]
    x, noise = torch.randn(shape, device=world.device), torch.randn(shape[1:], device=world.device)
    t = world.time[torch.randint(len(world.time), (batch,), device=world.device)]
    double = {n: of.double() for n, of in many.items()}
    errors = []
    output, expected = gradients(world.config, Plain, double, x.double(), t.double(), noise.double())
    for name, layer in layers.items():
        found, of = gradients(world.config, layer, many, x, t, noise)
        of = worst(of, expected)
        errors += [error(found, output), of[0]]
        print(f"double, {name}: output {errors[-2]:.1e}, gradients {of[0]:.1e} ({of[1]})", flush=True)
    return errors


def timed(world, layer, members, steps):
    from retrain import Training

    world.steps, before = steps, world.steps
    world.draws.clear()
    splits = [world.split(i % world.members) for i in range(members)]
    training = Training(world, world.settings["seeds"][0], splits, layer)
    start = time.time()
    training.run()
    torch.cuda.synchronize()
    ready = time.time()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        training.counter.zero_()
        training.step()
    graph.replay()
    torch.cuda.synchronize()
    begin = time.time()
    for _ in range(20):
        graph.replay()
    torch.cuda.synchronize()
    each = (time.time() - begin) / 20
    print(
        f"{members} members: {1e3 * each:.2f} ms a step, {each / members * before:.2f} s a member of {before} steps;"
        f" first run {ready - start:.1f} s; {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB",
        flush=True,
    )
    world.steps = before
    return training


def profiled(training):
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CUDA]) as of:
        training.counter.zero_()
        training.step()
        torch.cuda.synchronize()
    print(of.key_averages().table(sort_by="cuda_time_total", row_limit=14, max_name_column_width=40))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fixture")
    parser.add_argument("inputs", nargs="?")
    parser.add_argument("--kernels", action="store_true")
    parser.add_argument("--times", action="store_true", help="on a GPU")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    device = torch.device(options.device)
    torch.backends.cudnn.allow_tf32 = False
    layers = {"plain": Plain}
    if device.type == "cuda" or options.kernels:
        layers["kernels"] = Kernels
    found = golden(Path(options.fixture), device, layers)
    if options.inputs:
        from retrain import World

        world = World(options.inputs, device)
        found += against_double(world, layers, 3, 2)
    if not max(found) < 1e-4:
        raise SystemExit("an error is greater than 1e-4")
    if options.inputs and options.times:
        for members in (64, 128):
            training = timed(world, Kernels, members, 40)
        profiled(training)


if __name__ == "__main__":
    main()
