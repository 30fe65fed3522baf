"""The class SparseTensor: what it checks, how it passes through functions, tapes and sessions."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


def example():
    return ef.SparseTensor([[0, 1], [1, 2]], [2.0, 3.0], [2, 3])


def test_its_parts_are_tensors_and_its_shape_is_known():
    s = example()
    assert [t.dtype for t in (s.indices, s.values, s.dense_shape)] == [
        ef.int64,
        ef.float32,
        ef.int64,
    ]
    assert (s.shape, s.get_shape(), s.dtype) == ([2, 3], [2, 3], ef.float32)
    assert ef.is_tensor(s)
    assert [int(ef.size(s)), int(ef.rank(s))] == [6, 2]
    assert ef.shape(s).numpy().tolist() == [2, 3]


@pytest.mark.parametrize(
    "parts", [([[0, 1]], [1.0], [2]), ([[0, 1], [0, 2]], [1.0], [2, 2]), ([0, 1], [1.0], [2])]
)
def test_parts_that_do_not_fit_together_are_refused(parts):
    with pytest.raises(ValueError, match=r"not compatible|must have rank 2"):
        ef.SparseTensor(*parts)


def test_functions_of_one_tensor_work_on_the_values():
    s = example()
    np.testing.assert_array_equal(ef.square(s).values, [4, 9])
    assert ef.cast(s, ef.int32).dtype is ef.int32
    np.testing.assert_array_equal((s * [[1.0, 2, 3], [4, 5, 6]]).values, [4, 18])
    np.testing.assert_array_equal((s / 2.0).values, [1, 1.5])


@pytest.mark.parametrize(
    "use", [ef.convert_to_tensor, ef.reduce_sum, lambda s: s + s, lambda s: -s, lambda s: s * s]
)
def test_where_a_dense_tensor_is_needed_it_is_refused(use):
    with pytest.raises(TypeError):
        use(example())


def test_it_goes_in_and_out_of_functions_with_its_shape():
    @ef.function
    def double(s):
        assert s.shape == [2, 3]
        return {"twice": s * 2.0}

    twice = double(example())["twice"]
    assert isinstance(twice, ef.SparseTensor)
    np.testing.assert_array_equal(twice.values, [4, 6])
    spec = ef.SparseTensorSpec([2, 3])
    assert ef.type_spec_from_value(example()) == spec
    assert double.get_concrete_function(spec) is double.get_concrete_function(example())

    @ef.function(input_signature=[ef.SparseTensorSpec([None, None])])
    def any_size(s):
        return s.values

    any_size(example())
    any_size(ef.SparseTensor([[0, 0]], [1.0], [1, 1]))
    assert len(any_size.traces) == 1


def test_gradients_flow_through_its_values():
    s = example()
    with ef.GradientTape() as tape:
        tape.watch(s)
        y = ef.reduce_sum((s * 3.0).values ** 2)
    g = tape.gradient(y, s)
    assert isinstance(g, ef.SparseTensor)
    np.testing.assert_array_equal(g.values, [36, 54])


def test_sessions_feed_and_fetch_it():
    with v1.Graph().as_default(), v1.Session() as session:
        s = v1.SparseTensor(
            v1.placeholder(ef.int64, [None, 2]),
            v1.placeholder(ef.float32, [None]),
            v1.placeholder(ef.int64, [2]),
        )
        value = v1.SparseTensorValue([[0, 0]], [1.0], [2, 2])
        found = session.run({"s": s * 2.0}, {s: value})["s"]
    assert isinstance(found, v1.SparseTensorValue)
    np.testing.assert_array_equal(found.values, [2])
    np.testing.assert_array_equal(found.dense_shape, [2, 2])


def test_nests_take_it_apart_when_asked_to():
    assert len(ef.nest.flatten([example()])) == 1
    assert len(ef.nest.flatten([example()], expand_composites=True)) == 3


def test_values_of_sessions_become_sparse_tensors():
    s = v1.convert_to_tensor_or_sparse_tensor(v1.SparseTensorValue([[0]], [1.0], [2]))
    assert isinstance(s, ef.SparseTensor)
    assert isinstance(v1.convert_to_tensor_or_sparse_tensor([1.0]), ef.Tensor)
    with pytest.raises(RuntimeError, match="Sparse dtype mismatch"):
        v1.convert_to_tensor_or_sparse_tensor(s, ef.int32)
