"""diffusers' UNet2DModel for many members at once: each weight has the member as its first axis.

As org.abc4j.unet.UNet writes it. Images are [members, batch, channels, height, width]; weights go by diffusers' names.
"""

import torch
import torch.nn.functional as F


class Plain:
    """Convolution and normalisation by PyTorch's own operations: the reference, and the way on a CPU."""

    @staticmethod
    def convolution(x, w, e, r, stride):
        m, b, c, h, width = x.shape
        together = x.transpose(0, 1).reshape(b, m * c, h, width)
        y = F.conv2d(together, w.flatten(0, 1), stride=stride, padding=w.shape[-1] // 2, groups=m)
        y = y.reshape(b, m, w.shape[1], *y.shape[-2:]).transpose(0, 1) + e[..., None, None]
        return y if r is None else y + r

    @staticmethod
    def norm(x, w, b, groups, epsilon, active):
        y = F.group_norm(x.flatten(0, 1), groups, eps=epsilon).reshape(x.shape)
        y = y * w[:, None, :, None, None] + b[:, None, :, None, None]
        return F.silu(y) if active else y


class Kernels:
    """The same by kernels of this folder."""

    @staticmethod
    def convolution(x, w, e, r, stride):
        from kernels import Convolution

        return Convolution.apply(x, w, e, r, stride)

    @staticmethod
    def norm(x, w, b, groups, epsilon, active):
        from kernels import Normalisation

        return Normalisation.apply(x, w, b, groups, epsilon, active)


class Networks:
    """Members of one architecture; config is diffusers' config.json."""

    def __init__(self, config, layers):
        self.config = config
        self.layers = layers
        self.channels = config["block_out_channels"]
        self.each = config["layers_per_block"]
        self.groups = config["norm_num_groups"]
        self.epsilon = config["norm_eps"]

    def __call__(self, weights, x, time):
        """The predicted noise of x; time is the embedding of timesteps, [batch, channels[0]] or of each member's."""
        self.w = weights
        members = x.shape[0]
        t = self.linear("time_embedding.linear_1", time.expand(members, *time.shape[-2:]))
        self.time = F.silu(self.linear("time_embedding.linear_2", F.silu(t)))
        h = self.convolution("conv_in", x)
        kept = [h]
        blocks = len(self.channels)
        for i in range(blocks):
            name = f"down_blocks.{i}"
            for layer in range(self.each):
                h = self.resnet(f"{name}.resnets.{layer}", h)
                if self.config["down_block_types"][i].startswith("Attn"):
                    h = self.attention(f"{name}.attentions.{layer}", h)
                kept.append(h)
            if i < blocks - 1:
                h = self.convolution(f"{name}.downsamplers.0.conv", h, stride=2)
                kept.append(h)
        h = self.resnet("mid_block.resnets.0", h)
        if self.config["add_attention"]:
            h = self.attention("mid_block.attentions.0", h)
        h = self.resnet("mid_block.resnets.1", h)
        for i in range(blocks):
            name = f"up_blocks.{i}"
            for layer in range(self.each + 1):
                h = self.resnet(f"{name}.resnets.{layer}", torch.cat([h, kept.pop()], 2))
                if self.config["up_block_types"][i].startswith("Attn"):
                    h = self.attention(f"{name}.attentions.{layer}", h)
            if i < blocks - 1:
                m, b, c, side, _ = h.shape
                wide = h[..., :, None, :, None].expand(m, b, c, side, 2, side, 2)
                h = self.convolution(f"{name}.upsamplers.0.conv", wide.reshape(m, b, c, 2 * side, 2 * side))
        return self.convolution("conv_out", self.norm("conv_norm_out", h, True))

    def linear(self, name, x):
        return torch.baddbmm(self.w[name + ".bias"][:, None], x, self.w[name + ".weight"].transpose(1, 2))

    def convolution(self, name, x, each=None, added=None, stride=1):
        weight = self.w[name + ".weight"]
        if weight.dim() == 3:  # a linear map of channels
            weight = weight[..., None, None]
        bias = self.w[name + ".bias"][:, None]
        e = bias.expand(-1, x.shape[1], -1) if each is None else bias + each
        return self.layers.convolution(x, weight, e, added, stride)

    def norm(self, name, x, active):
        return self.layers.norm(x, self.w[name + ".weight"], self.w[name + ".bias"], self.groups, self.epsilon, active)

    def resnet(self, name, x):
        h = self.norm(name + ".norm1", x, True)
        h = self.convolution(name + ".conv1", h, each=self.linear(name + ".time_emb_proj", self.time))
        h = self.norm(name + ".norm2", h, True)
        if name + ".conv_shortcut.weight" in self.w:
            x = self.convolution(name + ".conv_shortcut", x)
        return self.convolution(name + ".conv2", h, added=x)

    def attention(self, name, x):
        m, b, c, side, _ = x.shape
        size = self.config["attention_head_dim"] or c
        h = self.norm(name + ".group_norm", x, False)
        q, k, v = (
            self.convolution(f"{name}.to_{of}", h).reshape(m * b * c // size, size, side * side) for of in "qkv"
        )
        mixed = torch.softmax(torch.bmm(q.transpose(1, 2), k) * size**-0.5, 2)
        h = torch.bmm(v, mixed.transpose(1, 2)).reshape(x.shape)
        return self.convolution(name + ".to_out.0", h, added=x)
