"""The rows in PyTorch: eager, captured into a CUDA graph, by torch.compile, and that captured."""

import torch
from torch.nn import functional as F

import losses
import models
from protocol import Variant

GPU = torch.cuda.is_available()
DEVICE = "cuda" if GPU else "cpu"
COMPILE = True


def wait():
    if GPU:
        torch.cuda.synchronize()


def precision(math):
    """What products of float32 are computed in; convolutions likewise."""
    torch.set_float32_matmul_precision("high" if math == "tf32" else "highest")
    torch.backends.cudnn.allow_tf32 = math == "tf32"
    torch.backends.cudnn.benchmark = True


def capture(run, times=1):
    """A function that replays a graph of `run`, recorded `times` times."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(times):
            run()
    return graph.replay


def variants(make, calls=1, compiled=None, times=None):
    """`make` gives a function of one run, `compiled` one whose parts are compiled; captured where there is a GPU."""
    found = {"eager": Variant(make, calls)}
    if GPU:
        found["graph"] = Variant(lambda: capture(make()), calls)
        if times:
            found[f"graph-{times}"] = Variant(lambda: capture(make(), times), calls * times)
    if compiled and COMPILE:
        found["compile"] = Variant(compiled, calls)
        if GPU:
            found["compile-graph"] = Variant(lambda: capture(compiled()), calls)
            if times:
                found[f"compile-graph-{times}"] = Variant(lambda: capture(compiled(), times), calls * times)
    return found


def launch(size):
    x, y, z = (torch.randn(size["floats"], device=DEVICE) for _ in range(3))

    def add():
        torch.add(x, y, out=z)

    found = {"eager": Variant(lambda: add)}
    if GPU:
        for n in size["nodes"]:
            found[f"graph-{n}"] = Variant(lambda n=n: capture(add, n))
    return found


def copy(size):
    x = torch.randn(size["floats"], device=DEVICE)
    y = torch.empty_like(x)
    return {"eager": Variant(lambda: lambda: y.copy_(x))}


def gemm(size):
    precision(size["math"])
    stored = size["math"] == "bf16"
    kind = torch.bfloat16 if stored else torch.float32
    a, b = (torch.randn(size["n"], size["n"], device=DEVICE).to(kind) for _ in range(2))
    c = torch.empty_like(a)
    return {"stored-bf16" if stored else "eager": Variant(lambda: lambda: torch.mm(a, b, out=c))}


def cross_entropy(size):
    sets = [
        (
            torch.randn(size["rows"], size["classes"], device=DEVICE, requires_grad=True),
            torch.randint(size["classes"], (size["rows"],), device=DEVICE),
        )
        for _ in range(size["sets"])
    ]

    def runner(loss):
        def run():
            return [torch.autograd.grad(loss(x, y), x) for x, y in sets]

        return run

    def mean(x, y):
        return F.cross_entropy(x, y)

    return variants(lambda: runner(mean), len(sets), lambda: runner(torch.compile(mean, dynamic=False)))


def early_learning(size):
    n, k = size["rows"], size["classes"]
    sets = [
        (
            torch.randn(n, k, device=DEVICE, requires_grad=True),
            torch.randint(k, (n,), device=DEVICE),
            torch.randperm(n, device=DEVICE),
            torch.full((n, k), 0.5 / k, device=DEVICE),
        )
        for _ in range(size["sets"])
    ]

    def runner(loss):
        def run():
            results = []
            for x, y, index, table in sets:
                mean, tracked = loss(x, y, index, table)
                results.append((torch.autograd.grad(mean, x), tracked))
            return results

        return run

    def mean(x, y, index, table):
        values, tracked = losses.early_learning(x, y, index, table)
        return values.mean(), tracked

    times = 16 if len(sets) == 1 else None
    return variants(lambda: runner(mean), len(sets), lambda: runner(torch.compile(mean, dynamic=False)), times)


def step(size):
    precision(size["math"])
    x = torch.randn(size["batch"], *size["example"], device=DEVICE)
    y = torch.randint(models.CLASSES, (size["batch"],), device=DEVICE)

    def runner(compiled):
        net = models.model(size).to(DEVICE)
        optimizer = models.optimizer(net, size["adam"], GPU)

        def forward(x, y):
            return F.cross_entropy(net(x), y)

        loss = torch.compile(forward, dynamic=False) if compiled else forward

        def run():
            optimizer.zero_grad(set_to_none=True)
            loss(x, y).backward()
            optimizer.step()

        return run

    return variants(lambda: runner(False), 1, lambda: runner(True), size["steps"])


def layer_norm(size):
    x = torch.randn(size["rows"], size["width"], device=DEVICE, requires_grad=True)
    w, b = (torch.randn(size["width"], device=DEVICE) for _ in range(2))
    dy = torch.randn_like(x)

    def runner(norm):
        def run():
            return torch.autograd.grad(norm(x), x, dy)

        return run

    def norm(x):
        return F.layer_norm(x, (size["width"],), w, b)

    return variants(lambda: runner(norm), 1, lambda: runner(torch.compile(norm, dynamic=False)))


ROWS = {
    "launch": launch,
    "copy": copy,
    "gemm-fp32": gemm,
    "gemm-tf32": gemm,
    "gemm-bf16": gemm,
    "ce": cross_entropy,
    "elr-large": early_learning,
    "elr-small": early_learning,
    "mlp-small": step,
    "mlp-large": step,
    "convnet": step,
    "layer-norm": layer_norm,
}
