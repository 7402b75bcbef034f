#!/usr/bin/env python3
"""JAX's side of bench/device. Arguments: the file of sizes, and full or small."""

import json
import sys

import jax

import jax_rows
from protocol import serve


def info():
    return {"jax": jax.__version__, "jax_device": jax.devices()[0].device_kind}


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        sizes = json.load(f)[sys.argv[2]]
    serve(jax_rows.ROWS, sizes, info, jax_rows.wait)


if __name__ == "__main__":
    main()
