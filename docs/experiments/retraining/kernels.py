"""Convolution and group normalisation of many small networks side by side, as Triton kernels with gradients.

Images are [members, batch, channels, height, width], contiguous. A convolution never forms its columns: it reads them
from the image as it multiplies, so that memory sees each activation once or twice. Sums have one order.
"""

import torch
import triton
import triton.language as tl

PRECISION = "tf32x3"  # of products: "tf32", "tf32x3" or "ieee"
CONVOLVE = 128, 16, 4  # pixels and taps of a block, warps: of those tried the fastest on an H100
GRADIENT = 32, 32, 2


@triton.jit
def _positions(p, HO, WO):
    pixel = p % (HO * WO)
    return p // (HO * WO), pixel, pixel // WO, pixel % WO


@triton.jit
def _places(image, row, col, c, tap, CI, H, W, KS: tl.constexpr, STRIDE: tl.constexpr, TRANSPOSED: tl.constexpr):
    """Where channel c and a tap of pixels read, [taps, pixels], and whether there is such a place."""
    dy = tap // KS - KS // 2
    dx = tap % KS - KS // 2
    if TRANSPOSED:
        dy = -dy
        dx = -dx
    if TRANSPOSED and STRIDE > 1:
        y = row[None, :] + dy[:, None]
        x = col[None, :] + dx[:, None]
        there = (y >= 0) & (x >= 0) & (y % STRIDE == 0) & (x % STRIDE == 0)
        y = y // STRIDE
        x = x // STRIDE
        there = there & (y < H) & (x < W)
        at = (image * (CI * H * W))[None, :] + (c * (H * W))[:, None] + y * W + x
    else:
        row = row * STRIDE
        col = col * STRIDE
        y = row[None, :] + dy[:, None]
        x = col[None, :] + dx[:, None]
        there = (y >= 0) & (y < H) & (x >= 0) & (x < W)
        # One sum an element: this is most of what the kernels do.
        at = (image * (CI * H * W) + row * W + col)[None, :] + (c * (H * W) + dy * W + dx)[:, None]
    return at, there


@triton.jit(do_not_specialize=["CI", "CO", "H", "W", "HO", "WO", "B"])
def _convolve(
    x, w, e, r, y, CI, CO, H, W, HO, WO, B,
    KS: tl.constexpr, STRIDE: tl.constexpr, TRANSPOSED: tl.constexpr, HAS_E: tl.constexpr, HAS_R: tl.constexpr,
    CO_PAD: tl.constexpr, BLOCK_P: tl.constexpr, BLOCK_K: tl.constexpr, PREC: tl.constexpr,
):
    """y = w * x + e + r, or with TRANSPOSED the gradient of such an x, where x is the gradient of y."""
    member = tl.program_id(1)
    p = tl.program_id(0) * BLOCK_P + tl.arange(0, BLOCK_P)
    image, pixel, row, col = _positions(p, HO, WO)
    inside = p < B * HO * WO
    image += member * B
    o = tl.arange(0, CO_PAD)
    K = CI * KS * KS
    sums = tl.zeros((CO_PAD, BLOCK_P), tl.float32)
    for k0 in range(0, K, BLOCK_K):
        k = k0 + tl.arange(0, BLOCK_K)
        c = k // (KS * KS)
        tap = k % (KS * KS)
        at, there = _places(image, row, col, c, tap, CI, H, W, KS, STRIDE, TRANSPOSED)
        values = tl.load(x + at, mask=there & inside[None, :] & (k < K)[:, None], other=0.0)
        if TRANSPOSED:
            of = ((member * CI + c)[None, :] * CO + o[:, None]) * (KS * KS) + tap[None, :]
        else:
            of = (member * CO + o)[:, None] * K + k[None, :]
        weights = tl.load(w + of, mask=(o < CO)[:, None] & (k < K)[None, :], other=0.0)
        sums = tl.dot(weights, values, sums, input_precision=PREC)
    to = image[None, :] * CO + o[:, None]
    mask = (o < CO)[:, None] & inside[None, :]
    if HAS_E:
        sums += tl.load(e + to, mask=mask, other=0.0)
    at = to * (HO * WO) + pixel[None, :]
    if HAS_R:
        sums += tl.load(r + at, mask=mask, other=0.0)
    tl.store(y + at, sums, mask=mask)


