#!/usr/bin/env python3
"""results.jsonl to a Markdown table: medians, ratios of the peers to Lethe, and the distance to the floor.

    python3 table.py results.jsonl sizes.json full
"""

import json
import statistics
import sys

import floors

WHAT = {
    "launch": "launch: 1 addition of 1024 floats",
    "copy": "copy",
    "gemm-fp32": "product, float32",
    "gemm-tf32": "product, TF32",
    "gemm-bf16": "product, bf16",
    "ce": "softmax cross-entropy, losses and gradient",
    "elr-large": "ELR, table and tracked values, large",
    "elr-small": "ELR, table and tracked values, small",
    "mlp-small": "training step 784-256-10, SGD",
    "mlp-large": "training step 784-1024-1024-10, TF32, Adam",
    "convnet": "training step convnet, Adam",
    "layer-norm": "layer norm, forward and backward",
}
# Peer and form, with the variants it is the best of.
PEERS = {
    "torch eager": ("torch", ("eager", "stored-bf16")),
    "torch graph": ("torch", ("graph",)),
    "torch compile": ("torch", ("compile",)),
    "JAX": ("jax", ("jit", "scan", "stored-bf16")),
}
# What the project wants of a row: the column, and at least how many times Lethe's time it is; or times the floor.
TARGETS = {
    "mlp-small": [("torch eager", 10), ("torch graph", 2)],
    "mlp-large": [("torch compile", 1)],
    "ce": [("floor", 1.15)],
}
AGREE = 0.02


class Results:
    def __init__(self, path):
        self.times, self.errors, self.infos, self.snapshots, self.skipped = {}, {}, [], [], []
        with open(path, encoding="utf-8") as f:
            for line in f:
                self.add(json.loads(line))

    def add(self, r):
        if r["kind"] == "times":
            self.times.setdefault((r["row"], r["engine"], r["variant"]), []).extend(r["us"])
        elif r["kind"] == "error":
            self.errors[r["row"]] = r
        elif r["kind"] == "info":
            self.infos.append(r)
        elif r["kind"] == "snapshot":
            self.snapshots.append(r)
        elif r["kind"] == "skipped":
            self.skipped.append(r)

    def median(self, row, engine, variant):
        us = self.times.get((row, engine, variant))
        return statistics.median(us) if us else None

    def best(self, row, engine, kinds):
        """The least median among variants of these kinds: a kind is a variant's name without its number."""
        found = [
            (statistics.median(us), v)
            for (r, e, v), us in self.times.items()
            if (r, e) == (row, engine) and (kinds is None or v in kinds or v.rstrip("0123456789").rstrip("-") in kinds)
        ]
        return min(found, default=(None, None))

    def ceilings(self, sizes):
        """Bytes and FLOPs per second, the best of all engines."""
        found = {}
        for row, name in (("copy", "copy"), ("gemm-fp32", "float32"), ("gemm-tf32", "tf32"), ("gemm-bf16", "bf16")):
            best = min((statistics.median(us) for (r, _, _), us in self.times.items() if r == row), default=None)
            if best:
                bytes_, flops = floors.work(row, sizes[row])
                found[name] = 1e6 * max(bytes_, flops) / best
        nodes = max(sizes["launch"]["nodes"])
        graphs = [self.median("launch", e, f"graph-{nodes}") for e in ("lethe", "torch")]
        if any(graphs):
            found["node"] = min(g for g in graphs if g) / nodes
        return found


def number(value, digits=3):
    return "-" if value is None else f"{float(f'{value:.{digits}g}'):,.10g}"


def ratio(theirs, ours):
    return "-" if theirs is None or ours is None else f"{number(theirs, 4)} ({theirs / ours:.2f}x)"


def table(path, sizes_path, which):
    with open(sizes_path, encoding="utf-8") as f:
        sizes = json.load(f)[which]
    results = Results(path)
    ceilings = results.ceilings(sizes)
    lines = ["# Lethe on a GPU beside PyTorch and JAX", ""]
    lines += [f"- {i['engine']}: " + ", ".join(f"{k} {v}" for k, v in i.items() if k not in ("kind", "engine"))
              for i in results.infos]  # fmt: skip
    lines += [f"- nvidia-smi {s['when']}: {s['gpu']}" for s in results.snapshots]
    if which != "full":
        lines += ["- **small sizes: this run shows that everything works, its times mean nothing**"]
    lines += ["", *ceiling_lines(results, ceilings), "", *main_table(results, sizes, ceilings), ""]
    lines += [*launch_table(results), "", *all_times(results)]
    if results.skipped:
        lines += ["", "Left out:", ""]
        lines += [f"- {s['row']}, {s['engine']} {s['variant']}: {s['reason']}" for s in results.skipped]
    return "\n".join(lines) + "\n"


