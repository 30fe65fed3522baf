"""Make `random.npz` with TensorFlow 2.21 on a CPU: `python tests/goldens/make_random.py`.

Arrays are named `what/dtype/seed0/seed1`; those below `ops/`, `rejection/` and `generator/` come
from public functions of the same names. The key `versions` tells what made them, the keys
`sha256/...` hold the digest of the bytes of a long array in place of the array.
"""

import hashlib
from pathlib import Path

import numpy as np
import tensorflow as tf

SEEDS = [(0, 0), (1, 2), (-5, 7), (2**31 - 1, -(2**31)), (2**63 - 1, -(2**63))]
FEW, MANY, LONG = 37, 1021, 300_007
LOGITS = [[0.5, -1.0, 0.0, 2.0, float("-inf")], [3.0, 1.0, 1.0, float("nan"), -2.0]]
ALPHAS, BETAS = [0.05, 0.5, 1.0, 1.5, 30.0], [[1.0], [4.0]]
RATES = [0.0, 0.7, 9.99, 10.0, 45.0, 1e5]
COUNTS, PROBS = [5.0, 30.0, 1000.0, 1e6], [[0.3], [0.9]]
GENERATOR_SEEDS = {"-5": -5, "2**63": 2**63, "2**100": 2**100, "1,2": [1, 2], "1,2,3": [1, 2, 3]}
RANGES = {"int32": (-7, 1000), "int64": (-(2**40), 3 * 2**50)}


def uniform(seed, n, dtype):
    lo, hi = RANGES.get(dtype, (0, 1))
    return tf.random.stateless_uniform([n], seed, lo, hi, dtype).numpy()


def draws_of_ops():
    """What the public functions give, by name; bfloat16 is kept as float32."""
    ops = {}
    for seed in SEEDS:
        name = f"{seed[0]}/{seed[1]}"
        for dtype in ("float16", "bfloat16"):
            for what in ("uniform", "normal", "truncated_normal"):
                drawn = getattr(tf.random, f"stateless_{what}")([FEW], seed, dtype=dtype)
                ops[f"{what}/{dtype}/{name}"] = tf.cast(drawn, "float32")
        for dtype in ("int32", "int64", "uint32", "uint64"):
            full = tf.random.stateless_uniform([FEW], seed, None, None, dtype)
            ops[f"full/{dtype}/{name}"] = full
        ops[f"scaled/uniform/{name}"] = tf.random.stateless_uniform([FEW], seed, -0.3, 0.7)
        ops[f"scaled/normal/{name}"] = tf.random.stateless_normal([FEW], seed, 0.3, 1.7)
        ops[f"categorical/{name}"] = tf.random.stateless_categorical(LOGITS, FEW, seed)
        ops[f"split/{name}"] = tf.random.split(tf.constant(seed, "int64"), 5)
        ops[f"fold_in/{name}"] = tf.random.fold_in(seed, tf.constant(7, "int64"))
        ops[f"dropout/{name}"] = tf.nn.experimental.stateless_dropout(tf.ones([FEW]), 0.3, seed)
    return ops


def gamma_gradients(seed):
    """The numbers of one draw, and the gradients of their sum by both parameters."""
    alpha, beta = (tf.constant(x, tf.float64) for x in (ALPHAS, BETAS))
    with tf.GradientTape() as tape:
        tape.watch([alpha, beta])
        drawn = tf.random.stateless_gamma([3, 2, 5], seed, alpha, beta, tf.float64)
    return tape.gradient(drawn, [alpha, beta])


def draws_by_rejection():
    """Gamma, Poisson and binomial numbers by name."""
    made = {}
    for seed in SEEDS:
        name = f"{seed[0]}/{seed[1]}"
        for dtype in ("float16", "float32", "float64"):
            made[f"gamma/{dtype}/{name}"] = tf.random.stateless_gamma(
                [20, 2, 5], seed, ALPHAS, BETAS, dtype
            )
        by_alpha, by_beta = gamma_gradients(seed)
        made[f"gamma by alpha/float64/{name}"] = by_alpha
        made[f"gamma by beta/float64/{name}"] = by_beta
        for dtype in ("float32", "int64"):
            made[f"poisson/{dtype}/{name}"] = tf.random.stateless_poisson(
                [30, 6], seed, RATES, dtype
            )
            made[f"binomial/{dtype}/{name}"] = tf.random.stateless_binomial(
                [20, 2, 4], seed, COUNTS, PROBS, dtype
            )
    return made


def draws_of_generator():
    """A walk through the methods of a generator, by name, with the state after each step."""
    generator = tf.random.Generator.from_state([-1, 2**40, -7], "philox")
    steps = {
        "uniform": lambda: generator.uniform([5]),
        "uniform_int": lambda: generator.uniform([2, 3], -3, 9, "int64"),
        "uniform_full_int": lambda: generator.uniform_full_int([3]),
        "normal": lambda: generator.normal([3], 1.0, 2.0, "float64"),
        "truncated_normal": lambda: generator.truncated_normal([3]),
        "nothing": lambda: generator.normal([0, 4]),
        "scalar": lambda: generator.normal([]),
        "skip": lambda: generator.skip(11),
        "binomial": lambda: generator.binomial([3, 2], [5.0, 200.0], [0.4, 0.7], "int64"),
        "make_seeds": lambda: generator.make_seeds(3),
        "split": lambda: tf.stack([g.state for g in generator.split(2)]),
    }
    walk = {}
    for name, step in steps.items():
        walk[name] = step()
        # A copy: binomial numbers change the state in place.
        walk[f"{name}/state"] = tf.constant(np.array(generator.state))
    for name, seed in GENERATOR_SEEDS.items():
        walk[f"from_seed/{name}"] = tf.random.Generator.from_seed(seed).state
    return walk


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
    made |= {f"ops/{name}": drawn.numpy() for name, drawn in draws_of_ops().items()}
    made |= {f"generator/{name}": drawn.numpy() for name, drawn in draws_of_generator().items()}
    made |= {f"rejection/{name}": drawn.numpy() for name, drawn in draws_by_rejection().items()}
    np.savez_compressed(Path(__file__).with_name("random.npz"), **made)


if __name__ == "__main__":
    main()
