"""`print` and `Print`: what they write, when, and where."""

import sys

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


def printed(capsys, *inputs, **options):
    ef.print(*inputs, output_stream=sys.stdout, **options)
    return capsys.readouterr().out


# What TensorFlow 2.21 prints.
@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ((ef.range(20),), "[0 1 2 ... 17 18 19]"),
        (("a", 3, None, 1e-10), "a 3 None 1e-10"),
        ((ef.constant([1.0, 2.5]), ef.constant(True), ef.constant("x")), '[1 2.5] 1 "x"'),
        ((ef.constant([[b"a", b"b"]]),), '[["a" "b"]]'),
        ((ef.constant(0.1), ef.constant(3.14159265), ef.constant(1e-10)), "0.1 3.14159274 1e-10"),
        ((ef.ones([2, 2]),), "[[1 1]\n [1 1]]"),
        (([ef.constant(1)], {"k": ef.constant("s")}), "[1] {'k': \"s\"}"),
        ((ef.zeros([0]), ef.Variable(2.0)), "[] 2"),
    ],
)
def test_values_are_printed_as_tensorflow_prints_them(capsys, inputs, text):
    assert printed(capsys, *inputs) == text + "\n"


def test_large_arrays_are_shortened_along_every_axis(capsys):
    line = "[1 1 1 ... 1 1 1]"
    expected = f"[{line}\n {line}\n {line}\n ...\n {line}\n {line}\n {line}]\n"
    assert printed(capsys, ef.ones([8, 8])) == expected
    assert printed(capsys, ef.range(5), summarize=1, end="|", sep="") == "[0 ... 4]|"
    assert printed(capsys, ef.range(8), summarize=-1) == "[0 1 2 3 4 5 6 7]\n"


def test_it_writes_to_the_standard_error_to_files_and_to_objects(capsys, tmp_path):
    ef.print("x")
    assert capsys.readouterr().err == "x\n"
    path = tmp_path / "out.txt"
    ef.print("a", output_stream=f"file://{path}")
    ef.print("b", output_stream=f"file://{path}")
    assert path.read_text() == "a\nb\n"
    with pytest.raises(ValueError, match="Unknown output stream"):
        ef.print("a", output_stream="nowhere")


def test_functions_print_at_every_call_in_the_order_of_the_program(capsys):
    @ef.function
    def f(x):
        ef.print("first", x)
        y = x + 1
        ef.print("then", y)
        return y

    for n in (1, 2):
        f(ef.constant(n))
    assert capsys.readouterr().err == "first 1\nthen 2\nfirst 2\nthen 3\n"
    assert len(f.traces) == 1


def test_sessions_print_when_the_operation_runs(capsys):
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(ef.float32, [None])
        op = v1.print("x =", x)
        y = v1.Print(x * 2.0, [x, "q"], message="m: ", first_n=2, summarize=2)
        for _ in range(3):
            np.testing.assert_array_equal(session.run(y, {x: [1.0, 2.0, 3.0]}), [2, 4, 6])
        assert capsys.readouterr().err == "m: [1 2...][q]\n" * 2
        session.run(op, {x: [5.0]})
    assert capsys.readouterr().err == "x = [5]\n"


def test_gradients_flow_through_the_print_of_1x():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = v1.Print(x * x, [], first_n=0)
    assert tape.gradient(y, x).numpy() == 4.0
