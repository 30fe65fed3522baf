"""Convolutions by machine code give what matrix products give, and touch only their own memory."""

import ctypes
import math
import mmap
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eagerflow as ef
from eagerflow import compat
from eagerflow.backend import direct_conv, native, native_conv, pool
from eagerflow.ops.conv import kernels as conv_kernels
from eagerflow.ops.conv.kernels import Sweep
from tests.oracles import conv

v1 = compat.v1
_draw = np.random.default_rng(0)


def take_all(monkeypatch, vectors=None):
    """Machine code is taken for everything, with vectors of this machine or the given ones."""
    if native.vectors() is None:
        pytest.skip("llvmlite is not installed, or the processor has no fitting instructions")
    if vectors is not None:
        monkeypatch.setattr(native, "vectors", lambda: vectors)
    monkeypatch.setattr(direct_conv, "_PRODUCTS", 0)
    monkeypatch.setattr(direct_conv, "_WASTE", dict.fromkeys(direct_conv._WASTE, math.inf))
    native_conv.best_tile.cache_clear()


@pytest.fixture(autouse=True)
def forget_tiles():
    yield
    native_conv.best_tile.cache_clear()


@pytest.fixture
def direct(monkeypatch):
    take_all(monkeypatch)


@pytest.fixture(params=[None, native.Vectors(16, 32), native.Vectors(8, 16), native.Vectors(4, 32)])
def on_any_machine(request, monkeypatch):
    take_all(monkeypatch, request.param)
    monkeypatch.setattr(direct_conv, "_BLOCK", 300)  # several pieces, bands and steps


def numbers(*shape):
    return _draw.normal(size=shape).astype(np.float32)


@st.composite
def convolutions(draw):
    """Shapes of images and filters, and how they move."""
    few = st.integers(1, 3)
    sides = [(draw(st.integers(1, 20)), draw(st.integers(1, 5))) for _ in (0, 1)]
    strides, dilations = (tuple(draw(few) for _ in (0, 1)) for _ in (0, 1))
    pads = []
    for (size, k), d in zip(sides, dilations, strict=True):
        missing = max(d * (k - 1) + 1 - size, 0)
        pads.append((draw(st.integers(0, 4)) + missing, draw(st.integers(0, 4))))
    groups, channels = draw(st.integers(1, 2)), draw(st.integers(1, 9))
    results = groups * draw(st.sampled_from([1, 2, 7, 16, 19, 40]))
    x = (draw(few), *(size for size, _ in sides), groups * channels)
    w = (*(k for _, k in sides), channels, results)
    return x, w, Sweep(strides, dilations, tuple(pads))


def all_three(x, w, g, sweep):
    """The results of a convolution, and its two gradients."""
    return (
        conv_kernels.correlate(np, x, w, sweep),
        conv_kernels.input_gradient(np, x.shape, w, g, sweep),
        conv_kernels.filter_gradient(np, x, w.shape, g, sweep),
    )


def with_gradients_seeds(x, w, sweep):
    """Images, filters and gradients of the results, of the given shapes."""
    windows = [conv_kernels._windows(x[1 + a], w[a], sweep, a) for a in (0, 1)]
    return numbers(*x), numbers(*w), numbers(x[0], *windows, w[3])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(convolutions())
def test_machine_code_gives_what_matrix_products_give(on_any_machine, case) -> None:
    x, w, g = with_gradients_seeds(*case)
    wide = all_three(*(a.astype(np.float64) for a in (x, w, g)), case[2])
    for found, expected in zip(all_three(x, w, g, case[2]), wide, strict=True):
        assert found.dtype == np.float32
        scale = max(abs(expected).max(initial=0), 1)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=2e-6 * scale)


@given(convolutions())
def test_gradients_of_images_by_phases_are_those_tap_by_tap(case) -> None:
    (n, rows, columns, _), w, sweep = case
    x = n, rows, columns, w[2]
    _, w, g = (a.astype(np.float64) for a in with_gradients_seeds(x, w, sweep))
    found = conv_kernels._by_phases(np, x, w, g, sweep)
    np.testing.assert_allclose(found, conv_kernels._scatter(np, x, w, g, sweep), atol=1e-10)


