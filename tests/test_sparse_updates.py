"""Optimizers change just the rows that were looked up."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow.ops.arrays.slices import IndexedSlices

IDS = [1, 4, 1, 0]
SCALE = np.arange(1, 13, dtype=np.float32).reshape(4, 3) / 7
START = np.linspace(-1, 1, 18, dtype=np.float32).reshape(6, 3)

MAKERS = {
    "SGD": lambda: ef.optimizers.SGD(0.5),
    "momentum": lambda: ef.optimizers.SGD(0.5, momentum=0.9, nesterov=True),
    "Adam": lambda: ef.optimizers.Adam(0.1),
    "amsgrad": lambda: ef.optimizers.Adam(0.1, amsgrad=True),
    "clipnorm": lambda: ef.optimizers.SGD(0.5, clipnorm=0.3),
    "clipvalue": lambda: ef.optimizers.SGD(0.5, clipvalue=0.3),
    "global_clipnorm": lambda: ef.optimizers.Adam(0.5, global_clipnorm=0.3),
    "loss_scale": lambda: ef.optimizers.SGD(0.5, loss_scale_factor=8.0),
    "accumulation": lambda: ef.optimizers.Adam(0.5, gradient_accumulation_steps=2),
    "decay": lambda: ef.optimizers.SGD(0.5, weight_decay=0.1),
    "v1 descent": lambda: tf.train.GradientDescentOptimizer(0.5),
    "v1 Adam": lambda: tf.train.AdamOptimizer(0.1),
}


def gradient(table):
    with ef.GradientTape() as tape:
        loss = ef.reduce_sum(ef.nn.embedding_lookup(table, IDS) * SCALE)
    return tape.gradient(loss, table)


@pytest.mark.parametrize("name", MAKERS)
def test_rows_and_whole_gradients_lead_to_the_same_table(name):
    tables = [ef.Variable(START), ef.Variable(START)]
    sparse, dense = MAKERS[name](), MAKERS[name]()
    for _ in range(4):
        rows = gradient(tables[0])
        assert isinstance(rows, ef.IndexedSlices)
        sparse.apply_gradients([(rows, tables[0])])
        dense.apply_gradients([(ef.convert_to_tensor(gradient(tables[1])), tables[1])])
    np.testing.assert_allclose(tables[0].numpy(), tables[1].numpy(), rtol=1e-5, atol=1e-6)
    assert not np.array_equal(tables[0].numpy(), START)


@pytest.mark.parametrize("name", ["SGD", "Adam", "v1 descent", "v1 Adam", "v1 momentum"])
def test_no_gradient_of_the_size_of_the_table_is_made(name, monkeypatch):
    def refused(*args, **kwargs):
        raise AssertionError("a gradient became dense")

    makers = {**MAKERS, "v1 momentum": lambda: tf.train.MomentumOptimizer(0.5, 0.9)}
    table, optimizer = ef.Variable(START), makers[name]()
    monkeypatch.setattr(IndexedSlices, "__tf_tensor__", refused)
    optimizer.apply_gradients([(gradient(table), table)])
    assert (table.numpy()[[2, 3, 5]] == START[[2, 3, 5]]).all()
    assert (table.numpy()[[0, 1, 4]] != START[[0, 1, 4]]).all()


@pytest.mark.parametrize(
    ("nesterov", "expected"),
    [  # Made with tf.compat.v1.train.MomentumOptimizer of TensorFlow 2.21.
        (False, [[-1.5, -3.0], [3.0, 4.0], [4.125, 4.875]]),
        (True, [[-2.25, -4.5], [3.0, 4.0], [3.5625, 3.9375]]),
    ],
)
def test_momentum_of_1x_moves_only_the_rows_of_the_gradient(nesterov, expected):
    table = ef.Variable([[1.0, 2.0], [3.0, 4.0], [6.0, 8.0]])
    optimizer = tf.train.MomentumOptimizer(0.5, 0.5, use_nesterov=nesterov)
    slices = ef.IndexedSlices([[1.0, 2.0], [1.0, 2.0], [1.5, 2.5]], [0, 0, 2], [3, 2])
    first = ef.IndexedSlices([[1.0, 2.0]], [1], [3, 2])
    table.assign([[1.0, 2.0], [3.5, 5.0], [6.0, 8.0]])
    optimizer.apply_gradients([(first, table)])
    table.assign([[1.0, 2.0], [3.0, 4.0], [6.0, 8.0]])
    optimizer.apply_gradients([(slices, table)])
    optimizer.apply_gradients([(slices, table)])
    np.testing.assert_allclose(table.numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("name", ["SGD", "Adam", "v1 descent", "v1 momentum", "v1 Adam"])
def test_a_session_does_what_eager_code_does(name):
    makers = {**MAKERS, "v1 momentum": lambda: tf.train.MomentumOptimizer(0.5, 0.9)}
    table, eager = ef.Variable(START), makers[name]()
    for _ in range(3):
        eager.apply_gradients([(gradient(table), table)])
    with tf.Graph().as_default(), tf.Session() as sess:
        w = tf.Variable(START)
        loss = tf.reduce_sum(tf.nn.embedding_lookup(w, IDS) * SCALE)
        optimizer = makers[name]()
        if name.startswith("v1"):
            train = optimizer.minimize(loss)
        else:
            train = optimizer.apply_gradients(zip(tf.gradients(loss, [w]), [w], strict=True))
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train)
        value = sess.run(w)
    np.testing.assert_allclose(value, table.numpy(), rtol=1e-6, atol=1e-7)


def test_functions_update_rows():
    table, plain = ef.Variable(START), ef.Variable(START)
    optimizer, other = ef.optimizers.Adam(0.1), ef.optimizers.Adam(0.1)

    @ef.function
    def step():
        optimizer.apply_gradients([(gradient(table), table)])

    for _ in range(3):
        step()
        other.apply_gradients([(gradient(plain), plain)])
    np.testing.assert_allclose(table.numpy(), plain.numpy(), rtol=1e-6)


def test_clipping_keeps_slices():
    slices = ef.IndexedSlices([[3.0, 4.0]], [1], [3, 2])
    for clipped in (
        ef.clip_by_norm(slices, 2.5),
        ef.clip_by_global_norm([slices], 2.5)[0][0],
    ):
        assert isinstance(clipped, ef.IndexedSlices)
        np.testing.assert_allclose(clipped.values.numpy(), [[1.5, 2.0]])
    assert ef.clip_by_value(slices, 0.0, 3.5).values.numpy().tolist() == [[3.0, 3.5]]
    assert float(ef.linalg.global_norm([slices])) == 5.0


def test_an_optimizer_of_1x_may_define_its_own_update_of_rows():
    seen = []

    class Mine(tf.train.Optimizer):
        def __init__(self):
            super().__init__(False, "Mine")

        def _resource_apply_sparse(self, grad, handle, indices):
            seen.append((grad.numpy().tolist(), indices.numpy().tolist()))

    table = ef.Variable(START)
    slices = ef.IndexedSlices([[1.0] * 3, [2.0] * 3], [4, 4], [6, 3])
    Mine().apply_gradients([(slices, table)])
    assert seen == [([[3.0] * 3], [4])]
