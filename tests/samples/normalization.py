"""Samples of biases."""

from __future__ import annotations

import numpy as np

from tests.samples.base import Sample, bad, bools, call, ints, rand


def add(value, bias, data_format):
    """Channel by channel."""
    axis = 1 if data_format == "NCHW" else value.ndim - 1
    out = np.moveaxis(value.copy(), axis, 0)
    for channel, b in zip(out, bias, strict=True):
        channel += b
    return np.moveaxis(out, 0, axis)


def total(g, data_format):
    axis = 1 if data_format == "NCHW" else g.ndim - 1
    return np.array([c.sum() for c in np.moveaxis(g, axis, 0)], g.dtype)


SHAPES = [(3, 4), (2, 3, 2), (2, 3, 2, 4), (1, 2, 2, 2, 3), (0, 3), (2, 0), (2, 0, 3, 3)]
CASES = [(s, s[1] if f == "NCHW" else s[-1], f) for s in SHAPES for f in ("NHWC", "NCHW")]

SAMPLES = {
    "BiasAdd": Sample(
        add,
        [call(rand(*shape), rand(channels), layout) for shape, channels, layout in CASES]
        + [call(rand(3, 4).T, rand(3), "NHWC"), call(ints(2, 3), ints(3), "NHWC")],
        bad=[
            bad(rand(2, 5, 5, 3), rand(4), "NHWC", error=ValueError,
                match=r"Must provide as many biases as the last dimension of the input tensor: "
                      r"\[4\] vs. \[2,5,5,3\]"),
            bad(rand(2, 5, 3), rand(3), "NCHW", error=ValueError, match="as many biases as"),
            bad(rand(3), rand(3), "NHWC", error=ValueError,
                match=r"Input tensor must be at least 2D: \[3\]"),
            bad(rand(2, 3), rand(1, 3), "NHWC", error=ValueError,
                match=r"Biases must be 1D: \[1,3\]"),
            bad(rand(2, 3), rand(3).astype("f"), "NHWC", error=TypeError, match="as input #1"),
            bad(bools(2, 3), bools(3), "NHWC", error=TypeError, match="allowed values"),
        ],
    ),
    "BiasAddGrad": Sample(
        total,
        [call(rand(*shape), layout) for shape, _, layout in CASES] + [call(ints(2, 3), "NHWC")],
        bad=[
            bad(rand(3), "NHWC", error=ValueError, match="must be at least 2D"),
            bad(bools(2, 3), "NHWC", error=TypeError, match="allowed values"),
        ],
    ),
}  # fmt: skip
