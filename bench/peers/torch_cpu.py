#!/usr/bin/env python3
"""The rows of bench/ in plain PyTorch, eager mode, as a second peer beside libtorch through DJL.

    python3 torch_cpu.py [--threads 2] [--seconds 3] [--rows gemm-512,convnet-128] > rows.json

Prints one JSON object: {"torch": version, "threads": n, "rows": {name: [ms, ms, ...]}}, each figure the mean of a
window of about half a second, the first window (warm-up) left out. Same shapes, optimisers and losses as the Java
benchmarks; see mkl_intel.c for the AVX-512 path of MKL on processors that are not Intel's.
"""

import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


# So small that thousands of steps on one batch leave ordinary numbers: no vanishing gradients, no denormals.
RATE = 1e-6


def gemm(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    c = torch.empty(n, n)

    def run():
        torch.mm(a, b, out=c)

    return run


def softmax_cross_entropy():
    logits = torch.randn(8192, 1000).requires_grad_()
    labels = torch.randint(1000, (8192,))

    def run():
        logits.grad = None
        F.cross_entropy(logits, labels).backward()

    return run


def training(model, optimizer, inputs, classes=10):
    labels = torch.randint(classes, (inputs.shape[0],))

    def run():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(inputs), labels).backward()
        optimizer.step()

    return run


def mlp(widths, batch):
    layers = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    return training(model, torch.optim.SGD(model.parameters(), lr=RATE, foreach=True), torch.randn(batch, widths[0]))


def convnet(batch):
    model = nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1568, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip
    return training(model, torch.optim.Adam(model.parameters(), lr=RATE, foreach=True), torch.randn(batch, 1, 28, 28))


ROWS = {
    "gemm-512": lambda: gemm(512),
    "gemm-1024": lambda: gemm(1024),
    "softmax-cross-entropy": softmax_cross_entropy,
    "mlp-784-256-10": lambda: mlp([784, 256, 10], 128),
    "mlp-784-1024-1024-10": lambda: mlp([784, 1024, 1024, 10], 512),
    "convnet": lambda: convnet(128),
}


def windows(run, seconds, window=0.5):
    """Mean milliseconds per call of each window after the first."""
    means = []
    stop = time.perf_counter() + seconds + window
    while time.perf_counter() < stop or len(means) < 2:
        calls, start = 0, time.perf_counter()
        while calls == 0 or time.perf_counter() - start < window:
            run()
            calls += 1
        means.append(1e3 * (time.perf_counter() - start) / calls)
    return means[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3, help="measured time per row")
    parser.add_argument("--rows", default=",".join(ROWS), help="names, separated by commas")
    options = parser.parse_args()
    wanted = options.rows.split(",")
    unknown = [name for name in wanted if name not in ROWS]
    if unknown:
        parser.error(f"unknown rows {', '.join(unknown)}; there are {', '.join(ROWS)}")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    rows = {name: windows(ROWS[name](), options.seconds) for name in wanted}
    json.dump({"torch": torch.__version__, "threads": torch.get_num_threads(), "rows": rows}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
