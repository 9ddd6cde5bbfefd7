"""Models of one network that are trained side by side: Adam, averages, a step that a GPU records once."""

import time

import torch

from network import Networks

TRIED = 10  # steps that are timed


class Schedule:
    """How much of an image and of noise there is at each timestep."""

    def __init__(self, alpha_bars):
        self.signal, self.noise = alpha_bars.sqrt().float(), (1 - alpha_bars).sqrt().float()

    def noisy(self, images, noise, times):
        """Images with noise; times are [..., rows], images and noise [..., rows, C, H, W]."""
        signal, share = (of[times][..., None, None, None] for of in (self.signal, self.noise))
        return images * signal + noise * share


class SideBySide:
    """Models, each with weights of its own; a subclass says what they see.

    Initial weights are by name, with the model as first axis, or 1 where all have the same; decays are of the average, [steps].
    """

    def __init__(self, net, models, initial, decays, **adam):
        self.net, self.models, self.initial, self.rests = net, models, initial, 1 - decays
        self.device = decays.device
        self.weights = {name: self.all(of).clone().requires_grad_() for name, of in initial.items()}
        self.averages = [of.detach().clone() for of in self.weights.values()]
        cuda = self.device.type == "cuda"
        self.adam = torch.optim.Adam(self.weights.values(), capturable=cuda, fused=cuda, **adam)
        self.losses = torch.zeros(len(decays), models, device=self.device)
        self.counter = torch.zeros(1, dtype=torch.int64, device=self.device)

    def all(self, weights):
        return weights.expand(self.models, *weights.shape[1:])

    def batch(self):
        """Noisy images of each model in the step that the counter says, their noise, embeddings of their timesteps."""
        raise NotImplementedError

    def step(self):
        self.adam.zero_grad(set_to_none=True)
        x, noise, time = self.batch()
        errors = (self.net(self.weights, x, time) - noise).square().mean((1, 2, 3, 4))
        errors.sum().backward()
        self.adam.step()
        with torch.no_grad():
            change = torch._foreach_sub(list(self.weights.values()), self.averages)
            torch._foreach_mul_(change, self.rests.index_select(0, self.counter)[0])
            torch._foreach_add_(self.averages, change)
            self.losses.index_copy_(0, self.counter, errors.detach()[None])
            self.counter += 1

    def restart(self):
        with torch.no_grad():
            for (name, of), average in zip(self.weights.items(), self.averages):
                of.copy_(self.all(self.initial[name]))
                average.copy_(of)
                for value in self.adam.state[of].values():
                    value.zero_()
            self.counter.zero_()
            self.losses.zero_()

    def recorded(self):
        """What takes a step; on a GPU it replays one that was recorded."""
        if self.device.type != "cuda":
            return self.step
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                self.step()
        torch.cuda.current_stream().wait_stream(stream)
        self.restart()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.step()
        return graph.replay

    def seconds(self, step):
        """What a step takes, by a few of them; models then start again."""
        tried = min(TRIED, len(self.losses) - 1)
        step()
        float(self.losses[0].sum())  # waits for it
        began = time.time()
        for _ in range(tried):
            step()
        float(self.losses[0].sum())
        self.restart()
        return (time.time() - began) / max(1, tried)

    def averaged(self):
        """The averaged weights, once all losses are known to be finite."""
        if not bool(self.losses.isfinite().all()):
            raise ArithmeticError("a training diverges")
        return dict(zip(self.weights, self.averages))