def ceiling_lines(results, ceilings):
    lines = []
    for row in ("copy", "gemm-fp32", "gemm-tf32", "gemm-bf16"):
        variant = "stored-bf16" if row == "gemm-bf16" else "eager"
        ours, theirs = results.median(row, "lethe", variant), results.median(row, "torch", variant)
        if ours and theirs:
            apart = abs(ours / theirs - 1)
            verdict = "agree" if apart <= AGREE else "**do not agree within 2 %**"
            lines.append(f"- {WHAT[row]}: Lethe {number(ours, 4)} us, PyTorch {number(theirs, 4)} us, "
                         f"{100 * apart:.1f} % apart: they {verdict}")  # fmt: skip
    units = {"copy": "TB/s", "node": "us for a node of a long graph"}
    names = [
        f"{k} {number(v if k == 'node' else v / 1e12)} {units.get(k, 'TFLOP/s')}" for k, v in ceilings.items()
    ]
    return ["Ceilings, the best of all engines: " + (", ".join(names) or "not measured"), ""] + lines


def main_table(results, sizes, ceilings):
    lines = [
        "Microseconds per call, medians; in brackets how many times Lethe's best. Errors are relative, against float64.",
        "",
        "| row | floor | Lethe eager | Lethe best | / floor | " + " | ".join(PEERS) + " | error Lethe | torch | target |",
        "|" + "---|" * (8 + len(PEERS)),
    ]
    for row in WHAT:
        if row == "launch" or not any(r == row for r, _, _ in results.times):
            continue
        ours, variant = results.best(row, "lethe", None)
        floor = floors.floor(row, sizes[row], ceilings)
        cells = [WHAT[row], number(floor), number(results.median(row, "lethe", "eager"), 4)]
        cells += [f"**{number(ours, 4)}** {variant}" if ours else "-", number(ours / floor) if ours and floor else "-"]
        peers = {name: peer(results, row, name) for name in PEERS}
        cells += [ratio(theirs, ours) for theirs in peers.values()]
        error = results.errors.get(row, {})
        cells += [number(error.get("lethe"), 2), number(error.get("torch"), 2), target(row, ours, floor, peers)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def peer(results, row, name):
    engine, kinds = PEERS[name]
    if name == "torch compile":
        kinds = ("compile", "compile-graph")
    return results.best(row, engine, kinds)[0]


def target(row, ours, floor, peers):
    parts = []
    for column, times in TARGETS.get(row, []):
        if column == "floor":
            met = None if not (ours and floor) else ours <= times * floor
            parts.append(f"<= {times} floor: {verdict(met)}")
        else:
            met = None if not (ours and peers[column]) else peers[column] >= times * ours
            parts.append(f">= {times}x {column}: {verdict(met)}")
    return "; ".join(parts)


def verdict(met):
    return "not measured" if met is None else "yes" if met else "no"


def launch_table(results):
    variants = sorted({(len(v), v) for r, _, v in results.times if r == "launch"})
    if not variants:
        return []
    lines = ["| launch, us | " + " | ".join(v for _, v in variants) + " |", "|" + "---|" * (1 + len(variants))]
    for engine in ("lethe", "torch", "jax"):
        lines.append(f"| {engine} | " + " | ".join(number(results.median("launch", engine, v), 4) for _, v in variants) + " |")
    return lines


def all_times(results):
    lines = ["| row | engine | variant | median us | quartiles | windows |", "|---|---|---|---|---|---|"]
    for (row, engine, variant), us in results.times.items():
        quartiles = statistics.quantiles(us, n=4, method="inclusive") if len(us) > 1 else [us[0]] * 3
        spread = f"{number(quartiles[0], 4)} - {number(quartiles[2], 4)}"
        lines.append(f"| {row} | {engine} | {variant} | {number(statistics.median(us), 4)} | {spread} | {len(us)} |")
    return lines


if __name__ == "__main__":
    print(table(*sys.argv[1:4]), end="")
