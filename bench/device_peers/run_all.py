#!/usr/bin/env python3
"""Measures Lethe, PyTorch and JAX on one GPU in turn, row by row, and writes results.jsonl and results.md.

Each engine is a process of its own that answers commands (child.py); for each row each variant of each engine is timed
in several rounds, A B C A B C. Every answer is appended to results.jsonl at once. A row has its share of the time, and
what does not fit is left out and said so. Standard library only: what hangs is in another process.
"""

import argparse
import json
import os
import subprocess
import sys
import time

import table
from child import Child, Late

# Seconds that a row may take, in the order of the table.
ROWS = {
    "copy": 15,
    "gemm-fp32": 20,
    "gemm-tf32": 12,
    "gemm-bf16": 12,
    "launch": 25,
    "mlp-small": 50,
    "ce": 40,
    "elr-large": 45,
    "elr-small": 40,
    "mlp-large": 50,
    "convnet": 50,
    "layer-norm": 30,
}
# Less is not worth beginning a row for.
SHORTEST = 6


class Run:
    def __init__(self, options, engines):
        self.options = options
        self.engines = engines
        self.lacking = {}
        self.longest = options.seconds
        self.deadline = time.monotonic() + options.seconds
        self.results = open(os.path.join(options.out, "results.jsonl"), "w", encoding="utf-8")

    def close(self):
        for engine in self.engines.values():
            engine.close()
        self.results.close()

    def write(self, **record):
        self.results.write(json.dumps(record) + "\n")
        self.results.flush()

    def left(self):
        return self.deadline - time.monotonic()

    def info(self):
        """What each engine says of itself, all starting at the same time; those that do not start are left out."""
        until = time.monotonic() + min(90, self.left())
        for engine in self.engines.values():
            engine.send("info")
        for name in list(self.engines):
            try:
                answer = self.engines[name].receive(max(1, until - time.monotonic()))
            except Late as e:
                answer = {"ok": False, "error": str(e)}
            if answer.pop("ok"):
                self.lacking[name] = set(ROWS) - set(answer.pop("rows", ROWS))
                self.write(kind="info", engine=name, **answer)
            else:
                self.skip("all", name, "all", answer["error"])
                self.engines.pop(name).close()

    def skip(self, row, engine, variant, reason):
        print(f"  left out: {row} {engine} {variant}: {reason}", flush=True)
        self.write(kind="skipped", row=row, engine=engine, variant=variant, reason=reason)

    def ask(self, row, engine, variant, command, until):
        """The answer, or None after saying why there is none."""
        left = until - time.monotonic()
        if left < 1:
            self.skip(row, engine, variant, "out of time")
            return None
        try:
            # What hangs must leave time for the others.
            answer = self.engines[engine].ask(command, min(left, self.longest))
        except Late as e:
            answer = {"ok": False, "error": str(e)}
        if not answer.pop("ok"):
            self.skip(row, engine, variant, answer["error"])
            return None
        return answer

    def row(self, row, seconds):
        begin = time.monotonic()
        if self.left() < SHORTEST:
            self.skip(row, "all", "all", "out of time")
            return
        until = begin + min(seconds, self.left())
        self.longest = max(1, (until - begin) / 2)
        print(f"{row}", flush=True)
        plan = []
        for engine in self.engines:
            answer = None
            if row not in self.lacking[engine]:
                answer = self.ask(row, engine, "all", f"open {row}", until)
            plan += [(engine, variant) for variant in answer["variants"]] if answer else []
        self.errors(row, plan, until)
        for number in range(self.options.rounds):
            for engine, variant in list(plan):
                if (engine, variant) not in plan:
                    continue
                command = f"bench {row} {variant} {self.options.samples}"
                answer = self.ask(row, engine, variant, command, until)
                if answer is None:
                    plan.remove((engine, variant))
                    self.reopen(row, engine, plan, until)
                else:
                    self.write(kind="times", row=row, engine=engine, variant=variant, round=number, us=answer["us"])
        for engine in self.engines.values():
            if engine.process is not None:
                try:
                    engine.ask(f"close {row}", 10)
                except Late as e:
                    print(f"  {e}", flush=True)
        print(f"  {time.monotonic() - begin:.0f} s", flush=True)

    def reopen(self, row, engine, plan, until):
        """A process that had to be killed starts again for its other variants of the row."""
        if self.engines[engine].process is None and any(e == engine for e, _ in plan):
            if self.ask(row, engine, "all", f"open {row}", until) is None:
                plan[:] = [p for p in plan if p[0] != engine]

    def errors(self, row, plan, until):
        """Lethe writes inputs and results down, and the torch peer compares them with double precision."""
        if not any(e == "lethe" for e, _ in plan) or "torch" not in self.engines:
            return
        folder = os.path.join(self.options.scratch, row)
        answer = None
        if self.ask(row, "lethe", "error", f"dump {row} {folder}", until) is not None:
            answer = self.ask(row, "torch", "error", f"error {row} {folder}", until)
        if answer:
            self.write(kind="error", row=row, **answer)
        else:
            self.reopen(row, "lethe", plan, until)
            self.reopen(row, "torch", plan, until)