def test_gradients_of_images_without_pixels_are_empty() -> None:
    pads = [[0, 0], [2, 2], [1, 1], [0, 0]]
    x, w = ef.zeros([2, 0, 5, 3]), ef.ones([3, 3, 3, 4])
    with ef.GradientTape() as tape:
        tape.watch((x, w))
        y = ef.nn.conv2d(x, w, 1, pads)
    dx, dw = tape.gradient(y, (x, w))
    assert (y.shape, dx.shape) == ((2, 2, 5, 4), (2, 0, 5, 3))
    np.testing.assert_array_equal(dw, np.zeros((3, 3, 3, 4)))


@pytest.mark.parametrize(("channels", "results"), [(3, 5), (16, 3), (20, 33)])
@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("padding", ["SAME", "VALID", "EXPLICIT"])
def test_convolutions_agree_with_their_definition(
    direct, channels, results, layout, padding
) -> None:
    turn = (0, 1, 2, 3) if layout == "NHWC" else (0, 3, 1, 2)
    sides = [[0, 0], [2, 1], [0, 3], [0, 0]]
    pads = [sides[i] for i in turn]
    explicit = tuple(np.ravel(pads).tolist()) if padding == "EXPLICIT" else ()
    strides = tuple((1, 2, 1, 1)[i] for i in turn)
    how = (strides, padding, explicit, (1, 1, 1, 1), layout)
    x, w = numbers(2, 9, 11, channels).transpose(turn), numbers(3, 2, channels, results)
    with ef.GradientTape() as tape:
        inputs = ef.constant(x), ef.constant(w)
        tape.watch(inputs)
        y = ef.nn.conv2d(*inputs, strides, pads if explicit else padding, layout)
    g = numbers(*y.shape)
    dx, dw = tape.gradient(y, inputs, output_gradients=ef.constant(g))
    x, w, g = (a.astype(np.float64) for a in (x, w, g))
    expected = (
        conv.conv2d(x, w, *how),
        conv.conv2d_input_gradient(x.shape, w, g, *how),
        conv.conv2d_filter_gradient(x, w.shape, g, *how),
    )
    for found, right in zip((y, dx, dw), expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-4)


def test_bits_do_not_depend_on_the_number_of_threads(direct, monkeypatch) -> None:
    sweep = Sweep((1, 1), (1, 1), ((2, 2), (2, 2)))
    for x, w in (((9, 14, 14, 8), (5, 5, 8, 24)), ((30, 6, 6, 1), (3, 3, 1, 4))):
        arrays = with_gradients_seeds(x, w, sweep)
        found = []
        for threads in (1, 2, 7, 7):
            monkeypatch.setattr(pool, "_cpus", lambda threads=threads: threads)
            found.append([a.tobytes() for a in all_three(*arrays, sweep)])
        assert found[1:] == found[:1] * 3


