"""Samples of operations that call functions of the user."""

from __future__ import annotations

from eagerflow import errors
from eagerflow.autodiff.custom import Backward
from eagerflow.dtype import float64, int32
from tests.samples.base import Sample, bad, call, ints, rand


def cube(a):
    return a * a * a


def both(a, b):
    return a * b, a - b


# A gradient that is right for results that are the arguments themselves.
SAME = Backward(lambda *gradients: list(gradients), "same", 2, [])
A, B = rand(2, 3), rand(3)

SAMPLES = {
    "PyFunc": Sample(
        lambda inp, func, Tout: func(*inp),
        [call([rand(2, 3)], cube, (float64,)), call([rand(2), rand(2)], both, (float64, float64))],
        bad=[
            bad([rand(2)], cube, (int32,), error=errors.InvalidArgumentError,
                match="0-th value returned by cube is float64, but expects int32"),
            bad([rand(2)], cube, (float64, float64), error=errors.InvalidArgumentError,
                match="cube returns 1 values, but expects to see 2 values"),
        ],
        grad="arrays carry no gradient",
        dtypes=["float64"],
    ),
    "EagerPyFunc": Sample(
        lambda inp, func, Tout: func(*inp),
        [call([rand(2, 3)], cube, (float64,)), call([rand(2), rand(2)], both, (float64, float64)),
         call([ints(3)], cube, (int32,))],
        bad=[
            bad([rand(2)], cube, (int32,), error=ValueError,
                match="Tensor conversion requested dtype int32 for Tensor with dtype float64"),
        ],
        dtypes=["float64", "int32"],
    ),
    "CustomGradient": Sample(
        lambda results, arguments, backward: tuple(results),
        [call([A, B], [A, B], SAME)],
        bad=[bad([{}], [A], SAME, error=TypeError, match="Attempt to convert a value")],
        # the results are given, so they do not follow the arguments when these are moved
        grad="the gradient is the user's",
        dtypes=["float64"],
    ),
}  # fmt: skip
