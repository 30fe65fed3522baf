"""`migrate upgrade`: 1.x programs with the names of 2.x mean the same, and keep their layout."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import __main__ as command_line
from eagerflow.migrate import modern, upgrade

HEAD = "import eagerflow.compat.v1 as tf\n"


@pytest.fixture(autouse=True)
def modes_stay() -> Any:
    yield
    v1.enable_v2_tensorshape()
    v1.reset_default_graph()
    v1.enable_eager_execution()


def upgraded(text: str, folder: Path, name: str = "program.py") -> str:
    """The new form of a program, which does not change any more."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    (done,) = upgrade.upgrade(file)
    again = folder / f"again_{name}"
    again.write_text(done.after, encoding="utf-8")
    assert next(upgrade.upgrade(again)).after == done.after
    return done.after


def run(program: str) -> tuple[list[Any], list[tuple[str, str]]]:
    """The values of `out` of a program that builds a graph, and names with types of the nodes."""
    v1.reset_default_graph()
    with v1.Graph().as_default() as graph:
        graph.seed = 3
        space: dict[str, Any] = {"np": np}
        exec(compile(program, "program", "exec"), space)
        out = space["out"]
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            values = session.run(out if isinstance(out, (list, tuple)) else [out])
    return list(values), [(op.name, op.type) for op in graph.get_operations()]


# What stands for 1.x: a call for each row of the table, with parameters that only 1.x has.
CALLS = {
    "argmax": ["tf.argmax(X, dimension=1)", "tf.argmax(X, 1, 'n')", "tf.argmax(X, 0)"],
    "argmin": ["tf.argmin(X, dimension=1, output_type=tf.int32)"],
    "boolean_mask": ["tf.boolean_mask(X, [True, False], 'n', 0)"],
    "cond": ["tf.cond(tf.constant(True), fn1=lambda: X, fn2=lambda: -X)",
             "tf.cond(tf.constant(False), lambda: X, lambda: -X)"],
    "confusion_matrix": ["tf.confusion_matrix([0, 1], [1, 1], 2, tf.int32, 'n')"],
    "constant": ["tf.constant([1, 2], tf.float32, [2], 'n')"],
    "convert_to_tensor": ["tf.convert_to_tensor([1, 2], preferred_dtype=tf.float32)",
                          "tf.convert_to_tensor([1.0], tf.float32, 'n')"],
    "count_nonzero": ["tf.count_nonzero(X, reduction_indices=[1], keep_dims=True)",
                      "tf.count_nonzero(input_tensor=X)"],
    "expand_dims": ["tf.expand_dims(X, dim=1)", "tf.expand_dims(X, -1, 'n')"],
    "gather_nd": ["tf.gather_nd(X, [[0, 1]], 'n')"],
    "gradients": ["tf.gradients(tf.reduce_sum(X * X), [X])",
                  "tf.gradients([X * 2.0], [X], [X], 'n')"],
    "hessians": ["tf.hessians(tf.reduce_sum(V ** 3), [V])"],
    "image.crop_and_resize": ["tf.image.crop_and_resize(I, [[0., 0., .5, .5]], box_ind=[0], "
                              "crop_size=[2, 2])"],
    "linalg.norm": ["tf.linalg.norm(X, axis=1, keep_dims=True)"],
    "math.argmax": ["tf.math.argmax(X, dimension=1)"],
    "math.argmin": ["tf.math.argmin(X, dimension=1)"],
    "math.count_nonzero": ["tf.math.count_nonzero(X, axis=0, keep_dims=True)"],
    "nn.conv2d": ["tf.nn.conv2d(I, filter=F, strides=[1, 1, 1, 1], padding='SAME')",
                  "tf.nn.conv2d(I, F, [1, 2, 2, 1], 'VALID', name='n')"],
    "nn.conv2d_transpose": ["tf.nn.conv2d_transpose(value=I, filter=T, output_shape=[1, 4, 4, 3], "
                            "strides=[1, 1, 1, 1])"],
    "nn.conv3d": ["tf.nn.conv3d(I[None], filter=F[None], strides=[1] * 5, padding='SAME')"],
    "nn.crelu": ["tf.nn.crelu(X, 'n', 1)"],
    "nn.depth_to_space": ["tf.nn.depth_to_space(tf.tile(I, [1, 1, 1, 2]), 2, 'n')"],
    "nn.dropout": ["tf.nn.dropout(X, 0.75, seed=4)", "tf.nn.dropout(X, keep_prob=0.5 * 1, seed=4)",
                   "tf.nn.dropout(X, rate=0.25, seed=4)", "tf.nn.dropout(X, 0.5, [2, 1], 4, 'n')"],
    "nn.log_softmax": ["tf.nn.log_softmax(X, dim=0)"],
    "nn.max_pool": ["tf.nn.max_pool(I, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME', 'NHWC', 'n')",
                    "tf.nn.max_pool(value=I, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], "
                    "padding='SAME')"],
    "nn.moments": ["tf.nn.moments(X, [0], keep_dims=True)", "tf.nn.moments(X, [0], None, 'n')"],
    "nn.separable_conv2d": ["tf.nn.separable_conv2d(I, F, S, [1, 1, 1, 1], 'SAME', [1, 1], 'n')"],
    "nn.sigmoid_cross_entropy_with_logits": [
        "tf.nn.sigmoid_cross_entropy_with_logits(labels=X, logits=X)"],
    "nn.softmax": ["tf.nn.softmax(X, dim=0)", "tf.nn.softmax(X, name='n')"],
    "nn.softmax_cross_entropy_with_logits_v2": [
        "tf.nn.softmax_cross_entropy_with_logits_v2(labels=X, logits=X, dim=0)"],
    "nn.space_to_depth": ["tf.nn.space_to_depth(I, 2, 'n')"],
    "nn.sparse_softmax_cross_entropy_with_logits": [
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1], logits=X)"],
    "nn.weighted_cross_entropy_with_logits": [
        "tf.nn.weighted_cross_entropy_with_logits(targets=X, logits=X, pos_weight=2.0)"],
    "norm": ["tf.norm(X, axis=1, keep_dims=True)"],
    "ones_like": ["tf.ones_like(tensor=X)", "tf.ones_like(X, tf.int32, 'n')"],
    "pad": ["tf.pad(X, [[1, 0], [0, 1]], 'CONSTANT', 'n', 2.0)"],
    "reverse_sequence": ["tf.reverse_sequence(X, [1, 2], seq_dim=1, batch_dim=0)"],
    "shape": ["tf.shape(X, 'n')", "tf.shape(X, out_type=tf.int64)"],
    "size": ["tf.size(X, 'n', tf.int64)"],
    "squeeze": ["tf.squeeze(X[None], squeeze_dims=[0])"],
    "transpose": ["tf.transpose(X, [1, 0], 'n')", "tf.transpose(X, conjugate=True)"],
    "zeros_like": ["tf.zeros_like(tensor=X)"],
}  # fmt: skip
for _space in ("", "math."):
    for _kind in ("sum", "prod", "mean", "max", "min", "logsumexp", "any", "all"):
        _x = "X > 0" if _kind in ("any", "all") else "X"
        CALLS[f"{_space}reduce_{_kind}"] = [
            f"tf.{_space}reduce_{_kind}({_x}, reduction_indices=[1], keep_dims=True)",
            f"tf.{_space}reduce_{_kind}({_x}, 0, True, 'n')",
        ]
