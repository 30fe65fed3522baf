"""The layers of 1.x programs: values, gradients, names and collections of TensorFlow."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_layers import CASES
from .goldens.programs import assert_same, numbers, outcome, read

WANTED = read("v1_layers")


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@pytest.mark.parametrize("name", CASES)
def test_layers_give_the_values_and_names_of_tensorflow(name):
    assert_same(outcome(v1, CASES[name], True), WANTED[name], rtol=1e-4, atol=3e-6)


# ------------------------------------------------------------------------------ in every mode


def model(x, training=False):
    with v1.variable_scope("model", reuse=v1.AUTO_REUSE):
        y = v1.layers.conv2d(x, 3, 2, activation=ef.nn.relu, name="conv")
        y = v1.layers.batch_normalization(y, momentum=0.5, training=training, name="norm")
        y = v1.layers.dense(v1.layers.flatten(y), 4, name="dense")
        return v1.layers.dropout(y, 0.5, training=False)


def moving(home):
    return [v for v in home if "moving_mean" in v.name]


def test_eager_code_functions_and_sessions_give_the_same_bits_and_names():
    x = numbers([2, 4, 4, 1])

    def values():
        return [numbers(v.shape.as_list(), i) for i, v in enumerate(v1.trainable_variables())]

    model(ef.constant(x))
    names = [v.name for v in v1.global_variables()]
    for v, value in zip(v1.trainable_variables(), values(), strict=True):
        v.assign(value)
    eager = model(ef.constant(x), True).numpy()
    average = moving(v1.global_variables())[0].numpy()

    EAGER_HOME.reset()
    function = ef.function(model)
    function(ef.constant(x))
    for v, value in zip(v1.trainable_variables(), values(), strict=True):
        v.assign(value)
    assert [v.name for v in v1.global_variables()] == names
    np.testing.assert_array_equal(function(ef.constant(x), True).numpy(), eager)
    np.testing.assert_array_equal(moving(v1.global_variables())[0].numpy(), average)

    with v1.Graph().as_default(), v1.Session() as session:
        y = model(v1.placeholder("float32", [None, 4, 4, 1], "x"), True)
        assert [v.name for v in v1.global_variables()] == names
        session.run(v1.global_variables_initializer())
        for v, value in zip(v1.trainable_variables(), values(), strict=True):
            session.run(v1.assign(v, value))
        updates = v1.get_collection(v1.GraphKeys.UPDATE_OPS)
        got, _ = session.run([y, updates], {"x:0": x})
        np.testing.assert_array_equal(got, eager)
        np.testing.assert_array_equal(session.run(moving(v1.global_variables())[0]), average)


def test_variables_are_trained_on_a_tape():
    layer = v1.layers.Dense(1, kernel_regularizer=lambda w: ef.reduce_sum(w * w))
    x = ef.constant(numbers([8, 3]))
    target = ef.reduce_sum(x, 1, keepdims=True)
    optimizer = v1.train.GradientDescentOptimizer(0.25)

    def loss():
        return v1.losses.mean_squared_error(target, layer(x))

    first = float(loss())
    for _ in range(30):
        optimizer.minimize(loss)
    assert float(loss()) < first / 10
    weights = float(ef.reduce_sum(layer.kernel**2.0))
    assert [float(v) for v in layer.losses] == [weights]
    assert [float(v) for v in v1.losses.get_regularization_losses()] == [weights]


def test_a_dropout_can_be_switched_by_a_placeholder():
    with v1.Graph().as_default(), v1.Session() as session:
        training = v1.placeholder_with_default(False, [])
        y = v1.layers.dropout(ef.ones([1000]), 0.25, training=training)
        assert set(session.run(y).tolist()) == {1.0}
        found = session.run(y, {training: True})
        assert sorted(set(found.tolist())) == pytest.approx([0.0, 4 / 3])
        assert 150 < (found == 0).sum() < 350


def test_an_adjustment_changes_what_was_normalised_in_training_only():
    x = ef.constant(numbers([6, 2]))
    plain = v1.layers.BatchNormalization(name="a")
    other = v1.layers.BatchNormalization(adjustment=lambda shape: (2.0, 0.5), name="b")
    wanted = plain(x, training=True) * 2.0 + 0.5
    np.testing.assert_allclose(other(x, training=True).numpy(), wanted.numpy(), rtol=1e-6)
    np.testing.assert_allclose(other(x).numpy(), plain(x).numpy(), rtol=1e-6)


def test_constraints_and_names_of_functions_are_taken():
    layer = v1.layers.Dense(
        2, "relu", kernel_initializer="ones", kernel_constraint=lambda w: ef.maximum(w, 0.75)
    )
    assert layer(ef.constant([[-1.0, -1.0], [1.0, 2.0]])).numpy().tolist() == [[0, 0], [3, 3]]
    gradient = ef.constant([[1.0, 0.0], [0.0, 0.0]])
    v1.train.GradientDescentOptimizer(0.5).apply_gradients([(gradient, layer.kernel)])
    assert layer.kernel.numpy().tolist() == [[0.75, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: v1.layers.dense([[1]], 2), TypeError, "floating-point dtype"),
        (lambda: v1.layers.dense([1.0], 2), ValueError, "expected min_ndim=2, found ndim=1"),
        (lambda: v1.layers.dense([[1.0]], 0), ValueError, "expected a positive integer"),
        (lambda: v1.layers.dense([[1.0]], 1, "wave"), ValueError, "Unknown activation"),
        (lambda: v1.layers.conv2d(ef.ones([2, 3, 3]), 2, 3), ValueError, "expected ndim=4"),
        (lambda: v1.layers.conv2d(ef.ones([1, 3, 3, 1]), 2, (3,)), ValueError, "tuple of 2"),
        (lambda: v1.layers.conv2d(ef.ones([1, 3, 3, 1]), 0, 3), ValueError, "strictly positive"),
        (
            lambda: v1.layers.conv2d(ef.ones([1, 3, 3, 1]), 2, 3, padding="causal"),
            ValueError,
            "`padding` argument must be",
        ),
        (
            lambda: v1.layers.max_pooling2d(ef.ones([1, 3, 3, 1]), 2, 2, data_format="last"),
            ValueError,
            "`data_format` argument must be one of",
        ),
        (lambda: v1.layers.Dense(2, wrong=1), TypeError, "has no arguments wrong"),
        (lambda: v1.layers.Dense(2).scope_name, ValueError, "has not been used yet"),
        (
            lambda: v1.layers.BatchNormalization(axis=3)(ef.ones([2, 2])),
            ValueError,
            "Invalid value",
        ),
        (
            lambda: v1.layers.BatchNormalization(virtual_batch_size=2),
            NotImplementedError,
            "virtual_batch_size",
        ),
        (
            lambda: v1.layers.BatchNormalization(renorm=True, renorm_clipping={"min": 1}),
            ValueError,
            "invalid keys",
        ),
        (lambda: v1.layers.InputSpec(axes={"a": 1}), TypeError, "integer keys"),
        (lambda: v1.layers.InputSpec(ndim=2, axes={2: 1}), ValueError, "maximum allowed value: 1"),
    ],
)
def test_mistakes_are_errors(call, kind, text):
    with pytest.raises(kind, match=text):
        call()


def test_a_later_input_has_to_be_like_the_first():
    layer = v1.layers.Dense(2)
    layer(ef.ones([1, 3]))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        layer(ef.ones([1, 4]))
    spec = v1.layers.InputSpec(shape=[None, 3], dtype="float32")
    assert repr(spec) == "InputSpec(dtype=float32, shape=(None, 3), ndim=2)"
    layer.input_spec = spec
    with pytest.raises(ValueError, match="expected dtype=float32, found dtype=float64"):
        layer(ef.ones([1, 3], "float64"))
    layer.input_spec = v1.layers.InputSpec(max_ndim=1)
    with pytest.raises(ValueError, match="expected max_ndim=1, found ndim=2"):
        layer(ef.ones([1, 3]))


def test_unknown_channels_are_refused_with_what_to_do():
    with v1.Graph().as_default():
        x = v1.placeholder("float32", [2, None])
        with pytest.raises(ValueError, match="last dimension of the inputs to a Dense layer"):
            v1.layers.dense(x, 2)
        image = v1.placeholder("float32", [2, 4, 4, None])
        with pytest.raises(ValueError, match="channel dimension of the inputs to a Conv2D layer"):
            v1.layers.conv2d(image, 2, 3)


def test_channels_can_come_first():
    x = numbers([2, 5, 6, 3])
    a = v1.layers.Conv2D(4, 3, name="a")
    b = v1.layers.Conv2D(4, 3, data_format="channels_first", name="b")
    a(ef.constant(x))
    b(ef.constant(np.moveaxis(x, -1, 1)))
    b.kernel.assign(a.kernel)
    last, first = a(ef.constant(x)), b(ef.constant(np.moveaxis(x, -1, 1)))
    np.testing.assert_allclose(np.moveaxis(first.numpy(), 1, -1), last.numpy(), atol=1e-6)


def test_losses_of_results_are_added():
    layer = v1.layers.Dense(1, activity_regularizer=lambda y: ef.reduce_sum(y))
    with v1.Graph().as_default(), v1.Session() as session:
        y = layer(ef.ones([4, 2]))
        (loss,) = v1.losses.get_regularization_losses()
        session.run(v1.global_variables_initializer())
        found, wanted = session.run([loss, y])
        np.testing.assert_allclose(found, wanted.sum() / 4, rtol=1e-6)
        assert layer.losses[0] is loss


def test_variables_of_layers_know_the_line_that_made_them():
    x = ef.ones([1, 2])
    v1.layers.dense(x, 2, name="one")
    with pytest.raises(ValueError, match=r"first created at .*test_v1_layers.py.*v1.layers.dense"):
        v1.layers.dense(x, 2, name="one")


def test_sizes_can_be_integers_of_numpy():
    layer = v1.layers.Conv2D(np.int64(2), np.int32(3), strides=[np.int64(1), 2])
    assert layer(ef.ones([1, 5, 5, 1])).shape.as_list() == [1, 3, 2, 2]


def test_renormalisation_moves_its_averages_alike_in_eager_code_and_functions():
    results = []
    for wrap in (lambda f: f, ef.function):
        EAGER_HOME.reset()
        layer = v1.layers.BatchNormalization(renorm=True, momentum=0.75, renorm_momentum=0.5)
        step = wrap(lambda x, layer=layer: layer(x, training=True))
        outputs = [step(ef.constant(numbers([4, 3], i))).numpy() for i in range(3)]
        results.append([*outputs, *(v.numpy() for v in layer.variables)])
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)
