"""What the contract of ops does not see of `ef.nn`: arguments, blocks, graphs, special values."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.ops.conv import kernels as conv_kernels
from tests.oracles import conv, pooling

ONES = (1, 1, 1, 1)
IMAGES = np.cos(np.arange(300.0)).reshape(5, 4, 5, 3)


def gradients(function, *arrays):
    """The result of a function, and the gradients of its sum."""
    inputs = [ef.constant(a) for a in arrays]
    with ef.GradientTape() as tape:
        tape.watch(inputs)
        y = function(*inputs)
    return y.numpy(), [g.numpy() for g in tape.gradient(y, inputs)]


# -------------------------------------------------------------------------------- convolution


@pytest.mark.parametrize("strides", [2, [2], [2, 2], (1, 2, 2, 1), np.int64(2)])
@pytest.mark.parametrize("dilations", [None, 1, [1, 1]])
def test_strides_and_dilations_take_a_number_or_a_list(strides, dilations) -> None:
    w = np.ones((2, 2, 3, 2))
    y = ef.nn.conv2d(IMAGES, w, strides, "VALID", dilations=dilations)
    np.testing.assert_array_equal(y, ef.nn.conv2d(IMAGES, w, (1, 2, 2, 1), "VALID"))


def test_a_list_of_paddings_is_zeros_around_the_image() -> None:
    w = np.cos(np.arange(36.0)).reshape(2, 3, 3, 2)
    pads = [[0, 0], [1, 0], [2, 1], [0, 0]]
    y = ef.nn.conv2d(IMAGES, w, 1, pads)
    np.testing.assert_array_equal(y, ef.nn.conv2d(np.pad(IMAGES, pads), w, 1, "VALID"))


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_channels_first_is_channels_last_turned(layout) -> None:
    w = np.cos(np.arange(54.0)).reshape(3, 3, 3, 2)
    turn = (0, 1, 2, 3) if layout == "NHWC" else (0, 3, 1, 2)
    x = ef.transpose(IMAGES, turn)
    y = ef.nn.relu(ef.nn.conv2d(x, w, 2, "SAME", layout))
    y = ef.nn.avg_pool2d(ef.nn.max_pool2d(y, 2, 1, "SAME", layout), 2, 1, "VALID", layout)
    plain = ef.nn.relu(ef.nn.conv2d(IMAGES, w, 2, "SAME"))
    plain = ef.nn.avg_pool2d(ef.nn.max_pool2d(plain, 2, 1, "SAME"), 2, 1, "VALID")
    np.testing.assert_allclose(y, ef.transpose(plain, turn), rtol=1e-13)


@pytest.mark.parametrize("block", [1, 100, 1000, 10**6])
@pytest.mark.parametrize(("channels", "results"), [(1, 2), (12, 5), (3, 40)])
@pytest.mark.parametrize("strides", [(1, 1), (2, 3)])
def test_kernels_deal_the_images_out_to_blocks_of_any_size(
    monkeypatch, block, channels, results, strides
) -> None:
    monkeypatch.setattr(conv_kernels, "_BLOCK", block)
    x = np.cos(np.arange(5.0 * 4 * 4 * channels)).reshape(5, 4, 4, channels)
    w = np.sin(np.arange(4.0 * channels * results)).reshape(2, 2, channels, results)
    how = ((1, *strides, 1), "SAME", (), ONES, "NHWC")
    y, (dx, dw) = gradients(lambda x, w: ef.nn.conv2d(x, w, how[0], "SAME"), x, w)
    g = np.ones(y.shape)
    np.testing.assert_allclose(y, conv.conv2d(x, w, *how), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        dx, conv.conv2d_input_gradient(x.shape, w, g, *how), rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(
        dw, conv.conv2d_filter_gradient(x, w.shape, g, *how), rtol=1e-9, atol=1e-12
    )


class WithinBounds:
    """NumPy, with views that must lie inside the array that they are of."""

    def __init__(self) -> None:
        self.lib = SimpleNamespace(stride_tricks=SimpleNamespace(as_strided=self.as_strided))

    def __getattr__(self, name):
        return getattr(np, name)

    def as_strided(self, x, shape, strides):
        view = np.lib.stride_tricks.as_strided(x, shape, strides)
        whole, part = np.lib.array_utils.byte_bounds(x), np.lib.array_utils.byte_bounds(view)
        assert whole[0] <= part[0]
        assert part[1] <= whole[1]
        return view


@pytest.mark.parametrize("channels", [1, 12])
@pytest.mark.parametrize("strides", [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("dilations", [(1, 1), (2, 3)])
def test_windows_lie_inside_the_image(channels, strides, dilations) -> None:
    for rows in range(5, 12):
        x, w = np.ones((2, rows, 8, channels)), np.ones((3, 2, channels, 2))
        sweep = conv_kernels.Sweep(strides, dilations, ((0, 0), (0, 0)))
        y = conv_kernels.correlate(WithinBounds(), x, w, sweep)
        np.testing.assert_array_equal(y, np.full(y.shape, 6.0 * channels))


def test_a_transposed_convolution_is_the_gradient_of_a_convolution() -> None:
    w = np.cos(np.arange(54.0)).reshape(3, 3, 3, 2)
    x = ef.constant(IMAGES)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.nn.conv2d(x, w, 2, "SAME")
    g = np.sin(np.arange(60.0)).reshape(5, 2, 3, 2)
    back = ef.nn.conv2d_transpose(g, w, [5, 4, 5, 3], 2)
    np.testing.assert_array_equal(back, tape.gradient(y, x, output_gradients=ef.constant(g)))
    np.testing.assert_array_equal(back, ef.nn.conv2d_transpose(g, w, [4, 5], 2))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda w: ef.nn.conv2d(IMAGES, w, [1, 2, 3], "SAME"), ValueError,
         "strides should be of length 1, 2 or 4. Received: strides=[1, 2, 3] of length 3"),
        (lambda w: ef.nn.conv2d(IMAGES, w, 1, "SAME", dilations=[2, 1, 1]), ValueError,
         "dilations should be of length 1, 2 or 4. Received: dilations=[2, 1, 1] of length 3"),
        (lambda w: ef.nn.conv2d(IMAGES, w, 1, "SAME", "NCW"), ValueError,
         'Value for attr \'data_format\' of "NCW" is not in the list of allowed values: "NHWC"'),
        (lambda w: ef.nn.conv2d(IMAGES, w, 1, "EXPLICIT"), ValueError,
         "'EXPLICIT' is not a valid value for `padding`. To use explicit padding, `padding` must"),
        (lambda w: ef.nn.conv2d(IMAGES, w, 1, [[1, 2], [0, 3]]), ValueError,
         "When padding is a list, it must be of size 4. Received: padding=[[1, 2], [0, 3]] of"),
        (lambda w: ef.nn.conv2d(IMAGES, w, 1, [[0, 0], [1], [0, 3], [0, 0]]), ValueError,
         "When `padding` is a list, each element of `padding` must be a list/tuple of size 2."),
        (lambda w: ef.nn.max_pool2d(IMAGES, [2, 3, 3], 2, "SAME"), ValueError,
         "ksize should be of length 1, 2 or 4. Received: ksize=[2, 3, 3] of length 3"),
        (lambda w: ef.nn.max_pool(IMAGES[0, 0], 2, 2, "SAME"), ValueError,
         "`input.shape.rank` must be 3, 4 or 5. Received: input.shape=(5, 3) of rank 2."),
        (lambda w: ef.nn.avg_pool2d(IMAGES, 2, 2, [[0, 0]] * 4), TypeError,
         "Expected string for argument 'padding' not [[0, 0], [0, 0], [0, 0], [0, 0]]."),
        (lambda w: ef.nn.max_pool(IMAGES[0], 2, 2, [[0, 0]] * 4), ValueError,
         "a list of paddings is taken for inputs of four axes only"),
        (lambda w: ef.nn.bias_add(IMAGES, [1.0], "XX"), ValueError,
         "`data_format` must be of the form `N...C` or `NC...`. Received: data_format=XX"),
        (lambda w: ef.nn.gelu([1]), TypeError, "`features.dtype` must be a floating point tensor."),
        (lambda w: ef.nn.sigmoid_cross_entropy_with_logits(labels=[1.0]), ValueError,
         "Both `labels` and `logits` must be provided for sigmoid_cross_entropy_with_logits"),
        (lambda w: ef.nn.weighted_cross_entropy_with_logits([1.0], [1.0, 2.0], 2.0), ValueError,
         "`logits` and `labels` must have the same shape, received"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named_with_the_line_of_the_call(call, error, sentence) -> None:
    with pytest.raises(error, match=re.escape(sentence)) as raised:
        call(np.ones((2, 2, 3, 2)))
    assert "test_nn.py:" in str(raised.value)


# ------------------------------------------------------------------------------------ pooling


@pytest.mark.parametrize(
    ("shape", "data_format"),
    [((2, 5, 3), None), ((2, 3, 5), "NCW"), ((1, 4, 5, 2), "NHWC"), ((1, 3, 4, 3, 2), None),
     ((1, 2, 3, 4, 3), "NCDHW")],
)  # fmt: skip
def test_pooling_takes_one_two_and_three_spatial_axes(shape, data_format) -> None:
    x = np.cos(np.arange(float(np.prod(shape)))).reshape(shape)
    first = data_format is not None and data_format[1] == "C"
    ksize = tuple(
        1 if i == 0 or i == (1 if first else len(shape) - 1) else 2 for i in range(x.ndim)
    )
    for pool, oracle in (
        (ef.nn.max_pool, lambda *a: pooling.max_pool(*a, (), None)),
        (ef.nn.avg_pool, lambda *a: pooling.avg_pool(*a, None)),
    ):
        got = pool(x, 2, 1, "SAME", data_format)
        np.testing.assert_allclose(got, oracle(x, ksize, (1,) * x.ndim, "SAME"), rtol=1e-9)


@pytest.mark.parametrize("pool", ["max_pool2d", "avg_pool2d"])
def test_pooling_over_single_elements_makes_a_tensor_of_its_own(pool) -> None:
    x = ef.constant(IMAGES)
    y = getattr(ef.nn, pool)(x, 1, 1, "VALID")
    np.testing.assert_array_equal(x, y)
    assert not np.shares_memory(x.numpy(), y.numpy())


def test_the_gradient_of_equal_maxima_goes_to_the_first() -> None:
    _, (g,) = gradients(lambda x: ef.nn.max_pool2d(x, 2, 2, "VALID"), np.ones((1, 2, 4, 1)))
    np.testing.assert_array_equal(g.ravel(), [1, 0, 1, 0, 0, 0, 0, 0])


def test_a_nan_is_the_maximum_of_its_window_and_takes_its_gradient() -> None:
    x = np.array([1.0, 2.0, np.nan, 3.0]).reshape(1, 1, 4, 1)
    y, (g,) = gradients(lambda x: ef.nn.max_pool2d(x, [1, 2], [1, 2], "VALID"), x)
    np.testing.assert_array_equal(y.ravel(), [2.0, np.nan])
    np.testing.assert_array_equal(g.ravel(), [0, 1, 1, 0])


def test_infinite_gradients_stay_at_the_maximum() -> None:
    x = ef.constant(np.arange(4.0).reshape(1, 2, 2, 1))
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.nn.max_pool2d(x, 2, 2, "VALID")
    g = tape.gradient(y, x, output_gradients=ef.fill([1, 1, 1, 1], ef.constant(np.inf, ef.float64)))
    np.testing.assert_array_equal(g.numpy().ravel(), [0, 0, 0, np.inf])


def test_minus_infinity_can_be_a_maximum() -> None:
    x = np.full((1, 3, 3, 1), -np.inf)
    np.testing.assert_array_equal(ef.nn.max_pool2d(x, 2, 2, "SAME"), np.full((1, 2, 2, 1), -np.inf))


# -------------------------------------------------------------------- activations and losses


@pytest.mark.parametrize(
    ("function", "expected"),
    [("relu", 0.0), ("relu6", 0.0), ("elu", -1.0), ("selu", -1.7580993408473766), ("gelu", np.nan)],
)
def test_activations_of_nan_and_infinities(function, expected) -> None:
    y = getattr(ef.nn, function)(np.array([np.nan, -np.inf, np.inf])).numpy()
    np.testing.assert_allclose(y, [np.nan, expected, 6.0 if function == "relu6" else np.inf])


@pytest.mark.parametrize("alpha", [0.2, 1.0, 2.0, -0.5])
def test_leaky_relu_takes_any_slope_and_makes_floats_of_integers(alpha) -> None:
    y = ef.nn.leaky_relu(np.array([-2, 0, 3]), alpha)
    assert y.dtype is ef.float32
    np.testing.assert_array_equal(y, np.float32([-2 * alpha, 0, 3]))


def test_leaky_relu_without_a_slope_keeps_infinity() -> None:
    assert ef.nn.leaky_relu(np.inf, alpha=0.0).numpy() == np.inf


@pytest.mark.parametrize(("function", "slope"), [("elu", 1.0), ("selu", 1.0507009873554805)])
def test_slopes_at_zero_are_those_of_the_right_side(function, slope) -> None:
    _, (g,) = gradients(getattr(ef.nn, function), np.zeros(1))
    np.testing.assert_allclose(g, [slope])


def test_sums_of_short_floats_are_taken_in_single() -> None:
    short = ef.bfloat16  # which counts up to 256 by ones
    y = ef.nn.conv2d(ef.ones([1, 3, 3, 256], short), ef.ones([3, 3, 256, 1], short), 1, "VALID")
    assert float(ef.squeeze(y)) == 9 * 256
    mean = ef.nn.avg_pool2d(ef.ones([1, 64, 64, 1], short), 64, 1, "VALID")
    assert float(ef.squeeze(mean)) == 1
    _, (_, bias) = gradients(ef.nn.bias_add, ef.ones([4096, 1], short), ef.ones([1], short))
    assert bias[0] == 4096
    assert float(ef.nn.softmax(ef.zeros([4096], short))[0]) == 2.0**-12


def test_softmax_of_rows_without_a_finite_number_is_nan() -> None:
    assert np.isnan(ef.nn.softmax([[-np.inf, -np.inf]]).numpy()).all()


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_of_nothing_is_nothing(name) -> None:
    assert getattr(ef.nn, name)(np.ones((2, 0))).shape == (2, 0)


def test_labels_of_another_dtype_are_cast_to_that_of_the_logits() -> None:
    loss = ef.nn.softmax_cross_entropy_with_logits([[0, 1]], ef.constant([[1.0, 2.0]], ef.float64))
    assert loss.dtype is ef.float64


def test_a_single_row_of_logits_takes_a_single_label() -> None:
    loss = ef.nn.sparse_softmax_cross_entropy_with_logits(2, [0.0, 0.0, 50.0])
    assert loss.shape == ()
    assert float(loss) == 0.0


def test_the_classes_may_be_any_axis() -> None:
    logits, labels = IMAGES[0], np.abs(IMAGES[1])
    plain = ef.nn.softmax_cross_entropy_with_logits(labels, logits)
    for axis in (0, 1, -2):
        turned = (np.moveaxis(a, -1, axis) for a in (labels, logits))
        got = ef.nn.softmax_cross_entropy_with_logits(*turned, axis=axis)
        np.testing.assert_allclose(got, plain, rtol=1e-13)


def test_labels_of_lower_rank_are_broadcast_whichever_way_the_axis_is_counted() -> None:
    logits, labels = IMAGES[0, 0], np.array([0.2, 0.3, 0.5])
    for axis in (1, -1):
        y, (dz, dx) = gradients(
            lambda z, x, axis=axis: ef.nn.softmax_cross_entropy_with_logits(z, x, axis),
            labels,
            logits,
        )
        full = np.broadcast_to(labels, logits.shape)
        expected, (dz_full, dx_full) = gradients(
            ef.nn.softmax_cross_entropy_with_logits, full, logits
        )
        np.testing.assert_allclose(y, expected, rtol=1e-13)
        np.testing.assert_allclose(dz, dz_full.sum(0), rtol=1e-13)
        np.testing.assert_allclose(dx, dx_full, rtol=1e-13)


# --------------------------------------------------------------------------------- statistics


def test_moments_of_half_precision_are_summed_in_single() -> None:
    mean, variance = ef.nn.moments(np.array([1000.0, 1000.5], np.float16), [0])
    assert mean.dtype is ef.float16
    assert variance.dtype is ef.float16
    assert float(mean) == 1000.0  # the nearest half to 1000.25
    assert float(variance) == 0.0625


def test_l2_normalize_of_complex_numbers_divides_by_their_length() -> None:
    y = ef.nn.l2_normalize(np.array([[3j, 4.0]]), axis=1)
    np.testing.assert_allclose(y, [[0.6j, 0.8]], rtol=1e-12)


def test_l2_normalize_takes_the_old_name_of_its_axis() -> None:
    x = IMAGES[0]
    np.testing.assert_array_equal(ef.nn.l2_normalize(x, dim=1), ef.nn.l2_normalize(x, axis=1))


# ------------------------------------------------------------------------------------- graphs


def network(x, labels, w, b):
    """Logits and loss of a small network of everything here."""
    y = ef.nn.relu(ef.nn.bias_add(ef.nn.conv2d(x, w, 1, "SAME"), b))
    y = ef.nn.avg_pool2d(ef.nn.max_pool2d(y, 2, 2, "SAME"), 2, 1, "VALID")
    y = ef.reduce_sum(ef.nn.elu(y), [1, 2])
    return ef.reduce_sum(ef.nn.sparse_softmax_cross_entropy_with_logits(labels, y))


def test_a_graph_for_images_of_any_size_gives_the_bits_of_eager_execution() -> None:
    w = ef.constant(np.cos(np.arange(54.0)).reshape(3, 3, 3, 2))
    b = ef.constant(np.array([0.1, -0.2]))

    def step(x, labels):
        with ef.GradientTape() as tape:
            tape.watch([x, w, b])
            loss = network(x, labels, w, b)
        return [loss, *tape.gradient(loss, [x, w, b])]

    shapes = [ef.TensorSpec([None, None, None, 3], ef.float64), ef.TensorSpec([None], ef.int32)]
    traced = ef.function(step, input_signature=shapes)
    for x in (IMAGES, IMAGES[:2, :3, :4]):
        args = ef.constant(x), ef.constant(np.arange(len(x), dtype=np.int32) % 2)
        for eager, graph in zip(step(*args), traced(*args), strict=True):
            assert eager.numpy().tobytes() == graph.numpy().tobytes()


def test_bad_data_that_a_graph_can_not_foresee_is_reported_when_it_runs() -> None:
    traced = ef.function(
        lambda x, w: ef.nn.conv2d(x, w, 1, "VALID"),
        input_signature=[ef.TensorSpec([None] * 4), ef.TensorSpec([None] * 4)],
    )
    with pytest.raises(
        ef.errors.InvalidArgumentError, match="Computed output size would be negative"
    ):
        traced(ef.ones([1, 2, 2, 1]), ef.ones([3, 3, 1, 1]))
    with pytest.raises(
        ef.errors.InvalidArgumentError, match="input depth must be evenly divisible"
    ):
        traced(ef.ones([1, 4, 4, 3]), ef.ones([3, 3, 2, 1]))


def test_static_shapes_are_known_as_far_as_the_inputs_are() -> None:
    with ef.Graph().as_default():
        x = ef.compat.v1.placeholder(ef.float32, [None, 28, None, 3])
        y = ef.nn.conv2d(x, ef.ones([5, 5, 3, 8]), [1, 2, 2, 1], "SAME")
        assert y.shape.as_list() == [None, 14, None, 8]
        y = ef.nn.max_pool2d(y, 3, 2, "VALID")
        assert y.shape.as_list() == [None, 6, None, 8]
        assert ef.nn.avg_pool2d(y, 2, 2, "SAME").shape.as_list() == [None, 3, None, 8]
        assert ef.nn.softmax_cross_entropy_with_logits(y, y).shape.as_list() == [None, 6, None]


def test_nodes_have_the_names_that_tensorflow_gives_them() -> None:
    with ef.Graph().as_default() as graph:
        x = ef.compat.v1.placeholder(ef.float32, [1, 4, 4, 2])
        made = [
            ef.nn.conv2d(x, ef.ones([2, 2, 2, 2]), 1, "SAME"), ef.nn.max_pool(x, 2, 2, "SAME"),
            ef.nn.max_pool2d(x, 2, 2, "SAME"), ef.nn.avg_pool(x, 2, 2, "SAME"),
            ef.nn.avg_pool2d(x, 2, 2, "SAME"), ef.nn.bias_add(x, [1.0, 2.0]), ef.nn.relu(x),
            ef.nn.softmax(x), ef.nn.softmax_cross_entropy_with_logits(x, x),
            ef.nn.sigmoid_cross_entropy_with_logits(x, x), ef.nn.l2_normalize(x, 3),
            ef.nn.crelu(x), *ef.nn.moments(x, [1, 2]),
            ef.nn.conv2d(x, ef.ones([1, 1, 2, 2]), 1, "SAME"),
        ]  # fmt: skip
    assert [y.op.name for y in made] == [
        "Conv2D", "MaxPool2d", "MaxPool2d_1", "AvgPool", "AvgPool2D", "BiasAdd", "Relu",
        "Softmax", "softmax_cross_entropy_with_logits", "logistic_loss", "l2_normalize",
        "CRelu/Relu", "moments/Squeeze", "moments/Squeeze_1", "Conv2D_1",
    ]  # fmt: skip
    assert graph.get_operation_by_name("moments/mean").type == "Mean"


def test_a_label_of_ctc_may_be_the_class_of_the_blank():
    logits = np.random.RandomState(0).randn(6, 3, 4).astype(np.float32)
    labels, lengths = [[1, 2, 0], [0, 0, 1], [3, 0, 3]], [3, 3, 3]
    x = ef.Variable(logits)
    with ef.GradientTape() as tape:
        loss = ef.nn.ctc_loss(labels, x, lengths, [6, 5, 6], blank_index=0)
    # the numbers of TensorFlow 2.21
    np.testing.assert_allclose(loss, [5.245589, 5.404419, 5.257839], rtol=1e-5)
    # those of a frame's gradient add up to zero, as softmax has it
    np.testing.assert_allclose(
        ef.reduce_sum(tape.gradient(loss, x), 2), np.zeros((6, 3)), atol=1e-5
    )