@triton.jit(do_not_specialize=["CI", "CO", "H", "W", "B", "M", "PART"])
def _weights_gradient(
    x, gy, gw, CI, CO, H, W, B, M, PART,
    HO: tl.constexpr, WO: tl.constexpr, KS: tl.constexpr, STRIDE: tl.constexpr,
    CO_PAD: tl.constexpr, BLOCK_P: tl.constexpr, BLOCK_K: tl.constexpr, PREC: tl.constexpr,
):
    """Sums over PART pixels, a multiple of BLOCK_P, for each place of the third axis of programs."""
    member = tl.program_id(1)
    first = tl.program_id(2) * PART
    K = CI * KS * KS
    k = tl.program_id(0) * BLOCK_K + tl.arange(0, BLOCK_K)
    c = k // (KS * KS)
    tap = k % (KS * KS)
    o = tl.arange(0, CO_PAD)
    sums = tl.zeros((CO_PAD, BLOCK_K), tl.float32)
    for p0 in range(first, tl.minimum(first + PART, B * HO * WO), BLOCK_P):
        p = p0 + tl.arange(0, BLOCK_P)
        image, pixel, row, col = _positions(p, HO, WO)
        image += member * B
        inside = p < B * HO * WO
        at, there = _places(image, row, col, c, tap, CI, H, W, KS, STRIDE, False)
        values = tl.load(x + at, mask=there & inside[None, :] & (k < K)[:, None], other=0.0)
        of = (image[None, :] * CO + o[:, None]) * (HO * WO) + pixel[None, :]
        gradient = tl.load(gy + of, mask=(o < CO)[:, None] & inside[None, :], other=0.0)
        sums = tl.dot(gradient, tl.trans(values), sums, input_precision=PREC)
    to = ((tl.program_id(2) * M + member) * CO + o)[:, None] * K + k[None, :]
    tl.store(gw + to, sums, mask=(o < CO)[:, None] & (k < K)[None, :])


def padded(channels):
    return max(16, triton.next_power_of_2(channels))


def convolve(x, w, e, r, size, stride, transposed, outputs):
    """The kernel's call; size is the side of the result."""
    m, b, c, h, width = x.shape
    if not (x.is_contiguous() and w.is_contiguous() and (r is None or r.is_contiguous())):
        raise ValueError("images and weights are contiguous")
    y = x.new_empty(m, b, outputs, size, size)
    most, taps, warps = CONVOLVE
    block = min(most, triton.next_power_of_2(b * size * size))
    _convolve[(triton.cdiv(b * size * size, block), m)](
        x, w, x if e is None else e, x if r is None else r, y, c, outputs, h, width, size, size, b,
        KS=w.shape[-1], STRIDE=stride, TRANSPOSED=transposed, HAS_E=e is not None, HAS_R=r is not None,
        CO_PAD=padded(outputs), BLOCK_P=block, BLOCK_K=taps, PREC=PRECISION, num_warps=warps,
    )
    return y


def weights_gradient(x, gy, w, stride):
    m, b, c, h, width = x.shape
    size, kernel, outputs = gy.shape[-1], w.shape[-1], gy.shape[2]
    pixels = b * size * size
    most, taps, warps = GRADIENT
    block = max(16, min(most, triton.next_power_of_2(pixels)))
    parts = 4 if pixels >= 64 * block else 1
    part = triton.cdiv(triton.cdiv(pixels, parts), block) * block
    gw = x.new_empty(parts, *w.shape)
    _weights_gradient[(triton.cdiv(c * kernel * kernel, taps), m, parts)](
        x, gy, gw, c, outputs, h, width, b, m, part, HO=size, WO=size,
        KS=kernel, STRIDE=stride, CO_PAD=padded(outputs), BLOCK_P=block, BLOCK_K=taps, PREC=PRECISION, num_warps=warps,
    )
    return gw.sum(0) if parts > 1 else gw[0]