INPUTS = """\
X = tf.constant([[0.5, -1.0, 2.0], [1.5, 0.25, 0.0]])
V = tf.constant([1.0, 2.0])
I = tf.reshape(tf.range(32.0), [1, 4, 4, 2])
F = tf.reshape(tf.range(12.0), [2, 1, 2, 3])
T = tf.reshape(tf.range(12.0), [2, 1, 3, 2])
S = tf.reshape(tf.range(24.0), [1, 1, 6, 4])
"""


def test_every_renamed_function_has_its_calls() -> None:
    assert sorted(CALLS) == sorted(modern.renamed())


ALL_CALLS = [call for calls in CALLS.values() for call in calls]


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The new form of each call, all from one program."""
    text = HEAD + INPUTS + "".join(f"{call}\n" for call in ALL_CALLS)
    lines = upgraded(text, tmp_path_factory.mktemp("calls")).splitlines()
    return dict(zip(ALL_CALLS, lines[-len(ALL_CALLS) :], strict=True))


@pytest.mark.parametrize("call", ALL_CALLS)
def test_renamed_calls_mean_the_same(call: str, rewritten: dict[str, str]) -> None:
    assert "compat.v1." not in rewritten[call]
    old = f"{HEAD}{INPUTS}out = {call}\n"
    new = f"import eagerflow as tf\n{INPUTS}out = {rewritten[call]}\n"
    old_values, old_nodes = run(old)
    new_values, new_nodes = run(new)
    assert old_nodes == new_nodes
    for a, b in zip(old_values, new_values, strict=True):
        np.testing.assert_array_equal(a, b)


KEPT = [  # 2.x has another meaning, or lacks a parameter
    "tf.nn.conv2d(I, F, [1, 1, 1, 1], 'SAME', use_cudnn_on_gpu=False)",
    "tf.reduce_sum(X, **more)",
    "tf.reduce_sum(*more)",
    "tf.reduce_sum(X, axis=1, reduction_indices=1)",
    "tf.constant([1], verify_shape=True)",
    "tf.nn.avg_pool(X, [1, 2, 2, 1], [1, 1, 1, 1], 'SAME')",  # operations get another name
    "tf.nn.softmax_cross_entropy_with_logits(labels=X, logits=X)",
    "tf.random_normal_initializer()",
    "tf.Variable(1.0)",
    "tf.div(X, X)",
    "tf.to_float(X)",
    "tf.placeholder(tf.float32)",
    "tf.train.AdamOptimizer()",
    "functools.partial(tf.reduce_sum, X, keep_dims=True)",
    "functools.partial(tf.reduce_sum)",
]


@pytest.mark.parametrize("call", KEPT)
def test_what_2x_does_not_have_stays_1x(call: str, tmp_path: Path) -> None:
    new = upgraded(f"{HEAD}{call}\n", tmp_path).splitlines()[-1]
    assert new.replace("tf.compat.v1.", "tf.", 1) == call
    assert new != call


SAME = [
    ("tf.log(x)", "tf.math.log(x)"),
    ("tf.random_normal([2])", "tf.random.normal([2])"),
    ("tf.matrix_inverse(x)", "tf.linalg.inv(x)"),
    ("tf.add(x, x)", "tf.add(x, x)"),
    ("tf.float32", "tf.float32"),
    ("tf.AUTO_REUSE", "tf.compat.v1.AUTO_REUSE"),
    ("tf.GraphKeys.LOSSES", "tf.compat.v1.GraphKeys.LOSSES"),
    ("getattr(tf, 'log')(x)", "getattr(tf.compat.v1, 'log')(x)"),
    ("f(tf)", "f(tf.compat.v1)"),
    ("nn = tf.nn; nn.conv2d(x, filter=y)", "nn = tf.compat.v1.nn; nn.conv2d(x, filter=y)"),
    ("(tf.log)(x)", "(tf.math.log)(x)"),
    ("tf . log (x)", "tf.math.log (x)"),
    ("tf.log(  # why\n    x,   # é\n)", "tf.math.log(  # why\n    x,   # é\n)"),
    ("'é', tf.log(x), 'tf.log'", "'é', tf.math.log(x), 'tf.log'"),
    ("tf.reduce_sum(tf.log(x), keep_dims = True)", "tf.reduce_sum(tf.math.log(x), keepdims=True)"),
    ("tf.nn.dropout(x, a if b else c)", "tf.nn.dropout(x, 1 - (a if b else c))"),
    ("tf.nn.dropout(x, keep)", "tf.nn.dropout(x, 1 - keep)"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_names_get_their_2x_form_and_the_layout_stays(old: str, new: str, tmp_path: Path) -> None:
    text = upgraded(f"{HEAD}{old}\n", tmp_path)
    assert text == (f"import eagerflow as tf\ntf.compat.v1.disable_v2_behavior()\n{new}\n")


def test_a_name_of_2x_is_the_very_same_function() -> None:
    count = 0
    for name in dir(v1):
        value = None if name.startswith("_") else getattr(v1, name)
        if callable(value) and (new := modern.same_in_2x(name)) is not None:
            found: Any = ef
            for part in new.split("."):
                found = getattr(found, part)
            assert found is value
            count += new != name
    assert count > 50


IMPORTS = [
    ("import tensorflow as tf", "import eagerflow as tf"),
    ("import tensorflow.compat.v1 as tf", "import eagerflow as tf"),
    ("from tensorflow.compat import v1 as tf", "import eagerflow as tf"),
    ("import numpy as np, tensorflow as tf  # both", "import numpy as np, eagerflow as tf  # both"),
    ("try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None",
     "try:\n    import eagerflow as tf"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), IMPORTS)
def test_imports_are_rewritten(old: str, new: str, tmp_path: Path) -> None:
    text = upgraded(f"{old}\ntf.Session()\n", tmp_path)
    assert text.startswith(new)
    assert "tf.compat.v1.disable_v2_behavior()\n" in text
    assert "tf.compat.v1.Session()" in text


def test_a_plain_import_gets_the_other_name_everywhere(tmp_path: Path) -> None:
    text = upgraded("import tensorflow\ntensorflow.log(1.)\ntensorflow.Session()\n", tmp_path)
    assert text == (
        "import eagerflow\neagerflow.compat.v1.disable_v2_behavior()\neagerflow.math.log(1.)\n"
        "eagerflow.compat.v1.Session()\n"
    )


def test_single_names_come_from_1x(tmp_path: Path) -> None:
    text = "from tensorflow import placeholder, nn\nimport tensorflow as tf\ntf.Session\n"
    new = upgraded(text, tmp_path)
    assert new.splitlines()[0] == "from eagerflow.compat.v1 import placeholder, nn"


def test_programs_of_2x_get_the_import_alone(tmp_path: Path) -> None:
    text = "import tensorflow as tf\ntf.random.set_seed(1)\ntf.compat.v1.log(1.)\ntf.optimizers\n"
    assert upgraded(text, tmp_path) == text.replace("import tensorflow", "import eagerflow")


def test_eager_programs_of_1x_stay_eager(tmp_path: Path) -> None:
    text = "import tensorflow as tf\ntf.enable_eager_execution()\ntf.log(1.)\n"
    assert upgraded(text, tmp_path) == (
        "import eagerflow as tf\ntf.compat.v1.enable_eager_execution()\ntf.math.log(1.)\n"
    )


MISSING = """\
# The head of the file.
import tensorflow as tf
from tensorflow.contrib import slim

