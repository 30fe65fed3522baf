"""IndexedSlices: gradients of gathers stay sparse in every mode, and turn dense where asked to."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

TABLE = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def dense(slices):
    return ef.convert_to_tensor(slices).numpy()


def test_the_gradient_of_a_gather_has_the_rows_that_were_taken():
    table = ef.Variable(TABLE)
    with ef.GradientTape() as tape:
        y = 2.0 * ef.gather(table, [[2, 0], [2, 2]])
    g = tape.gradient(y, table)
    assert isinstance(g, ef.IndexedSlices)
    assert g.indices.numpy().tolist() == [2, 0, 2, 2]
    assert g.values.shape == (4, 2)
    assert g.dense_shape.numpy().tolist() == [3, 2]
    assert (g.shape, g.dtype) == ((3, 2), ef.float32)
    np.testing.assert_array_equal(dense(g), [[2, 2], [0, 0], [6, 6]])


def test_two_gathers_give_slices_and_a_dense_use_gives_a_tensor():
    table = ef.Variable(TABLE)
    with ef.GradientTape(persistent=True) as tape:
        twice = ef.reduce_sum(ef.gather(table, [0])) + ef.reduce_sum(
            ef.gather(table, ef.constant([1], ef.int64))
        )
        mixed = ef.reduce_sum(ef.gather(table, [0])) + ef.reduce_sum(table)
    g = tape.gradient(twice, table)
    assert g.indices.numpy().tolist() == [1, 0]  # the sweep goes from last to first
    np.testing.assert_array_equal(tape.gradient(mixed, table).numpy(), [[2, 2], [1, 1], [1, 1]])


def test_ops_before_the_gather_get_a_dense_gradient():
    x = ef.constant(TABLE)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.gather(ef.tanh(x) * 2.0, [1, 1])
    expected = np.zeros((3, 2), np.float32)
    expected[1] = 4 / np.cosh(np.float32(TABLE[1])) ** 2
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), expected, rtol=1e-3)


def test_identity_passes_slices_on():
    x = ef.constant(TABLE)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.gather(ef.identity(x), [1])
    assert isinstance(tape.gradient(y, x), ef.IndexedSlices)


def test_other_axes_and_batches_have_dense_gradients():
    x = ef.constant(TABLE)
    for options in ({"axis": 1}, {"axis": 1, "batch_dims": 1}):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.gather(x, [[0], [1], [0]] if "batch_dims" in options else [0], **options)
        assert isinstance(tape.gradient(y, x), ef.Tensor)


def test_functions_give_slices_inside_and_outside_of_the_tape():
    table = ef.Variable(TABLE)

    @ef.function
    def look_up(rows):
        return ef.gather(table, rows)

    @ef.function
    def gradient(rows):
        with ef.GradientTape() as tape:
            y = ef.gather(table, rows)
        return tape.gradient(y, table)

    rows = ef.constant([1, 1])
    with ef.GradientTape() as tape:
        y = look_up(rows)
    for g in (tape.gradient(y, table), gradient(rows)):
        assert isinstance(g, ef.IndexedSlices)
        np.testing.assert_array_equal(dense(g), [[0, 0], [2, 2], [0, 0]])


def test_symbolic_gradients_are_slices_too():
    with v1.Graph().as_default(), v1.Session() as session:
        table, rows = v1.placeholder(ef.float32, [None, 2]), v1.placeholder(ef.int32, [None])
        (g,) = v1.gradients(v1.gather(table, rows), [table])
        assert isinstance(g, v1.IndexedSlices)
        found = session.run(v1.convert_to_tensor(g), {table: TABLE, rows: [2]})
    np.testing.assert_array_equal(found, [[0, 0], [0, 0], [1, 1]])


def test_slices_are_differentiated_again():
    x = ef.constant(TABLE)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = ef.gather(x, [1]) ** 3
        g = inner.gradient(y, x)
    np.testing.assert_array_equal(dense(outer.gradient(g, x)), [[0, 0], [18, 24], [0, 0]])


def test_slices_go_in_and_out_of_functions_and_are_told_apart_by_spec():
    @ef.function
    def both(g):
        return -g, ef.convert_to_tensor(g)

    one = ef.IndexedSlices([[1.0, 2.0]], [1], [3, 2])
    opposite, whole = both(one)
    assert isinstance(opposite, ef.IndexedSlices)
    np.testing.assert_array_equal(dense(opposite), -whole.numpy())
    both(ef.IndexedSlices([[3.0, 4.0]], [0], [3, 2]))
    assert len(both.traces) == 1
    spec = ef.type_spec_from_value(one)
    assert spec == ef.IndexedSlicesSpec([3, 2], ef.float32, ef.int32, ef.int32, [1])
    assert both.get_concrete_function(spec) is both.get_concrete_function(one)


def test_slices_without_a_shape_cannot_become_a_tensor():
    with pytest.raises(ValueError, match="without dense_shape"):
        ef.convert_to_tensor(ef.IndexedSlices([1.0], [0]))


def test_type_specs_merge_and_compare():
    a, b = ef.TensorSpec([2, 3]), ef.TensorSpec([2, 4])
    assert a.most_specific_compatible_type(b) == ef.TensorSpec([2, None])
    vague = ef.TensorSpec([2, None])
    assert a.is_subtype_of(vague)
    assert not vague.is_subtype_of(a)
    assert a.is_compatible_with(np.zeros((2, 3), np.float32))
    assert not a.is_compatible_with("text")
    with pytest.raises(ValueError, match="No TypeSpec is compatible"):
        a.most_specific_compatible_type(ef.TensorSpec([2, 3], ef.int32))


def test_a_cast_keeps_the_rows():
    found = ef.cast(ef.IndexedSlices(ef.ones([2, 3]), [0, 2], [4, 3]), ef.float64)
    assert isinstance(found, ef.IndexedSlices)
    assert found.dtype is ef.float64
    np.testing.assert_array_equal(found.indices, [0, 2])


def test_what_can_become_a_tensor_is_none_yet():
    class Later:
        def __tf_tensor__(self, dtype=None, name=None):
            return ef.constant(1.0)

    slices = ef.IndexedSlices(ef.ones([2, 3]), [0, 2], [4, 3])
    assert [ef.is_tensor(v) for v in (Later(), slices, ef.Variable(1.0))] == [False, True, True]
    assert (ef.constant(2.0) * Later()).numpy() == 2.0
