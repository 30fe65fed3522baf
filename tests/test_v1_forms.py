"""Functions of `compat.v1` whose arguments have another order, or other names, than in 2.x."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

X = [[1.0, 2.0], [3.0, 5.0]]

SAME = [
    # positional arguments in the order of 1.x, and old names, mean the same as the 2.x call
    (lambda: tf.boolean_mask(X, [True, False], "name", 1),
     lambda: ef.boolean_mask(X, [True, False], 1)),
    (lambda: tf.expand_dims(X, dim=1), lambda: ef.expand_dims(X, 1)),
    (lambda: tf.squeeze([X], squeeze_dims=[0]), lambda: ef.constant(X)),
    (lambda: tf.gather(X, [1], None, "name", 1), lambda: ef.gather(X, [1], axis=1)),
    (lambda: tf.gather_nd(X, [[0, 1]], "name"), lambda: ef.gather_nd(X, [[0, 1]])),
    (lambda: tf.pad(X, [[1, 0], [0, 0]], "CONSTANT", "name", 7.0),
     lambda: ef.pad(X, [[1, 0], [0, 0]], constant_values=7.0)),
    (lambda: tf.shape(X, "name", tf.int64), lambda: ef.shape(X, ef.int64)),
    (lambda: tf.size(X, "name", tf.int64), lambda: ef.size(X, ef.int64)),
    (lambda: tf.transpose(X, [1, 0], "name"), lambda: ef.transpose(X)),
    (lambda: tf.zeros_like(X, tf.int32, "name", False), lambda: ef.zeros([2, 2], ef.int32)),
    (lambda: tf.ones_like(tensor=X, optimize=False), lambda: ef.ones([2, 2])),
    (lambda: tf.reverse_sequence(X, [2, 1], seq_dim=1, batch_dim=0),
     lambda: ef.reverse_sequence(X, [2, 1], seq_axis=1, batch_axis=0)),
    (lambda: tf.count_nonzero(X, reduction_indices=1, keep_dims=True),
     lambda: ef.math.count_nonzero(X, 1, True)),
    (lambda: tf.convert_to_tensor([1, 2], preferred_dtype=tf.float32),
     lambda: ef.constant([1.0, 2.0])),
    (lambda: tf.nn.softmax(X, dim=0), lambda: ef.nn.softmax(X, axis=0)),
    (lambda: tf.nn.log_softmax(X, None, "name", 0), lambda: ef.nn.log_softmax(X, axis=0)),
    (lambda: tf.nn.crelu(X, "name", 0), lambda: ef.nn.crelu(X, 0)),
    (lambda: tf.nn.moments(X, [0], None, "name", True)[1],
     lambda: ef.nn.moments(X, [0], keepdims=True)[1]),
    (lambda: tf.nn.softmax_cross_entropy_with_logits(labels=X, logits=X, dim=0),
     lambda: ef.nn.softmax_cross_entropy_with_logits(X, X, axis=0)),
    (lambda: tf.nn.softmax_cross_entropy_with_logits_v2(X, X, dim=0),
     lambda: ef.nn.softmax_cross_entropy_with_logits(X, X, axis=0)),
    (lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1], logits=X),
     lambda: ef.nn.sparse_softmax_cross_entropy_with_logits([0, 1], X)),
    (lambda: tf.nn.sigmoid_cross_entropy_with_logits(logits=X, labels=X),
     lambda: ef.nn.sigmoid_cross_entropy_with_logits(X, X)),
    (lambda: tf.nn.weighted_cross_entropy_with_logits(targets=X, logits=X, pos_weight=2.0),
     lambda: ef.nn.weighted_cross_entropy_with_logits(X, X, 2.0)),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME)
def test_the_form_of_1x_means_what_that_of_2x_means(old, new):
    ours, wanted = old(), new()
    assert ours.dtype is wanted.dtype
    np.testing.assert_array_equal(ours.numpy(), wanted.numpy())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tf.expand_dims(X, 1, dim=1), "Cannot specify both 'dim' and 'axis'"),
        (lambda: tf.nn.softmax(X, 1, dim=1), "Cannot specify both 'dim' and 'axis'"),
    ],
)
def test_both_names_of_an_argument_are_too_many(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_without_a_default_of_their_own_are_asked_for():
    with pytest.raises(TypeError, match="missing required arguments: 'labels'"):
        tf.nn.softmax_cross_entropy_with_logits(logits=X)
    with pytest.raises(TypeError, match="missing required arguments: 'axis'"):
        tf.expand_dims(X)


def test_a_constant_is_filled_up_with_its_last_element():
    assert tf.constant([1, 2], shape=[2, 2]).numpy().tolist() == [[1, 2], [2, 2]]
    with pytest.raises(TypeError, match="Expected Tensor's shape"):
        tf.constant([1, 2], shape=[2, 2], verify_shape=True)


def test_no_gradient_flows_to_the_labels_of_the_old_cross_entropy():
    labels, logits = ef.constant([0.3, 0.7]), ef.constant([1.0, 2.0])
    for function, flows in (
        (tf.nn.softmax_cross_entropy_with_logits, False),
        (tf.nn.softmax_cross_entropy_with_logits_v2, True),
    ):
        with ef.GradientTape() as tape:
            tape.watch(labels)
            y = function(labels=labels, logits=logits)
        assert (tape.gradient(y, labels) is not None) == flows


def test_symbolic_gradients_take_the_arguments_of_1x():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(3.0)
        (g,) = tf.gradients(x * x, [x], None, "gradients", True)
        assert session.run(g) == 6.0
