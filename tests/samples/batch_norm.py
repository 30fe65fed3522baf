"""Samples of normalisation by statistics of a batch."""

from __future__ import annotations

import numpy as np

from eagerflow.ops.nn.batch_norm import batch_norm
from tests.oracles import normalization
from tests.samples.base import Sample, bad, call, rand

CASES = [
    ((2, 2, 3, 2), "NHWC"),
    ((3, 2, 1, 2), "NCHW"),
    ((2, 1, 2, 2, 3), "NDHWC"),
    ((2, 3, 2, 1, 2), "NCDHW"),
]
EMPTY = [((2, 0, 3, 2), "NHWC"), ((2, 3, 2, 0), "NHWC"), ((0, 2, 3, 1), "NCHW")]


def channels(shape, data_format):
    return shape[1] if data_format.startswith("NC") else shape[-1]


def parameters(shape, data_format):
    """Scale, offset, mean and variance."""
    c = channels(shape, data_format)
    return [rand(c), rand(c), rand(c), rand(c, lo=0.5, hi=2)]


def forward():
    for shape, data_format in CASES:
        inputs = [rand(*shape), *parameters(shape, data_format)]
        yield call(inputs, 1e-3, 1.0, data_format, True)
        yield call(inputs, 0.1, 0.3, data_format, True)
        yield call(inputs, 1e-3, 1.0, data_format, False)
        yield call([*inputs[:3], rand(0), rand(0)], 1e-3, 1.0, data_format, True)
    for shape, data_format in EMPTY:
        inputs = [rand(*shape), *parameters(shape, data_format)]
        yield call(inputs, 1e-3, 1.0, data_format, False)
    yield call([rand(700, 1, 1, 2), *parameters((2,), "NHWC")], 1e-3, 1.0, "NHWC", True)


def backward():
    for shape, data_format in CASES + EMPTY:
        scale, _, mean, variance = parameters(shape, data_format)
        inputs = [rand(*shape), rand(*shape), scale]
        yield call(inputs, 0.1, data_format, True)
        yield call([*inputs, mean, variance], 0.1, data_format, False)


X, C = np.ones((2, 2, 2, 3)), np.ones(3)
SINGLE = X.astype("f")

SAMPLES = {
    "FusedBatchNormV3": Sample(
        lambda *args: normalization.batch_norm(*args)[0],
        list(forward()),
        bad=[
            bad([X, C[:2], C, C, C], 1e-3, 1.0, "NHWC", True, error=ValueError,
                match="scale must have the same number of elements as the channels of x, got 2"),
            bad([X[0], C, C, C, C], 1e-3, 1.0, "NHWC", True, error=ValueError,
                match=r"input must be 4-dimensional\[2,2,3\]"),
            bad([X, C, C[None], C, C], 1e-3, 1.0, "NHWC", True, error=ValueError,
                match=r"offset must be 1-dimensional\[1,3\]"),
            bad([X, C, C, C[:0], C[:0]], 1e-3, 0.5, "NHWC", True, error=ValueError,
                match="mean must have the same number of elements"),
            bad([X, C, C, C, C], 1e-3, 1.0, "NWC", True, error=ValueError,
                match='"NWC" is not in the list of allowed values: "NHWC", "NCHW"'),
            bad([SINGLE, C, C, C, C], 1e-3, 1.0, "NHWC", True, error=TypeError,
                match="Value for attr 'U' of double is not in the list of allowed values: float"),
            bad([X.astype(int), C, C, C, C], 1e-3, 1.0, "NHWC", True, error=TypeError,
                match="Value for attr 'T' of int64 is not in the list"),
        ],
        dtypes=("float32", "float64"),
        fn=lambda *args: batch_norm(*args)[0],  # gradients flow through this result only
    ),
    "FusedBatchNormGradV3": Sample(
        normalization.batch_norm_grad,
        list(backward()),
        bad=[
            bad([X[:1], X, C], 1e-3, "NHWC", True, error=ValueError,
                match=r"x and y_backprop must have same shape, but x has shape \[2,2,2,3\] and"),
            bad([X, X, C[:1]], 1e-3, "NHWC", True, error=ValueError,
                match="scale must have the same number of elements"),
            bad([X > 0, X > 0, C], 1e-3, "NHWC", True, error=TypeError, match="allowed values"),
        ],
        rtol=1e-9,
        atol=1e-10,
        dtypes=("float32", "float64"),
    ),
}  # fmt: skip
