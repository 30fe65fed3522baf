"""Errors: their classes, what their text holds and in which order, and what tracebacks show."""

import copy
import inspect
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors, sites

ROOT = Path(__file__).parents[1]

CODES = {
    "CancelledError": 1, "UnknownError": 2, "InvalidArgumentError": 3, "DeadlineExceededError": 4,
    "NotFoundError": 5, "AlreadyExistsError": 6, "PermissionDeniedError": 7,
    "ResourceExhaustedError": 8, "FailedPreconditionError": 9, "AbortedError": 10,
    "OutOfRangeError": 11, "UnimplementedError": 12, "InternalError": 13, "UnavailableError": 14,
    "DataLossError": 15, "UnauthenticatedError": 16,
}  # fmt: skip


# --- classes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CODES)
def test_the_classes_of_tensorflow_are_there_with_their_codes(name):
    cls = getattr(ef.errors, name)
    assert issubclass(cls, ef.errors.OpError)
    e = cls(None, None, "what went wrong")
    assert (e.message, str(e), e.error_code, e.op, e.node_def) == (
        "what went wrong", "what went wrong", CODES[name], None, None,
    )  # fmt: skip


def test_1x_programs_find_the_classes_too():
    assert v1.OpError is ef.errors.OpError
    assert v1.errors.InvalidArgumentError is ef.errors.InvalidArgumentError


def test_wrong_shapes_are_both_what_eager_and_what_graph_code_catches():
    for cls in (ValueError, ef.errors.InvalidArgumentError, ef.errors.OpError):
        with pytest.raises(cls):
            ef.ones([2]) + ef.ones([3])


def test_wrong_dtypes_are_both_what_eager_and_what_graph_code_catches():
    for cls in (TypeError, ef.errors.InvalidArgumentError, ef.errors.OpError):
        with pytest.raises(cls):
            ef.ones([2]) + ef.ones([2], ef.int32)


def test_errors_can_be_pickled_and_copied():
    with pytest.raises(ValueError, match="Incompatible") as e:
        ef.ones([2]) + ef.ones([3])
    for again in (pickle.loads(pickle.dumps(e.value)), copy.copy(e.value)):
        assert type(again) is type(e.value)
        assert str(again) == str(e.value)


# --- text ----------------------------------------------------------------------------------------


def test_the_first_line_is_the_sentence_and_the_second_the_line_of_the_user():
    with pytest.raises(ValueError, match="Incompatible") as e:
        ef.ones([2, 3]) + ef.ones([4])
    line = inspect.currentframe().f_lineno - 1
    assert str(e.value).split("\n") == [
        "Incompatible shapes: [2,3] vs. [4] [Op:AddV2]",
        f"  at tests/test_errors.py:{line}: ef.ones([2, 3]) + ef.ones([4])",
        "  x: float32 [2,3]",
        "  y: float32 [4]",
    ]


def test_the_open_name_scope_is_told():
    with v1.Graph().as_default(), v1.name_scope("layer"), v1.name_scope("inner"):
        with pytest.raises(ValueError, match="in scope layer/inner/"):
            ef.ones([2]) + ef.ones([3])


def helper(x):
    return x + ef.ones([3])


def test_the_line_is_the_innermost_of_the_user():
    with pytest.raises(ValueError, match=f"test_errors.py:{inspect.getsourcelines(helper)[1] + 1}"):
        helper(ef.ones([2]))


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "@", ">", "**", "//", "%"])
def test_operators_name_the_line_too(operator):
    with pytest.raises(ValueError, match=r"(?s)at .*float32 \[2,3\].*float32 \[4,5\]"):
        eval(f"x {operator} y", {"x": ef.ones([2, 3]), "y": ef.ones([4, 5])})


def test_long_operands_are_cut():
    with pytest.raises((TypeError, ValueError)) as e:
        ef.constant(1) + "a" * 100_000
    assert len(str(e.value)) < 2_000


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g: g.get_operation_by_name("nope"),
        lambda g: g.get_tensor_by_name("nope:0"),
    ],
)
def test_key_errors_are_printed_with_real_line_ends(wrong):
    with v1.Graph().as_default() as g:
        ef.constant(1.0)
        with pytest.raises(KeyError) as e:
            wrong(g)
    assert "\\n" not in str(e.value)
    assert str(e.value).startswith("The name 'nope")


