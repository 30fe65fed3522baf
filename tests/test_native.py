"""Functions with `jit_compile=True` against eager code: every op, random programs, edge cases."""

import numpy as np
import pytest
from hypothesis import given, settings

import eagerflow as ef
from eagerflow.core.tensor import wrap
from eagerflow.graph.native import lowering, segments
from eagerflow.graph.native.prims import DTYPES
from tests.contract import OPS, Leaves, dtype_calls
from tests.test_modes_agree import inputs_of, orders, programs, sizes

pytest.importorskip("llvmlite", reason="machine code is made with llvmlite")

# Relative errors that machine code may make in one op, and in a program of a few dozen.
ONE_OP = {"float32": 2e-6, "float64": 1e-14}
PROGRAM = 2e-4


@pytest.fixture(autouse=True)
def _everything_native(monkeypatch):
    """Single small steps are made machine code too, which is not worth it otherwise."""
    monkeypatch.setattr(segments, "_FEW", 0)
    monkeypatch.setattr(segments, "_SMALL", 0)


def native(fn):
    return ef.function(fn, jit_compile=True, autograph=False)


def parts(function, *arguments):
    """The segments of the plan that a call runs."""
    concrete = function.get_concrete_function(*arguments)
    ((plan, _),) = concrete._callee._plans.values()
    return plan.rewrite.segments


def assert_close(got, expected, rtol):
    got, expected = got.numpy(), expected.numpy()
    assert got.dtype == expected.dtype
    assert got.shape == expected.shape
    if got.dtype.kind != "f":
        np.testing.assert_array_equal(got, expected)
        return
    got, expected = got.astype(np.float64), expected.astype(np.float64)
    size = np.abs(expected[np.isfinite(expected)]).max(initial=0)
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=rtol * size)


# ---------------------------------------------------------------------------------- one op

LOWERED = [op for op in OPS if op.definition.lower or op.type in lowering.RULES]


@pytest.mark.parametrize("op", LOWERED, ids=repr)
def test_an_op_agrees_with_its_kernel(op):
    done = 0
    for dtype, call in dtype_calls(op):
        if dtype is None or dtype.name not in DTYPES:
            continue
        leaves = Leaves(op, call)
        tensors = [wrap(np.array(a)) for a in leaves.arrays]

        def run(*values, leaves=leaves):
            made = leaves.rebuild(values)
            return op.call(*made.args, **made.kwargs)

        function = native(run)
        got, expected = function(*tensors), run(*tensors)
        tolerance = max(ONE_OP.get(dtype.name, 0), 0)
        for a, b in zip(ef.nest.flatten(got), ef.nest.flatten(expected), strict=True):
            assert_close(a, b, tolerance)
        done += sum(len(s.programs) for s in parts(function, *tensors) if not s.refused)
    assert done, "no call of the samples ran as machine code"


# --------------------------------------------------------------------------- whole programs


@settings(max_examples=25, deadline=None)
@given(programs, sizes, sizes, orders)
def test_programs_agree_with_eager_code(program, first, second, order):
    arrays = inputs_of([first, second], order)
    tensors = [wrap(a) for a in arrays]
    expected = program(*tensors)
    for a, b in zip(native(program)(*tensors), expected, strict=True):
        assert_close(a, b, PROGRAM)


@settings(max_examples=15, deadline=None)
@given(programs, sizes, sizes, orders)
def test_gradients_of_programs_agree_with_eager_code(program, first, second, order):
    tensors = [wrap(a) for a in inputs_of([first, second], order)]

    def run(*xs):
        with ef.GradientTape() as tape:
            tape.watch(xs)
            out = program(*xs)
        return tape.gradient(out, xs, unconnected_gradients="zero")

    for a, b in zip(native(run)(*tensors), run(*tensors), strict=True):
        assert_close(a, b, PROGRAM)
