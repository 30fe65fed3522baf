"""Samples of the operations on variables."""

import numpy as np

from eagerflow import errors
from eagerflow.backend import devices
from eagerflow.dtype import float64, from_numpy
from eagerflow.variables.home import Cell

from .base import Sample, bad, bools, call, ints, rand


class Held:
    """A variable whose cell starts anew each time, so that calls do not see each other's changes.

    Args:
      array: its value, or None.
      in_graph: it has no cell outside of sessions.
    """

    trainable = False
    tid = 0

    def __init__(self, array, in_graph=False):
        self.array = array
        self.in_graph = in_graph
        self.dtype = float64 if array is None else from_numpy(array.dtype)
        self.static_shape = (2, 3) if array is None else array.shape

    @property
    def cell(self):
        return None if self.in_graph else self.new_cell(None)

    def new_cell(self, graph):
        value = None if self.array is None else devices.place(self.array.copy())
        return Cell(value, "held")

    def __repr__(self):
        return "<held>"


NO_PATH = "gradients do not flow into variables: they end at a read, as in TensorFlow"
VALUES = [rand(2, 3), rand(), rand(0, 2), ints(3), bools(2)]
UNSET = Held(None)
NO_VALUE = {"error": errors.FailedPreconditionError, "match": "Could not find variable held. This"}
NO_CELL = {
    "error": errors.FailedPreconditionError,
    "match": "The variable belongs to a graph: it has a value in sessions only",
}
NO_DTYPE = {
    "error": TypeError,
    "match": "give a variable of dtype float64 a value of dtype float32",
}
MATRIX = Held(rand(2, 3))
SINGLE = rand(2, 3).astype(np.float32)


def update(reference):
    return Sample(
        lambda variable, value: reference(variable.array, value),
        [
            call(MATRIX, rand(2, 3)),
            call(MATRIX, rand(3, 2).T),
            call(Held(rand()), rand()),
            call(Held(rand(0, 3)), rand(0, 3)),
        ],
        [
            bad(UNSET, rand(2, 3), **NO_VALUE),
            bad(Held(rand(2, 3), in_graph=True), rand(2, 3), **NO_CELL),
            bad(MATRIX, SINGLE, **NO_DTYPE),
            bad(MATRIX, rand(), error=ValueError, match=r"shape \[2,3\] using .* with shape \[\]"),
            bad(Held(bools(2)), bools(2), error=TypeError, match="not in the list of allowed"),
        ],
        grad=NO_PATH,
        dtypes=("float64",),
    )


def read():
    return Sample(
        lambda variable: variable.array,
        [call(Held(a)) for a in VALUES],
        [bad(UNSET, **NO_VALUE), bad(Held(rand(2), in_graph=True), **NO_CELL)],
        dtypes=(),
        exact=True,
    )


FLAGS = [[], [np.array(True)], [np.array(False), np.array(True), np.array(False)]]
NAMES = ["v", "a/w", "b"]
NO_NAMES = {"error": ValueError, "match": "There are 1 flags for 2 names"}

SAMPLES = {
    "ReadVariableOp": read(),
    "VarHandleOp": read(),
    "VarIsInitializedOp": Sample(
        lambda variable: np.array(variable.array is not None),
        [call(MATRIX), call(UNSET)],
        [bad(Held(rand(2), in_graph=True), **NO_CELL)],
        dtypes=(),
    ),
    "InitializedValue": Sample(
        lambda variable, initial: initial if variable.array is None else variable.array,
        [call(MATRIX, rand(2, 3)), call(UNSET, rand(2, 3)), call(UNSET, rand(3, 2).T)],
        [bad(MATRIX, SINGLE, **NO_DTYPE)],
        grad=NO_PATH,
        dtypes=("float64",),
        exact=True,
    ),
    "AssignVariableOp": Sample(
        lambda variable, value, wanted=None: value,
        [
            call(MATRIX, rand(2, 3)),
            call(UNSET, rand(2, 3), (2, 3)),
            call(MATRIX, rand(3, 2).T, (None, 3)),
            call(Held(rand()), rand(), ()),
        ],
        [
            bad(MATRIX, SINGLE, **NO_DTYPE),
            bad(MATRIX, rand(2), (2, 3), error=errors.InvalidArgumentError,
                match=r"tensor with wrong shape. Expected \[2,3\] got \[2\]"),
            bad(Held(rand(2, 3), in_graph=True), rand(2, 3), **NO_CELL),
        ],
        grad=NO_PATH,
        dtypes=("float64",),
        exact=True,
    ),
    "AssignAddVariableOp": update(np.add),
    "AssignSubVariableOp": update(np.subtract),
    "ResourceCountUpTo": Sample(
        lambda variable, limit: variable.array,
        [call(Held(np.array(3, np.int32)), 4), call(Held(np.array(-9)), 0)],
        [
            bad(Held(np.array(3)), 3, error=errors.OutOfRangeError, match="Reached limit of 3"),
            bad(Held(np.array([3])), 4, error=ValueError, match="a variable that counts is a sca"),
            bad(Held(np.array(3.0)), 4, error=TypeError, match="not in the list of allowed"),
            bad(Held(np.array(3), in_graph=True), 4, **NO_CELL),
        ],
        dtypes=(),
    ),
    "NamesWhereFalse": Sample(
        lambda flags, names: np.array(
            [n.encode() for f, n in zip(flags, names, strict=True) if not f], object
        ),
        [call(flags, NAMES[: len(flags)]) for flags in FLAGS],
        [bad(FLAGS[1], NAMES[:2], **NO_NAMES)],
    ),
    "AssertInitialized": Sample(
        lambda flags, names: np.array(True),
        [call(FLAGS[0], []), call(FLAGS[1] * 2, NAMES[:2])],
        [
            bad(FLAGS[1], NAMES[:2], **NO_NAMES),
            bad(FLAGS[2], NAMES, error=errors.FailedPreconditionError,
                match="Could not find variables v, b. This could mean"),
        ],
    ),
}  # fmt: skip
