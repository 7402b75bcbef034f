"""The networks of the rows in PyTorch, parameter by parameter those of Lethe's model of that name."""

import torch
from torch import nn

CLASSES = 10
# So small that thousands of steps on one batch leave ordinary numbers: no vanishing gradients, no denormals.
RATE = 1e-6


def model(size):
    if size["model"] == "convnet":
        channels, height, width = size["example"]
        return nn.Sequential(
            nn.Conv2d(channels, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * (height // 4) * (width // 4), 128), nn.ReLU(), nn.Linear(128, CLASSES),
        )  # fmt: skip
    widths = size["example"] + [int(w) for w in size["model"].split(":")[1].split(",")] + [CLASSES]
    layers = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def optimizer(net, adam, gpu):
    """Its fastest form; one that may be captured, on a GPU."""
    if adam:
        return torch.optim.Adam(net.parameters(), lr=RATE, fused=True, capturable=gpu)
    return torch.optim.SGD(net.parameters(), lr=RATE, fused=True)