class Convolution(torch.autograd.Function):
    """w * x + e + r: e is added to all pixels of a channel, r (or None) is an image."""

    @staticmethod
    def forward(ctx, x, w, e, r, stride):
        ctx.save_for_backward(x, w)
        ctx.stride, ctx.adds = stride, r is not None
        return convolve(x, w, e.contiguous(), r, x.shape[-1] // stride, stride, False, w.shape[1])

    @staticmethod
    def backward(ctx, gy):
        x, w = ctx.saved_tensors
        gy = gy.contiguous()
        gx = None
        if ctx.needs_input_grad[0]:
            gx = convolve(gy, w, None, None, x.shape[-1], ctx.stride, True, x.shape[2])
        gw = weights_gradient(x, gy, w, ctx.stride)
        return gx, gw, gy.sum((3, 4)), gy if ctx.adds else None, None


@triton.jit(do_not_specialize=["C", "CPG", "B", "G"])
def _norm(
    x, w, b, y, means, roots, C, CPG, B, G, EPS: tl.constexpr,
    ACTIVE: tl.constexpr, CPG_PAD: tl.constexpr, HW: tl.constexpr,
):
    i = tl.program_id(0)
    c = (i % G) * CPG + tl.arange(0, CPG_PAD)
    mask = (tl.arange(0, CPG_PAD) < CPG)[:, None] & (tl.arange(0, HW) < HW)[None, :]
    at = ((i // G) * C + c)[:, None] * HW + tl.arange(0, HW)[None, :]
    v = tl.load(x + at, mask=mask, other=0.0)
    count = CPG * HW
    mean = tl.sum(tl.sum(v, 1), 0) / count
    d = tl.where(mask, v - mean, 0.0)
    root = 1 / tl.sqrt(tl.sum(tl.sum(d * d, 1), 0) / count + EPS)
    of = (i // (G * B)) * C + c
    own = tl.arange(0, CPG_PAD) < CPG
    weight = tl.load(w + of, mask=own, other=0.0)[:, None]
    z = d * root * weight + tl.load(b + of, mask=own, other=0.0)[:, None]
    if ACTIVE:
        z = z * tl.sigmoid(z)
    tl.store(y + at, z, mask=mask)
    tl.store(means + i, mean)
    tl.store(roots + i, root)


@triton.jit(do_not_specialize=["C", "CPG", "B", "G"])
def _norm_gradient(
    x, w, b, gy, gx, gw, gb, means, roots, C, CPG, B, G,
    ACTIVE: tl.constexpr, CPG_PAD: tl.constexpr, HW: tl.constexpr,
):
    i = tl.program_id(0)
    c = (i % G) * CPG + tl.arange(0, CPG_PAD)
    own = tl.arange(0, CPG_PAD) < CPG
    mask = own[:, None] & (tl.arange(0, HW) < HW)[None, :]
    at = ((i // G) * C + c)[:, None] * HW + tl.arange(0, HW)[None, :]
    root = tl.load(roots + i)
    h = tl.where(mask, (tl.load(x + at, mask=mask, other=0.0) - tl.load(means + i)) * root, 0.0)
    of = (i // (G * B)) * C + c
    weight = tl.load(w + of, mask=own, other=0.0)[:, None]
    g = tl.load(gy + at, mask=mask, other=0.0)
    if ACTIVE:
        z = h * weight + tl.load(b + of, mask=own, other=0.0)[:, None]
        s = tl.sigmoid(z)
        g = g * s * (1 + z * (1 - s))
    to = (i // G) * C + c
    tl.store(gw + to, tl.sum(g * h, 1), mask=own)
    tl.store(gb + to, tl.sum(g, 1), mask=own)
    g = g * weight
    count = CPG * HW
    along = tl.sum(tl.sum(g * h, 1), 0) / count
    tl.store(gx + at, root * (g - tl.sum(tl.sum(g, 1), 0) / count - h * along), mask=mask)


class Normalisation(torch.autograd.Function):
    """Group normalisation with weights of each member, then SiLU if it is active."""

    @staticmethod
    def forward(ctx, x, w, b, groups, epsilon, active):
        m, batch, c, h, width = x.shape
        y = torch.empty_like(x)
        means, roots = x.new_empty(m * batch * groups), x.new_empty(m * batch * groups)
        each = c // groups
        pad = triton.next_power_of_2(each)
        ctx.call = (c, each, batch, groups), dict(
            ACTIVE=active, CPG_PAD=pad, HW=h * width, num_warps=max(1, min(8, pad * h * width // 512))
        )
        ctx.save_for_backward(x, w, b, means, roots)
        _norm[(m * batch * groups,)](x, w, b, y, means, roots, *ctx.call[0], EPS=epsilon, **ctx.call[1])
        return y

    @staticmethod
    def backward(ctx, gy):
        x, w, b, means, roots = ctx.saved_tensors
        gx = torch.empty_like(x)
        gw, gb = x.new_empty(x.shape[:3]), x.new_empty(x.shape[:3])
        _norm_gradient[(len(means),)](x, w, b, gy.contiguous(), gx, gw, gb, means, roots, *ctx.call[0], **ctx.call[1])
        return gx, gw.sum(1), gb.sum(1), None, None, None
