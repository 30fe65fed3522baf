"""Tensors of objects of other classes, made by functions that are registered."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow.core import conversions


class Length:
    def __init__(self, metres):
        self.metres = metres


class Height(Length):
    pass


def of_length(value, dtype=None, name=None, as_ref=False):
    return ef.constant(value.metres, dtype)


@pytest.fixture(autouse=True)
def registry():
    before = list(conversions.registered)
    ef.register_tensor_conversion_function(Length, of_length)
    yield
    conversions.registered[:] = before


def test_objects_are_taken_wherever_tensors_are():
    assert ef.convert_to_tensor(Length(2), ef.float64).dtype is ef.float64
    np.testing.assert_array_equal(ef.add(Length([1.0, 2.0]), 1.0), [2, 3])
    assert (ef.constant(1.0) + Length(2.0)).numpy() == 3
    assert ef.reduce_sum(Height([1.0, 2.0])).numpy() == 3
    np.testing.assert_array_equal(ef.stack([Length(1.0), Height(2.0)]), [1, 2])
    assert ef.function(lambda: ef.square(Length(3.0)))().numpy() == 9
    with tf.Graph().as_default(), tf.Session() as sess:
        assert sess.run(tf.convert_to_tensor(Length(5.0))) == 5


def test_low_priorities_come_first_and_may_pass():
    ef.register_tensor_conversion_function(Height, lambda v, **k: NotImplemented, priority=1)
    assert ef.convert_to_tensor(Height(2.0)).numpy() == 2
    ef.register_tensor_conversion_function(Length, lambda v, **k: ef.constant(-1.0), priority=50)
    assert ef.convert_to_tensor(Height(2.0)).numpy() == -1


def test_what_a_function_returns_is_checked():
    ef.register_tensor_conversion_function(Height, lambda v, **k: 5, priority=1)
    with pytest.raises(RuntimeError, match="returned non-Tensor: 5"):
        ef.convert_to_tensor(Height(2.0))
    ef.register_tensor_conversion_function(Length, lambda v, **k: ef.constant(1), priority=2)
    with pytest.raises(RuntimeError, match="requested = float32, actual = int32"):
        ef.convert_to_tensor(Length(2.0), ef.float32)


@pytest.mark.parametrize(
    ("base", "function", "message"),
    [
        (3, of_length, "must be a type or a tuple of types. Obtained: 3"),
        (int, of_length, "Cannot register conversions for Python numeric types"),
        ((Length, np.ndarray), of_length, "Cannot register conversions for Python numeric types"),
        (Length, 3, "`conversion_func` must be callable. Received 3"),
    ],
)
def test_what_can_not_be_registered_is_refused(base, function, message):
    with pytest.raises(TypeError, match=message):
        tf.register_tensor_conversion_function(base, function)


def test_objects_of_other_classes_are_refused_as_before():
    with pytest.raises(TypeError, match="with an unsupported type"):
        ef.convert_to_tensor(object())


def test_tensors_in_a_list_are_cast_to_the_dtype_asked_for():
    i, n, f = ef.constant(1), ef.constant(2, ef.int64), ef.constant(2.0)
    assert ef.convert_to_tensor([i, n], ef.int64).numpy().tolist() == [1, 2]
    assert ef.convert_to_tensor([i, i], ef.float32).dtype is ef.float32
    assert ef.convert_to_tensor([f, f], ef.int32).dtype is ef.int32
    with pytest.raises(ef.errors.InvalidArgumentError, match="expected to be a int32 tensor"):
        ef.convert_to_tensor([i, n])
    assert ef.reshape(ef.ones(4), [f, f, 1, 1]).shape == [2, 2, 1, 1]
    assert ef.reshape(ef.ones(4), [n, i + 1]).shape == [2, 2]


def test_truth_values_become_numbers_where_numbers_are_asked_for():
    assert ef.convert_to_tensor(np.array([True, False]), ef.float32).numpy().tolist() == [1, 0]


def test_an_array_of_bfloat16_becomes_other_floats():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    ones = np.ones(2, ml_dtypes.bfloat16)
    assert ef.convert_to_tensor(ones, ef.float32).numpy().tolist() == [1, 1]
    with pytest.raises(TypeError, match="dtype int32"):
        ef.convert_to_tensor(ones, ef.int32)
