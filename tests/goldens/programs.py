"""Runs small 1.x programs on TensorFlow or on eagerflow and notes what they give and make."""

import json
from pathlib import Path

import numpy as np

COLLECTIONS = (
    "variables trainable_variables local_variables metric_variables moving_average_variables "
    "losses regularization_losses"
).split()


def numbers(shape, phase=0.0):
    """Fixed numbers between -0.8 and 0.8 without ties or order, exact in float32."""
    n = np.arange(int(np.prod(shape)), dtype=np.float64)
    return np.round(0.8 * np.cos(2.7 * n + phase) * 4096).reshape(shape).astype(np.float32) / 4096


def plain(value):
    """A result as JSON keeps it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return None if value is None else np.asarray(value).tolist()


class Program:
    """A graph with its session: `run` fetches, after variables were made on the first call."""

    def __init__(self, tf, set_weights):
        self.tf = tf
        self.set_weights = set_weights
        self.session = None

    def run(self, fetches, feeds=None):
        tf = self.tf
        if self.session is None:
            self.session = tf.Session()
            self.session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            for i, v in enumerate(tf.trainable_variables() if self.set_weights else ()):
                value = numbers(v.shape.as_list(), i)
                self.session.run(tf.assign(v, value))
        return self.session.run(fetches, feeds)


def outcome(tf, case, set_weights=False):
    """What a program gives: its values, and the names in collections."""
    with tf.Graph().as_default():
        program = Program(tf, set_weights)
        values = plain(case(tf, program.run))
        kept = {c: [m.name for m in tf.get_collection(c)] for c in COLLECTIONS}
        # The assignment itself lies deeper in TensorFlow, and deeper still in a `cond`.
        kept["update_ops"] = [o.name.partition("/")[0] for o in tf.get_collection("update_ops")]
    return {"values": values, "collections": {c: n for c, n in kept.items() if n}}


def write(path, cases, set_weights=False):
    """Run all programs on TensorFlow and keep the outcomes."""
    import tensorflow.compat.v1 as tf

    tf.disable_eager_execution()
    rows = {name: outcome(tf, case, set_weights) for name, case in cases.items()}
    text = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in rows.items())
    Path(path).with_suffix(".json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
    print(f"{len(rows)} programs: {path}")


def read(name):
    """The outcomes kept under a name."""
    path = Path(__file__).with_name(f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def assert_same(ours, wanted, rtol=1e-5, atol=1e-6):
    """The same values and the same names of the same things."""
    assert ours["collections"] == wanted["collections"]
    assert_values(ours["values"], wanted["values"], rtol, atol)


def assert_values(a, b, rtol, atol):
    """The same numbers in the same structure, whose parts may differ in shape."""
    if isinstance(b, dict):
        assert a.keys() == b.keys()
        a, b = list(a.values()), [b[k] for k in a]
    if b and isinstance(b, list) and isinstance(b[0], str):
        assert a == b
        return
    try:
        np.testing.assert_allclose(np.array(a), np.array(b), rtol=rtol, atol=atol)
    except ValueError:
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_values(one, other, rtol, atol)
