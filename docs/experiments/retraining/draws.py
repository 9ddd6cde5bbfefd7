"""The library's random draws, bit for bit: Philox 4x64 with ten rounds, addressed by seed, purpose, stream and step.

See org.abc4j.noise.CounterRandom, org.abc4j.training.TrainingDraws, SharedItemDraws and MatchedItemDraws. Words of 64 bits are int64.
"""

import math

import torch

INITIAL_WEIGHTS, MINIBATCH, FLIP, TIMESTEP, TRAINING_NOISE = 6, 7, 8, 9, 10  # codes of org.abc4j.noise.Purpose
SHARED_MINIBATCH, MATCHED_REDRAW = 16, 29
LOW = 0xFFFFFFFF
FRACTION = (1 << 53) - 1


def signed(word):
    return word - (1 << 64) if word >= 1 << 63 else word


MULTIPLIERS = 0xD2E7470EE14C6C93, 0xCA5A826395121157
WEYL = 0x9E3779B97F4A7C15


def shifted(words, by):
    """Without the sign."""
    return (words >> by) & ((1 << (64 - by)) - 1)


def high_product(a, b):
    """The upper 64 bits of an unsigned product of a number and words."""
    a_low, a_high, b_low, b_high = a & LOW, a >> 32, b & LOW, shifted(b, 32)
    low, cross, other = a_low * b_low, a_low * b_high, a_high * b_low
    middle = shifted(low, 32) + (cross & LOW) + (other & LOW)
    return a_high * b_high + shifted(cross, 32) + shifted(other, 32) + shifted(middle, 32)


def block(seed, purpose, stream, step, position, attempt=0):
    """Four random words for each address; seed, stream, step and position are broadcast."""
    step = step | (purpose << 32)
    seed = longs(seed, position.device)
    c0, c1, c2, _ = torch.broadcast_tensors(position, stream, step, seed)
    c3 = torch.full_like(c0, attempt)
    for r in range(10):
        key = seed + signed((r * WEYL) & ((1 << 64) - 1))
        other = signed((r * 0xBB67AE8584CAA73B) & ((1 << 64) - 1))
        high0, low0 = high_product(MULTIPLIERS[0], c0), signed(MULTIPLIERS[0]) * c0
        high1, low1 = high_product(MULTIPLIERS[1], c2), signed(MULTIPLIERS[1]) * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ key, low1, high0 ^ c3 ^ other, low0
    return c0, c1, c2, c3


def longs(values, device):
    return torch.as_tensor(values, dtype=torch.int64, device=device)


def words(seed, purpose, stream, step, count):
    """Random words of positions 0 to count - 1, [..., count], for each of some seeds, streams and steps."""
    quarters = torch.arange((count + 3) // 4, device=stream.device)
    four = block(longs(seed, stream.device)[..., None], purpose, stream[..., None], step[..., None], quarters)
    return torch.stack(four, -1).flatten(-2)[..., :count]


def below(bound, seed, purpose, stream, step, position):
    """A uniform value below a bound for each address."""
    bits = shifted(block(seed, purpose, stream, step, position, attempt=1)[0], 1)
    values = bits % bound
    if bool((bits - values + (bound - 1) < 0).any()):
        raise ArithmeticError("a value must be drawn again, which happens once in 10^15 draws and is not written")
    return values


def gaussians(seed, stream, step, count):
    """Training noise for each of some streams and steps, [..., count], count a multiple of 4."""
    pairs = words(seed, TRAINING_NOISE, stream, step, count).unflatten(-1, (-1, 2))
    u = (shifted(pairs[..., 0], 11) + 1).double() / (FRACTION + 1)
    angle = 2 * math.pi * (shifted(pairs[..., 1], 11).double() / (FRACTION + 1))
    radius = torch.sqrt(-2 * torch.log(u))
    return torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], -1).flatten(-2).float()


def timesteps(seed, steps, rows, bound):
    """Which timestep each row of a step has, [steps, rows]."""
    rows = torch.arange(rows, device=steps.device)
    return below(bound, seed, TIMESTEP, longs(0, steps.device), steps[:, None], rows)


