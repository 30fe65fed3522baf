"""One pass over pipelines, in milliseconds.

python -m tests.bench.data [eagerflow | tensorflow]
"""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any

import numpy as np


def pipelines(tf: Any) -> dict[str, Any]:
    """The pipelines, made with either library."""
    rng = np.random.default_rng(1)
    x, y = rng.random((60000, 784), np.float32), rng.integers(0, 10, 60000)
    rows, numbers = tf.data.Dataset.from_tensor_slices((x, y)), tf.data.Dataset.range(20000)

    def generate() -> Any:
        for i in range(5000):
            yield i, [1.0, 2.0]

    spec = (tf.TensorSpec([], tf.int32), tf.TensorSpec([2], tf.float32))
    return {
        "shuffle, batch": rows.shuffle(10000, seed=1).batch(128),
        "shuffle, batch, prefetch": rows.shuffle(10000, seed=1).batch(128).prefetch(1),
        "batch, map": rows.batch(128).map(lambda a, b: (a / 255.0, b)),
        "map, batch": rows.take(20000).map(lambda a, b: (a / 255.0, b)).batch(128),
        "range, map, filter": numbers.map(lambda v: v * 2).filter(lambda v: v % 3 == 0),
        "generator, batch": tf.data.Dataset.from_generator(generate, output_signature=spec).batch(
            32
        ),
    }


def main() -> None:
    """Print a line for each pipeline: the best of three passes."""
    tf = importlib.import_module(sys.argv[1] if len(sys.argv) > 1 else "eagerflow")
    for name, dataset in pipelines(tf).items():
        times = []
        for _ in range(3):
            start = time.perf_counter()
            for _ in dataset:
                pass
            times.append(time.perf_counter() - start)
        print(f"{name:30s} {min(times) * 1e3:9.1f} ms")


if __name__ == "__main__":
    main()
