"""What TensorFlow 2.21 parses out of examples: writes `examples.json`. Run it with TensorFlow."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

STORED = Path(__file__).with_name("examples.json")
REQUESTS = [
    (0, "{'a': V(I), 'b': F([], R), 'c': V(S)}"),
    (0, "{'a': F([3], I), 'b': F([1], R), 'c': F([2], S)}"),
    (1, "{'a': F([3], I)}"),
    (1, "{'z': F([], I)}"),
    (1, "{'z': F([], I, 7), 'y': V(R)}"),
    (1, "{'z': F([2], I, [7, 8]), 'a': F([], I)}"),
    (1, "{'a': F([], R)}"),
    (1, "{'a': V(R)}"),
    (2, "{'b': F([], R, 9.0)}"),
    (2, "{'b': F([], R)}"),
    (0, "{'a': Q([], I, allow_missing=True), 'y': Q([], S, allow_missing=True)}"),
    (0, "{'a': Q([2], I, allow_missing=True)}"),
    (3, "{'a': V(I), 'b': F([1], R)}"),
    ([0, 1], "{'a': V(I), 'b': F([], R)}"),
    ([0, 2, 1], "{'a': V(I), 'c': V(S), 'b': F([], R, -1.0)}"),
    ([0, 1], "{'a': Q([], I, allow_missing=True, default_value=-1)}"),
    ([0, 2], "{'c': Q([], S, allow_missing=True, default_value='-')}"),
    ([0, 1], "{'c': F([2], S)}"),
    ([0, 2], "{'b': F([], R)}"),
]


def outcome(tf: Any, examples: list[bytes], which: Any, wanted: str) -> Any:
    """What one request gives, as JSON holds it, or `error`."""
    io = tf.io
    names = {"F": io.FixedLenFeature, "V": io.VarLenFeature, "Q": io.FixedLenSequenceFeature}
    features = eval(wanted, {**names, "I": tf.int64, "R": tf.float32, "S": tf.string})
    try:
        if isinstance(which, int):
            found = io.parse_single_example(examples[which], features)
        else:
            found = io.parse_example([examples[i] for i in which], features)
    except tf.errors.InvalidArgumentError:
        return "error"
    return {key: [plain(part) for part in parts(found[key])] for key in sorted(found)}


def parts(value: Any) -> list[Any]:
    """The tensors of a result."""
    sparse = hasattr(value, "dense_shape")
    return [value.indices, value.values, value.dense_shape] if sparse else [value]


def plain(tensor: Any) -> Any:
    """A tensor as lists, whose bytes are text."""

    def texts(x: Any) -> Any:
        return (
            [texts(i) for i in x] if isinstance(x, list) else x.decode() if type(x) is bytes else x
        )

    array = tensor.numpy()
    return [tensor.dtype.name, texts(array.tolist() if hasattr(array, "tolist") else array)]


def write(tf: Any) -> None:
    """Store examples, requests and results."""
    feature, train = tf.train.Feature, tf.train

    def example(**features: Any) -> bytes:
        message = train.Example(features=train.Features(feature=features))
        return message.SerializeToString()

    def integers(*values: int) -> Any:
        return feature(int64_list=train.Int64List(value=values))

    texts = feature(bytes_list=train.BytesList(value=[b"x", b"yy"]))
    half = feature(float_list=train.FloatList(value=[1.5]))
    examples = [
        example(a=integers(1, -2, 3), b=half, c=texts),
        example(a=integers(4), b=half, c=integers()),
        example(a=integers(1, 2), b=feature()),
        # The same with numbers that are not packed together, and with a field nobody knows.
        b"\n\x1c\n\x0c\n\x01b\x12\x07\x12\x05\r\x00\x00\x20\x40\n\x0c\n\x01a\x12\x07\x1a\x05\x08\x05\x08\xac\x02\x18\x01",
    ]
    results = [[which, wanted, outcome(tf, examples, which, wanted)] for which, wanted in REQUESTS]
    stored = {"examples": [base64.b64encode(e).decode() for e in examples], "results": results}
    STORED.write_text(json.dumps(stored, indent=1) + "\n")
    print(len(results), "requests")


if __name__ == "__main__":
    import tensorflow

    write(tensorflow)
