"""`migrate compare`: planted differences of two programs are found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from eagerflow import __main__ as command_line
from eagerflow.migrate import compare

OLD = """\
import numpy as np
import eagerflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.set_random_seed(7)
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
free = tf.Variable(tf.random_normal([3, 4]))
with tf.variable_scope("net"):
    h = tf.layers.dense(x, 4, activation=tf.nn.tanh, name="hidden") + tf.matmul(x, free)
    out = tf.layers.dense(h, 1, name="out")
loss = tf.reduce_mean(tf.square(out - y))
train = tf.train.AdamOptimizer(0.01).minimize(loss)
rng = np.random.RandomState(0)
feeds = {x: rng.randn(20, 3), y: rng.randn(20, 1)}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run([train, loss], feeds)
"""

EAGER = """\
import numpy as np
import eagerflow as tf

v1 = tf.compat.v1
free = tf.Variable(tf.random.normal([3, 4]))
with v1.variable_scope("net"):
    with v1.variable_scope("hidden"):
        w = v1.get_variable("kernel", [3, 4], initializer=v1.glorot_uniform_initializer())
        b = v1.get_variable("bias", [4], initializer=v1.zeros_initializer())
    with v1.variable_scope("out"):
        u = v1.get_variable("kernel", [4, 1], initializer=v1.glorot_uniform_initializer())
        c = v1.get_variable("bias", [1], initializer=v1.zeros_initializer())
optimizer = tf.optimizers.Adam(0.01, epsilon=1e-8)
rng = np.random.RandomState(0)
x, y = rng.randn(20, 3).astype("float32"), rng.randn(20, 1).astype("float32")

def step():
    with tf.GradientTape() as tape:
        h = tf.tanh(x @ w + b) + x @ free
        loss = tf.reduce_mean(tf.square(h @ u + c - y))
    variables = [free, w, b, u, c]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

for _ in range(3):
    step()
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> compare.Run:
    file = tmp_path_factory.mktemp("old") / "old.py"
    file.write_text(OLD, encoding="utf-8")
    return compare.Run.of(file)


def differing(old: compare.Run, text: str, folder: Path) -> list[str]:
    """What is told of the old program and another one, without folders."""
    file = folder / "new.py"
    file.write_text(text, encoding="utf-8")
    lines = compare.difference(old, compare.Run.of(file))
    here = (f"{old.program.parent}/", f"{folder}/")
    return [line.replace(here[0], "").replace(here[1], "") for line in lines]


