"""Writes initializers.json: the first numbers that seeded initializers of Keras give on TensorFlow.

Run with an interpreter that has TensorFlow:  python tests/goldens/make_initializers.py
"""

import json
from pathlib import Path

CALLS = [
    ("RandomUniform", {"seed": 1}),
    ("RandomUniform", {"minval": -1.0, "maxval": 2.0, "seed": 7}),
    ("RandomNormal", {"seed": 1}),
    ("RandomNormal", {"mean": 1.0, "stddev": 2.0, "seed": 3}),
    ("TruncatedNormal", {"seed": 1}),
    ("VarianceScaling", {"seed": 5}),
    ("VarianceScaling", {"scale": 2.0, "mode": "fan_out", "distribution": "uniform", "seed": 5}),
    (
        "VarianceScaling",
        {"scale": 0.5, "mode": "fan_avg", "distribution": "untruncated_normal", "seed": 5},
    ),
    ("GlorotUniform", {"seed": 2}),
    ("GlorotNormal", {"seed": 2}),
    ("HeUniform", {"seed": 2}),
    ("HeNormal", {"seed": 2}),
    ("LecunUniform", {"seed": 2}),
    ("LecunNormal", {"seed": 2}),
    ("Orthogonal", {"seed": 2}),
    ("Orthogonal", {"gain": 0.5, "seed": 3}),
]
SHAPES = [[3], [2, 3], [2, 2, 3, 4]]


def main() -> None:
    import tensorflow as tf

    rows = []
    for name, arguments in CALLS:
        for shape in SHAPES[name == "Orthogonal" :]:  # which needs two axes
            values = getattr(tf.keras.initializers, name)(**arguments)(shape).numpy()
            first = [float(v) for v in values.ravel()[:4]]
            rows.append({"class": name, "arguments": arguments, "shape": shape, "values": first})
    path = Path(__file__).with_name("initializers.json")
    path.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n", encoding="utf-8")
    print(f"{len(rows)} calls: {path}")


if __name__ == "__main__":
    main()
