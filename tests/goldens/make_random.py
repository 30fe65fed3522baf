"""Make `random.npz` with TensorFlow 2.21 on a CPU: `python tests/goldens/make_random.py`.

Arrays are named `what/dtype/seed0/seed1`. The key `versions` tells what made them, the keys
`sha256/...` hold the digest of the bytes of a long array in place of the array.
"""

import hashlib
from pathlib import Path

import numpy as np
import tensorflow as tf

SEEDS = [(0, 0), (1, 2), (-5, 7), (2**31 - 1, -(2**31)), (2**63 - 1, -(2**63))]
FEW, MANY, LONG = 37, 1021, 300_007
RANGES = {"int32": (-7, 1000), "int64": (-(2**40), 3 * 2**50)}


def uniform(seed, n, dtype):
    lo, hi = RANGES.get(dtype, (0, 1))
    return tf.random.stateless_uniform([n], seed, lo, hi, dtype).numpy()


def main():
    made = {"versions": np.array(f"tensorflow {tf.__version__}, numpy {np.__version__}")}
    for seed in SEEDS:
        name = f"{seed[0]}/{seed[1]}"
        for dtype in ("float16", "float32", "float64", "int32", "int64"):
            made[f"uniform/{dtype}/{name}"] = uniform(seed, FEW, dtype)
        made[f"full/uint32/{name}"] = tf.random.stateless_uniform(
            [FEW], seed, None, None, "uint32"
        ).numpy()
        for dtype in ("float32", "float64"):
            made[f"normal/{dtype}/{name}"] = tf.random.stateless_normal(
                [FEW], seed, dtype=dtype
            ).numpy()
            made[f"truncated/{dtype}/{name}"] = tf.random.stateless_truncated_normal(
                [FEW], seed, dtype=dtype
            ).numpy()
    for dtype in ("float32", "float64"):
        made[f"normal/{dtype}/3/4"] = tf.random.stateless_normal(
            [MANY], (3, 4), dtype=dtype
        ).numpy()
        made[f"truncated/{dtype}/3/4"] = tf.random.stateless_truncated_normal(
            [MANY], (3, 4), dtype=dtype
        ).numpy()
    for dtype in ("float32", "float64", "int64"):
        digest = hashlib.sha256(uniform((5, 6), LONG, dtype).tobytes()).hexdigest()
        made[f"sha256/{dtype}/5/6/{LONG}"] = np.array(digest)
    np.savez_compressed(Path(__file__).with_name("random.npz"), **made)


if __name__ == "__main__":
    main()
