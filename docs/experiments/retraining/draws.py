"""The library's random draws, bit for bit: Philox 4x64 with ten rounds, addressed by seed, purpose, stream and step.

See org.abc4j.noise.CounterRandom, org.abc4j.training.TrainingDraws and SharedItemDraws. Words of 64 bits are int64.
"""

import math

import torch

TIMESTEP, TRAINING_NOISE, SHARED_MINIBATCH = 9, 10, 16  # codes of org.abc4j.noise.Purpose
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
    """Four random words for each address; stream, step and position are broadcast."""
    step = step | (purpose << 32)
    c0, c1, c2 = torch.broadcast_tensors(position, stream, step)
    c3 = torch.full_like(c0, attempt)
    for r in range(10):
        key = signed((seed + r * WEYL) & ((1 << 64) - 1))
        other = signed((r * 0xBB67AE8584CAA73B) & ((1 << 64) - 1))
        high0, low0 = high_product(MULTIPLIERS[0], c0), signed(MULTIPLIERS[0]) * c0
        high1, low1 = high_product(MULTIPLIERS[1], c2), signed(MULTIPLIERS[1]) * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ key, low1, high0 ^ c3 ^ other, low0
    return c0, c1, c2, c3


def longs(values, device):
    return torch.as_tensor(values, dtype=torch.int64, device=device)


def gaussians(seed, steps, count):
    """Training noise of some steps, [steps, count], count a multiple of 4."""
    device = steps.device
    words = block(seed, TRAINING_NOISE, longs(0, device), steps[:, None], torch.arange(count // 4, device=device))
    pairs = []
    for first, second in (words[:2], words[2:]):
        u = (shifted(first, 11) + 1).double() / (FRACTION + 1)
        angle = 2 * math.pi * (shifted(second, 11).double() / (FRACTION + 1))
        radius = torch.sqrt(-2 * torch.log(u))
        pairs += [radius * torch.cos(angle), radius * torch.sin(angle)]
    return torch.stack(pairs, -1).reshape(len(steps), count).float()


def timesteps(seed, steps, rows, bound):
    """Which timestep each row of a step has, [steps, rows]."""
    rows = torch.arange(rows, device=steps.device)
    bits = shifted(block(seed, TIMESTEP, longs(0, steps.device), steps[:, None], rows, attempt=1)[0], 1)
    values = bits % bound
    if bool((bits - values + (bound - 1) < 0).any()):
        raise ArithmeticError("a timestep must be drawn again, which happens once in 10^15 draws and is not written")
    return values


def orders(seed, steps, rows, streams):
    """All items of each row by falling priority, [steps, rows, items]."""
    quarters = torch.arange((rows + 3) // 4, device=steps.device)
    words = block(seed, SHARED_MINIBATCH, streams[None, None, :], steps[:, None, None], quarters[None, :, None])
    priorities = torch.stack(words, 2).reshape(len(steps), -1, len(streams))[:, :rows]
    return priorities.argsort(2, descending=True).to(torch.int16)


def first_items(order, seen):
    """The first item of each row that a split has, [steps, rows]; seen says of each item whether it has."""
    order = order.long()
    return order.gather(2, seen[order].byte().argmax(2, keepdim=True)).squeeze(2)


class Draws:
    """What all members of a seed share: timesteps, noise and the order of items, for all steps."""

    def __init__(self, seed, steps, rows, pixels, times, streams, chunk=100):
        self.noise = torch.empty(steps, rows, pixels, device=streams.device)
        self.times = torch.empty(steps, rows, dtype=torch.int64, device=streams.device)
        self.order = torch.empty(steps, rows, len(streams), dtype=torch.int16, device=streams.device)
        for first in range(0, steps, chunk):
            part = torch.arange(first, min(steps, first + chunk), device=streams.device)
            here = slice(first, first + len(part))
            self.noise[here] = gaussians(seed, part, rows * pixels).reshape(len(part), rows, pixels)
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
