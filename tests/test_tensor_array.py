"""Lists of tensors that loops fill, and functions of the rows of tensors."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from tests.modes import everywhere

X = np.array([0.3, -0.7, 1.2])


def test_an_array_grows_if_it_may():
    def f(n):
        ta = ef.TensorArray(ef.int32, size=0, dynamic_size=True)
        ta = ef.while_loop(lambda i, a: i < n, lambda i, a: (i + 1, a.write(i, i * i)), (0, ta))[1]
        return ta.stack(), ta.size()

    found = everywhere(f, np.int32(4))
    assert found[0].tolist() == [0, 1, 4, 9]
    assert found[1] == 4


def test_an_array_in_pieces():
    def f(x):
        ta = ef.TensorArray(ef.float64, size=3, infer_shape=False).split(x, [1, 0, 2])
        rows = ef.TensorArray(ef.float64, size=4).scatter([3, 0], ef.stack([x, x * 2.0]))
        rows = rows.write(1, x).write(2, x)
        return ta.concat(), ta.read(2), rows.gather([0, 3])

    joined, piece, gathered = everywhere(f, X)
    np.testing.assert_array_equal(joined, X)
    np.testing.assert_array_equal(piece, X[1:])
    np.testing.assert_array_equal(gathered, [X * 2, X])


def test_what_an_array_refuses():
    ta = ef.TensorArray(ef.float32, size=2)
    with pytest.raises(
        errors.OutOfRangeError, match="Tried to write to index 2 but array is not r"
    ):
        ta.write(2, 1.0)
    with pytest.raises(errors.InvalidArgumentError, match="trying to write dtype int32"):
        ta.write(0, ef.constant(1))
    ta = ta.write(0, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"Inconsistent shapes: saw \[3\] but expected \[2\]"):
        ta.write(1, [1.0, 2.0, 3.0])
    assert ta.stack().numpy().tolist() == [[1.0, 2.0], [0.0, 0.0]]
    ta.read(0)
    with pytest.raises(errors.InvalidArgumentError, match="Could not read index 0 twice"):
        ta.read(0)
    with pytest.raises(ValueError, match="Cannot unstack 3 tensors into a TensorArray"):
        ef.TensorArray(ef.float32, size=2).unstack([1.0, 2.0, 3.0])
    with pytest.raises(errors.InvalidArgumentError, match="never written, at index 1"):
        ef.TensorArray(ef.float32, size=2).read(1)
    with pytest.raises(ValueError, match="Size must be provided"):
        ef.TensorArray(ef.float32)


def test_an_array_passes_in_and_out_of_functions():
    @ef.function
    def f(ta):
        return ta.write(1, ta.read(0) * 2.0)

    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(ef.TensorArray(ef.float32, size=2).write(0, x)).stack()
    assert y.numpy().tolist() == [3.0, 6.0]
    assert tape.gradient(y, x).numpy() == 3.0


def test_older_versions_of_a_list_keep_their_items():
    @ef.function
    def f():
        a = ef.TensorArray(ef.int32, size=2).write(0, 1)
        b = a.write(0, 2)
        c = a.write(1, 3)
        return a.stack(), b.stack(), c.stack()

    assert [t.numpy().tolist() for t in f()] == [[1, 0], [2, 0], [1, 3]]


# --- mapping -------------------------------------------------------------------------------------


def test_nests_are_mapped_and_scanned():
    def f(x):
        mapped = ef.map_fn(
            lambda t: {"sum": t[0] + t[1], "neg": -t[0]},
            (x, x * 2.0),
            fn_output_signature={"sum": ef.float64, "neg": ef.TensorSpec([], ef.float64)},
        )
        pairs = ef.scan(
            lambda a, b: (a[0] + b, a[1] * b), x, initializer=(0.0 * x[0], 1.0 + 0.0 * x[0])
        )
        return mapped, pairs, ef.scan(lambda a, b: a + b, x, reverse=True)

    mapped, pairs, back = everywhere(f, X)
    np.testing.assert_allclose(mapped["sum"], X * 3)
    np.testing.assert_allclose(mapped["neg"], -X)
    np.testing.assert_allclose(pairs[0], np.cumsum(X))
    np.testing.assert_allclose(pairs[1], np.cumprod(X))
    np.testing.assert_allclose(back, np.cumsum(X[::-1])[::-1])


def test_rows_of_an_unknown_number_are_mapped():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [None, 2])
        y = v1.map_fn(lambda r: ef.reduce_sum(r), x)
        with v1.Session() as sess:
            assert sess.run(y, {x: [[1, 2], [3, 4]]}).tolist() == [3.0, 7.0]
            assert sess.run(y, {x: np.zeros((0, 2))}).tolist() == []