def snapshot(run, when):
    """The card as it is, where there is one."""
    fields = "name,driver_version,clocks.sm,clocks.mem,power.draw,temperature.gpu,memory.used"
    try:
        text = subprocess.run(
            ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader"], capture_output=True, text=True, timeout=20
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as e:
        text = f"no nvidia-smi: {e}"
    run.write(kind="snapshot", when=when, gpu=text)


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--logs", help="a folder for what the engines print (default: that of --out)")
    parser.add_argument("--scratch", required=True, help="a folder for tensors between engines")
    parser.add_argument("--java", default="java", help="the JVM")
    parser.add_argument("--jvm", action="append", default=[], help="an option of the JVM; may be repeated")
    parser.add_argument("--class-path", required=True)
    parser.add_argument("--device", default="cuda:0", help="Lethe's name of the device")
    parser.add_argument("--python", default=sys.executable, help="a Python with torch and jax")
    parser.add_argument("--sizes", default="full", choices=["full", "small"])
    parser.add_argument("--seconds", type=float, default=330)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--samples", type=int, default=12, help="windows of each variant in each round")
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--no-compile", action="store_true")
    return parser.parse_args()


def main():
    o = options()
    here = os.path.dirname(os.path.abspath(__file__))
    sizes = os.path.join(here, "sizes.json")
    logs = o.logs or o.out
    os.makedirs(o.out, exist_ok=True)
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    lethe = [o.java, *o.jvm, "-cp", o.class_path, "dev.lethe.bench.device.DeviceBench", o.device, sizes, o.sizes]
    torch = [o.python, os.path.join(here, "torch_peer.py"), sizes, o.sizes] + ["no-compile"] * o.no_compile
    jax = [o.python, os.path.join(here, "jax_peer.py"), sizes, o.sizes]
    engines = {
        "lethe": Child("lethe", lethe, os.path.join(logs, "lethe.log")),
        "torch": Child("torch", torch, os.path.join(logs, "torch.log"), quiet),
        "jax": Child("jax", jax, os.path.join(logs, "jax.log"), {**quiet, "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}),
    }
    run = Run(o, engines)
    wanted = o.rows.split(",")
    unknown = [r for r in wanted if r not in ROWS]
    if unknown:
        sys.exit(f"unknown rows {', '.join(unknown)}; there are {', '.join(ROWS)}")
    try:
        snapshot(run, "before")
        run.info()
        for row in wanted:
            run.row(row, ROWS[row])
        snapshot(run, "after")
    finally:
        run.close()
        text = table.table(os.path.join(o.out, "results.jsonl"), sizes, o.sizes)
        with open(os.path.join(o.out, "results.md"), "w", encoding="utf-8") as f:
            f.write(text)
        print(text)


if __name__ == "__main__":
    main()
