"""Ragged tensors do what TensorFlow does with them, and fit into tapes, functions and sessions."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eagerflow as ef
import eagerflow.compat.v1 as tf
from tests.goldens import make_ragged

STORED = json.loads(make_ragged.STORED.read_text())
ROWS = st.lists(st.lists(st.integers(-9, 9), max_size=4), max_size=5)


def test_every_expression_is_stored():
    assert list(STORED) == make_ragged.EXPRESSIONS
    assert len(STORED) > 250


@pytest.mark.parametrize("expression", STORED)
def test_expressions_give_what_tensorflow_gives(expression):
    expected = STORED[expression]
    found = make_ragged.outcome(expression, make_ragged.values(ef))
    assert json.loads(json.dumps(found)) == expected


@given(ROWS)
def test_forms_lead_back_to_the_rows(rows):
    rt = ef.ragged.constant(rows, ef.int32, ragged_rank=1)
    flat = [x for row in rows for x in row]
    assert rt.to_list() == rows
    ids = [i for i, row in enumerate(rows) for _ in row]
    R = ef.RaggedTensor
    for made in (
        R.from_row_lengths(flat, [len(r) for r in rows]),
        R.from_value_rowids(flat, ids, len(rows)),
        R.from_row_splits(flat, rt.row_splits),
        R.from_row_starts(flat, rt.row_starts()),
        R.from_sparse(rt.to_sparse()),
        R.from_tensor(rt.to_tensor(), lengths=rt.row_lengths()),
    ):
        assert made.to_list() == rows


@given(ROWS, st.integers(-5, 5), st.integers(-5, 5), st.sampled_from([1, 2, -1, -2]))
def test_slices_are_those_of_lists(rows, start, stop, step):
    rt = ef.ragged.constant(rows, ef.int32, ragged_rank=1)
    key = slice(start, stop, step)
    assert rt[key].to_list() == rows[key]
    assert rt[:, key].to_list() == [row[key] for row in rows]


@given(ROWS)
def test_reductions_are_those_of_lists(rows):
    rt = ef.ragged.constant(rows, ef.int32, ragged_rank=1)
    assert ef.reduce_sum(rt, 1).numpy().tolist() == [sum(r) for r in rows]
    assert ef.concat([rt, rt * 2], 1).to_list() == [r + [2 * x for x in r] for r in rows]


def test_functions_take_and_give_ragged_tensors():
    traces = []

    @ef.function
    def doubled(rt):
        traces.append(1)
        return rt * 2, ef.reduce_sum(rt, 1)

    for rows in ([[1.0], [2.0, 3.0]], [[1.0, 2.0], []], [[], [4.0]]):
        rt = ef.ragged.constant(rows, ef.float32, ragged_rank=1)
        twice, sums = doubled(rt)
        assert twice.to_list() == [[2 * x for x in r] for r in rows]
        assert sums.numpy().tolist() == [sum(r) for r in rows]
    assert len(traces) <= 3


def test_a_spec_lets_one_trace_take_all_rows():
    traces = []

    @ef.function(input_signature=[ef.RaggedTensorSpec([None, None], ef.int32)])
    def widths(rt):
        traces.append(1)
        return rt.row_lengths()

    assert widths(ef.ragged.constant([[1], [2, 3]])).numpy().tolist() == [1, 2]
    assert widths(ef.ragged.constant([[1, 2, 3]])).numpy().tolist() == [3]
    assert len(traces) == 1


def test_sessions_give_values_of_ragged_tensors():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.int32, [None])
        rt = tf.RaggedTensor.from_row_splits(x, [0, 2, 2, 3])
        value = sess.run(rt + 1, {x: [1, 2, 3]})
    assert value.to_list() == [[2, 3], [], [4]]
    assert value.row_splits.tolist() == [0, 2, 2, 3]


def test_embeddings_of_ragged_ids_have_gradients_of_rows():
    table = ef.Variable(np.arange(8, dtype=np.float32).reshape(4, 2))
    ids = ef.ragged.constant([[0, 3], [3]])
    with ef.GradientTape() as tape:
        rows = ef.nn.embedding_lookup(table, ids)
        loss = ef.reduce_sum(ef.reduce_sum(rows, 1))
    g = tape.gradient(loss, table)
    assert isinstance(g, ef.IndexedSlices)
    assert ef.convert_to_tensor(g).numpy().tolist() == [[1, 1], [0, 0], [0, 0], [2, 2]]


def test_rows_that_do_not_match_are_named():
    a, b = ef.ragged.constant([[1], [2, 3]]), ef.ragged.constant([[1, 2], [3]])
    with pytest.raises(ef.errors.InvalidArgumentError, match="the rows differ in length"):
        a + b


def test_what_needs_equal_rows_says_how_to_get_them():
    rt = ef.ragged.constant([[1.0, 2.0], [3.0]])
    for call in (
        lambda: ef.convert_to_tensor(rt),
        lambda: ef.matmul(rt, [[1.0]]),
        lambda: ef.sort(rt),
    ):
        with pytest.raises(TypeError, match="Attempt to convert a value") as caught:
            call()
        assert "rt.to_tensor()" in str(caught.value)


@pytest.mark.parametrize("key", [True, 1.5, "a", np.array([0, 1]), np.array(1.0)])
def test_keys_that_are_no_row_numbers_are_refused(key):
    rt = ef.ragged.constant([[1, 2], [3]])
    with pytest.raises(TypeError, match="slice index must be an integer"):
        rt[key]
    with pytest.raises(TypeError, match="slice index must be an integer"):
        rt[rt > 1]


def test_softmax_is_that_of_each_row():
    rows = [[1.0, 2.0], [], [1000.0, 999.0, 0.0]]
    rt = ef.ragged.constant(rows, ef.float64)
    for row, found in zip(rows, ef.nn.softmax(rt).to_list(), strict=True):
        np.testing.assert_allclose(found, ef.nn.softmax(ef.constant(row, ef.float64)), rtol=1e-12)
    deep = ef.ragged.stack([rt, rt])
    assert ef.nn.softmax(deep)[1].to_list() == ef.nn.softmax(rt).to_list()
    with ef.GradientTape() as tape:
        tape.watch(rt)
        y = ef.nn.softmax(rt)[0, 0]
    p = np.exp(1) / (np.exp(1) + np.exp(2))
    np.testing.assert_allclose(tape.gradient(y, rt).to_list()[0], [p * (1 - p), -p * (1 - p)])
