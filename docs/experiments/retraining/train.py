"""Trains the models of experiments: all members of several plans, and their retrained models, side by side on one GPU.

    python3 train.py mnist-256/inputs fashion-256/inputs --out trained --seconds 480

Each folder is one that `abc experiment inputs` wrote; `abc experiment take` takes the weights. See README.md.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from draws import OwnDraws, initial_weights, longs
from network import Kernels, Networks, Plain
from results import Results, share
from training import Schedule, SideBySide

FORMAT = "abc-training-inputs-1"
ALIKE = "network", "steps", "batch", "adam", "parameters"  # settings of all that are trained together
SHARED = "alpha_bars", "time", "decays"


class Inputs:
    """What the models of a plan are trained from."""

    def __init__(self, folder):
        file = Path(folder) / "inputs.safetensors"
        self.file, self.digest = file, hashlib.sha256(file.read_bytes()).hexdigest()
        with safe_open(file, "pt") as tensors:
            self.settings = json.loads(tensors.metadata()["settings"])
            self.tensors = {name: tensors.get_tensor(name) for name in tensors.keys()}
        if self.settings["format"] != FORMAT:
            raise ValueError(f"{file} has format {self.settings['format']}, expected {FORMAT}")
        self.config = json.loads((Path(folder) / "config.json").read_text())

    def require_like(self, other):
        for name in ALIKE:
            if self.settings[name] != other.settings[name]:
                raise ValueError(f"{self.file} and {other.file} have another {name}: they are not trained together")
        for name in SHARED:
            if not torch.equal(self.tensors[name], other.tensors[name]):
                raise ValueError(f"{self.file} and {other.file} have other {name}: they are not trained together")


class Model:
    """One that is to be trained: its inputs, its number among their models, and where their images begin among all."""

    def __init__(self, inputs, number, first):
        said = inputs.settings["models"][number]
        self.inputs, self.number, self.first = inputs, number, first
        self.name, self.initial = said["name"], said["initial"]
        self.seed, self.member, self.checked = int(said["seed"]), said["member"], said["step"]

    def split(self):
        split = self.inputs.tensors[f"split.{self.number}"]
        return torch.where(split < 0, split, split + self.first)

    def check(self, of):
        return self.inputs.tensors[f"check.{of}"][self.number]


class World:
    """All inputs, which agree in all but images, splits, seeds and flips."""

    def __init__(self, folders, device):
        self.device, self.inputs = device, [Inputs(folder) for folder in folders]
        first = self.inputs[0]
        self.config, self.settings = first.config, first.settings
        self.models, begin = [], 0
        for inputs in self.inputs:
            inputs.require_like(first)
            self.models += [Model(inputs, k, begin) for k in range(len(inputs.settings["models"]))]
            begin += len(inputs.tensors["images"])
        self.images = torch.cat([of.tensors["images"] for of in self.inputs]).to(device)
        alpha_bars, self.time, self.decays = (first.tensors[of].to(device) for of in SHARED)
        self.schedule = Schedule(alpha_bars)
        self.parameters = [(of["name"], of["shape"]) for of in self.settings["parameters"]]
        self.rows = self.settings["batch"]


class Wave(SideBySide):
    """Some models of a world, for some steps."""

    def __init__(self, world, models, steps, layers, chunk=100):
        self.world, self.chosen = world, models
        device = world.device
        self.draws = OwnDraws(
            longs([of.seed for of in models], device),
            longs([of.member for of in models], device),
            [of.split().to(device) for of in models],
            torch.tensor([of.inputs.settings["flips"] for of in models], device=device),
            len(world.time),
        )
        initial = initial_weights(self.draws.seeds, self.draws.streams, world.parameters)
        adam = world.settings["adam"]
        super().__init__(
            Networks(world.config, layers),
            len(models),
            initial,
            world.decays[:steps],
            lr=adam["rate"],
            betas=tuple(adam["betas"]),
            eps=adam["epsilon"],
        )
        self.check()
        parts = [self.draws(part[:, None], world.rows) for part in torch.arange(steps, device=device).split(chunk)]
        self.items, self.mirrored, self.times = (torch.cat(of) for of in zip(*parts))

    def seen(self, items, mirrored, times, noise):
        """Noisy images, their noise and timesteps' embeddings; items and times are [models, rows]."""
        world = self.world
        images = world.images[items]
        images = torch.where(mirrored[..., None, None, None], images.flip(-1), images)
        noise = noise.reshape(images.shape)
        return world.schedule.noisy(images, noise, times), noise, world.time[times]

    def batch(self):
        of = (all.index_select(0, self.counter)[0] for all in (self.items, self.mirrored, self.times))
        return self.seen(*of, self.draws.noise(self.counter, self.world.rows * self.world.images[0].numel()))

    def check(self):
        """Weights that models start from, and a batch of each, against those that the library wrote."""
        steps = longs([of.checked for of in self.chosen], self.world.device)
        drawn = (of[0] for of in self.draws(steps[None], self.world.rows))
        noise = self.draws.noise(steps, self.world.rows * self.world.images[0].numel())
        noisy, noise, _ = (of.cpu() for of in self.seen(*drawn, noise))
        initial = {name: of.cpu().numpy() for name, of in self.initial.items()}
        for i, model in enumerate(self.chosen):
            for name, found in (("noisy", noisy[i]), ("noise", noise[i])):
                error = float((found - model.check(name)).abs().max())
                if not error < 1e-5:
                    raise ValueError(f"{model.name}: the library has another {name} of step {model.checked}, by {error}")
            digest = hashlib.sha256()
            for name, _ in self.world.parameters:
                digest.update(initial[name][i].astype("<f4").tobytes())
            if digest.hexdigest() != model.initial:
                raise ValueError(f"{model.name}: the library starts from other weights")

    def run(self, step, say, every=100):
        for k in range(len(self.losses)):
            step()
            if (k + 1) % every == 0 or k + 1 == len(self.losses):
                loss = float(self.losses[max(0, k + 1 - every) : k + 1].mean())
                say(f"step {k + 1} of {len(self.losses)}, loss {loss:.4f}")
        return {name: of.detach().cpu() for name, of in self.averaged().items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", nargs="+", help="folders of inputs")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seconds", type=float, default=480, help="begins nothing that would end later")
    parser.add_argument("--wave", type=int, default=128, help="models that are trained at once, at most; 1 or more")
    parser.add_argument("--begin", type=int, default=0, help="passes over so many models")
    parser.add_argument("--models", type=int, default=10**6, help="trains at most so many")
    parser.add_argument("--steps", type=int, help="fewer than the inputs say: a trial")
    parser.add_argument("--factor", type=float, default=1, help="a share of the steps that the inputs say: a trial")
    parser.add_argument("--megabytes", type=float, default=15.5, help="of a file, at most")
    parser.add_argument("--files", type=int, default=4, help="of a part")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    if options.wave < 1:
        parser.error(f"--wave has to be at least 1, found {options.wave}")
    began = time.time()
    say = lambda text: print(f"{time.time() - began:.0f} s: {text}", flush=True)
    device = torch.device(options.device)
    layers = Kernels if device.type == "cuda" else Plain
    torch.backends.cudnn.allow_tf32 = False
    world = World(options.inputs, device)
    steps = max(2, options.steps or round(world.settings["steps"] * options.factor))
    made = f"PyTorch {torch.__version__}, " + (torch.cuda.get_device_name() if device.type == "cuda" else "CPU")
    metadata = {"format": "abc-trained-weights-1", "steps": str(steps), "made_by": made}
    results = Results(options.out, save_file, metadata, options.megabytes, options.files)
    left = world.models[options.begin : options.begin + options.models]
    chosen = len(left)
    say(f"{chosen} models of {steps} steps, {len(world.images)} images; {made}")
    while left:
        count = share(len(left), options.wave)
        wave = None
        while count > 0:
            wave = Wave(world, left[:count], steps, layers)
            say("weights and batches are the library's")
            step = wave.recorded()
            needed = 1.05 * wave.seconds(step) * steps
            say(f"{count} models will take {needed:.0f} s")
            remaining = options.seconds - (time.time() - began)
            if needed <= remaining:
                break
            count = min(count - 1, int(count * max(0, remaining - 5) / needed))
        if count <= 0:
            break
        trained = wave.run(step, lambda text: say(f"models {wave.chosen[0].name} and {count - 1} more: {text}"))
        results.add(left[:count], trained)
        left = left[count:]
        del wave, step
        say(f"{results.written} files written, {len(left)} models left")
    if left:
        say(f"not trained, for want of time: {', '.join(of.inputs.digest[:8] + '/' + of.name for of in left)}")
        say(f"the same --out and --begin {options.begin + chosen - len(left)} go on")
        raise SystemExit(3)
    if device.type == "cuda":
        say(f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB")


if __name__ == "__main__":
    main()
