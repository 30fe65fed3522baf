"""Samples of recurrent networks over whole sequences."""

import numpy as np

from tests.oracles import recurrent
from tests.samples.base import Sample, bad, call, rand

# Steps, examples, size of the input, units.
SIZES = [(3, 2, 2, 3), (1, 1, 3, 2), (4, 1, 1, 1), (0, 2, 2, 2)]
FLOATS = ("float16", "bfloat16", "float32", "float64")


def lstm(t, b, d, n):
    return [rand(t, b, d), rand(d + n, 4 * n), rand(4 * n), rand(b, n), rand(b, n)]


def gru(t, b, d, n):
    return [rand(t, b, d), rand(d + n, 2 * n), rand(2 * n), rand(d + n, n), rand(n), rand(b, n)]


def lstm_pushed(t, b, n):
    pushes = [rand(t, b, n), rand(t, b, n), rand(t, b, 4 * n)]
    return [*pushes, rand(t, b, 4 * n), rand(t, b, n), rand(b, n), rand(n, 4 * n)]


def gru_pushed(t, b, n):
    pushes = [rand(t, b, n), rand(t, b, 2 * n), rand(t, b, n)]
    seen = [rand(t, b, n), rand(t, b, 2 * n), rand(t, b, n), rand(b, n)]
    return [*pushes, *seen, rand(n, 2 * n), rand(n, n)]


def without(inputs, place, *shape):
    """The inputs with one of another shape."""
    return [np.ones(shape) if i == place else a for i, a in enumerate(inputs)]


LSTM, GRU = lstm(3, 2, 2, 3), gru(3, 2, 2, 3)
LSTM_PUSHED, GRU_PUSHED = lstm_pushed(3, 2, 3), gru_pushed(3, 2, 3)

SAMPLES = {
    "LSTMSequence": Sample(
        recurrent.lstm,
        [call(lstm(*s), bias) for s, bias in zip(SIZES, (1.0, 0.0, 0.5, 1.0), strict=True)],
        bad=[
            bad(without(LSTM, 1, 4, 12), 1.0, error=ValueError,
                match=r"kernel must have the shape \[5,12\], got \[4,12\]"),
            bad(without(LSTM, 1, 5, 10), 1.0, error=ValueError, match="4 columns for each unit"),
            bad(without(LSTM, 0, 3, 2), 1.0, error=ValueError, match=r"rank 3, got \[3,2\]"),
            bad(without(LSTM, 3, 1, 3), 1.0, error=ValueError, match=r"c0 must .*, got \[1,3\]"),
            bad([a.astype(int) for a in LSTM], 1.0, error=TypeError, match="allowed values"),
        ],
        dtypes=FLOATS,
    ),
    "LSTMSequenceGrad": Sample(
        recurrent.lstm_grad,
        [call(lstm_pushed(t, b, n), flag) for t, b, _, n in SIZES for flag in (False, True)],
        bad=[
            bad(without(LSTM_PUSHED, 6, 3, 8), True, error=ValueError, match="kernel must have"),
            bad(without(LSTM_PUSHED, 2, 3, 2, 7), True, error=ValueError, match="for each unit"),
        ],
        dtypes=FLOATS,
    ),
    "LSTMSequenceTangent": Sample(
        recurrent.lstm_tangent,
        [call(lstm_pushed(t, b, n)) for t, b, _, n in SIZES],
        bad=[bad(without(LSTM_PUSHED, 4, 3, 2, 4), error=ValueError, match="c must have the")],
        dtypes=FLOATS,
    ),
    "GRUSequence": Sample(
        recurrent.gru,
        [call(gru(*s)) for s in SIZES],
        bad=[
            bad(without(GRU, 3, 4, 3), error=ValueError, match="candidate_kernel must have"),
            bad(without(GRU, 2, 5), error=ValueError, match="2 columns for each unit, got 5"),
            bad([a.astype(int) for a in GRU], error=TypeError, match="allowed values"),
        ],
        dtypes=FLOATS,
    ),
    "GRUSequenceGrad": Sample(
        recurrent.gru_grad,
        [call(gru_pushed(t, b, n), flag) for t, b, _, n in SIZES for flag in (False, True)],
        bad=[
            bad(without(GRU_PUSHED, 8, 3, 2), True, error=ValueError, match="candidate_kernel"),
        ],
        dtypes=FLOATS,
    ),
    "GRUSequenceTangent": Sample(
        recurrent.gru_tangent,
        [call(gru_pushed(t, b, n)) for t, b, _, n in SIZES],
        bad=[bad(without(GRU_PUSHED, 6, 3, 3), error=ValueError, match="h0 must have the shape")],
        dtypes=FLOATS,
    ),
}  # fmt: skip