def orders(seed, steps, rows, streams):
    """All items of each row by falling priority, [steps, rows, items]."""
    priorities = words(seed, SHARED_MINIBATCH, streams, steps[:, None], rows).transpose(1, 2)
    return priorities.argsort(2, descending=True).to(torch.int16)


def first_items(order, seen):
    """The first item of each row that a split has, [steps, rows]; seen says of each item whether it has."""
    order = order.long()
    return order.gather(2, seen[order].byte().argmax(2, keepdim=True)).squeeze(2)


def initial_weights(seed, stream, parameters):
    """PyTorch's usual ones of each model, by names and shapes in the library's order; normalisations are 1 and 0."""
    shapes = dict(parameters)
    weights = {}
    for index, (name, shape) in enumerate(parameters):
        of = shapes[name.removesuffix("bias") + "weight"] if name.endswith(".bias") else shape
        if len(of) == 1:
            weights[name] = torch.full((len(stream), *shape), 0.0 if name.endswith(".bias") else 1.0).to(stream.device)
        else:
            bound = 1 / math.sqrt(math.prod(of[1:]))
            bits = words(seed, INITIAL_WEIGHTS, stream, longs(index, stream.device), math.prod(shape))
            unit = shifted(bits, 11).double() / (FRACTION + 1)
            weights[name] = (bound * (2 * unit - 1)).float().reshape(-1, *shape)
    return weights


class OwnDraws:
    """What models see that have draws of their own: seeds and streams are [models], splits lists of items.

    An item -1 of a split is one that is left out, in whose place another of the split is drawn.
    """

    def __init__(self, seeds, streams, splits, flips, times):
        self.seeds, self.streams, self.flips, self.times = seeds, streams, flips, times
        self.split, self.items = padded(splits)
        self.left, self.remaining = padded([of[of >= 0] for of in splits])

    def __call__(self, steps, rows):
        """Items, whether they are mirrored, and timesteps, [steps, models, rows]; steps are [steps, models or 1]."""
        address = self.streams[:, None], steps[..., None], torch.arange(rows, device=steps.device)
        seeds, models = self.seeds[:, None], torch.arange(len(self.seeds), device=steps.device)[:, None]
        items = self.split[models, below(self.items[:, None], seeds, MINIBATCH, *address)]
        if bool((items < 0).any()):
            again = self.left[models, below(self.remaining[:, None], seeds, MATCHED_REDRAW, *address)]
            items = torch.where(items < 0, again, items)
        mirrored = words(self.seeds, FLIP, self.streams, steps, rows) & 1 == 1
        return items, mirrored & self.flips[:, None], below(self.times, seeds, TIMESTEP, *address)

    def noise(self, steps, count):
        """Noise of each model in a step, [models, count]; steps are one or one for each."""
        return gaussians(self.seeds, self.streams, steps, count)


def padded(lists):
    """Lists of numbers as rows of one tensor, and their lengths."""
    return torch.nn.utils.rnn.pad_sequence(lists, True), longs([len(of) for of in lists], lists[0].device)


class Draws:
    """What all members of a seed share: timesteps, noise and the order of items, for all steps."""

    def __init__(self, seed, steps, rows, pixels, times, streams, chunk=100):
        self.noise = torch.empty(steps, rows, pixels, device=streams.device)
        self.times = torch.empty(steps, rows, dtype=torch.int64, device=streams.device)
        self.order = torch.empty(steps, rows, len(streams), dtype=torch.int16, device=streams.device)
        for first in range(0, steps, chunk):
            part = torch.arange(first, min(steps, first + chunk), device=streams.device)
            here = slice(first, first + len(part))
            self.noise[here] = gaussians(seed, longs(0, part.device), part, rows * pixels).reshape(len(part), rows, pixels)
            self.times[here] = timesteps(seed, part, rows, times)
            self.order[here] = orders(seed, part, rows, streams)

    def items(self, seen, chunk=500):
        """Which items members see, [steps, members, rows], from the items of each one's split."""
        steps, rows, _ = self.order.shape
        items = torch.empty(steps, len(seen), rows, dtype=torch.int64, device=seen.device)
        for member, split in enumerate(seen):
            for first in range(0, steps, chunk):
                items[first : first + chunk, member] = first_items(self.order[first : first + chunk], split)
        return items
