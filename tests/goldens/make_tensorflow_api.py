"""Refresh `eagerflow/coverage/tensorflow.tsv` with TensorFlow 2.21: run it without arguments.

The names and their numbers of uses are kept: these come from a survey of 575 files of programs for
TensorFlow 1.x and 2.x and of the Keras library. Kinds and parameters are asked of TensorFlow. With
Keras 3 it has no `compat.v1.layers`: install `tf_keras`, and set TF_USE_LEGACY_KERAS=1.
"""

import enum
import inspect
from pathlib import Path

TABLE = Path(__file__).parents[2] / "eagerflow" / "coverage" / "tensorflow.tsv"


def default(value, tf):
    """A default as the table has it; `...` for what is neither a literal nor a dtype."""
    if isinstance(value, tf.DType):
        return f"tf.{value.name}"
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, tuple, list)):
        return repr(value)
    return "..."


def parameters(value, tf):
    """The parameters of a callable as `name`, `name=default`, `*name` and `**name`."""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return ["?"]
    texts = []
    for p in found:
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        if p.kind is p.KEYWORD_ONLY and not any(t.startswith("*") for t in texts):
            texts.append("*")
        end = "" if p.default is p.empty else f"={default(p.default, tf)}"
        texts.append(f"{stars}{p.name}{end}")
    return texts


def row(name, uses, tf):
    """A line of the table."""
    value = tf
    for part in name.split("."):
        value = getattr(value, part, None)
    if value is None:
        return f"{name}\tabsent\t{uses}\t"
    if not callable(value) or isinstance(value, tf.DType):
        return f"{name}\tvalue\t{uses}\t"
    kind = "class" if inspect.isclass(value) else "function"
    return f"{name}\t{kind}\t{uses}\t{'; '.join(parameters(value, tf))}"


def main():
    import tensorflow as tf

    head, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    made = [row(name, uses, tf) for name, _, uses, _ in rows]
    TABLE.write_text("\n".join([head, *made]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
