"""Samples of random ops: keys with wrapping counters, every dtype, few blocks and many."""

import numpy as np

from eagerflow.dtype import (
    float16,
    float32,
    float64,
    int8,
    int32,
    int64,
    uint32,
    uint64,
)
from eagerflow.ops.random import state as random_state
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

TOP = 2**32 - 1
KEYS = [(1, 2, 0, 0, 5, 6), (TOP, 7, TOP, TOP, TOP, TOP - 1), (0, TOP, TOP - 3, TOP, 2, 0)]
SHAPES = [(), (1,), (2, 3), (0,), (2, 0, 3), (5, 3, 3), (7,)]
FLOATS = [float16, float32, float64]  # bfloat16 is compared with TensorFlow's numbers


def _of_dtypes(dtypes, *more):
    return [call(KEYS[i % 3], s, d, *more) for i, s in enumerate(SHAPES) for d in dtypes]


def _bad_shapes(*more):
    return [
        bad(KEYS[0], [2, -1], *more, error=ValueError, match="Dimension -1 must be >= 0"),
        bad(KEYS[0], 3, *more, error=ValueError, match=r"must be a vector .*, got shape \[\]"),
        bad(KEYS[0], [[1, 2]], *more, error=ValueError, match=r"a vector .*, got shape \[1,2\]"),
        bad(KEYS[0], [1.5], *more, error=TypeError, match="list of allowed values: int32, int64"),
        bad(KEYS[0], [None, 2], *more, error=ValueError, match="a partially known TensorShape"),
    ]


def _floats(reference, **kwargs):
    refused = bad(KEYS[0], [2], int32, error=TypeError, match="int32 is not in the list")
    wrong = [*_bad_shapes(float32), refused]
    # The reference works in double precision throughout, single numbers are made in single.
    return Sample(reference, _of_dtypes(FLOATS), wrong, dtypes=(), **kwargs)


class Still:
    """In place of a cell: an op changes nothing, so that all calls are alike."""

    def __init__(self, make):
        self.make = make

    a = property(lambda self: self.make(), lambda self, state: None)


def _handle(make):
    handle = random_state.RandomHandle("sample", None)
    handle.cell = Still(make)
    return handle


def _draws(op_seed, count):
    """A state after some draws."""

    def make():
        state = random_state.RngState(-9)
        for _ in range(count):
            state.next(op_seed)
        return state

    return _handle(make)


def _array(key):
    return np.array(key, np.uint32)


_LOGITS = rand(3, 5, lo=-3, hi=3)
_HOLES = np.array([[0.0, -np.inf, 2.0, np.nan], [-np.inf] * 4, [np.inf, 0.0, -1.0, -np.inf]])
_WORDS = np.array([[-1, 2**62, -7], [1, 2, 3], [0, 0, -(2**63)]])
_GENERATOR = _handle(lambda: random_state.Position(2**62 + (2**64 - 3) * 2**64, 7))
_SEEDS = (None, 0, 1, -1, 2**63, 2**70 + 3)
_STATES_AND_SEEDS = [(_draws(seed, count), seed) for seed in _SEEDS for count in (0, 3)]
_COUNTS = {state: 3 * (i % 2) for i, (state, _) in enumerate(_STATES_AND_SEEDS)}
_NO_STATE = {"error": ValueError, "match": r"the state of a generator has shape \[3\], not \[2\]"}
_NO_INT64 = {"error": TypeError, "match": "int32 is not in the list of allowed values: int64"}