if slim.ready(tf.contrib.x):
    y = 1
elif tf.contrib.y:  # why
    y = [tf.contrib.z,
         tf.contrib.z]
with tf.Session() as s: s.nothing()
"""


def test_what_is_missing_is_marked_once_above_its_statement(tmp_path: Path) -> None:
    text = upgraded(MISSING, tmp_path)
    lines = text.splitlines()
    marks = [i for i, line in enumerate(lines) if upgrade.MARK in line]
    assert [lines[i].strip().split(": ")[1] for i in marks] == [
        "tf.contrib.slim", "tf.contrib.slim.ready", "tf.contrib.x", "tf.contrib.y",
        "tf.contrib.z", "tf.Session().nothing",
    ]  # fmt: skip
    rest = [line for line in lines if upgrade.MARK not in line]
    assert rest[3] == "from tensorflow.contrib import slim"
    assert [line for line in rest if "why" in line] == ["elif tf.contrib.y:  # why"]
    assert all(
        len(line) - len(line.lstrip()) == len(lines[i + 1]) - len(lines[i + 1].lstrip())
        for i, line in enumerate(lines)
        if i in marks and i + 1 not in marks
    )
    compile(text, "program", "exec")


def test_what_a_program_tries_is_not_marked(tmp_path: Path) -> None:
    text = f"{HEAD}try:\n    f = tf.nothing\nexcept AttributeError:\n    f = tf.log\n"
    assert upgrade.MARK not in upgraded(text, tmp_path)


PROGRAM = """\
import numpy as np
import tensorflow as tf

