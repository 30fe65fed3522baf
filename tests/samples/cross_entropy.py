"""Samples of cross entropies and their gradients."""

from __future__ import annotations

import numpy as np
from scipy import special

from eagerflow import errors
from tests.samples.base import Sample, bad, call, ints, rand

WRONG = "is not in the list of allowed values: "


def softmax_loss(x, labels, axis):
    """Minus the sum of labels times the logarithms of the softmax."""
    if not x.size:
        shape = np.broadcast_shapes(x.shape, labels.shape)
        return np.zeros(np.delete(shape, axis))
    return -np.sum(labels * special.log_softmax(x, axis=axis - (axis >= 0) * x.ndim), axis)


def softmax_gradient(g, x, labels, axis):
    """Class by class: -labels[k] times the derivatives of log_softmax(x)[k], summed."""
    x, labels = np.broadcast_arrays(x, labels)
    x, labels = np.moveaxis(x, axis, -1), np.moveaxis(labels, axis, -1)
    out = np.zeros(x.shape)
    for k in range(x.shape[-1]):
        slope = np.eye(x.shape[-1])[k] - special.softmax(x, axis=-1)
        out -= g[..., None] * labels[..., k, None] * slope
    return np.moveaxis(out, -1, axis)


def sparse_loss(x, labels):
    """Minus the logarithm of the softmax at the label."""
    out = np.zeros(labels.shape)
    for at in np.ndindex(*labels.shape):
        out[at] = -special.log_softmax(x[at])[labels[at]]
    return out


def sparse_gradient(g, x, labels):
    out = np.zeros(x.shape)
    for at in np.ndindex(*labels.shape):
        out[at] = g[at] * (special.softmax(x[at]) - np.eye(x.shape[-1])[labels[at]])
    return out


def sigmoid_loss(x, z):
    """-z log(p) - (1 - z) log(1 - p), with p the sigmoid."""
    return -z * special.log_expit(x) - (1 - z) * special.log_expit(-x)


# Shapes of logits and labels with the axis of the classes.
ROWS = [
    ((3, 4), (3, 4), -1), ((3, 4), (3, 4), 0), ((2, 3, 2), (2, 3, 2), 1), ((5,), (5,), 0),
    ((3, 4), (1, 4), -1), ((3, 4), (4,), -1), ((1, 4), (3, 4), -1), ((0, 3), (0, 3), -1),
    ((2, 1), (2, 1), 1),
]  # fmt: skip
LARGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -1002.0]])
# Labels need be no distribution: the gradients are right for any.
WEIGHTS = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 1.5]])
INTS = ints(2, 3)


def loss_shape(x, labels, axis):
    return np.delete(np.broadcast_shapes(x, labels), axis)


NOT_BROADCASTABLE = (
    r"logits and labels must be broadcastable: logits_size=\[2,3\] labels_size=\[2,4\]"
)
NO_AXIS = r"`dim` must be in the range \[-2, 2\)"
RANGE = "Received a label value of {} which is outside the valid range of \\[0, 3\\)."

# Logits and labels, one label for each row.
PICKS = [
    (rand(4, 3), ints(4, lo=0, hi=3)),
    (rand(2, 3, 4, lo=-3, hi=3), ints(2, 3, lo=0, hi=4, dtype=np.int64)),
    (rand(2, 3), np.array([2, 0], np.uint8)),
    (rand(3, 4).T, ints(4, lo=0, hi=3)),
    (rand(0, 3), np.zeros(0, np.int32)),
    (rand(2, 1), np.zeros(2, np.int32)),
]
WRONG_PICKS = [
    ((rand(2, 3), np.array([0, 5])), errors.InvalidArgumentError, RANGE.format(5)),
    ((rand(2, 3), np.array([-1, 0])), errors.InvalidArgumentError, RANGE.format(-1)),
    ((rand(2, 3), np.zeros((2, 1), int)), ValueError,
     r"`labels.shape.rank` must equal `logits.shape.rank - 1`. Received: labels"),
    ((rand(2, 3), np.zeros(3, int)), ValueError,
     "`labels.shape` must equal `logits.shape` except for the last dimension. "),
    ((rand(), np.array(0)), ValueError, "`logits` cannot be a scalar. Received logits"),
    ((rand(2, 3), rand(2)), TypeError, "Value for attr 'Tlabels' of double " + WRONG),
    ((INTS, np.zeros(2, int)), TypeError, "Value for attr 'T' of int32 " + WRONG),
]  # fmt: skip

