"""Writes v1_optimizers.json: what optimizers of TensorFlow 1.x make of variables in a graph.

Run with an interpreter that has TensorFlow:  python tests/goldens/make_v1_optimizers.py
"""

import json
from pathlib import Path

STEPS = 5
START = [[1.0, -2.0], [0.5, 3.0], [-0.25, 0.125]]
ROWS = [2, 0, 2]  # of the sparse gradient; one twice
PENALTIES = {"l1_regularization_strength": 0.05, "l2_regularization_strength": 0.25}

CASES = [
    ("RMSPropOptimizer", {"learning_rate": 0.1}),
    ("RMSPropOptimizer", {"learning_rate": 0.1, "decay": 0.75, "momentum": 0.5, "epsilon": 0.01}),
    ("RMSPropOptimizer", {"learning_rate": 0.1, "momentum": 0.5, "centered": True}),
    ("AdagradOptimizer", {"learning_rate": 0.1}),
    ("AdagradOptimizer", {"learning_rate": 0.1, "initial_accumulator_value": 1.5}),
    ("AdadeltaOptimizer", {"learning_rate": 0.5}),
    ("AdadeltaOptimizer", {"learning_rate": 1.0, "rho": 0.5, "epsilon": 0.01}),
    ("FtrlOptimizer", {"learning_rate": 0.1}),
    ("FtrlOptimizer", {"learning_rate": 0.5, **PENALTIES}),
    ("FtrlOptimizer", {"learning_rate": 0.5, "learning_rate_power": -0.75, "beta": 0.5}),
    (
        "FtrlOptimizer",
        {"learning_rate": 0.5, "l2_shrinkage_regularization_strength": 0.125, "accum_name": "acc"},
    ),
    ("AdagradDAOptimizer", {"learning_rate": 0.1}),
    ("AdagradDAOptimizer", {"learning_rate": 0.5, **PENALTIES}),
    ("ProximalGradientDescentOptimizer", {"learning_rate": 0.1}),
    ("ProximalGradientDescentOptimizer", {"learning_rate": 0.1, **PENALTIES}),
    ("ProximalAdagradOptimizer", {"learning_rate": 0.1}),
    ("ProximalAdagradOptimizer", {"learning_rate": 0.1, **PENALTIES}),
]


def gradient(step):
    """Exact fractions, different for each element and step; as many rows as START."""
    return [[((i * 5 + j * 7 + step * 3) % 11 - 5) / 8 for j in range(2)] for i in range(3)]


def run(v1, name, arguments, sparse):
    """The variable after each step, the names of all variables, and the slots."""
    with v1.Graph().as_default(), v1.Session() as session:
        steps = v1.get_variable("steps", [], v1.int64, v1.zeros_initializer(), trainable=False)
        w = v1.get_variable("w", initializer=v1.constant(START))
        fed = v1.placeholder(v1.float32, [3, 2])
        given = {"global_step": steps, **arguments} if "DA" in name else arguments
        optimizer = getattr(v1.train, name)(**given)
        slices = v1.IndexedSlices(fed, v1.constant(ROWS), v1.constant([3, 2]))
        train = optimizer.apply_gradients([(slices if sparse else fed, w)], steps)
        session.run(v1.global_variables_initializer())
        values = []
        for step in range(STEPS):
            session.run(train, {fed: gradient(step)})
            values.append(session.run(w).tolist())
        names = [v.name for v in v1.global_variables()]
        slots = {s: optimizer.get_slot(w, s) for s in optimizer.get_slot_names()}
        kept = {s: [v.name, session.run(v).tolist()] for s, v in slots.items()}
        return {"values": values, "names": names, "slots": kept, "train": train.name}


def main() -> None:
    import tensorflow.compat.v1 as v1

    v1.enable_resource_variables()
    rows = [
        {"class": n, "arguments": a, "sparse": s, **run(v1, n, a, s)}
        for n, a in CASES
        for s in (False, True)
    ]
    path = Path(__file__).with_name("v1_optimizers.json")
    text = ",\n".join(json.dumps(row) for row in rows)
    path.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(f"{len(rows)} runs: {path}")


if __name__ == "__main__":
    main()
