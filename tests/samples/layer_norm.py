"""Samples of normalisation by statistics of the examples themselves."""

from __future__ import annotations

import numpy as np

from tests.oracles import normalization
from tests.samples.base import Sample, bad, call, rand

# Shapes with axes: the last, several, in front, between others, all of them, and nothing at all.
CASES = [
    ((3, 4), (-1,)),
    ((2, 3, 4), (1, 2)),
    ((4, 3), (0,)),
    ((2, 3, 4), (1,)),
    ((2, 3, 2, 3), (0, 2)),
    ((5,), (0,)),
    ((0, 3), (1,)),
    ((2, 1), (1,)),
]


def own(shape, axes):
    return [shape[a] for a in sorted(a % len(shape) for a in axes)]


def forward():
    for shape, axes in CASES:
        for epsilon, centered in ((1e-3, True), (0.1, False)):
            x = [rand(*shape)]
            p = own(shape, axes)
            yield call(x, axes, epsilon, centered, False)
            yield call([*x, rand(*p)], axes, epsilon, centered, True)
            yield call([*x, rand(*p)], axes, epsilon, centered, False)
            yield call([*x, rand(*p), rand(*p)], axes, epsilon, centered, True)
    yield call([8 + rand(2, 5)], (1,), 1e-3, True, False)


def backward():
    for shape, axes in CASES:
        for epsilon, centered in ((1e-3, True), (0.1, False)):
            x = [rand(*shape), rand(*shape)]
            yield call(x, axes, epsilon, centered, False)
            yield call(x, axes, epsilon, centered, True)
            yield call([*x, rand(*own(shape, axes))], axes, epsilon, centered, True)
            yield call([*x, rand(*own(shape, axes))], axes, epsilon, centered, False)


X = np.ones((2, 3))

SAMPLES = {
    "LayerNorm": Sample(
        normalization.layer_norm,
        list(forward()),
        bad=[
            bad([X, np.ones(2)], (1,), 1e-3, True, True, error=ValueError,
                match=r"must have the shape of the normalized axes: \[2\] vs. \[3\]"),
            bad([X], (2,), 1e-3, True, False, error=ValueError,
                match="dimension 2 is out of range for a tensor of rank 2"),
            bad([X], (), 1e-3, True, False, error=ValueError, match="at least one axis"),
            bad([X, np.ones(3, "f")], (1,), 1e-3, True, True, error=TypeError, match="input #1"),
            bad([X.astype(int)], (1,), 1e-3, True, False, error=TypeError, match="allowed values"),
        ],
        dtypes=("float16", "bfloat16", "float32", "float64"),
    ),
    "LayerNormGrad": Sample(
        normalization.layer_norm_grad,
        list(backward()),
        bad=[
            bad([X[:1], X], (1,), 1e-3, True, False, error=ValueError,
                match=r"grad must have the shape of x: \[1,3\] vs. \[2,3\]"),
            bad([X, X, np.ones(2)], (1,), 1e-3, True, False, error=ValueError,
                match="must have the shape of the normalized axes"),
            bad([X > 0, X > 0], (1,), 1e-3, True, False, error=TypeError, match="allowed values"),
        ],
        rtol=1e-9,
        atol=1e-10,
        dtypes=("float16", "bfloat16", "float32", "float64"),
    ),
}  # fmt: skip