SAMPLES = {
    "SoftmaxCrossEntropyWithLogits": Sample(
        softmax_loss,
        [call(rand(*x, lo=-3, hi=3), rand(*y, lo=0, hi=1), axis) for x, y, axis in ROWS]
        + [call(LARGE, WEIGHTS, -1), call(rand(3, 4).T, rand(4, 3), 1)],
        bad=[
            bad(rand(2, 3), rand(2, 4), -1, error=ValueError, match=NOT_BROADCASTABLE),
            bad(rand(3), rand(2, 3), -1, error=ValueError, match="must be broadcastable"),
            bad(rand(2, 3), rand(3), 1, error=ValueError, match="must be broadcastable"),
            bad(rand(2, 3), rand(2, 3), 2, error=ValueError, match=NO_AXIS),
            bad(rand(), rand(), -1, error=ValueError, match="must have >= 1 dimension"),
            bad(rand(2, 3), rand(2, 3).astype("f"), -1, error=TypeError, match="as input #1"),
            bad(INTS, INTS, -1, error=TypeError, match=WRONG),
        ],
    ),
    "SoftmaxCrossEntropyGrad": Sample(
        softmax_gradient,
        [
            call(rand(*loss_shape(x, y, axis)), rand(*x), rand(*y, lo=0, hi=1), axis)
            for x, y, axis in ROWS
        ]
        + [call(rand(2), LARGE, WEIGHTS, -1)],
        bad=[
            bad(rand(2), rand(2, 3), rand(2, 4), -1, error=ValueError, match=NOT_BROADCASTABLE),
            bad(rand(3), rand(2, 3), rand(2, 3), -1, error=ValueError, match="shape of the loss"),
            bad(rand(2), rand(2, 3), rand(2, 3), 2, error=ValueError, match=NO_AXIS),
            bad(ints(2), INTS, INTS, -1, error=TypeError, match=WRONG),
        ],
    ),
    "SparseSoftmaxCrossEntropyWithLogits": Sample(
        sparse_loss,
        [call(x, labels) for x, labels in PICKS] + [call(LARGE, np.array([1, 2]))],
        bad=[bad(*a, error=error, match=match) for a, error, match in WRONG_PICKS],
    ),
    "SparseSoftmaxCrossEntropyGrad": Sample(
        sparse_gradient,
        [call(rand(*labels.shape), x, labels) for x, labels in PICKS],
        bad=[
            bad(rand(2), *a, error=error, match=match)
            for a, error, match in WRONG_PICKS if a[0].dtype == float
        ]
        + [
            bad(rand(3), rand(2, 3), np.array([0, 1]), error=ValueError, match="shape of the loss"),
            bad(ints(2), INTS, np.array([0, 1]), error=TypeError, match=WRONG),
        ],
    ),
    "SigmoidCrossEntropyWithLogits": Sample(
        sigmoid_loss,
        [
            call(rand(*shape, lo=-3, hi=3), rand(*shape, lo=0, hi=1))
            for shape in ((3, 4), (2, 1, 3), (0,), ())
        ]
        + [call(np.array([-1000.0, 1000.0, 0.5]), np.array([0.0, 1.0, 0.3]))],
        bad=[
            bad(rand(2, 3), rand(2, 4), error=ValueError,
                match=r"`logits` and `labels` must have the same shape, received"),
            bad(rand(2, 3), rand(3), error=ValueError, match="must have the same shape"),
            bad(rand(2), rand(2).astype("f"), error=TypeError, match="as input #1"),
            bad(INTS, INTS, error=TypeError, match=WRONG),
        ],
    ),
}  # fmt: skip
