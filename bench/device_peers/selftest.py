#!/usr/bin/env python3
"""Checks of the benchmark's own parts, in seconds and without torch, jax or a GPU: python3 selftest.py"""

import argparse
import json
import os
import sys
import tempfile
import time
import unittest

import floors
import run_all
import table
from child import Child, Late

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = os.path.join(HERE, "sizes.json")
# An engine: answers at once, dies at "bench ce dies", and sleeps at "bench ce hangs".
ENGINE = """
import json, sys, time
for line in sys.stdin:
    w = line.split()
    if w[0] == "quit":
        break
    if w[-2:-1] == ["hangs"]:
        time.sleep(60)
    if w[-2:-1] == ["dies"]:
        sys.exit(3)
    if w[-2:-1] == ["fails"]:
        print(json.dumps({"ok": False, "error": "no such thing"}), flush=True)
    elif w[0] == "open":
        print(json.dumps({"ok": True, "variants": ["hangs", "dies", "fails", "eager"]}), flush=True)
    elif w[0] == "bench":
        print(json.dumps({"ok": True, "us": [1.0] * int(w[3])}), flush=True)
    else:
        print(json.dumps({"ok": True}), flush=True)
"""


class ChildTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.child = Child("engine", [sys.executable, "-c", ENGINE], os.path.join(self.folder.name, "log"))

    def tearDown(self):
        self.child.close()
        self.folder.cleanup()

    def test_is_killed_when_late_and_starts_again(self):
        begin = time.monotonic()
        with self.assertRaisesRegex(Late, "did not answer within 0 s"):
            self.child.ask("bench ce hangs 1", 0.3)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual([1.0, 1.0], self.child.ask("bench ce eager 2", 20)["us"])

    def test_says_how_it_ended(self):
        with self.assertRaisesRegex(Late, "ended with exit code 3"):
            self.child.ask("bench ce dies 1", 20)


class RunTest(unittest.TestCase):
    def run_rows(self, seconds, rows):
        with tempfile.TemporaryDirectory() as out:
            options = argparse.Namespace(out=out, scratch=out, seconds=seconds, rounds=2, samples=3)
            child = Child("lethe", [sys.executable, "-c", ENGINE], os.path.join(out, "log"))
            run = run_all.Run(options, {"lethe": child})
            run.info()
            for row, limit in rows:
                run.row(row, limit)
            run.close()
            with open(os.path.join(out, "results.jsonl"), encoding="utf-8") as f:
                return [json.loads(line) for line in f]

    def test_a_row_survives_what_dies_and_fails(self):
        found = self.run_rows(60, [("ce", 7)])
        skipped = {r["variant"]: r["reason"] for r in found if r["kind"] == "skipped"}
        self.assertEqual({"hangs", "dies", "fails"}, set(skipped))
        self.assertIn("did not answer within 4 s", skipped["hangs"])
        self.assertIn("exit code 3", skipped["dies"])
        self.assertEqual("no such thing", skipped["fails"])
        times = [(r["variant"], r["round"], len(r["us"])) for r in found if r["kind"] == "times"]
        self.assertEqual([("eager", 0, 3), ("eager", 1, 3)], times)

    def test_a_row_without_time_is_left_out(self):
        found = self.run_rows(3, [("ce", 30)])
        self.assertEqual(["out of time"], [r["reason"] for r in found if r["kind"] == "skipped"])


class TableTest(unittest.TestCase):
    def records(self):
        times = {
            ("copy", "lethe", "eager"): 2000, ("copy", "torch", "eager"): 2010,
            ("gemm-fp32", "lethe", "eager"): 22000, ("gemm-fp32", "torch", "eager"): 24000,
            ("launch", "lethe", "graph-1000"): 900, ("launch", "torch", "graph-1000"): 1000,
            ("ce", "lethe", "graph"): 66, ("ce", "torch", "eager"): 210,
            ("mlp-small", "lethe", "graph-16"): 12, ("mlp-small", "torch", "eager"): 300,
            ("mlp-small", "torch", "graph-16"): 20, ("mlp-small", "jax", "scan-16"): 60,
        }  # fmt: skip
        records = [
            {"kind": "times", "row": r, "engine": e, "variant": v, "round": 0, "us": [us, us, 3 * us]}
            for (r, e, v), us in times.items()
        ]
        records.append({"kind": "error", "row": "ce", "lethe": 1e-7, "torch": 2e-7})
        return records + [{"kind": "skipped", "row": "convnet", "engine": "jax", "variant": "all", "reason": "late"}]

    def test_ratios_floors_and_targets(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "results.jsonl")
            with open(path, "w", encoding="utf-8") as f:
                f.writelines(json.dumps(r) + "\n" for r in self.records())
            text = table.table(path, SIZES, "full")
        lines = {line.split(" | ")[0].lstrip("| "): line for line in text.splitlines() if line.startswith("| ")}
        copy = 2 * 4 * 1073741824 / 2000
        ce = 8 * 32768 * 1000 / copy
        self.assertIn(f"| {table.number(ce)} |", lines["softmax cross-entropy, losses and gradient"])
        self.assertIn("<= 1.15 floor: yes", lines["softmax cross-entropy, losses and gradient"])
        self.assertIn("210 (3.18x)", lines["softmax cross-entropy, losses and gradient"])
        small = lines["training step 784-256-10, SGD"]
        self.assertIn("**12** graph-16", small)
        self.assertIn(">= 10x torch eager: yes; >= 2x torch graph: no", small)
        self.assertIn("60 (5.00x)", small)
        self.assertIn("copy: Lethe 2,000 us, PyTorch 2,010 us, 0.5 % apart: they agree", text)
        self.assertIn("8.3 % apart: they **do not agree", text)
        self.assertIn("- convnet, jax all: late", text)

    def test_floors(self):
        with open(SIZES, encoding="utf-8") as f:
            sizes = json.load(f)
        self.assertEqual(set(run_all.ROWS), set(sizes["full"]))
        self.assertEqual(set(run_all.ROWS), set(table.WHAT))
        self.assertEqual(set(sizes["full"]), set(sizes["small"]))
        bytes_, flops = floors.work("mlp-small", sizes["full"]["mlp-small"])
        self.assertEqual(2 * 128 * (2 * 784 * 256 + 3 * 256 * 10), flops)
        self.assertEqual(4 * 784 * 128 + 12 * (784 * 256 + 2560), bytes_)
        _, convnet = floors.work("convnet", sizes["full"]["convnet"])
        self.assertAlmostEqual(2.242e9, convnet, delta=0.01e9)


if __name__ == "__main__":
    unittest.main()