def test_functions_and_sessions_give_the_bits_of_eager_execution(direct) -> None:
    x, w = numbers(3, 12, 10, 5), numbers(3, 3, 5, 17)

    def loss(x, w):
        return ef.reduce_sum(ef.sin(ef.nn.conv2d(x, w, [1, 2], "SAME")))

    def gradients(x, w):
        with ef.GradientTape() as tape:
            tape.watch((x, w))
            y = loss(x, w)
        return [y, *tape.gradient(y, (x, w))]

    eager = [t.numpy() for t in gradients(ef.constant(x), ef.constant(w))]
    traced = ef.function(gradients)(ef.constant(x), ef.constant(w))
    with v1.Graph().as_default(), v1.Session() as session:
        fed = v1.placeholder(ef.float32, x.shape), v1.placeholder(ef.float32, w.shape)
        y = loss(*fed)
        ran = session.run([y, *v1.gradients(y, fed)], dict(zip(fed, (x, w), strict=True)))
    for a, b, c in zip(eager, traced, ran, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


def test_long_sums_lose_no_more_digits_than_matrix_products(direct, monkeypatch) -> None:
    sweep = Sweep((1, 1), (1, 1), ((1, 1), (1, 1)))
    arrays = with_gradients_seeds((16, 24, 24, 32), (3, 3, 32, 32), sweep)
    right = all_three(*(a.astype(np.float64) for a in arrays), sweep)
    found = all_three(*arrays, sweep)
    monkeypatch.setattr(direct_conv, "_PRODUCTS", math.inf)
    plain = all_three(*arrays, sweep)
    for f, p, r in zip(found, plain, right, strict=True):
        assert np.square(f - r).sum() <= 4 * np.square(p - r).sum()
        assert not np.array_equal(f, p)


@pytest.mark.parametrize("missing", ["llvmlite", "instructions"])
def test_without_llvmlite_matrix_products_do_the_same(monkeypatch, missing) -> None:
    name = "_machine" if missing == "llvmlite" else "vectors"
    native.vectors.cache_clear()
    monkeypatch.setattr(native, name, lambda: None)
    native_conv.best_tile.cache_clear()
    x, w = numbers(32, 28, 28, 8), numbers(3, 3, 8, 16)
    sweep = Sweep((1, 1), (1, 1), ((0, 0), (0, 0)))
    assert math.prod(w.shape) * 32 * 26 * 26 > direct_conv._PRODUCTS
    assert direct_conv.correlate(x, w, 26, 26, sweep) is None
    y = ef.nn.conv2d(x, w, 1, "VALID")
    np.testing.assert_allclose(
        y, conv_kernels.correlate(np, x.astype(float), w.astype(float), sweep), rtol=1e-4, atol=1e-4
    )
    monkeypatch.undo()
    native.vectors.cache_clear()


def test_what_is_small_or_of_another_kind_is_left_to_matrix_products() -> None:
    sweep = Sweep((1, 1), (1, 1), ((0, 0), (0, 0)))
    x, w = numbers(32, 28, 28, 16), numbers(3, 3, 16, 16)
    assert direct_conv.correlate(x[:1], w, 26, 26, sweep) is None
    assert direct_conv.correlate(x.astype(float), w.astype(float), 26, 26, sweep) is None
    assert direct_conv.correlate(x, numbers(1, 1, 16, 512), 28, 28, sweep) is None
    if native.vectors() is not None:
        assert direct_conv.correlate(x, w, 26, 26, sweep) is not None


class Guarded:
    """NumPy, with new arrays that have memory which must not be touched before or behind them."""

    def __init__(self, at_end):
        self.at_end = at_end
        self.protect = ctypes.CDLL(None, use_errno=True).mprotect
        self.protect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int

    def __getattr__(self, name):
        return getattr(np, name)

    def empty(self, shape, dtype):
        page, size = mmap.PAGESIZE, math.prod(shape) * np.dtype(dtype).itemsize
        room = -(-size // page) * page
        memory = mmap.mmap(-1, room + 2 * page)
        at = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        for guard in (at, at + page + room):
            assert self.protect(guard, page, 0) == 0
        start = page + (room - size if self.at_end else 0)
        out = np.frombuffer(memory, dtype, math.prod(shape), start).reshape(shape)
        out[...] = np.nan
        return out

    def zeros(self, shape, dtype):
        out = self.empty(shape, dtype)
        out[...] = 0
        return out

    def like(self, a):
        out = self.empty(a.shape, a.dtype)
        out[...] = a
        return out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="protects pages by mprotect")
@pytest.mark.parametrize("at_end", [True, False])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(convolutions())
def test_no_memory_beside_the_arrays_is_touched(on_any_machine, monkeypatch, at_end, case) -> None:
    guarded = Guarded(at_end)
    monkeypatch.setattr(direct_conv, "np", guarded)
    arrays = [guarded.like(a) for a in with_gradients_seeds(*case)]
    for found in all_three(*arrays, case[2]):
        assert np.isfinite(found).all()
