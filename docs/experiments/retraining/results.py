"""Where trained weights go, and how many models are trained at once. Needs the standard library alone."""

import os
from pathlib import Path


class Results:
    """Files of weights, each of a size at most, in folders of some files, so that each folder can be fetched by itself.

    Numbered on from those that are there: what an earlier call has trained stays. A file has its name when it is whole.
    """

    def __init__(self, out, save, metadata, megabytes, files):
        self.out, self.save, self.metadata, self.most, self.files = Path(out), save, metadata, megabytes * 2**20, files
        there = [int(of.stem.removeprefix("weights-")) for of in self.out.glob("part-*/weights-*.safetensors")]
        self.next, self.written = max(there, default=-1) + 1, 0

    def add(self, models, weights):
        size = sum(4 * of[0].numel() for of in weights.values())
        each = max(1, int(self.most * 0.99 / size))  # names take some
        for first in range(0, len(models), each):
            tensors = {
                f"{models[i].inputs.digest}/{models[i].name}.{name}": of[i].clone()
                for i in range(first, min(first + each, len(models)))
                for name, of in weights.items()
            }
            folder = self.out / f"part-{self.next // self.files}"
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"weights-{self.next:03d}.safetensors"
            unfinished = file.with_suffix(".unfinished")
            self.save(tensors, unfinished, self.metadata)
            os.replace(unfinished, file)
            self.next, self.written = self.next + 1, self.written + 1


def share(models, most):
    """Of so many models those of the next wave, if waves are alike and none has more than that."""
    return -(-models // -(-models // most))
