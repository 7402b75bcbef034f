"""Errors against double precision: of what Lethe wrote down for a row, and of PyTorch on the same inputs.

An error is |out - ref| / |ref| in the Euclidean norm, the largest over a row's results.
"""

import json
import os

import numpy
import torch
from torch.nn import functional as F

import losses
import models
from torch_rows import DEVICE, precision


def load(folder):
    with open(os.path.join(folder, "dump.json"), encoding="utf-8") as f:
        entries = json.load(f)
    kinds = {"f32": numpy.float32, "i32": numpy.int32}
    tensors = {}
    for name, entry in entries.items():
        values = numpy.fromfile(os.path.join(folder, name + ".bin"), kinds[entry["type"]])
        tensor = torch.from_numpy(values.reshape(entry["shape"])).to(DEVICE)
        tensors[name] = tensor.long() if entry["type"] == "i32" else tensor
    return tensors


def relative(results, references):
    """The largest error; what is not a number is an infinite error."""
    worst = 0.0
    for out, ref in zip(results, references, strict=True):
        ref = ref.double()
        error = float((out.double() - ref).norm() / ref.norm().clamp_min(1e-300))
        worst = max(worst, error if error == error else float("inf"))
    return worst


def errors(row, size, folder):
    """Lethe's and PyTorch's error."""
    t = load(folder)
    precision(size.get("math"))
    compute, given = CASES[row](t, size)
    reference = compute(torch.float64)
    return {"lethe": relative(given, reference), "torch": relative(compute(torch.float32), reference)}


def added(t, size):
    return lambda kind: [t["x"].to(kind) + t["y"].to(kind)], [t["z"]]


def copied(t, size):
    return lambda kind: [t["x"].to(kind)], [t["y"]]


def product(t, size):
    def compute(kind):
        kind = torch.bfloat16 if kind == torch.float32 and size["math"] == "bf16" else kind
        return [t["a"].to(kind) @ t["b"].to(kind)]

    return compute, [t["c"]]


def cross_entropy(t, size):
    def compute(kind):
        x = t["x"].to(kind).requires_grad_()
        values = losses.cross_entropy(x, t["labels"])
        return [values.detach(), *torch.autograd.grad(values.mean(), x)]

    return compute, [t["losses"], t["gradient"]]


def early_learning(t, size):
    def compute(kind):
        x = t["x"].to(kind).requires_grad_()
        table = t["before"].to(kind)
        values, (tracked, prediction) = losses.early_learning(x, t["labels"], t["index"], table)
        (gradient,) = torch.autograd.grad(values.mean(), x)
        return [values.detach(), gradient, table, *tracked.T, prediction]

    return compute, [t["losses"], t["gradient"], t["after"], *t["tracked"].T[1:], t["prediction"]]


def step(t, size):
    count = sum(name.startswith("p") for name in t)

    def compute(kind):
        net = models.model(size).to(DEVICE, kind)
        with torch.no_grad():
            for i, p in enumerate(net.parameters()):
                p.copy_(t[f"p{i}"].reshape(p.shape))
        loss = F.cross_entropy(net(t["x"].to(kind)), t["labels"])
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        return [torch.cat([g.flatten() for g in gradients])]

    return compute, [torch.cat([t[f"g{i}"].flatten() for i in range(count)])]


def layer_norm(t, size):
    def compute(kind):
        x = t["x"].to(kind).requires_grad_()
        y = F.layer_norm(x, x.shape[1:], t["w"].to(kind), t["b"].to(kind))
        return [y.detach(), *torch.autograd.grad(y, x, t["dy"].to(kind))]

    return compute, [t["y"], t["gradient"]]


CASES = {
    "launch": added,
    "copy": copied,
    "gemm-fp32": product,
    "gemm-tf32": product,
    "gemm-bf16": product,
    "ce": cross_entropy,
    "elr-large": early_learning,
    "elr-small": early_learning,
    "mlp-small": step,
    "mlp-large": step,
    "convnet": step,
    "layer-norm": layer_norm,
}