def test_the_text_is_made_once_for_nested_operations():
    f = ef.function(lambda x: ef.matmul(x, x))
    g = ef.function(lambda x: f(x) + 1.0)
    with pytest.raises(ValueError, match="Matrix size-incompatible") as e:
        g(ef.ones([2, 3]))
    assert str(e.value).count("Matrix size-incompatible") == 1
    assert str(e.value).count("\n  at ") == 1


def test_code_without_a_file_is_named_by_what_there_is():
    scope = {"ef": ef}
    with pytest.raises(ValueError, match=r"at .*<string>:2"):
        exec("\nef.ones([2]) + ef.ones([3])", scope)


# --- tracebacks ----------------------------------------------------------------------------------


def frames(e):
    return [f.filename for f in traceback.extract_tb(e.__traceback__)]


def test_no_frame_of_the_library_is_shown():
    with pytest.raises(ValueError, match="Incompatible") as e:
        ef.ones([2]) + ef.ones([3])
    shown = frames(e.value)
    assert shown[0] == __file__
    assert len([f for f in shown if f"{os.sep}eagerflow{os.sep}" in f]) <= 2


PROGRAM = """
import eagerflow as ef
def user_function(x):
    return x + ef.ones([3])
user_function(ef.ones([2]))
"""


def run_program(**env):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr


def test_a_user_sees_the_own_lines_and_the_sentence():
    text = run_program()
    assert "Incompatible shapes: [2] vs. [3] [Op:AddV2]" in text
    assert "line 4, in user_function" in text
    assert "During handling" not in text
    assert len(text.splitlines()) < 20


def test_the_whole_traceback_can_be_asked_for():
    assert len(run_program(EAGERFLOW_TRACEBACK="full")) > len(run_program())
    assert "dispatch.py" in run_program(EAGERFLOW_TRACEBACK="full")


def test_the_cause_is_kept():
    def fail():
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        ef.Variable(fail)


# --- sites ---------------------------------------------------------------------------------------


def test_a_site_is_the_line_of_the_caller():
    site = sites.user_site()
    assert site.line == inspect.currentframe().f_lineno - 1
    assert site.text == "site = sites.user_site()"
    assert site.filename == __file__
    assert site.place.endswith(f"test_errors.py:{site.line}")


def test_make_composes_all_parts_in_order():
    e = errors.make(
        ef.errors.NotFoundError, "First.", op="X", scope="a/b/", operands=["x: 1", "y: 2"],
        cause="why", fix="how",
    )  # fmt: skip
    lines = str(e).split("\n")
    assert lines[0] == "First. [Op:X]"
    assert lines[1].startswith("  at ")
    assert lines[2:] == ["  in scope a/b/", "  x: 1", "  y: 2", "  Cause: why", "  Fix: how"]


# --- values that are no numbers are no errors ----------------------------------------------------


@pytest.mark.filterwarnings("error")
def test_overflow_and_division_by_zero_are_silent_in_every_mode():
    def f(x):
        return ef.exp(x * 1000.0), 1.0 / (x * 0.0), ef.sqrt(-x), ef.math.log(-x)

    x = ef.ones([3])
    with np.errstate(all="raise"):
        for got in (f(x), ef.function(f)(x)):
            assert np.isinf(got[0].numpy()).all()
            assert np.isnan(got[2].numpy()).all()
        with v1.Graph().as_default():
            fetches = f(ef.ones([3]))
            with v1.Session() as sess:
                assert np.isinf(sess.run(fetches)[0]).all()


def test_errors_have_tensorflows_codes_and_survive_pickling():
    e = ef.errors.NotFoundError(None, None, "no such file")
    assert (e.error_code, str(e)) == (ef.errors.NOT_FOUND, "no such file")
    again = pickle.loads(pickle.dumps(e))
    assert (type(again), again.message) == (ef.errors.NotFoundError, "no such file")
    assert ef.errors.OpError(None, None, "m", 3).error_code == ef.errors.INVALID_ARGUMENT
    codes = v1.errors
    for cls in (ef.errors.CancelledError, ef.errors.UnauthenticatedError):
        code = codes.error_code_from_exception_type(cls)
        assert codes.exception_type_from_error_code(code) is cls
    assert codes.error_code_from_exception_type(ef.errors.OpError) == ef.errors.UNKNOWN
