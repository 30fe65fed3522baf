"""Samples of convolution and its gradients."""

from __future__ import annotations

import numpy as np

from eagerflow import errors
from tests.oracles import conv
from tests.samples.base import Sample, bad, call, ints, rand

ONES = (1, 1, 1, 1)


def how(strides=ONES, padding="SAME", explicit=(), dilations=ONES, data_format="NHWC"):
    """The attributes of the three ops."""
    return {
        "strides": strides, "padding": padding, "explicit_paddings": explicit,
        "dilations": dilations, "data_format": data_format,
    }  # fmt: skip


EXPLICIT = ("EXPLICIT", (0, 0, 2, 1, 0, 3, 0, 0))

# Shapes of images and filters with the attributes: every padding, stride, dilation and layout, even
# and odd sizes, few channels and many, groups, more axes in front, one tap, and nothing at all.
CASES = [
    ((2, 4, 5, 2), (3, 3, 2, 3), how()),
    ((1, 5, 4, 2), (2, 3, 2, 2), how(padding="VALID")),
    ((1, 5, 6, 2), (3, 2, 2, 2), how((1, 2, 2, 1))),
    ((1, 6, 7, 1), (3, 3, 1, 2), how((1, 3, 2, 1), "VALID")),
    ((1, 6, 5, 2), (2, 2, 2, 1), how(ONES, "SAME", (), (1, 2, 3, 1))),
    ((1, 7, 7, 1), (3, 2, 1, 2), how((1, 2, 3, 1), "SAME", (), (1, 2, 1, 1))),
    ((1, 3, 4, 2), (3, 3, 2, 1), how(ONES, *EXPLICIT)),
    ((1, 4, 4, 2), (2, 2, 2, 1), how((1, 2, 2, 1), *EXPLICIT)),
    ((1, 3, 3, 1), (2, 2, 1, 1), how(ONES, "EXPLICIT", (0, 0, 3, 3, 2, 4, 0, 0))),
    ((1, 3, 4, 4), (2, 2, 2, 4), how()),
    ((1, 4, 3, 3), (3, 3, 1, 6), how((1, 2, 1, 1))),
    ((1, 3, 3, 9), (2, 3, 9, 2), how()),
    ((1, 5, 4, 12), (3, 2, 12, 1), how((1, 2, 2, 1), "SAME", (), (1, 1, 1, 1))),
    ((1, 6, 3, 12), (3, 2, 12, 1), how((1, 2, 1, 1), "VALID", (), (1, 2, 1, 1))),
    ((1, 5, 3, 12), (2, 2, 12, 1), how((1, 3, 2, 1), "EXPLICIT", (0, 0, 2, 0, 1, 1, 0, 0))),
    ((1, 3, 3, 1), (2, 2, 1, 9), how()),
    ((2, 3, 4, 2), (1, 1, 2, 3), how()),
    ((1, 5, 4, 2), (1, 1, 2, 2), how((1, 2, 2, 1), "VALID")),
    ((1, 2, 5, 4), (3, 3, 2, 2), how((1, 1, 2, 2), "SAME", (), (1, 1, 2, 1), "NCHW")),
    ((1, 2, 4, 3), (2, 2, 2, 2), how(ONES, "EXPLICIT", (0, 0, 0, 0, 1, 0, 0, 2), ONES, "NCHW")),
    ((2, 1, 3, 3, 2), (2, 2, 2, 2), how()),
    ((0, 3, 3, 2), (2, 2, 2, 2), how()),
    ((2, 0, 3, 1), (2, 2, 1, 2), how()),
    ((0, 3, 3, 2), (1, 1, 2, 2), how()),
    ((1, 3, 3, 1), (2, 2, 1, 0), how()),
]


def images(at):
    return rand(*CASES[at][0])


def filters(at):
    return rand(*CASES[at][1])


def weights(at):
    """An array of the shape of the result."""
    shape, taps, attributes = CASES[at]
    return rand(*conv.conv2d(np.zeros(shape), np.zeros(taps), *attributes.values()).shape)


X, W = np.ones((2, 5, 5, 3)), np.ones((2, 2, 3, 4))
G = np.ones((2, 5, 5, 4))