SAME = [
    OLD.replace("set_random_seed(7)", "set_random_seed(8)"),
    OLD.replace("import eagerflow.compat.v1 as tf", "import tensorflow as tf"),
    OLD.replace("tf.reduce_mean(tf.square(out - y))", "tf.losses.mean_squared_error(y, out)"),
    EAGER,
    EAGER.replace("def step", "@tf.function\ndef step"),
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_programs_that_mean_the_same_do_not_differ(
    old: compare.Run, text: str, tmp_path: Path
) -> None:
    assert differing(old, text, tmp_path) == []


PLANTED = [
    # what is changed, what it becomes, lines that must be told
    ("AdamOptimizer(0.01)", "AdamOptimizer(0.01, epsilon=1e-3)",
     ["first difference: update 1 of Variable",
      "optimizer: epsilon is 1e-08 in old.py (old.py:13",
      "the first operation that gives another value is Adam/update_Variable/AddV2"]),
    ("AdamOptimizer(0.01)", "AdamOptimizer()",
     ["first difference: update 1 of Variable", "optimizer: learning_rate is 0.01 in old.py"]),
    ("h, 1, name", "h, 1, use_bias=False, name",
     ["variable net/out/bias, shape [1], is only in old.py: old.py:11: out = tf.layers"]),
    ("activation=tf.nn.tanh", "kernel_initializer=tf.truncated_normal_initializer(), "
     "activation=tf.nn.tanh",
     ["first difference: initial value of variable net/hidden/kernel",
      "  old.py: made by StatelessRandomUniform", "  new.py: made by StatelessTruncatedNormal"]),
    ("tf.nn.tanh", "tf.nn.sigmoid",
     ["first difference: gradient 1 of", "only in old.py: operation net/hidden/Tanh, old.py:10",
      "only in new.py: operation net/hidden/Sigmoid, new.py:10"]),
    ("range(3)", "range(2)", ["variable Variable: 3 updates in old.py, 2 in new.py"]),
    ("tf.square(out - y)", "tf.square(out - 2.0 * y)",
     ["first difference: gradient 1 of",
      "the first operation that gives another value is Sub", "  new.py: [", "new.py:12: loss"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), PLANTED)
def test_planted_differences_are_found_and_named(
    old: compare.Run, before: str, after: str, told: list[str], tmp_path: Path
) -> None:
    assert before in OLD
    lines = differing(old, OLD.replace(before, after, 1), tmp_path)
    for wanted in told:
        assert any(wanted in line for line in lines), "\n".join(lines)


def test_differences_to_an_eager_program_are_found(old: compare.Run, tmp_path: Path) -> None:
    lines = differing(old, EAGER.replace("epsilon=1e-8", "epsilon=1e-7"), tmp_path)
    assert any("optimizer: epsilon is 1e-08 in old.py" in line for line in lines)
    lines = differing(old, EAGER.replace("tf.tanh(x", "tf.tanh(0.5 * x"), tmp_path)
    assert lines[0].startswith("first difference: gradient 1 of")


def test_variables_with_other_names_are_aligned_by_order_and_shape(
    old: compare.Run, tmp_path: Path
) -> None:
    text = OLD.replace('variable_scope("net")', 'variable_scope("other")')
    lines = differing(old, text, tmp_path)
    assert lines[0] == "first difference: initial value of variable net/hidden/kernel"
    assert "(other/hidden/kernel)" in lines[2]


def test_shapes_that_differ_are_told(old: compare.Run, tmp_path: Path) -> None:
    text = OLD.replace("tf.layers.dense(h, 1,", "tf.layers.dense(h, 2,")
    lines = differing(old, text, tmp_path)
    assert "shape [4, 1]" in lines[1]
    assert "shape [4, 2]" in lines[2]


def test_programs_without_variables_are_compared_by_their_values(tmp_path: Path) -> None:
    text = "import eagerflow as tf\nx = tf.constant([1., 2.])\ny = tf.square(x)\nz = y * {}\n"
    runs = []
    for name, factor in (("a", 1.0), ("b", 3.0)):
        (tmp_path / f"{name}.py").write_text(text.format(factor))
        runs.append(compare.Run.of(tmp_path / f"{name}.py"))
    assert compare.difference(runs[0], runs[0]) == []
    lines = compare.difference(*runs)
    assert lines[0] == "first difference: value of operation Mul"
    assert ": [1 4], a.py:4: z = y * 1.0" in lines[1]
    assert "b.py:4: z = y * 3.0" in lines[2]


def test_the_command_tells_by_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("a", 1), ("b", 2), ("c", 1)):
        (tmp_path / f"{name}.py").write_text(f"import eagerflow as tf\ntf.add({value}., 1.)\n")
    words = ["migrate", "compare", str(tmp_path / "a.py")]
    assert command_line.main([*words, str(tmp_path / "c.py")]) == 0
    assert capsys.readouterr().out == "no difference\n"
    assert command_line.main([*words, str(tmp_path / "b.py")]) == 1
    assert capsys.readouterr().out.startswith("first difference: value of operation AddV2\n")


def test_a_program_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import eagerflow as tf\n1 / 0\n")
    assert command_line.main(["migrate", "compare", str(bad), str(bad)]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err
    missing = str(tmp_path / "missing.py")
    assert command_line.main(["migrate", "compare", missing, missing]) == 2
    assert "No such file" in capsys.readouterr().err
