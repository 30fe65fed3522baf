"""The faster ways for large arrays give what the plain kernels give."""

import threading

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.backend import native_cells, native_rows, pool, row_kernels
from eagerflow.ops.nn.lstm import lstm_grad, lstm_sequence

_draw = np.random.default_rng(0)


@pytest.fixture(params=["NumPy", "native"])
def large(request, monkeypatch):
    """Everything counts as large, and is done by NumPy in blocks or by machine code."""
    if request.param == "native":
        if native_rows.kernel("layer_norm", "float32") is None:
            pytest.skip("llvmlite is not installed")
    else:
        for module in (native_rows, native_cells):
            monkeypatch.setattr(module, "kernel", lambda name, dtype: None)
    monkeypatch.setattr(pool, "_cpus", lambda: 3)
    monkeypatch.setattr(row_kernels, "_BLOCK", 64)

    def switch(on):
        monkeypatch.setattr(row_kernels, "LARGE", 1 if on else 1 << 60)

    return switch


def both(large, function, *arrays):
    """Results and gradients, by the plain kernels and by the faster ones."""
    found = []
    for on in (False, True):
        large(on)
        tensors = [ef.constant(a) for a in arrays]
        with ef.GradientTape() as tape:
            tape.watch(tensors)
            out = function(*tensors)
        seed = ef.constant(np.cos(np.arange(out.numpy().size)).reshape(out.shape), out.dtype)
        gradients = tape.gradient(out, tensors, output_gradients=seed)
        found.append([out.numpy(), *(ef.convert_to_tensor(g).numpy() for g in gradients)])
    return found


def check(large, function, *arrays, rtol=None, atol=None):
    for dtype, tolerance in ((np.float32, 2e-5), (np.float64, 2e-13)):
        plain, fast = both(large, function, *(a.astype(dtype) for a in arrays))
        for p, f in zip(plain, fast, strict=True):
            assert f.dtype == dtype
            np.testing.assert_allclose(
                f, p, rtol=tolerance, atol=tolerance * max(1, abs(p).max(initial=0))
            )


SIZES = [(1, 1), (3, 5), (17, 64), (9, 203), (50, 131)]


@pytest.mark.parametrize("shape", SIZES)
def test_layer_normalization_of_large_arrays(large, shape):
    def norm(x, gamma, beta):
        return ef.nn.layer_normalization(x, gamma, beta, epsilon=0.01)

    n = shape[1]
    check(large, norm, _draw.normal(2, 3, shape), _draw.normal(size=n), _draw.normal(size=n))


def test_normalization_over_several_axes_and_without_parameters(large):
    x = _draw.normal(size=(7, 3, 25))
    check(large, lambda x: ef.nn.layer_normalization(x, axis=[1, 2], epsilon=0.01), x)
    check(large, lambda x: ef.nn.rms_normalization(x, epsilon=0.01), x)
    check(large, lambda x: ef.nn.layer_normalization(x, axis=1, epsilon=0.01), x)


@pytest.mark.parametrize("shape", SIZES)
def test_cross_entropies_of_large_arrays(large, shape):
    classes = _draw.integers(0, shape[1], shape[0])
    labels = _draw.uniform(size=shape)
    loss = ef.nn.sparse_softmax_cross_entropy_with_logits
    x = _draw.normal(0, 10, shape)
    check(large, lambda x: loss(classes, x), x)
    check(large, ef.nn.softmax_cross_entropy_with_logits, labels, x)


def test_extreme_logits_give_what_they_should(large):
    large(True)
    x = np.zeros((3, 40), np.float32)
    x[0, 1:], x[1, 7], x[2, 3] = -np.inf, 1000, np.nan
    loss = ef.nn.sparse_softmax_cross_entropy_with_logits([0, 7, 0], x).numpy()
    np.testing.assert_array_equal(loss, [0, 0, np.nan])


def test_exponentials_of_native_code_are_right_to_the_last_digits():
    run = native_rows.kernel("log_total", "float64")
    if run is None:
        pytest.skip("llvmlite is not installed")
    for dtype, ulps in ((np.float32, 2), (np.float64, 3)):
        x = -np.linspace(0, 80, 4001).astype(dtype)
        rows = np.stack([np.zeros_like(x), x], axis=1)  # its total is 1 + exp(x)
        only = np.stack([np.full_like(x, 0), x], axis=1)
        w = np.ones(len(x), dtype)
        y = np.empty_like(only)
        soft = native_rows.kernel("scaled_softmax", np.dtype(dtype).name)
        soft(
            only.ctypes.data, w.ctypes.data, w.ctypes.data, only.ctypes.data, y.ctypes.data,
            len(x), 2, 0,
        )  # fmt: skip
        wide = rows[:, 1].astype(np.longdouble)
        expected = (np.exp(wide) / (1 + np.exp(wide))).astype(dtype)
        assert np.all(abs(y[:, 1] - expected) <= ulps * np.spacing(expected))


