"""Golden numbers of torchvision's ResNet-18 for ResNet18ParityTest: weights are a formula, so that only numbers travel.

python3 resnet18.py > resnet18.json     (torch, torchvision and numpy)
"""
import json
import math

import numpy as np
import torch
import torchvision


def uniform(stream, count):
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(stream * 40503 + 977)
        h ^= h >> np.uint32(15)
        h *= np.uint32(0x2C1B3C6D)
        h ^= h >> np.uint32(12)
        h *= np.uint32(0x297A2D39)
        h ^= h >> np.uint32(15)
    return h.astype(np.float64) / 4294967296.0 - 0.5


def weight(stream, name, shape):
    u = uniform(stream, int(np.prod(shape)))
    if len(shape) == 4:
        v = u * math.sqrt(24.0 / (shape[0] * shape[2] * shape[3]))
    elif name.startswith("fc."):
        v = 0.1 * u
    elif name.endswith("running_var"):
        v = 1 + 0.5 * u
    elif name.endswith("weight"):
        v = 1 + 0.2 * u
    else:
        v = 0.2 * u
    return torch.from_numpy(v.astype(np.float32).reshape(shape))


torch.set_num_threads(1)
model = torchvision.models.resnet18(weights=None, num_classes=10)
model.conv1 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
state = model.state_dict()
names = [n for n in state if not n.endswith("num_batches_tracked")]
for stream, name in enumerate(names):
    state[name] = weight(stream, name, tuple(state[name].shape))
model.load_state_dict(state)

rows = 4
images = torch.from_numpy((uniform(1000, rows * 784) + 0.5).astype(np.float32).reshape(rows, 1, 28, 28))
labels = torch.tensor([3, 0, 9, 3])
result = {"names": names, "parameters": int(sum(state[n].numel() for n in names))}

features = {}
model.avgpool.register_forward_hook(lambda m, i, o: features.update(found=o.flatten(1)))
model.eval()
images.requires_grad = True
logits = model(images)
result["logits"] = logits.detach().flatten().tolist()
result["features"] = features["found"].detach()[:, :16].flatten().tolist()
torch.nn.CrossEntropyLoss(reduction="sum")(logits, labels).backward()
gradient = images.grad.detach().flatten()
result["gradient"] = gradient[::49].tolist()
result["gradientNorm"] = float(gradient.double().norm())

model.train()
model.zero_grad()
logits = model(images)
loss = torch.nn.CrossEntropyLoss()(logits, labels)
loss.backward()
result["trainingLogits"] = logits.detach().flatten().tolist()
result["trainingLoss"] = float(loss)
result["gradients"] = {n: float(p.grad.double().norm()) for n, p in model.named_parameters()}
state = model.state_dict()
result["running"] = {n: float(state[n].double().norm()) for n in names if "running" in n}
optimizer = torch.optim.Adam(model.parameters())
optimizer.step()
model.eval()
result["logitsAfterStep"] = model(images).detach().flatten().tolist()
print(json.dumps(result, indent=1))
