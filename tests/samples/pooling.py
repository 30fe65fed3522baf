"""Samples of pooling and its gradients."""

from __future__ import annotations

import numpy as np

from eagerflow import errors
from tests.oracles import pooling
from tests.samples.base import Sample, bad, call, distinct, ints, rand


def how(ksize=(1, 2, 2, 1), strides=(1, 2, 2, 1), padding="SAME", data_format="NHWC"):
    """The attributes of mean pooling."""
    return {
        "ksize": ksize, "strides": strides, "padding": padding, "data_format": data_format,
    }  # fmt: skip


def reach(explicit=(), **changes):
    """The attributes of max pooling."""
    found = how(**changes)
    return {
        "ksize": found["ksize"], "strides": found["strides"], "padding": found["padding"],
        "explicit_paddings": explicit, "data_format": found["data_format"],
    }  # fmt: skip


# Shapes with attributes: windows that overlap, touch and leave gaps, even and odd sizes, padding,
# channels first and last, over channels, one, two and three spatial axes, and nothing at all.
CASES = [
    ((2, 4, 4, 3), how()),
    ((1, 5, 3, 2), how()),
    ((1, 5, 4, 2), how(padding="VALID")),
    ((1, 5, 6, 1), how((1, 3, 3, 1), (1, 2, 2, 1))),
    ((2, 5, 6, 1), how((1, 3, 2, 1), (1, 1, 1, 1), "VALID")),
    ((1, 4, 5, 2), how((1, 2, 3, 1), (1, 1, 2, 1))),
    ((1, 7, 7, 1), how((1, 2, 2, 1), (1, 3, 4, 1))),
    ((1, 3, 4, 1), how((1, 5, 5, 1), (1, 2, 1, 1))),
    ((1, 2, 5, 4), how((1, 1, 3, 2), (1, 1, 2, 1), data_format="NCHW")),
    ((1, 2, 2, 5), how((1, 1, 1, 2), (1, 1, 1, 2))),
    ((1, 3, 3, 2), how((1, 1, 1, 1), (1, 1, 1, 1))),
    ((1, 4, 3, 1), how((1, 1, 1, 1), (1, 2, 2, 1))),
    ((2, 5, 2), how((1, 3, 1), (1, 2, 1), data_format="NWC")),
    ((1, 3, 4, 3, 1), how((1, 2, 2, 2, 1), (1, 2, 1, 2, 1), data_format="NDHWC")),
    ((0, 4, 4, 1), how()),
    ((1, 0, 4, 2), how()),
]
# Zeros said by the user, for max pooling alone.
EXPLICIT = [
    ((1, 4, 4, 1), ("EXPLICIT", (0, 0, 1, 0, 0, 1, 0, 0))),
    ((2, 3, 5, 1), ("EXPLICIT", (0, 0, 1, 1, 0, 0, 0, 0))),
]


def widened(attributes):
    """The attributes of max pooling from those of mean pooling."""
    return reach(**attributes)


MAX_CASES = [(shape, widened(a)) for shape, a in CASES] + [
    (shape, reach(explicit, padding=padding)) for shape, (padding, explicit) in EXPLICIT
]


def pooled(shape, attributes):
    """An input without ties, and its maxima."""
    x = distinct(*shape)
    return x, pooling.max_pool(x, *attributes.values())


def max_calls(of_input):
    """Calls of the gradient (or of its transpose, whose weights have the shape of the input)."""
    for shape, attributes in MAX_CASES:
        x, y = pooled(shape, attributes)
        # Just below the maxima, so that differences by the input alone move none below them.
        yield call(x, y - 0.004, rand(*(x if of_input else y).shape), **attributes)
    x = ints(1, 4, 5, 2, lo=0, hi=3)  # ties
    y = pooling.max_pool(x, *reach().values())
    yield call(x, y, ints(*(x if of_input else y).shape), **reach())


def mean_weights():
    for shape, attributes in CASES:
        y = pooling.avg_pool(np.zeros(shape), *attributes.values())
        yield call(shape, rand(*y.shape), **attributes)


X, Y = np.ones((2, 5, 5, 3)), np.ones((2, 3, 3, 3))