@pytest.mark.parametrize("inner", [4, 33])
def test_gradients_of_gathers_add_the_rows_in_their_order(large, inner):
    ids = np.concatenate([_draw.integers(0, 40, 300), np.full(90, 7)])
    values = _draw.normal(size=(40, inner))
    for dtype in (np.float32, np.float64):
        plain, fast = both(large, lambda x: ef.gather(x, ids), values.astype(dtype))
        for p, f in zip(plain, fast, strict=True):
            np.testing.assert_array_equal(p, f)


@pytest.mark.parametrize("n", [1, 63, 64, 1000, 4097])
def test_running_sums_of_long_vectors(large, n):
    x = _draw.normal(size=n)
    check(large, ef.cumsum, x)
    check(large, lambda x: ef.cumsum(x, exclusive=True, reverse=True), x)


def test_the_bits_do_not_depend_on_the_number_of_threads(large, monkeypatch):
    large(True)
    x, gamma = _draw.normal(size=(61, 50)).astype("f"), _draw.normal(size=50).astype("f")
    found = []
    for cpus in (1, 2, 5):
        monkeypatch.setattr(pool, "_cpus", lambda cpus=cpus: cpus)
        tensors = [ef.constant(x), ef.constant(gamma)]
        with ef.GradientTape() as tape:
            tape.watch(tensors)
            y = ef.nn.layer_normalization(*tensors)
        found.append([y.numpy(), *(g.numpy() for g in tape.gradient(y, tensors))])
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_an_error_in_one_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(pool, "_cpus", lambda: 3)

    def work(i):
        if i == 4:
            raise ValueError("four")

    with pytest.raises(ValueError, match="four"):
        pool.each(work, 9)


def test_work_is_done_once_each_by_several_threads(monkeypatch):
    monkeypatch.setattr(pool, "_cpus", lambda: 3)
    done, seen = [], set()
    gate = threading.Barrier(3, timeout=20)

    def work(i):
        if i < 3:
            gate.wait()
        seen.add(threading.get_ident())
        done.append(i)

    pool.each(work, 20)
    assert sorted(done) == list(range(20))
    assert len(seen) == 3


def lstm_inputs(steps, batch, depth, units):
    draw = _draw.standard_normal
    return (
        draw((steps, batch, depth)), draw((depth + units, 4 * units)), draw(4 * units),
        draw((batch, units)), draw((batch, units)),
    )  # fmt: skip


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (5, 3, 4, 21), (3, 2, 4, 70), (0, 2, 3, 4)])
@pytest.mark.parametrize("which", range(3))
def test_long_short_term_memory_of_large_arrays(large, sizes, which):
    check(large, lambda *inputs: lstm_sequence(inputs, 0.5)[which], *lstm_inputs(*sizes))


@pytest.mark.parametrize("of_gates", [True, False])
def test_gradients_of_long_short_term_memory_of_large_arrays(large, of_gates):
    draw = _draw.standard_normal
    shapes = [(5, 3, 19), (5, 3, 19), (5, 3, 76), (5, 3, 76), (5, 3, 19), (3, 19), (19, 76)]
    arrays = [draw(s) / 4 for s in shapes]
    for which in range(3):
        check(large, lambda *inputs, n=which: lstm_grad(inputs, of_gates)[n], *arrays)


def test_machine_code_has_the_hyperbolic_tangent_of_numpy_near_zero_and_far_away(large):
    large(True)
    puts = np.concatenate([10.0 ** -np.arange(30), [0.62, 0.625, 0.63, 3, 20, 100, 1000, np.inf]])
    puts = np.concatenate([puts, -puts, [0.0]])
    for dtype, tolerance in ((np.float32, 3e-7), (np.float64, 1e-15)):
        n = len(puts)
        bias = np.zeros((4, n))
        bias[0], bias[1], bias[3] = np.inf, puts, np.inf  # i and o are 1, so that h = tanh(c)
        arrays = [np.zeros((1, 1, 1)), np.zeros((1 + n, 4 * n)), bias.ravel(), *np.zeros((2, 1, n))]
        h, c, _ = lstm_sequence([ef.constant(a.astype(dtype)) for a in arrays], 0.0)
        np.testing.assert_allclose(c[0, 0], np.tanh(puts.astype(dtype)), tolerance)
        np.testing.assert_allclose(h[0, 0], np.tanh(np.tanh(puts.astype(dtype))), 2 * tolerance)
