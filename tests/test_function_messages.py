"""Wrong programs: the message names the user's line before anything else."""

import re
import types

import pytest

import eagerflow as ef
from eagerflow.core import mode

# Each program ends where it goes wrong for the user; `#!` marks the line that the message names.
HEAD = """
import eagerflow as tf
"""
PROGRAMS = {
    "undefined after a branch": ("""
@tf.function
def f(x):
    if x > 0:
        y = x * 2.0
    return y  #!

f(tf.constant(1.0))
""", ValueError, "'y' must also be initialized in the else branch"),
    "branches of other dtypes": ("""
@tf.function
def f(x):
    if x > 0:  #!
        y = x
    else:
        y = tf.constant(1)
    return y

f(tf.constant(1.0))
""", TypeError, "'y' has dtype float32 in the main branch, but dtype int32 in the else branch"),
    "a shape that changes in a loop": ("""
@tf.function
def f(x):
    while tf.reduce_sum(x) < 10.0:  #!
        x = tf.concat([x, x], 0)
    return x

f(tf.constant([1.0]))
""", ValueError, "'x' has shape (1,) before the loop, but shape (2,) after one iteration"),
    "a variable on the second call": ("""
made = []

@tf.function
def f(x, n):
    while len(made) < n:
        made.append(tf.Variable(1.0, name="w"))  #!
    return x * made[-1]

f(tf.constant(1.0), 1)
f(tf.constant(1.0), 2)
""", ValueError, "tf.function only supports singleton tf.Variables created on the first call."),
    "a leak through a list": ("""
kept = []

@tf.function
def f(x):
    kept.append(x * 2.0)
    return x

f(tf.constant(1.0))
kept[0] + 1.0  #!
""", TypeError, "is out of scope and cannot be used here"),
    "a leak through an attribute": ("""
class Model:
    last = None

    @tf.function
    def call(self, x):
        self.last = x * 2.0
        return x

model = Model()
model.call(tf.constant(1.0))
tf.tanh(model.last)  #!
""", TypeError, "is out of scope and cannot be used here"),
    "a leak through a global": ("""
last = None

@tf.function
def f(x):
    global last
    last = x * 2.0
    return x

f(tf.constant(1.0))
tf.function(lambda: last + 1.0)()  #!
""", TypeError, "is out of scope and cannot be used here"),
    "a leak through a variable of an outer function": ("""
def outer():
    last = None

    @tf.function
    def f(x):
        nonlocal last
        last = x * 2.0
        return x

    f(tf.constant(1.0))
    return tf.reduce_sum(last)  #!

outer()
""", TypeError, "is out of scope and cannot be used here"),
}  # fmt: skip
KEPT = {
    "a leak through a list": "'kept' at",
    "a leak through an attribute": "'self.last' at",
    "a leak through a global": "'last' at",
    "a leak through a variable of an outer function": "'last' at",
}


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    assert mode.current() is None


def failure(source, folder):
    """The error of a program that stands in a file of its own, and the place of its marked line."""
    file = folder / "program.py"
    file.write_text(source)
    module = types.ModuleType("program")
    with pytest.raises(Exception) as e:  # noqa: PT011
        exec(compile(source, str(file), "exec"), module.__dict__)
    marked = 1 + next(i for i, line in enumerate(source.splitlines()) if line.endswith("#!"))
    return e.value, f"program.py:{marked}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_wrong_program_is_told_its_own_line_first(name, tmp_path):
    source, kind, sentence = PROGRAMS[name]
    error, place = failure(HEAD + source, tmp_path)
    text = str(error)
    assert isinstance(error, kind)
    assert sentence in text
    places = re.findall(r"[\w./<>]+\.py:\d+", text)
    assert places
    assert places[0].endswith(place), text
    assert not any("eagerflow" in p for p in places)


@pytest.mark.parametrize("name", KEPT)
def test_a_leak_names_the_function_its_line_and_the_container(name, tmp_path):
    error, _ = failure(HEAD + PROGRAMS[name][0], tmp_path)
    text = str(error)
    function = "call" if "attribute" in name else "f"
    assert f"it belongs to trace 1 of '{function}'" in text
    lines = (HEAD + PROGRAMS[name][0]).splitlines()
    made = 1 + next(i for i, line in enumerate(lines) if "x * 2.0" in line)
    assert f"program.py:{made}: {lines[made - 1].strip()}" in text
    assert f"it was kept in {KEPT[name]}" in text
    assert f"return it from '{function}'" in text


def test_a_tensor_as_a_bool_without_source_names_the_line(tmp_path):
    names = {"tf": ef}
    source = "def f(x):\n    y = x * 2.0\n    if y > 0.0:\n        return y\n    return x\n"
    exec(compile(source, "typed in", "exec"), names)
    with pytest.raises(TypeError, match="as a Python `bool` is not allowed") as e:
        ef.function(names["f"])(ef.constant(1.0))
    assert str(e.value).splitlines()[1].strip() == "at typed in:3"
    assert "tf.cond(pred, true_fn, false_fn)" in str(e.value)
    assert "the source of 'f' is not available" in str(e.value)
