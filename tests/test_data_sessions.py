"""Iterators of 1.x: in graphs, with a place of their own in each session."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf


@pytest.fixture
def sess():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def drained(session, element, feeds=None):
    found = []
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        while True:
            found.append(session.run(element, feeds))
    return found


def test_a_one_shot_iterator_goes_through_once(sess):
    dataset = tf.data.Dataset.from_tensor_slices(np.arange(3)).map(lambda x: x * 2).repeat(2)
    element = dataset.make_one_shot_iterator().get_next()
    assert element.shape == []
    assert drained(sess, element) == [0, 2, 4, 0, 2, 4]
    with tf.Session() as other:
        assert other.run(element) == 0


def test_a_one_shot_iterator_takes_constants_but_no_variables(sess):
    c = tf.constant([1, 2])
    element = tf.data.Dataset.from_tensor_slices(c).map(lambda x: x + c[0]).make_one_shot_iterator()
    assert drained(sess, element.get_next()) == [2, 3]
    v = tf.get_variable("v", [], tf.int32)
    with pytest.raises(ValueError, match="Use `make_initializable_iterator"):
        tf.data.Dataset.from_tensor_slices(c).map(lambda x: x + v).make_one_shot_iterator()


def test_placeholders_are_fed_to_the_initializer(sess):
    x, n = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.int64, [])
    v = tf.get_variable("v", [], initializer=tf.constant_initializer(3.0))
    dataset = tf.data.Dataset.from_tensor_slices((x, tf.range(tf.shape(x)[0])))
    dataset = dataset.map(lambda row, i: (row * v, i)).batch(n)
    iterator = dataset.make_initializable_iterator()
    rows, numbers = iterator.get_next()
    assert rows.shape.as_list() == [None, 2]
    sess.run(tf.global_variables_initializer())
    values = np.arange(6.0).reshape(3, 2)
    for size in (2, 3):
        sess.run(iterator.initializer, {x: values, n: size})
        found = drained(sess, [rows, numbers])
        np.testing.assert_array_equal(np.concatenate([r for r, _ in found]), values * 3)
        assert len(found) == -(-3 // size)


def test_functions_of_functions_use_tensors_of_the_graph(sess):
    n = tf.placeholder(tf.int64, [])
    dataset = tf.data.Dataset.range(n).flat_map(
        lambda k: tf.data.Dataset.range(k).map(lambda z: z + 10 * n)
    )
    iterator = tf.data.make_initializable_iterator(dataset)
    element = iterator.get_next()
    sess.run(iterator.initializer, {n: 3})
    assert drained(sess, element) == [30, 30, 31]


def test_one_iterator_serves_several_datasets(sess):
    iterator = tf.data.Iterator.from_structure(tf.int64, [])
    element = iterator.get_next()
    with pytest.raises(tf.errors.FailedPreconditionError, match="has not been initialized"):
        sess.run(element)
    first = iterator.make_initializer(tf.data.Dataset.range(2))
    second = iterator.make_initializer(tf.data.Dataset.range(5, 8))
    for start, wanted in ((first, [0, 1]), (second, [5, 6, 7]), (first, [0, 1])):
        sess.run(start)
        assert drained(sess, element) == wanted
    with pytest.raises(TypeError, match="Expected output types"):
        iterator.make_initializer(tf.data.Dataset.from_tensors(1.0))
    with pytest.raises(ValueError, match="does not have an initializer"):
        _ = iterator.initializer


def test_a_fed_handle_chooses_the_iterator(sess):
    one = tf.data.Dataset.range(3).make_one_shot_iterator()
    two = tf.data.Dataset.range(10, 13).make_one_shot_iterator()
    handle = tf.placeholder(tf.string, [])
    element = tf.data.Iterator.from_string_handle(
        handle, one.output_types, one.output_shapes
    ).get_next()
    a, b = sess.run([one.string_handle(), two.string_handle()])
    order = [sess.run(element, {handle: h}) for h in (a, b, b, a)]
    assert order == [0, 10, 11, 1]


def test_a_seeded_shuffle_is_the_same_in_every_session(sess):
    element = tf.data.Dataset.range(9).shuffle(9, seed=1).repeat(2).make_one_shot_iterator()
    element = element.get_next()
    first = drained(sess, element)
    with tf.Session() as other:
        assert drained(other, element) == first
    assert first[:9] != first[9:]


def test_sparse_elements_are_sparse_in_the_graph(sess):
    st = tf.SparseTensor([[0, 1], [2, 0]], [5, 6], [3, 2])
    dataset = tf.data.Dataset.from_sparse_tensor_slices(st)
    assert dataset.output_classes is tf.SparseTensor
    element = dataset.make_one_shot_iterator().get_next()
    dense = [sess.run(tf.sparse.to_dense(element)).tolist() for _ in range(3)]
    assert dense == [[0, 5], [0, 0], [6, 0]]


def test_structures_have_the_names_of_1_x():
    dataset = tf.data.Dataset.from_tensor_slices({"a": [1, 2]}).batch(2)
    assert isinstance(dataset, ef.data.Dataset)
    assert dataset.output_types == {"a": tf.int32}
    assert tf.data.get_output_shapes(dataset)["a"].as_list() == [None]
    assert repr(dataset).startswith("<DatasetV1Adapter shapes: {'a': ")


def test_eager_programs_of_1_x_iterate():
    iterator = tf.data.Dataset.range(2).make_one_shot_iterator()
    assert [int(iterator.get_next()), int(iterator.get_next())] == [0, 1]
    with pytest.raises(RuntimeError, match="not supported in eager mode"):
        tf.data.make_initializable_iterator(tf.data.Dataset.range(2))
    with tf.Graph().as_default(), pytest.raises(RuntimeError, match=r"__iter__\(\) is only"):
        iter(tf.data.Dataset.range(2))


def test_what_a_session_gives_may_be_changed(sess):
    dataset = tf.data.Dataset.from_tensors(np.ones(3)).repeat(3)
    iterator = dataset.make_one_shot_iterator()
    handle = tf.placeholder(tf.string, [])
    same = tf.data.Iterator.from_string_handle(handle, tf.float64, [3]).get_next()
    element, name = iterator.get_next(), sess.run(iterator.string_handle())
    for fetch in (element, same, element):
        value = sess.run(fetch, {handle: name})
        assert value.tolist() == [1.0, 1.0, 1.0]
        value *= 5


def test_files_are_listed_and_read_in_a_graph(sess, tmp_path):
    (tmp_path / "a.csv").write_text("n\n1\n2\n")
    pattern = str(tmp_path / "*.csv")
    lines = tf.data.Dataset.list_files(pattern).flat_map(tf.data.TextLineDataset)
    assert drained(sess, lines.make_one_shot_iterator().get_next()) == [b"n", b"1", b"2"]
    fed = tf.placeholder(tf.string, [])
    iterator = tf.data.Dataset.list_files(fed).make_initializable_iterator()
    element = iterator.get_next()
    sess.run(iterator.initializer, {fed: pattern})
    assert drained(sess, element) == [pattern.replace("*", "a").encode()]
    batches = tf.data.experimental.make_csv_dataset(pattern, 2, num_epochs=1, shuffle=False)
    assert sess.run(batches.make_one_shot_iterator().get_next())["n"].tolist() == [1, 2]


def test_generators_and_random_numbers_work_in_sessions(sess):
    def generate():
        yield from ([i, i] for i in range(3))

    dataset = tf.data.Dataset.from_generator(generate, tf.float32, [2])
    element = dataset.map(lambda x: x + tf.random.uniform([2])).make_one_shot_iterator().get_next()
    found = np.array(drained(sess, element))
    assert np.floor(found).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert len(set((found - np.floor(found)).ravel())) > 3