tf.set_random_seed(3)
x = tf.placeholder(tf.float32, [None, 4], name="x")
with tf.variable_scope("net", initializer=tf.random_normal_initializer(stddev=0.5)):
    hidden = tf.nn.relu(tf.layers.dense(x, 5, name="hidden"))
    hidden = tf.nn.dropout(hidden, keep_prob=0.9)
    w = tf.get_variable("w", [5, 2])
    logits = tf.matmul(hidden, w)
labels = tf.argmax(x[:, :2], dimension=1)
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
loss += 1e-3 * tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables()])
rate = tf.train.exponential_decay(0.1, tf.train.get_or_create_global_step(), 2, 0.9)
train = tf.train.MomentumOptimizer(rate, 0.9).minimize(
    loss, global_step=tf.train.get_global_step())
out = []
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(4):
        data = np.random.RandomState(1).randn(6, x.shape[1].value)
        out.append(sess.run([loss, train], {x: data})[0])
    out += list(sess.run(tf.trainable_variables()))
"""


def test_a_whole_program_gives_the_same_bits(tmp_path: Path) -> None:
    values = []
    as_1x = PROGRAM.replace("import tensorflow as tf", "import eagerflow.compat.v1 as tf")
    old = as_1x.replace("as tf\n", "as tf\ntf.disable_v2_behavior()\n", 1)
    for text in (old, upgraded(PROGRAM, tmp_path)):
        v1.reset_default_graph()
        space: dict[str, Any] = {}
        exec(compile(text, "program", "exec"), space)
        values.append(space["out"])
        v1.reset_default_graph()
        v1.enable_v2_behavior()
    assert len(values[0]) == 7
    for a, b in zip(*values, strict=True):
        np.testing.assert_array_equal(a, b)


# ---------------------------------------------------------------------------- notebooks


def test_notebooks_keep_magics_and_outputs(tmp_path: Path) -> None:
    cells = [
        ["%matplotlib inline\n", "import tensorflow as tf\n", "!ls"],
        ["%%bash\n", "echo tf.log\n"],
        ["def f(x):\n", "    %time y = tf.log(x)\n", "    return tf.log(x)"],
        ["tf.contrib.x"],
    ]
    made = [
        {"cell_type": "code", "source": c, "outputs": [{"text": ["é"]}], "metadata": {}}
        for c in cells
    ]
    before = json.dumps({"cells": made, "metadata": {}}, indent=1, ensure_ascii=False) + "\n"
    text = upgraded(before, tmp_path, "book.ipynb")
    found = ["".join(c["source"]) for c in json.loads(text)["cells"]]
    assert found[0] == (
        "%matplotlib inline\nimport eagerflow as tf\ntf.compat.v1.disable_v2_behavior()\n!ls"
    )
    assert found[1] == "%%bash\necho tf.log\n"
    assert found[2] == "def f(x):\n    %time y = tf.log(x)\n    return tf.math.log(x)"
    assert found[3].startswith(upgrade.MARK)
    assert text.count("é") == 4
    assert text.endswith("}\n")


def test_a_cell_that_is_one_text_stays_so(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "import tensorflow as tf\ntf.log(1.)\ntf.Session()"}
    text = upgraded(json.dumps({"cells": [cell]}), tmp_path, "book.ipynb")
    assert json.loads(text)["cells"][0]["source"].endswith(
        "tf.math.log(1.)\ntf.compat.v1.Session()"
    )


# ------------------------------------------------------------------------- the command


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "part").mkdir(parents=True)
    (folder / "a.py").write_text("import tensorflow as tf\ntf.log(1.)\ntf.Session()\n")
    (folder / "part" / "b.py").write_text("import tensorflow as tf\ntf.contrib.x\n")
    (folder / "old.py").write_text("import tensorflow as tf\nprint tf.log(1.)\n")
    (folder / "other.py").write_text("import numpy\n")
    return folder


def test_without_a_target_the_difference_is_printed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / "a.py").read_text()
    assert command_line.main(["migrate", "upgrade", str(project)]) == 1
    printed = capsys.readouterr().out
    assert "\n-tf.log(1.)\n" in printed
    assert "\n+tf.math.log(1.)\n" in printed
    assert f"{project / 'a.py'}:2:1  tf.log -> tf.math.log\n" in printed
    assert f"{project / 'part' / 'b.py'}:2:1  by hand: tf.contrib.x" in printed
    assert f"{project / 'old.py'}:2:1  by hand: left as it is: Python 2" in printed
    assert printed.endswith("2 left to do by hand, marked `# MIGRATE:`\n")
    assert (project / "a.py").read_text() == before


def test_a_folder_of_new_programs_is_written(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    assert command_line.main(["migrate", "upgrade", str(project), "--out", str(out)]) == 1
    assert "tf.math.log" in (out / "a.py").read_text()
    assert "# MIGRATE: tf.contrib.x" in (out / "part" / "b.py").read_text()
    assert (out / "old.py").read_text() == (project / "old.py").read_text()
    assert (out / "other.py").read_text() == "import numpy\n"
    assert "tensorflow" in (project / "a.py").read_text()


def test_programs_are_changed_in_place(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["migrate", "upgrade", str(project / "a.py"), "--in-place"]) == 0
    assert "tf.math.log" in (project / "a.py").read_text()
    capsys.readouterr()
    assert command_line.main(["migrate", "upgrade", str(project / "a.py"), "--in-place"]) == 0
    assert capsys.readouterr().out == "0 left to do by hand\n"


def test_ends_of_lines_and_other_encodings_stay(tmp_path: Path) -> None:
    windows, latin = tmp_path / "windows.py", tmp_path / "latin.py"
    windows.write_bytes(b"import tensorflow as tf\r\ntf.log(1.)\r\n")
    latin.write_bytes(b"# coding: latin-1\nimport tensorflow as tf\nx = '\xe9'\n")
    before = latin.read_bytes()
    assert command_line.main(["migrate", "upgrade", str(windows), "--in-place"]) == 0
    lines = windows.read_bytes().split(b"\r\n")
    assert lines[0] == b"import eagerflow as tf"
    assert lines[-2:] == [b"tf.math.log(1.)", b""]
    assert command_line.main(["migrate", "upgrade", str(latin), "--in-place"]) == 1
    assert latin.read_bytes() == before


def test_without_libcst_the_command_to_install_it_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert command_line.main(["migrate", "upgrade", str(project)]) == 2
    assert capsys.readouterr().err.endswith("-m pip install 'eagerflow[migrate]'\n")
