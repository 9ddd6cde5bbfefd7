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

try:
    import kernels
except ImportError:  # no Triton: the plain way alone
    kernels = None


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
    """Of gradients, but for those of biases of keys, which are 0 but for rounding."""
    return max((error(found[n], expected[n]), n) for n in expected if not n.endswith("to_k.bias"))


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
    for name, layer in layers.items():
        x, t = tensors["x"], tensors["timesteps"]
        time_embedding = embedding(t, config["block_out_channels"][0])
        with torch.no_grad():
            output = Networks(config, layer)(many, x.expand(3, *x.shape), time_embedding)[1]
        x, t, noise = train["x"], train["timesteps"], train["noise"]
        _, found = gradients(
            config, layer, many, x.expand(3, *x.shape), embedding(t, config["block_out_channels"][0]), noise
        )
        found = {n: of[1] for n, of in found.items()}
        of = worst(found, expected)
        print(f"diffusers, {name}: output {error(output, tensors['output_f64']):.1e}, gradients {of[0]:.1e} ({of[1]})")


def against_double(world, layers, members, batch):
    """Of the shipped architecture, whose groups have 1, 2, 3, 4, 6 and 8 channels."""
    torch.manual_seed(2)
    many = among_others(world.initial(world.settings["seeds"][0]), members, 0)
    shape = members, batch, *world.images.shape[1:]
    x, noise = torch.randn(shape, device=world.device), torch.randn(shape[1:], device=world.device)
    t = world.time[torch.randint(len(world.time), (batch,), device=world.device)]
    double = {n: of.double() for n, of in many.items()}
    output, expected = gradients(world.config, Plain, double, x.double(), t.double(), noise.double())
    for name, layer in layers.items():
        found, of = gradients(world.config, layer, many, x, t, noise)
        of = worst(of, expected)
        print(f"double, {name}: output {error(found, output):.1e}, gradients {of[0]:.1e} ({of[1]})", flush=True)


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


def tiles(members=64, batch=16):
    """Times of blocks of several sizes, for the layers that take longest."""
    from triton.testing import do_bench

    for channels, outputs, side in ((8, 8, 32), (16, 16, 32), (24, 8, 32), (48, 16, 16), (64, 32, 8)):
        x = torch.randn(members, batch, channels, side, side, device="cuda")
        w = torch.randn(members, outputs, channels, 3, 3, device="cuda")
        y = torch.randn(members, batch, outputs, side, side, device="cuda")
        text = []
        for tile in ((128, 32, 4), (256, 32, 4), (128, 16, 4), (128, 32, 8), (256, 32, 8), (64, 32, 2)):
            kernels.CONVOLVE = tile
            each = do_bench(lambda: kernels.convolve(x, w, None, None, side, 1, False, outputs), 2, 10)
            text.append(f"{tile} {each:.3f}")
        print(f"{channels} to {outputs} at {side}, ms: forward " + ", ".join(text), flush=True)
        text = []
        for tile in ((64, 32, 4), (128, 32, 4), (64, 64, 4), (128, 16, 4), (32, 32, 2), (64, 32, 2), (128, 64, 8)):
            kernels.GRADIENT = tile
            text.append(f"{tile} {do_bench(lambda: kernels.weights_gradient(x, y, w, 1), 2, 10):.3f}")
        print("    gradient of weights " + ", ".join(text), flush=True)
    kernels.CONVOLVE, kernels.GRADIENT = (128, 32, 4), (64, 32, 4)


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
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    device = torch.device(options.device)
    torch.backends.cudnn.allow_tf32 = False
    precisions = [None]
    if kernels and (device.type == "cuda" or options.kernels):
        precisions += ["tf32x3", "tf32"] if device.type == "cuda" else ["ieee"]
    world = None
    if options.inputs:
        from retrain import World

        world = World(options.inputs, device)
    for precision in precisions:
        layers = {"plain": Plain}
        if precision:
            kernels.PRECISION = precision
            layers = {f"kernels, {precision}": Kernels}
        golden(Path(options.fixture), device, layers)
        if world:
            against_double(world, layers, 3, 2)
        if world and device.type == "cuda" and precision:
            for members in (64, 128):
                training = timed(world, Kernels, members, 40)
            profiled(training)
            if precision == precisions[1]:
                tiles()


if __name__ == "__main__":
    main()
