#!/usr/bin/env python3
"""PyTorch's side of bench/device. Arguments: the file of sizes, full or small, and no-compile to leave compilers out."""

import json
import sys

import torch

import reference
import torch_rows
from protocol import serve


def compiler():
    """Starts the compiler's processes, so that no row waits for them; rows do without it where it fails."""
    if not torch_rows.COMPILE:
        return "not used"
    try:
        torch.compile(lambda x: x.sin() + 1)(torch.ones(64, device=torch_rows.DEVICE))
    except Exception as e:
        torch_rows.COMPILE = False
        return f"fails: {type(e).__name__}: {e}"[:300]
    return "inductor"


def info():
    answer = {"torch": torch.__version__, "python": sys.version.split()[0], "compiler": compiler()}
    if torch_rows.GPU:
        p = torch.cuda.get_device_properties(0)
        answer.update(
            gpu=p.name,
            multiprocessors=p.multi_processor_count,
            l2_bytes=p.L2_cache_size,
            cuda=torch.version.cuda,
            cudnn=torch.backends.cudnn.version(),
        )
    return answer


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        sizes = json.load(f)[sys.argv[2]]
    torch_rows.COMPILE = "no-compile" not in sys.argv
    torch.manual_seed(1)
    serve(torch_rows.ROWS, sizes, info, torch_rows.wait, reference.errors)


if __name__ == "__main__":
    main()
