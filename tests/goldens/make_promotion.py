"""Write promotion.json: the dtype of `x + y` in TensorFlow 2.21's modes of promotion.

Run with an interpreter that has TensorFlow:  python tests/goldens/make_promotion.py
"""

import json
import subprocess
import sys
from pathlib import Path

DTYPES = [
    "bool",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "int8",
    "int16",
    "int32",
    "int64",
    "bfloat16",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]
NUMBERS = {"int": 1, "float": 1.5, "complex": 1j}
# TensorFlow's mode for each policy; a mode cannot be left again, so each has a process of its own.
MODES = {"strict": "off", "safe": "safe", "all": "all", "numpy": "legacy"}


def table(mode):
    """`left right` -> name of the dtype, or "error"."""
    import tensorflow as tf

    tf.experimental.numpy.experimental_enable_numpy_behavior(dtype_conversion_mode=mode)
    found = {}
    for left in DTYPES:
        for right in (*DTYPES, *NUMBERS):
            x = tf.cast([1], left)
            y = NUMBERS[right] if right in NUMBERS else tf.cast([1], right)
            try:
                # TensorFlow has no sum of two bools
                found[f"{left} {right}"] = (x + y if left != right else x).dtype.name
            except Exception:
                found[f"{left} {right}"] = "error"
    return found


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(table(sys.argv[1])))
    else:
        made = {
            policy: json.loads(
                subprocess.run(
                    [sys.executable, __file__, mode], capture_output=True, text=True, check=True
                ).stdout.splitlines()[-1]
            )
            for policy, mode in MODES.items()
        }
        Path(__file__).with_name("promotion.json").write_text(json.dumps(made, indent=0) + "\n")
