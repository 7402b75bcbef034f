"""The side of a peer in bench/device: takes commands, one a line, and answers each with a line of JSON.

The commands are those of dev.lethe.bench.device.DeviceBench, and times are taken as there: windows of at least 5 ms
between two waits for the device, after a warm-up.
"""

import json
import os
import sys
import time
import traceback

WARM_UP = 0.3
WINDOW = 0.005


class Variant:
    """A way to compute a row: `make` gives a function that does it `calls` times; compilers run when it is first used."""

    def __init__(self, make, calls=1):
        self.make = make
        self.calls = calls
        self.run = None
        self.windows = 1

    def sample(self, count, wait):
        """Microseconds per call in each of `count` windows; `wait` blocks until the device is done."""
        if self.run is None:
            self.run = self.make()
            self.windows = self.warm(wait)
        n = self.windows
        return [1e6 * self.seconds(n, wait) / (n * self.calls) for _ in range(count)]

    def warm(self, wait):
        self.seconds(1, wait)
        n, spent = 1, 0.0
        while spent < WARM_UP:
            last = self.seconds(n, wait)
            spent += last
            if last < WINDOW:
                n = int(n * min(8, 1.2 * WINDOW / last)) + 1
        return n

    def seconds(self, n, wait):
        wait()
        start = time.perf_counter()
        for _ in range(n):
            self.run()
        wait()
        return time.perf_counter() - start


def serve(rows, sizes, info, wait, errors=None):
    """Answers until the input ends. `rows`: name to a function of a size that gives variants by name."""
    # What libraries print, in C too, must not come between answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    opened = {}

    def run(command):
        verb, *rest = command.split()
        if verb == "info":
            return {"rows": list(rows), **info()}
        if verb == "open":
            opened.clear()
            if rest[0] not in rows:
                raise ValueError(f"no row {rest[0]} here")
            opened[rest[0]] = rows[rest[0]](sizes[rest[0]])
            return {"variants": list(opened[rest[0]])}
        if verb == "bench":
            return {"us": opened[rest[0]][rest[1]].sample(int(rest[2]), wait)}
        if verb == "error":
            return errors(rest[0], sizes[rest[0]], rest[1])
        if verb == "close":
            opened.clear()
            return {}
        raise ValueError(f"unknown command {command!r}")

    for line in sys.stdin:
        if line.strip() == "quit":
            break
        try:
            answer = {**run(line.strip()), "ok": True}
        except Exception as e:
            traceback.print_exc()
            answer = {"ok": False, "error": f"{type(e).__name__}: {e}"[:500]}
        print(json.dumps(answer), file=answers, flush=True)
