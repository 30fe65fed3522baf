"""Samples of activation functions and softmax, with their gradients."""

from __future__ import annotations

import numpy as np
from scipy import special

from tests.samples.base import Sample, bad, bools, call, distinct, ints, rand

# All samples stay away from the kinks at 0 and 6.
SHAPES = [(3, 4), (2, 1, 3), (0, 3), (2,)]
WRONG = "is not in the list of allowed values: "


def plain(lo=-2.0, hi=2.0):
    """Inputs in various shapes: a matrix, its transpose, nothing, and a scalar."""
    found = [distinct(*shape, lo=lo, hi=hi) if np.prod(shape) else rand(*shape) for shape in SHAPES]
    return [*found, found[0].T, rand(lo=0.5, hi=1.0)]


def activation(reference, lo=-2.0, hi=2.0, refused=None, more=(), **options):
    """A sample of a function of one tensor."""
    refused = bools(2, 3) if refused is None else refused
    return Sample(
        reference,
        [call(x) for x in plain(lo, hi)] + [call(x) for x in more],
        bad=[bad(refused, error=TypeError, match=WRONG)],
        **options,
    )


def gradient(reference, lo=-2.0, hi=2.0, refused=None, attributes=({},), more=(), **options):
    """A sample of an op that takes a gradient and the features (or results) it is to pass."""
    refused = bools(2, 3) if refused is None else refused
    return Sample(
        reference,
        [call(rand(*x.shape), x, **a) for x in plain(lo, hi) for a in attributes] + list(more),
        bad=[
            bad(refused, refused, **attributes[0], error=TypeError, match=WRONG),
            bad(rand(2, 3), rand(2, 2), **attributes[0], error=ValueError, match="Incompatible"),
        ],
        **options,
    )


SLOPES = [{"alpha": a} for a in (0.2, 0.0, 1.0, 1.5, -0.5)]
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
INTS = ints(2, 3)


def elu(x):
    return np.where(x > 0, x, np.expm1(x))


def selu(x):
    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(x))


def selu_grad(g, y):
    return g * np.where(y < 0, y + SELU_SCALE * SELU_ALPHA, SELU_SCALE)


def softmax_grad(y, g, axis):
    """The product with the matrix of derivatives, diag(y) - y y', row by row."""
    y, g = np.moveaxis(y, axis, -1), np.moveaxis(g, axis, -1)
    jacobian = y[..., None] * np.eye(y.shape[-1]) - y[..., None] * y[..., None, :]
    return np.moveaxis(np.einsum("...ij,...j->...i", jacobian, g), -1, axis)


def log_softmax_grad(y, g, axis):
    """The product with the transpose of I - 1 p', with p the softmax."""
    y, g = np.moveaxis(y, axis, -1), np.moveaxis(g, axis, -1)
    jacobian = np.eye(y.shape[-1]) - np.exp(y)[..., None, :]
    return np.moveaxis(np.einsum("...ij,...i->...j", jacobian, g), -1, axis)


def along(reference):
    """SciPy fails for an axis without elements, where nothing is to be computed."""
    return lambda x, axis: reference(x, axis=axis) if x.size else x


ROWS = [
    ((3, 4), -1),
    ((3, 4), 0),
    ((2, 3, 2), 1),
    ((2, 3, 2), -3),
    ((5,), 0),
    ((0, 3), -1),
    ((2, 0), 1),
]
NO_AXIS = r"`dim` must be in the range \[-2, 2\) where 2 is the number of dimensions in the input"


def softmax_like(reference, more=()):
    """A sample of an op that takes logits and an axis."""
    return Sample(
        along(reference),
        [call(rand(*shape, lo=-3, hi=3), axis) for shape, axis in ROWS]
        + [call(rand(3, 4).T, -1), *more],
        bad=[
            bad(rand(2, 3), 5, error=ValueError, match=NO_AXIS + ". Received: dim=5"),
            bad(rand(2, 3), -3, error=ValueError, match=NO_AXIS),
            bad(rand(), -1, error=ValueError, match=r"logits must have >= 1 dimension, got \[\]"),
            bad(INTS, -1, error=TypeError, match=WRONG),
        ],
    )


def softmax_like_grad(reference):
    """A sample of the gradient of such an op, from its result."""
    return Sample(
        reference,
        [call(rand(*shape, lo=-2, hi=-0.1), rand(*shape), axis) for shape, axis in ROWS],
        bad=[
            bad(rand(2, 3), rand(2, 3), 2, error=ValueError, match=NO_AXIS),
            bad(rand(2, 3), rand(2, 2), -1, error=ValueError, match="are not compatible"),
            bad(INTS, INTS, -1, error=TypeError, match=WRONG),
        ],
    )


# Numbers whose exponentials overflow; the differences are what counts.
LARGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -1002.0]])

SAMPLES = {
    "Relu": activation(lambda x: np.where(x > 0, x, 0), more=[INTS], exact=True),
    "ReluGrad": gradient(
        lambda g, x: np.where(x > 0, g, 0), more=[call(ints(3), np.array([-1, 0, 1], np.int32))]
    ),
    "Relu6": activation(lambda x: np.clip(x, 0, 6), -3.0, 9.5, more=[INTS], exact=True),
    "Relu6Grad": gradient(
        lambda g, x: np.where((x > 0) & (x < 6), g, 0), -3.0, 9.5,
        more=[call(ints(4), np.array([-1, 0, 6, 7], np.int32))],
    ),
    "LeakyRelu": Sample(
        lambda x, alpha: np.where(x > 0, x, alpha * x),
        [call(x, **a) for x in plain() for a in SLOPES],
        bad=[bad(INTS, 0.2, error=TypeError, match=WRONG)],
    ),
    "LeakyReluGrad": gradient(
        lambda g, x, alpha: np.where(x > 0, g, alpha * g), refused=INTS, attributes=SLOPES
    ),
    "Elu": activation(elu, refused=INTS),
    "EluGrad": gradient(lambda g, y: g * np.where(y < 0, y + 1, 1), refused=INTS),
    "Selu": activation(selu, refused=INTS),
    "SeluGrad": gradient(selu_grad, refused=INTS),
    "Softmax": softmax_like(special.softmax, [call(LARGE, -1)]),
    "SoftmaxGrad": softmax_like_grad(softmax_grad),
    "LogSoftmax": softmax_like(special.log_softmax, [call(LARGE, -1)]),
    "LogSoftmaxGrad": softmax_like_grad(log_softmax_grad),
}  # fmt: skip
