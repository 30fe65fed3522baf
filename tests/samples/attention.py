"""Samples of attention and its gradient."""

from __future__ import annotations

import numpy as np

from tests.oracles import attention
from tests.samples.base import Sample, bad, bools, call, rand

# batch, heads, queries, keys, features, features of values
SIZES = [(2, 2, 3, 4, 2, 3), (1, 1, 5, 5, 3, 2), (1, 2, 18, 3, 2, 1), (1, 1, 4, 2, 1, 1)]
EMPTY = [(0, 2, 3, 2, 2, 2), (1, 1, 0, 2, 2, 2)]


def arrays(b, n, t, s, h, w):
    return [rand(b, n, t, h), rand(b, n, s, h), rand(b, n, s, w)]


def besides(b, n, t, s):
    """Biases and masks of several shapes; the first key is always seen."""
    yield [], False, False
    yield [rand(b, n, t, s)], True, False
    yield [rand(1, n, 1, s)], True, False
    mask = bools(b, 1, t, s) | (np.arange(s) == 0)
    yield [mask], False, True
    yield [rand(1, 1, t, 1), mask[:, :, :1]], True, True


def forward():
    for size in SIZES:
        for rest, with_bias, with_mask in besides(*size[:4]):
            for scale, causal in ((None, False), (0.7, True)):
                yield call([*arrays(*size), *rest], scale, causal, with_bias, with_mask)
    for size in EMPTY:
        yield call(arrays(*size), None, False, False, False)


def backward():
    for size in SIZES + EMPTY:
        b, n, t, s, _, w = size
        for rest, with_bias, with_mask in besides(b, n, t, s):
            for scale, causal in ((None, False), (0.7, True)):
                given = [*arrays(*size), rand(b, n, t, lo=1, hi=2), rand(b, n, t, w), rand(b, n, t)]
                yield call([*given, *rest], scale, causal, with_bias, with_mask)


Q = np.ones((1, 1, 2, 3))
L = np.ones((1, 1, 2))
PLAIN = (None, False, False, False)

SAMPLES = {
    "DotProductAttention": Sample(
        attention.attention,
        list(forward()),
        bad=[
            bad([Q, Q[..., :2], Q], *PLAIN, error=ValueError, match="query, key and value do not"),
            bad([Q[0], Q, Q], *PLAIN, error=ValueError, match="query must have 4 axes"),
            bad([Q, Q.astype("f"), Q], *PLAIN, error=TypeError, match="key is float32, but query"),
            bad([Q, Q, Q, np.ones((1, 1, 2, 3))], None, False, True, False, error=ValueError,
                match=r"bias \[1,1,2,3\] can not be broadcast to \[1,1,2,2\]"),
            bad([Q, Q, Q, Q], None, False, False, True, error=TypeError, match="mask must be bool"),
            bad([Q > 0, Q > 0, Q > 0], *PLAIN, error=TypeError, match="allowed values"),
        ],
        dtypes=("float16", "bfloat16", "float32", "float64"),
    ),
    "DotProductAttentionGrad": Sample(
        attention.attention_grad,
        list(backward()),
        bad=[
            bad([Q, Q, Q, L[..., :1], Q, L], *PLAIN, error=ValueError,
                match=r"log_sum has the shape \[1,1,1\], not \[1,1,2\]"),
            bad([Q, Q, Q, L, Q, L, Q, Q > 0], None, False, True, True, error=ValueError,
                match="can not be broadcast"),
            bad([Q > 0] * 6, *PLAIN, error=TypeError, match="allowed values"),
        ],
        dtypes=("float32", "float64"),
    ),
}  # fmt: skip
