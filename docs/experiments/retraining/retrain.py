"""Trains an ensemble, and again without each of its sources: many members at once on one GPU.

    python3 retrain.py INPUTS OUT --seconds 480

INPUTS is a folder that `mvn -q -Pnetworks -Dexec.args="retraining --inputs INPUTS"` wrote; see README.md for what comes of it.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from draws import Draws
from network import Kernels, Networks, Plain
from training import Schedule, SideBySide

FILES = 2  # of an ensemble's weights


class World:
    """What the trainings are of."""

    def __init__(self, folder, device):
        self.device = device
        file = Path(folder) / "inputs.safetensors"
        self.digest = hashlib.sha256(file.read_bytes()).hexdigest()
        with safe_open(file, "pt") as tensors:
            self.settings = json.loads(tensors.metadata()["settings"])
            self.tensors = {name: tensors.get_tensor(name).to(device) for name in tensors.keys()}
        self.config = json.loads((Path(folder) / "config.json").read_text())
        self.images, self.owner, self.words = (self.tensors[of] for of in ("images", "owner", "words"))
        self.steps, self.rows = self.settings["steps"], self.settings["batch"]
        self.members = self.words.shape[1]
        self.schedule = Schedule(self.tensors["alpha_bars"])
        self.time = self.tensors["time"]
        self.draws = {}

    def draws_of(self, seed):
        if seed not in self.draws:
            pixels, streams = self.images[0].numel(), self.tensors["streams"]
            self.draws[seed] = Draws(seed, self.steps, self.rows, pixels, len(self.time), streams)
            self.check(seed)
        return self.draws[seed]

    def check(self, seed):
        """The batches that the library says some members see."""
        for i, (step, member, without) in enumerate(self.tensors["check.which"].tolist()):
            if step >= self.steps:
                continue
            expected = self.tensors[f"check.{seed}.noisy"][i].flatten(1)
            items = self.draws[seed].items(self.split(member, without)[None])[step, 0]
            found, _, _ = self.batch(seed, torch.tensor([step], device=self.device), items)
            if not (found.flatten(1) - expected).abs().max() < 1e-5:
                raise ValueError(f"the library has another batch of seed {seed} at step {step} of member {member}")

    def batch(self, seed, step, items):
        """Noisy images, their noise and timesteps; step is an index tensor of one."""
        draws = self.draws[seed]
        t = draws.times.index_select(0, step)[0]
        noise = draws.noise.index_select(0, step)[0].reshape(self.rows, *self.images.shape[1:])
        return self.schedule.noisy(self.images[items], noise, t), noise, t

    def split(self, member, without=-1):
        return (self.words[:, member][self.owner] == 1) & (self.owner != without)

    def initial(self, seed):
        start = f"weights.{seed}."
        return {name[len(start) :]: of for name, of in self.tensors.items() if name.startswith(start)}


class Training(SideBySide):
    """Members of one seed, each with a split of its own, from the same weights."""

    def __init__(self, world, seed, splits, layers):
        self.world, self.seed = world, seed
        world.draws_of(seed)
        self.items = world.draws[seed].items(torch.stack(splits))
        initial = {name: of[None] for name, of in world.initial(seed).items()}
        decays = torch.full((world.steps,), world.settings["decay"], device=world.device)
        super().__init__(Networks(world.config, layers), len(splits), initial, decays, lr=world.settings["rate"])

    def batch(self):
        items = self.items.index_select(0, self.counter)[0]
        x, noise, t = self.world.batch(self.seed, self.counter, items)
        return x, noise, self.world.time[t]

    def run(self):
        step = self.recorded()
        for _ in range(self.world.steps):
            step()
        return self.averaged()

    def cost(self):
        """Seconds that a member's training will take, from a few steps."""
        return self.seconds(self.recorded()) * self.world.steps / self.models


@torch.no_grad()
def samples(world, layers, weights, ensembles):
    """The samples of some ensembles, [ensembles, samples, ...]; an ensemble is a list of members of the weights."""
    net = Networks(world.config, layers)
    start = world.tensors["starts"]
    x = start.expand(len(ensembles), *start.shape)
    chosen = torch.tensor(ensembles, device=world.device).flatten()
    own = {name: of[chosen] for name, of in weights.items()}
    clip = world.settings["clip"]
    kept = []
    for k, t in enumerate(world.settings["timesteps"]):
        inputs = x[:, None].expand(-1, len(ensembles[0]), *x.shape[1:]).flatten(0, 1).contiguous()
        predicted = net(own, inputs, world.time[t].expand(len(start), -1))
        predicted = predicted.reshape(len(ensembles), -1, *start.shape).mean(1).double()
        alpha_bar = world.tensors["alpha_bars"][t]
        clean = ((x - (1 - alpha_bar).sqrt() * predicted) / alpha_bar.sqrt()).clamp(-clip, clip)
        values = torch.stack([clean, x.double(), predicted, *kept])
        states = torch.tensordot(world.tensors[f"sampler.{k}"], values, 1).float()
        x, kept = states[0], [of.double() for of in states[1:]]
    return x