WRONG = [
    bad(X[0], **how(), error=ValueError, match="Shape must be rank 4 but is rank 3"),
    bad(X, **how((1, 0, 2, 1)), error=ValueError,
        match="Sliding window ksize must be positive. The specified or inferred ksize is: 1,0,2,1"),
    bad(X, **how(strides=(1, 2, 0, 1)), error=ValueError, match="Stride must be > 0, but got 0"),
    bad(X, **how((2, 2, 2, 1)), error=errors.UnimplementedError,
        match="Pooling is not yet supported on the batch dimension"),
    bad(X, **how(strides=(2, 2, 2, 1)), error=errors.UnimplementedError,
        match="Pooling is not yet supported on the batch dimension"),
    bad(X, **how(padding="same"), error=ValueError,
        match='Value for attr \'padding\' of "same" is not in the list of allowed values: "SAME"'),
    bad(X, **how((1, 7, 7, 1), (1, 1, 1, 1), "VALID"), error=ValueError,
        match=r"Computed output size would be negative: -1 \[input_size: 5, "
              "effective_filter_size: 7, stride: 1"),
]  # fmt: skip


def for_max(wrong):
    """The same bad calls with the attributes of max pooling."""
    return [
        bad(*b.call.args, **widened(b.call.kwargs), error=b.error, match=b.match) for b in wrong
    ]


SAMPLES = {
    "MaxPool": Sample(
        lambda x, **how: pooling.max_pool(x, *how.values()),
        [call(pooled(*case)[0], **case[1]) for case in MAX_CASES]
        + [call(ints(1, 4, 5, 2), **reach()), call(ints(1, 3, 3, 1, lo=-9, hi=0), **reach())],
        bad=[
            *for_max(WRONG),
            bad(X, **reach((0, 0, 2, 0, 0, 0, 0, 0), padding="EXPLICIT"), error=ValueError,
                match="Top padding 2 needs to be smaller than the window size 2"),
            bad(X, **reach((0, 0, 0, 0, 0, 3, 0, 0), padding="EXPLICIT"), error=ValueError,
                match="Right padding 3 needs to be smaller than the window size 2"),
            bad(X > 0, **reach(), error=TypeError, match="is not in the list of allowed values: "),
        ],
        exact=True,
    ),
    "MaxPoolGrad": Sample(
        lambda x, y, g, **how: pooling.max_pool_gradient(x, y, g, *how.values()),
        list(max_calls(of_input=False)),
        bad=[
            bad(X, Y, Y[:, :2], **reach(), error=ValueError,
                match=r"Expected grad shape to be \[2,3,3,3\], but got \[2,2,3,3\]"),
            bad(X, Y[:1], Y, **reach(), error=ValueError, match="Expected grad shape to be"),
            bad(X, Y, Y.astype(np.float32), **reach(), error=TypeError, match="as input #2"),
            bad(X > 0, Y > 0, Y > 0, **reach(), error=TypeError, match="allowed values"),
        ],
    ),
    "MaxPoolGradGrad": Sample(
        lambda x, y, g, **how: pooling.max_pool_gather(x, y, g, *how.values()),
        list(max_calls(of_input=True)),
        bad=[
            bad(X, Y, Y, **reach(), error=ValueError,
                match=r"Expected grad shape to be \[2,5,5,3\], but got \[2,3,3,3\]"),
            bad(X > 0, Y > 0, X > 0, **reach(), error=TypeError, match="allowed values"),
        ],
    ),
    "AvgPool": Sample(
        lambda x, **how: pooling.avg_pool(x, *how.values()),
        [call(rand(*shape), **attributes) for shape, attributes in CASES],
        bad=[
            *WRONG,
            bad(X.astype(np.int32), **how(), error=TypeError, match="is not in the list of"),
        ],
    ),
    "AvgPoolGrad": Sample(
        lambda shape, g, **how: pooling.avg_pool_gradient(shape, g, *how.values()),
        list(mean_weights()),
        bad=[
            bad((2, 5, 5, 3), Y[:, :2], **how(), error=ValueError,
                match=r"Expected grad shape to be \[2,3,3,3\], but got \[2,2,3,3\]"),
            bad((5, 5, 3), Y, **how(), error=ValueError, match="must be rank 4 but is rank 3"),
            bad((2, 5, 5, 3), Y.astype(np.int32), **how(), error=TypeError, match="allowed values"),
        ],
    ),
}  # fmt: skip
