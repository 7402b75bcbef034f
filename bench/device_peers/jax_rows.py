"""The rows in JAX: jit of the whole computation, and several training steps in one `lax.scan`."""

import jax
import numpy
from jax import lax
from jax import numpy as jnp

from protocol import Variant

LAMBDA, BETA, CLIP = 3.0, 0.7, 1e-4
CLASSES, RATE = 10, 1e-6
RANDOM = numpy.random.default_rng(1)
# What the last run gave: waiting for it is waiting for all, since a device works in order.
LAST = []


def wait():
    jax.block_until_ready(LAST)


def keep(values):
    LAST[:] = [values]


def normal(*shape):
    return jnp.asarray(RANDOM.standard_normal(shape, dtype=numpy.float32))


def labels(n, k):
    return jnp.asarray(RANDOM.integers(k, size=n, dtype=numpy.int32))


def precision(math):
    jax.config.update("jax_default_matmul_precision", "tensorfloat32" if math == "tf32" else "highest")


def launch(size):
    x, y = normal(size["floats"]), normal(size["floats"])
    add = jax.jit(jnp.add)
    return {"jit": Variant(lambda: lambda: keep(add(x, y)))}


def gemm(size):
    precision(size["math"])
    stored = size["math"] == "bf16"
    a, b = (normal(size["n"], size["n"]).astype(jnp.bfloat16 if stored else jnp.float32) for _ in range(2))
    product = jax.jit(jnp.matmul)
    return {"stored-bf16" if stored else "jit": Variant(lambda: lambda: keep(product(a, b)))}


def entropy(x, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1)[:, 0]


def cross_entropy(size):
    sets = [(normal(size["rows"], size["classes"]), labels(size["rows"], size["classes"])) for _ in range(size["sets"])]
    gradient = jax.jit(jax.value_and_grad(lambda x, y: entropy(x, y).mean()))
    return {"jit": Variant(lambda: lambda: keep([gradient(x, y) for x, y in sets]), len(sets))}


def elr(x, y, index, table):
    p = jax.nn.softmax(x)
    c = jnp.clip(p, CLIP, 1 - CLIP)
    rows = lax.stop_gradient(BETA * table[index] + (1 - BETA) * c / c.sum(1, keepdims=True))
    values = entropy(x, y) + LAMBDA * jnp.log(1 - (rows * c).sum(1))
    given = y[:, None]
    mine = jnp.take_along_axis(x, given, 1)[:, 0]
    hot = jax.nn.one_hot(y, x.shape[1])
    others = jnp.where(hot > 0, -jnp.inf, x).max(1)
    tracked = (
        values,
        jnp.take_along_axis(p, given, 1)[:, 0],
        mine - others,
        jnp.linalg.norm(p - hot, axis=1),
        x.argmax(1),
    )
    return values.mean(), (table.at[index].set(rows, unique_indices=True), tracked)


def early_learning(size):
    n, k = size["rows"], size["classes"]
    gradient = jax.jit(jax.value_and_grad(elr, has_aux=True), donate_argnums=3)
    fixed = [(normal(n, k), labels(n, k), jnp.asarray(RANDOM.permutation(n))) for _ in range(size["sets"])]
    tables = [jnp.full((n, k), 0.5 / k, jnp.float32) for _ in range(size["sets"])]

    def run():
        results = []
        for i, (x, y, index) in enumerate(fixed):
            (_, (tables[i], tracked)), g = gradient(x, y, index, tables[i])
            results.append((g, tracked))
        keep(results)

    return {"jit": Variant(lambda: run, len(fixed))}


def weights(size):
    if size["model"] == "convnet":
        channels, height, width = size["example"]
        shapes = [(16, channels, 5, 5), (32, 16, 5, 5), (32 * (height // 4) * (width // 4), 128), (128, CLASSES)]
    else:
        widths = size["example"] + [int(w) for w in size["model"].split(":")[1].split(",")] + [CLASSES]
        shapes = list(zip(widths, widths[1:], strict=False))
    return [(0.02 * normal(*s), jnp.zeros(s[0] if len(s) == 4 else s[1])) for s in shapes]


def pooled(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def forward(parameters, x):
    for i, (w, b) in enumerate(parameters):
        if w.ndim == 4:
            x = lax.conv_general_dilated(x, w, (1, 1), "SAME") + b[:, None, None]
            x = pooled(jax.nn.relu(x))
        else:
            x = x.reshape(x.shape[0], -1) @ w + b
            x = jax.nn.relu(x) if i < len(parameters) - 1 else x
    return x


def sgd(state, gradients):
    parameters, *rest = state
    return (jax.tree.map(lambda p, g: p - RATE * g, parameters, gradients), *rest)


def adam(state, gradients):
    parameters, m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    c1, c2 = 1 - 0.9**t, 1 - 0.999**t
    move = jax.tree.map(lambda p, m, v: p - RATE * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), parameters, m, v)
    return move, m, v, t


def step(size):
    precision(size["math"])
    x = normal(size["batch"], *size["example"])
    y = labels(size["batch"], CLASSES)
    update = adam if size["adam"] else sgd

    def once(state, x, y):
        gradients = jax.grad(lambda p: entropy(forward(p, x), y).mean())(state[0])
        return update(state, gradients)

    def many(state, x, y):
        return lax.scan(lambda s, _: (once(s, x, y), None), state, length=size["steps"])[0]

    def runner(function):
        jitted = jax.jit(function, donate_argnums=0)
        parameters = weights(size)
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        start = (parameters, zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.float32(0)) if size["adam"] else (parameters,)
        state = [start]

        def run():
            state[0] = jitted(state[0], x, y)
            keep(state[0])

        return run

    return {
        "jit": Variant(lambda: runner(once)),
        f"scan-{size['steps']}": Variant(lambda: runner(many), size["steps"]),
    }


def layer_norm(size):
    x, dy = (normal(size["rows"], size["width"]) for _ in range(2))
    w, b = (normal(size["width"]) for _ in range(2))

    def norm(x):
        mean = x.mean(1, keepdims=True)
        variance = ((x - mean) ** 2).mean(1, keepdims=True)
        return (x - mean) * lax.rsqrt(variance + 1e-5) * w + b

    @jax.jit
    def both(x, dy):
        y, back = jax.vjp(norm, x)
        return y, back(dy)

    return {"jit": Variant(lambda: lambda: keep(both(x, dy)))}


ROWS = {
    "launch": launch,
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
