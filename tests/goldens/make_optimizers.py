"""Writes optimizers.json: what the optimizers of Keras 3 and of TensorFlow 1.x make of variables.

Run with an interpreter that has TensorFlow:  python tests/goldens/make_optimizers.py

The gradients are fractions with a power of two below, exact in every dtype: see `gradient`.
"""

import json
from pathlib import Path

STEPS = 20
LOGGED = (1, 5, 20)
STARTS = {"matrix": [[1.0, -2.0], [0.5, 3.0]], "vector": [0.25, -1.5, 2.0]}

# (class, arguments, dtype)
KERAS = [
    ("SGD", {"learning_rate": 0.1}, "float32"),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}, "float32"),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}, "float32"),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}, "float64"),
    ("SGD", {"learning_rate": 0.1, "weight_decay": 0.05}, "float32"),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 0.5}, "float32"),
    ("SGD", {"learning_rate": 0.1, "clipvalue": 0.25}, "float32"),
    ("SGD", {"learning_rate": 0.1, "global_clipnorm": 0.75}, "float32"),
    ("SGD", {"learning_rate": 0.1, "loss_scale_factor": 8.0}, "float32"),
    (
        "SGD",
        {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.75, "ema_overwrite_frequency": 3},
        "float32",
    ),
    (
        "SGD",
        {"learning_rate": 0.1, "momentum": 0.9, "gradient_accumulation_steps": 3},
        "float32",
    ),
    ("Adam", {"learning_rate": 0.1}, "float32"),
    ("Adam", {"learning_rate": 0.1}, "float64"),
    ("Adam", {"learning_rate": 0.1, "amsgrad": True}, "float32"),
    ("Adam", {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}, "float32"),
    ("Adam", {"learning_rate": 0.1, "weight_decay": 0.05, "clipnorm": 0.5}, "float32"),
    ("Adam", {"learning_rate": 0.1, "gradient_accumulation_steps": 4, "use_ema": True}, "float32"),
]
V1 = [
    ("GradientDescentOptimizer", {"learning_rate": 0.1}, "float32"),
    ("MomentumOptimizer", {"learning_rate": 0.1, "momentum": 0.9}, "float32"),
    ("MomentumOptimizer", {"learning_rate": 0.1, "momentum": 0.9}, "float64"),
    ("MomentumOptimizer", {"learning_rate": 0.1, "momentum": 0.9, "use_nesterov": True}, "float32"),
    ("AdamOptimizer", {"learning_rate": 0.1}, "float32"),
    ("AdamOptimizer", {"learning_rate": 0.1}, "float64"),
    (
        "AdamOptimizer",
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.01},
        "float32",
    ),
]


def gradient(start, seed, step):
    """A gradient with the nesting of `start`."""
    if isinstance(start, list):
        return [gradient(s, 5 * seed + i + 1, step) for i, s in enumerate(start)]
    return ((seed * 7 + step * 3) % 11 - 5) / 8


def trajectories(make, dtype, tf):
    variables = [tf.Variable(s, dtype=dtype, name=n) for n, s in STARTS.items()]
    optimizer = make()
    logged = []
    for step in range(1, STEPS + 1):
        grads = [tf.constant(gradient(s, i, step), dtype) for i, s in enumerate(STARTS.values(), 1)]
        optimizer.apply_gradients(zip(grads, variables, strict=True))
        if step in LOGGED:
            logged.append([v.numpy().tolist() for v in variables])
    return logged


def main() -> None:
    import tensorflow as tf

    rows = []
    for face, module, table in (
        ("keras", tf.keras.optimizers, KERAS),
        ("v1", tf.compat.v1.train, V1),
    ):
        for name, arguments, dtype in table:

            def make(module=module, name=name, arguments=arguments):
                return getattr(module, name)(**arguments)

            row = {"face": face, "class": name, "arguments": arguments, "dtype": dtype}
            rows.append({**row, "values": trajectories(make, dtype, tf)})
    path = Path(__file__).with_name("optimizers.json")
    text = ",\n".join(json.dumps(row) for row in rows)
    path.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(f"{len(rows)} trajectories: {path}")


if __name__ == "__main__":
    main()
