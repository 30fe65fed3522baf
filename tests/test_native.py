"""Functions with `jit_compile=True` against eager code: every op, random programs, edge cases."""

import logging

import numpy as np
import pytest
from hypothesis import given, settings

import eagerflow as ef
from eagerflow.backend import native_objects, native_runtime
from eagerflow.core.tensor import wrap
from eagerflow.graph.native import lowering, segments
from eagerflow.graph.native.prims import DTYPES
from tests.contract import OPS, Leaves, dtype_calls
from tests.test_modes_agree import inputs_of, orders, programs, sizes
from tests.ulps import FUNCTIONS, LIMITS, worst

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
        for a, b in zip(ef.nest.flatten(got), ef.nest.flatten(expected), strict=True):
            assert_close(a, b, ONE_OP.get(dtype.name, 0))
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


def test_a_network_is_one_call():
    w = [ef.Variable(np.full((8, 8), 0.1 * k, np.float32)) for k in range(1, 4)]
    x = wrap(np.linspace(-1, 1, 40, dtype=np.float32).reshape(5, 8))

    def step(x):
        with ef.GradientTape() as tape:
            h = x
            for v in w:
                h = ef.tanh(h @ v)
            loss = ef.reduce_mean(h * h)
        return loss, *tape.gradient(loss, w)

    function = native(step)
    for a, b in zip(function(x), step(x), strict=True):
        assert_close(a, b, 1e-5)
    (segment,) = parts(function, x)
    report = function.explain()
    assert f"segment 1: {len(segment.steps)} steps in one native call" in report
    assert "8 matrix products" in report
    assert "ReadVariableOp has an effect" in report


def test_training_is_that_of_eager_code():
    x = wrap(np.random.default_rng(0).standard_normal((64, 20)).astype(np.float32))
    labels = wrap(np.arange(64, dtype=np.int32) % 5)

    def trained(make):
        w = ef.Variable(np.full((20, 5), 0.01, np.float32))
        b = ef.Variable(np.zeros(5, np.float32))
        optimizer = ef.optimizers.Adam(0.05)

        def step():
            with ef.GradientTape() as tape:
                loss = ef.reduce_mean(
                    ef.nn.sparse_softmax_cross_entropy_with_logits(labels, x @ w + b)
                )
            optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
            return loss

        run = make(step)
        losses = [run().numpy() for _ in range(20)]
        return losses, w.numpy(), b.numpy()

    for got, expected in zip(trained(native), trained(lambda f: f), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-5)


def test_a_label_that_is_no_class_is_refused_as_in_eager_code():
    loss = native(lambda y, x: ef.nn.sparse_softmax_cross_entropy_with_logits(y, x))
    logits = wrap(np.zeros((2, 3), np.float32))
    assert loss(wrap(np.array([0, 2], np.int32)), logits).shape == (2,)
    with pytest.raises(ef.errors.InvalidArgumentError, match="label value of 3"):
        loss(wrap(np.array([0, 3], np.int32)), logits)


# ------------------------------------------------------------------------------- edge cases


@pytest.mark.parametrize("shape", [(0,), (1,), (15,), (17,), (0, 3), (3, 0), (1, 1), (33, 7)])
def test_odd_sizes(shape):
    x = wrap(np.random.default_rng(1).standard_normal(shape).astype(np.float32))

    def run(x):
        return ef.exp(x) * 2.0, ef.reduce_sum(x, 0), ef.reduce_sum(x, -1), ef.reduce_sum(x)

    for a, b in zip(native(run)(x), run(x), strict=True):
        assert_close(a, b, 1e-5)


def test_special_numbers():
    edge = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 3e38, -3e38, 1.0, -1.0, 2.0, 0.5]
    x, y = (wrap(a.ravel()) for a in np.meshgrid(*[np.array(edge, np.float32)] * 2))

    def run(x, y):
        return (
            ef.maximum(x, y), ef.minimum(x, y), x / y, x * y, x**y, ef.nn.relu(x), ef.sign(x),
            ef.where(x > y, x, y), ef.math.is_nan(x), ef.math.is_finite(x), x == y, x != y,
            ef.reduce_max(ef.reshape(x, [13, 13]), 1), ef.reduce_min(ef.reshape(x, [13, 13]), 0),
        )  # fmt: skip

    for a, b in zip(native(run)(x, y), run(x, y), strict=True):
        assert_close(a, b, 1e-6)


