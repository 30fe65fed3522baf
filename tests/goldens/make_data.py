"""Writes tests/goldens/data.json: what TensorFlow's datasets give for `tests/data_cases.py`.

Run with TensorFlow installed: python tests/goldens/make_data.py
"""

import json
import runpy
from pathlib import Path

HERE = Path(__file__).parent


def plain(value):
    """A value as JSON keeps it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if hasattr(value, "to_list"):
        return plain_list(value.to_list())
    if hasattr(value, "dense_shape"):
        return [value.indices.numpy().tolist(), plain_list(value.values.numpy().tolist()),
                value.dense_shape.numpy().tolist()]  # fmt: skip
    return plain_list(value.numpy().tolist() if hasattr(value.numpy(), "tolist") else value.numpy())


def plain_list(value):
    if isinstance(value, list):
        return [plain_list(v) for v in value]
    return value.decode() if isinstance(value, bytes) else value


def described(dataset):
    """What is compared of a dataset: two passes, for other orders in the second."""
    return {
        "spec": repr(dataset.element_spec),
        "cardinality": int(dataset.cardinality()),
        "passes": [[plain(e) for e in dataset] for _ in range(2)],
    }


def main():
    import tensorflow as tf

    cases = runpy.run_path(str(HERE.parent / "data_cases.py"))["CASES"]
    found = {name: described(case(tf)) for name, case in cases.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
    (HERE / "data.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