SAMPLES = {
    "StatelessRandomUniform": _floats(oracle.uniform, exact=True),
    "StatelessRandomNormal": _floats(oracle.normal, rtol=2e-6, atol=1e-6),
    "StatelessTruncatedNormal": _floats(oracle.truncated_normal, rtol=2e-6, atol=1e-6),
    "StatelessRandomUniformInt": Sample(
        oracle.ranged_integers,
        [
            *_of_dtypes([int32, int64], -3, 10),
            call(KEYS[1], (9,), int32, -(2**31), 2**31 - 1),
            call(KEYS[1], (9,), int64, -(2**63), 2**63 - 1),
            call(KEYS[2], (0, 2), int32, 5, 5),
        ],
        bad=[
            *_bad_shapes(int32, 0, 5),
            bad(KEYS[0], [2], int32, 5, 5, error=ValueError,
                match="Need minval < maxval, got 5 >= 5"),
            bad(KEYS[0], [2], int32, 0, 2**32, error=ValueError, match="int32 does not hold"),
            bad(KEYS[0], [2], int32, [0, 1], 5, error=ValueError,
                match=r"minval must be 0-D, got shape \[2\]"),
            bad(KEYS[0], [2], int8, 0, 5, error=TypeError, match="int8 is not in the list"),
        ],
        dtypes=(),
    ),
    "StatelessRandomUniformFullInt": Sample(
        oracle.full_integers,
        _of_dtypes([int32, int64, uint32, uint64]),
        [*_bad_shapes(int32), bad(KEYS[0], [2], int8, error=TypeError, match="int8 is not in")],
        dtypes=(),
    ),
    "StatelessPermutation": Sample(
        oracle.permutation,
        [call(key, shape) for key in KEYS for shape in [(0,), (1,), (6, 2), (50,)]],
        _bad_shapes(),
        dtypes=(),
    ),
    "ChooseClass": Sample(
        oracle.chosen,
        [
            call(_LOGITS, rand(3, 4, lo=0), int64),
            call(rand(4, 3).T, rand(7, 3, lo=0).T, int32),
            call(rand(2, 1), rand(2, 3, lo=0), int64),
            call(rand(1, 8), np.array([[0.0, 0.999]]), int64),
            call(_HOLES, rand(3, 6, lo=0), int64),
            call(_HOLES, np.zeros((3, 1)), int64),
            call(rand(0, 3), rand(0, 2), int64),
            call(rand(2, 3), rand(2, 0), int64),
            call(ints(2, 3), ints(2, 4, lo=0, hi=2), int64),
        ],
        bad=[
            bad(rand(3), rand(3, 1), int64, error=ValueError,
                match=r"logits should be a matrix, got shape \[3\]"),
            bad(rand(2, 0), rand(2, 1), int64, error=ValueError,
                match="num_classes should be positive, got 0"),
            bad(bools(2, 3), rand(2, 1), int64, error=TypeError, match="allowed values"),
        ],
        exact=True,
    ),
    "RandomKey": Sample(
        lambda state, op_seed=None: _array(oracle.draw_key(-9, op_seed, _COUNTS[state])),
        [call(state, seed) for state, seed in _STATES_AND_SEEDS] + [call(_STATES_AND_SEEDS[0][0])],
        [bad(_GENERATOR, "a", error=TypeError, match="an integer or None, got 'a'")],
        dtypes=(),
    ),
    "StatelessKey": Sample(
        lambda seed: _array(oracle.scrambled(seed.tolist())),
        [call(ints(2)), call(np.array([2**62, -(2**63)])), call(np.array([[5, 6], [7, 8]])[:, 0])],
        bad=[
            bad(ints(3), error=ValueError, match=r"seed must have shape \[2\], not \[3\]"),
            bad(ints(), error=ValueError, match=r"seed must have shape \[2\], not \[\]"),
            bad(rand(2), error=TypeError, match="not in the list of allowed values: int32, int64"),
        ],
        dtypes=("int32", "int64"),
    ),
    "RngReadAndSkip": Sample(
        lambda state, shape: np.array([2**62, -3, 7]),
        [call(_GENERATOR, shape) for shape in [(), (3,), (2, 3), (0, 5)]],
        [bad(_GENERATOR, [-1], error=ValueError, match="Dimension -1 must be >= 0")],
        dtypes=(),
    ),
    "RngReset": Sample(
        lambda generator, state: state,
        [call(random_state.RandomHandle("sample", None), s) for s in _WORDS],
        [bad(_GENERATOR, _WORDS[0, :2], **_NO_STATE), bad(_GENERATOR, ints(3), **_NO_INT64)],
    ),
    "RngKey": Sample(
        oracle.state_key,
        [call(s) for s in _WORDS] + [call(_WORDS[:, 0])],
        [bad(_WORDS[0, :2], **_NO_STATE), bad(ints(3), **_NO_INT64)],
    ),
}  # fmt: skip