def test_arrays_in_another_order_and_views():
    a = np.random.default_rng(2).standard_normal((6, 7)).astype(np.float32)
    function = native(lambda x: ef.exp(x) + ef.transpose(ef.transpose(x)))
    for view in (np.asfortranarray(a), a[::-1, ::2].copy()[::-1], a[:, ::2]):
        expected = np.exp(view) + view
        np.testing.assert_allclose(function(wrap(view)).numpy(), expected, rtol=1e-5)


def test_long_sums_have_the_same_bits_every_time_and_few_errors():
    a = np.random.default_rng(3).random((1500, 1000)).astype(np.float32)
    x = wrap(a)
    function = native(lambda x: (ef.reduce_sum(x), ef.reduce_sum(x, 0), ef.reduce_sum(x, 1)))
    first = [t.numpy().copy() for t in function(x)]
    for axis, got in zip((None, 0, 1), first, strict=True):
        np.testing.assert_allclose(got, a.astype(np.float64).sum(axis), rtol=3e-6)
    for _ in range(5):
        assert all((t.numpy() == f).all() for t, f in zip(function(x), first, strict=True))


def test_results_that_are_kept_stay_what_they_are():
    function = native(lambda x: x * 2.0 + 1.0)
    inputs = [np.full(5000, k, np.float32) for k in range(6)]
    kept = [function(wrap(a)) for a in inputs]
    views = [t.numpy()[1:] for t in kept]
    del kept
    function(wrap(inputs[0]))
    assert all((v == 2.0 * k + 1.0).all() for k, v in enumerate(views))


def test_sizes_that_vary_need_no_new_code():
    spec = [ef.TensorSpec([None, 8], ef.float32)]

    @ef.function(input_signature=spec, jit_compile=True)
    def run(x):
        return ef.nn.softmax(ef.reshape(x * 2.0, [ef.shape(x)[0] * 2, -1]))

    def expected(a):
        e = np.exp(a.reshape(-1, 4) * 2)
        return e / e.sum(1, keepdims=True)

    for n in (3, 5, 30):
        a = np.random.default_rng(n).standard_normal((n, 8)).astype(np.float32)
        np.testing.assert_allclose(run(wrap(a)).numpy(), expected(a), rtol=1e-5)
    (segment,) = parts(run, *spec)
    names = {tuple(s.name for s in p.steps) for p in segment.programs.values()}
    assert len(segment.programs) == 3
    assert len(names) == 1


# -------------------------------------------------------------------------- functions and code


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_keep_their_promises(name, dtype):
    error, at = worst(name, dtype, 20)
    assert error <= LIMITS[name][dtype == "float64"], f"{error} units at {at}"


def test_code_is_kept_on_disk_and_damage_is_repaired(tmp_path, monkeypatch):
    monkeypatch.setenv("EAGERFLOW_CACHE", str(tmp_path))
    text = "define double @half(double %x) {\n %y = fmul double %x, 0.5\n ret double %y\n}"

    def load():
        native_objects._loaded.clear()
        return native_objects.library("a test", lambda: text)

    assert not load().from_disk
    assert load().from_disk
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert not load().from_disk
    assert load().from_disk
    file.write_bytes(b"")
    assert load().address("half")


def test_without_llvm_functions_run_as_others_do(monkeypatch, caplog):
    monkeypatch.setattr(native_runtime, "runtime", lambda: None)
    segments._told.clear()
    x = wrap(np.arange(4000, dtype=np.float32))
    with caplog.at_level(logging.INFO, "eagerflow"):
        for _ in range(2):
            assert (native(lambda x: x * 3.0)(x).numpy() == x.numpy() * 3).all()
    assert [r.message for r in caplog.records if "eagerflow[jit]" in r.message]
    assert sum("eagerflow[jit]" in r.message for r in caplog.records) == 1
