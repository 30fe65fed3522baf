"""Shapes with sizes that are `Dimension` objects, as after `disable_v2_behavior`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import eagerflow.compat.v1 as tf


@pytest.fixture(autouse=True)
def sizes_of_1x() -> Iterator[None]:
    tf.disable_v2_tensorshape()
    with tf.Graph().as_default():
        yield
    tf.enable_v2_tensorshape()


def test_a_size_has_its_value() -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    assert x.shape[1].value == 3
    assert x.get_shape()[0].value is None
    assert [d.value for d in x.shape] == [None, 3]
    assert x.shape[1] == 3
    assert x.shape.as_list() == [None, 3]
    assert x.shape[1:] == [3]
    tf.enable_v2_tensorshape()
    assert x.shape[1] == 3
    assert x.shape[0] is None


def test_behavior_of_1x_has_such_sizes_and_that_of_2x_has_not() -> None:
    tf.disable_v2_behavior()
    assert isinstance(tf.TensorShape([2])[0], tf.Dimension)
    tf.enable_v2_tensorshape()
    assert tf.TensorShape([2])[0] == 2
    assert not isinstance(tf.TensorShape([2])[0], tf.Dimension)


def test_sizes_make_tensors_and_shapes() -> None:
    x = tf.placeholder(tf.float32, [4, 3])
    rows, columns = x.shape
    made = [
        tf.reshape(x, [columns, rows]),
        tf.zeros([rows, columns * 2]),
        tf.stack([rows, 5]),
        tf.get_variable("w", [columns, 2]),
        tf.tile(x[:1], [rows, 1]),
        x * tf.cast(columns, tf.float32),
        tf.range(columns),
    ]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = session.run(made, {x: np.ones([4, 3])})
    assert [a.shape for a in found] == [(3, 4), (4, 6), (2,), (3, 2), (4, 3), (4, 3), (3,)]
    assert found[2].tolist() == [4, 5]
    assert found[5][0, 0] == 3
    with pytest.raises(TypeError, match="unknown Dimension"):
        tf.stack([tf.placeholder(tf.float32, [None]).shape[0], 5])


def test_operations_with_unknown_sizes_do_not_mind() -> None:
    x = tf.placeholder(tf.float32, [None, 4])
    sparse = tf.sparse_placeholder(tf.float32, [None, 4])
    weights = tf.get_variable("weights", [4])
    made = [
        tf.layers.dense(x, 2),
        tf.layers.flatten(x),
        tf.sparse_tensor_dense_matmul(sparse, tf.ones([4, 2])),
        tf.signal.rfft(x),
        tf.signal.dct(x),
        tf.signal.fftshift(x),
        tf.nn.moments(x, [0])[0],
        tf.gradients(tf.reduce_sum(x**2.0), x)[0],
        tf.hessians(tf.reduce_sum(weights**2.0), weights)[0],
    ]
    dataset = tf.data.Dataset.from_tensor_slices((x, tf.range(tf.shape(x)[0]))).batch(2)
    iterator = tf.data.make_initializable_iterator(dataset)
    rows, places = iterator.get_next()
    feeds = {x: np.ones([3, 4]), sparse: tf.SparseTensorValue([[0, 1]], [2.0], [3, 4])}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert len(session.run(made, feeds)) == len(made)
        session.run(iterator.initializer, feeds)
        assert session.run([rows, places])[1].tolist() == [0, 1]


def test_a_sparse_placeholder_takes_its_shape_from_a_tensor() -> None:
    sparse = tf.sparse_placeholder(tf.float32, tf.constant([3, 4], tf.int64))
    assert sparse.shape.as_list() == [3, 4]
    unknown = tf.sparse_placeholder(tf.float32, tf.placeholder(tf.int64, [2]))
    assert unknown.shape.as_list() == [None, None]