class Results:
    """What was found of a seed, written anew after each part."""

    def __init__(self, world, layers, seed, out):
        self.world, self.layers, self.seed, self.out = world, layers, seed, Path(out)
        self.metadata = {
            "seed": str(seed),
            "inputs": world.digest,
            "steps": str(world.steps),
            "made_by": f"PyTorch {torch.__version__}, "
            + (torch.cuda.get_device_name() if world.device.type == "cuda" else "CPU"),
        }
        self.sources, self.without, self.losses = [], [], []

    def base(self, weights, losses):
        self.weights = {name: of[: self.world.members] for name, of in weights.items()}
        self.loss = losses[:, : self.world.members]
        each = self.world.members // FILES
        for part in range(FILES):
            tensors = {
                f"member-{i:03d}.{name}": of[i].contiguous().cpu()
                for i in range(part * each, (part + 1) * each if part < FILES - 1 else self.world.members)
                for name, of in self.weights.items()
            }
            save_file(tensors, self.out / f"members-seed-{self.seed}-{part}.safetensors", self.metadata)

    def add(self, sources, retrained, losses):
        """Weights of the members that saw each source, retrained, source by source."""
        n = self.world.members
        every = {name: torch.cat([of, retrained[name]]) for name, of in self.weights.items()}
        ensembles, place = [list(range(n))], n
        for s in sources:
            members = list(range(n))
            for i in range(n):
                if self.world.words[s, i] == 1:
                    members[i] = place
                    place += 1
            ensembles.append(members)
        found = samples(self.world, self.layers, every, ensembles)
        self.factual = found[0]
        self.sources += sources
        self.without.append(found[1:])
        self.losses.append(losses)
        last = max(1, self.world.steps // 10)
        tensors = {
            "sources": torch.tensor(self.sources),
            "factual": self.factual,
            "without": torch.cat(self.without),
            "loss": self.loss.unflatten(0, (-1, last)).mean(1) if self.world.steps % last == 0 else self.loss,
            "loss_without": torch.cat(self.losses, 1)[-last:].mean(0),
        }
        tensors = {name: of.contiguous().cpu() for name, of in tensors.items()}
        save_file(tensors, self.out / f"samples-seed-{self.seed}.safetensors", self.metadata)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs")
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=480, help="begins nothing that would end later")
    parser.add_argument("--sources", type=int, default=10**6, help="removes at most so many")
    parser.add_argument("--seeds", type=int, default=2, help="takes so many of the inputs' seeds")
    parser.add_argument("--wave", type=int, default=256, help="members that are trained at once, at most")
    parser.add_argument("--steps", type=int, help="fewer than the inputs say: a trial")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    began = time.time()
    device = torch.device(options.device)
    layers = Kernels if device.type == "cuda" else Plain
    world = World(options.inputs, device)
    world.steps = options.steps or world.steps
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    seeds = world.settings["seeds"][: options.seeds]
    results = {seed: Results(world, layers, seed, out) for seed in seeds}
    order = world.tensors["order"].tolist()[: options.sources]
    weight = int(world.words[0].sum())
    trial = [world.split(i % world.members) for i in range(options.wave)]
    cost = Training(world, seeds[0], trial, layers).cost()
    print(f"{time.time() - began:.0f} s: a member will take {cost:.2f} s", flush=True)
    while order:
        base = world.members if not results[seeds[0]].sources else 0
        left = options.seconds - (time.time() - began)
        members = min(options.wave, int(left / (1.1 * cost * len(seeds))))
        fit = (members - base) // weight
        if fit < 1:
            break
        sources, order = order[:fit], order[fit:]
        for seed in seeds:
            start = time.time()
            splits = [world.split(i) for i in range(base)]
            splits += [world.split(i, s) for s in sources for i in range(world.members) if world.words[s, i] == 1]
            training = Training(world, seed, splits, layers)
            weights = {name: of.detach() for name, of in training.run().items()}
            trained = time.time()
            if base:
                results[seed].base(weights, training.losses)
            again = {name: of[base:] for name, of in weights.items()}
            results[seed].add(sources, again, training.losses[:, base:])
            print(
                f"{time.time() - began:.0f} s: seed {seed}, {len(splits)} members,"
                f" {len(results[seed].sources)} sources removed;"
                f" {trained - start:.1f} s of training, {time.time() - trained:.1f} s of sampling;"
                f" loss {float(training.losses[-max(1, world.steps // 10):].mean()):.4f}",
                flush=True,
            )
            del training
            if device.type == "cuda":
                torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
