"""Samples of convolution of each channel by itself: convolution in groups is the reference."""

from __future__ import annotations

import numpy as np

from tests.oracles import conv
from tests.samples.base import Sample, bad, call, rand
from tests.samples.conv import EXPLICIT, ONES, how

CASES = [
    ((2, 4, 5, 2), (3, 3, 2, 3), how()),
    ((1, 5, 4, 3), (2, 3, 3, 1), how(padding="VALID")),
    ((1, 5, 6, 2), (3, 2, 2, 2), how((1, 2, 3, 1))),
    ((1, 6, 5, 2), (2, 2, 2, 1), how(ONES, "SAME", (), (1, 2, 3, 1))),
    ((1, 3, 4, 2), (3, 3, 2, 1), how(ONES, *EXPLICIT)),
    ((1, 2, 5, 4), (3, 3, 2, 2), how((1, 1, 2, 2), "SAME", (), (1, 1, 2, 1), "NCHW")),
    ((0, 3, 3, 2), (2, 2, 2, 2), how()),
]


def grouped(w):
    return w.reshape(*w.shape[:2], 1, -1)


def forward(x, w, **attributes):
    return conv.conv2d(x, grouped(w), *attributes.values())


def of_input(sizes, w, g, **attributes):
    return conv.conv2d_input_gradient(sizes, grouped(w), g, *attributes.values())


def of_filter(x, sizes, g, **attributes):
    shape = (*sizes[:2], 1, sizes[2] * sizes[3])
    return conv.conv2d_filter_gradient(x, shape, g, *attributes.values()).reshape(sizes)


def weights(x, w, attributes):
    return rand(*forward(np.zeros(x), np.zeros(w), **attributes).shape)


X, W, G = np.ones((2, 5, 5, 3)), np.ones((2, 2, 3, 2)), np.ones((2, 5, 5, 6))
INTS = np.ones((2, 5, 5, 3), np.int32), np.ones((2, 2, 3, 2), np.int32)

SAMPLES = {
    "DepthwiseConv2dNative": Sample(
        forward,
        [call(rand(*x), rand(*w), **attributes) for x, w, attributes in CASES],
        bad=[
            bad(X, np.ones((2, 2, 4, 1)), **how(), error=ValueError, match="same depth: 3 vs 4"),
            bad(X[0], W, **how(), error=ValueError, match="input must be 4-dimensional"),
            bad(X, W[0], **how(), error=ValueError, match="filter must be 4-dimensional"),
            bad(X, W, **how((1, 0, 1, 1)), error=ValueError, match="should be larger than 0"),
            bad(*INTS, **how(), error=TypeError, match="allowed values"),
        ],
    ),
    "DepthwiseConv2dNativeBackpropInput": Sample(
        of_input,
        [call(x, rand(*w), weights(x, w, a), **a) for x, w, a in CASES],
        bad=[
            bad((2, 5, 5, 3), W, G[:1], **how(), error=ValueError, match="same batch size"),
            bad((2, 5, 5, 4), W, G, **how(), error=ValueError, match="same depth: 4 vs 3"),
        ],
    ),
    "DepthwiseConv2dNativeBackpropFilter": Sample(
        of_filter,
        [call(rand(*x), w, weights(x, w, a), **a) for x, w, a in CASES],
        bad=[
            bad(X, (2, 2, 3, 2), G[:, :4], **how(), error=ValueError, match="Size of out_backprop"),
            bad(X, (2, 2, 4, 2), G, **how(), error=ValueError, match="same depth: 3 vs 4"),
        ],
    ),
}  # fmt: skip
