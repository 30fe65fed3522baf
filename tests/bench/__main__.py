"""Prints the table of speed ratios: `python -m tests.bench [--strict]`."""

import argparse
import os
import platform
import sys

import numpy as np

from . import costs, loops, mlp, nn, sessions, small_ops
from .rows import table

try:
    import torch
except ImportError:  # the rows against PyTorch are left out
    torch = None
try:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow
except ImportError:  # so are those against TensorFlow
    tensorflow = None


def main() -> int:
    """Measure and print; the exit status is 1 with `--strict` when a limit is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail when a limit is exceeded")
    strict = parser.parse_args().strict
    cores = os.cpu_count() or 1
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    if torch is not None:
        versions += f", PyTorch {torch.__version__}"
    if tensorflow is not None:
        versions += f", TensorFlow {tensorflow.__version__}"
    rows = [*small_ops.rows(torch), *mlp.rows(torch, cores), *nn.rows(torch, tensorflow, cores)]
    rows += [*sessions.rows(tensorflow), *costs.rows(), *loops.rows()]
    print(f"{versions}, {cores} cores\n\n{table(rows)}")
    over = [row for row in rows if row.over]
    if over:
        print(f"\n{len(over)} over the limit")
    return 1 if strict and over else 0


if __name__ == "__main__":
    sys.exit(main())