WRONG = [
    bad(X[0], W, **how(), error=errors.InvalidArgumentError,
        match=r"convolution input must be 4-dimensional: \[5,5,3\]"),
    bad(X, W[0], **how(), error=ValueError,
        match=r"convolution filter must be 4-dimensional: \[2,3,4\]"),
    bad(X, np.ones((2, 2, 4, 4)), **how(), error=ValueError,
        match="input depth must be evenly divisible by filter depth: 3 vs 4"),
    bad(np.ones((1, 5, 5, 4)), np.ones((2, 2, 2, 3)), **how(), error=ValueError,
        match="output depth must be evenly divisible by number of groups: 3 vs 2"),
    bad(X, np.ones((2, 2, 0, 4)), **how(), error=ValueError,
        match="filter depth must be stricly positive, got 0"),
    bad(X, np.ones((0, 2, 3, 4)), **how(), error=ValueError,
        match="filter must not have zero elements"),
    bad(X, np.ones((7, 7, 3, 4)), **how(padding="VALID"), error=ValueError,
        match=r"Computed output size would be negative: -1 \[input_size: 5, "
              "effective_filter_size: 7, stride: 1"),
    bad(X, W, **how((1, 0, 1, 1)), error=ValueError,
        match="Row and column strides should be larger than 0"),
    bad(X, W, **how(dilations=(1, 1, 0, 1)), error=ValueError,
        match="Dilated rates should be larger than 0"),
    bad(X, W, **how((2, 1, 1, 1)), error=errors.UnimplementedError,
        match="does not yet support strides in the batch and depth dimensions"),
    bad(X, W, **how(dilations=(1, 1, 1, 2)), error=errors.UnimplementedError,
        match="does not yet support dilations in the batch and depth dimensions"),
    bad(X, W, **how(padding="same"), error=ValueError,
        match='Value for attr \'padding\' of "same" is not in the list of allowed values: "SAME"'),
    bad(X, W, **how(padding="EXPLICIT", explicit=(0, 0, -1, 0, 0, 0, 0, 0)), error=ValueError,
        match="All elements of explicit_paddings must be nonnegative"),
    bad(X, W, **how(padding="EXPLICIT", explicit=(1, 0, 1, 0, 0, 0, 0, 0)), error=ValueError,
        match="Nonzero explicit padding in the batch or depth dimensions is not supported"),
    bad(X, W, **how(data_format="NCW"), error=ValueError,
        match='Value for attr \'data_format\' of "NCW" is not in the list of allowed values'),
    bad(X > 0, W > 0, **how(), error=TypeError, match="is not in the list of allowed values: "),
    bad(X, W.astype(np.float32), **how(), error=TypeError, match="cannot compute Conv2D as input"),
]  # fmt: skip

SAMPLES = {
    "Conv2D": Sample(
        lambda input, filter, **how: conv.conv2d(input, filter, *how.values()),
        [call(images(i), filters(i), **CASES[i][2]) for i in range(len(CASES))]
        + [call(ints(1, 3, 4, 2, lo=-3, hi=4), ints(2, 2, 2, 2, lo=-3, hi=4), **how())],
        bad=WRONG,
    ),
    "Conv2DBackpropInput": Sample(
        lambda sizes, filter, g, **how: conv.conv2d_input_gradient(sizes, filter, g, *how.values()),
        [
            call(CASES[i][0], filters(i), weights(i), **CASES[i][2])
            for i in range(len(CASES))
        ]
        + [
            call((4, 5), rand(3, 3, 2, 3), rand(2, 4, 5, 3), **how()),
            call((4, 5), rand(3, 3, 2, 3), rand(1, 3, 4, 5), **how(data_format="NCHW")),
        ],
        bad=[
            bad((2, 5, 5, 3), W, G[:, :4], **how(), error=ValueError,
                match="Size of out_backprop doesn't match computed: actual = 4, computed = 5 "
                      "spatial_dim: 1 input: 5 filter: 2 output: 4 stride: 1 dilation: 1"),
            bad((2, 5, 5, 3), W, G[..., :3], **how(), error=ValueError,
                match="filter and out_backprop must have the same out_depth"),
            bad((2, 5, 5, 3), W, G[:1], **how(), error=ValueError,
                match="input and out_backprop must have the same batch size. Input batch: 2, "
                      "outbackprop batch: 1, batch_dim: 0"),
            bad((2, 5, 5), W, G, **how(), error=ValueError,
                match="requires input_sizes to contain 4 values or 2 values, but got: 3"),
            bad((2, 5, 5, 3), W, G[0], **how(), error=ValueError,
                match="convolution out_backprop must be 4-dimensional"),
            bad((2, 5, 5, 4), W, G, **how(), error=ValueError,
                match="input depth must be evenly divisible by filter depth: 4 vs 3"),
            bad((2, 5, 5, 3), W > 0, G > 0, **how(), error=TypeError, match="allowed values"),
        ],
    ),
    "Conv2DBackpropFilter": Sample(
        lambda input, sizes, g, **how: conv.conv2d_filter_gradient(input, sizes, g, *how.values()),
        [
            call(images(i), CASES[i][1], weights(i), **CASES[i][2])
            for i in range(len(CASES))
        ],
        bad=[
            bad(X, (2, 2, 3, 4), G[:, :4], **how(), error=ValueError,
                match="Conv2DCustomBackpropFilter: Size of out_backprop doesn't match computed: "
                      "actual = 4, computed = 5"),
            bad(X, (2, 2, 4, 4), G, **how(), error=ValueError,
                match="input depth must be evenly divisible by filter depth"),
            bad(X, (2, 3, 4), G, **how(), error=ValueError,
                match="convolution filter must be 4-dimensional"),
            bad(X > 0, (2, 2, 3, 4), G > 0, **how(), error=TypeError, match="allowed values"),
        ],
    ),
}  # fmt: skip
