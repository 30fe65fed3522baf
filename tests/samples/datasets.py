"""Samples of the operations on iterators: each call gets an iterator of its own."""

import numpy as np

from eagerflow import errors
from eagerflow.core.type_spec import TensorSpec
from eagerflow.data import iterator_ops as ops
from eagerflow.data.iterator_state import IteratorState
from eagerflow.data.sources import Slices
from eagerflow.dtype import float32, int64, string

from .base import Sample, bad, call

ROWS = np.arange(6, dtype=np.float32).reshape(3, 2)
PAIR = (TensorSpec([2], float32), TensorSpec([None], float32))
NO_CELL = {
    "error": errors.FailedPreconditionError,
    "match": "The iterator belongs to a graph: it has elements in sessions only",
}


class HeldIterator:
    """An iterator that starts anew each time, so that calls do not see each other's changes.

    Args:
      rows: what it gives the rows of; None to be initialised.
      in_graph: it has elements in sessions only.
    """

    dtype = string
    static_shape = ()
    trainable = False
    tid = 0

    def __init__(self, rows=None, in_graph=False):
        self.rows = rows
        self.in_graph = in_graph

    @property
    def cell(self):
        return None if self.in_graph else self.new_cell(None)

    def new_cell(self, graph):
        state = IteratorState(None if self.rows is None else Slices(self.rows))
        state.handle = b"held"
        return state


class Held:
    """Several handles."""

    dtype = string
    static_shape = ()
    trainable = False
    tid = 0

    def __init__(self, *members):
        self.members = members

    @property
    def cell(self):
        return [m.cell for m in self.members]

    def new_cell(self, graph):
        return [m.new_cell(graph) for m in self.members]


class HeldNode(HeldIterator):
    def new_cell(self, graph):
        return Slices(self.rows)


FULL = HeldIterator((ROWS, ROWS * 2))
EMPTY = HeldIterator((ROWS[:0], ROWS[:0]))
FRESH = HeldIterator()
NOWHERE = HeldIterator(in_graph=True)
DATASET = Held(HeldNode((ROWS, ROWS * 2)))
NO_ROWS = Held(HeldNode((ROWS[:0], ROWS[:0])))
OWN = ((), ())  # neither tensors nor variables
NO_DATASET = {
    "error": TypeError,
    "match": "a dataset or iterator is needed, not a tensor of string",
}
KEPT = IteratorState(Slices((np.repeat(ROWS[:1], 100000, 0), np.repeat(ROWS[1:2], 100000, 0))))
END = {"error": errors.OutOfRangeError, "match": "End of sequence"}


def value_of(held):
    """The tensor of a dataset; what is none stays what it is."""
    return held if held == "raw" else ops.dataset(held, [], OWN)


SAMPLES = {
    "IteratorV2": Sample(
        lambda variable: np.array(b"held", object), [call(FULL)], [bad(NOWHERE, **NO_CELL)],
        dtypes=(),
    ),
    "MakeIterator": Sample(
        lambda *args: np.array(True),
        [call(Held(FRESH, HeldNode(ROWS)), [ROWS], ((1,), ()))],
        [bad(Held(NOWHERE, HeldNode(ROWS)), [], ((), ()), **NO_CELL)],
        dtypes=("float32",),
    ),
    "IteratorGetNext": Sample(
        lambda variable, specs: tuple([r[0] for r in variable.rows]),
        [call(FULL, PAIR)],
        [
            bad(EMPTY, PAIR, **END),
            bad(FRESH, PAIR, error=errors.FailedPreconditionError, match="not been initialized"),
            bad(NOWHERE, PAIR, **NO_CELL),
            bad(FULL, (TensorSpec([3], float32), PAIR[1]), error=errors.InvalidArgumentError,
                match=r"Expected a tensor of float32 \(3,\), but the element has one of float32"),
            bad(FULL, (TensorSpec([2], int64), PAIR[1]), error=errors.InvalidArgumentError,
                match=r"Expected a tensor of int64 \(2,\), but the element has one of float32"),
        ],
        dtypes=(),
    ),
    "DatasetFromGraph": Sample(
        lambda dataset, values, wanted: (ROWS[0], ROWS[0] * 2),
        [call(DATASET, [], OWN)],
        [bad(NO_ROWS, [], OWN, **END)],
        dtypes=(),
        fn=lambda *args: ops.take_next(ops.begin(ops.dataset(*args)), PAIR),
    ),
    "AnonymousIteratorV3": Sample(
        lambda dataset: np.array(len(dataset.members[0].rows[0]) > 0),
        [call(DATASET), call(NO_ROWS)],
        [bad("raw", **NO_DATASET)],
        dtypes=(),
        fn=lambda d: ops.has_next(ops.begin(value_of(d))),
    ),
    "DatasetCardinality": Sample(
        lambda dataset: np.int64(len(dataset.members[0].rows[0])),
        [call(DATASET), call(NO_ROWS)],
        [bad("raw", **NO_DATASET)],
        dtypes=(),
        fn=lambda d: ops.cardinality(value_of(d)),
    ),
    "IteratorHasNext": Sample(
        lambda dataset: np.array(len(dataset.members[0].rows[0]) > 0),
        [call(DATASET), call(NO_ROWS)],
        [bad("raw", **NO_DATASET)],
        dtypes=(),
        fn=lambda d: ops.has_next(d if d == "raw" else ops.begin(value_of(d))),
    ),
    "IteratorGetNextSync": Sample(
        lambda dataset, specs: (ROWS[0], ROWS[0] * 2),
        [call(DATASET, PAIR)],
        [
            bad(NO_ROWS, PAIR, **END),
            bad("raw", PAIR, **NO_DATASET),
            bad(DATASET, (TensorSpec([3], float32), PAIR[1]), error=errors.InvalidArgumentError,
                match=r"Expected a tensor of float32 \(3,\), but the element has one of float32"),
        ],
        dtypes=(),
        fn=lambda d, specs: ops.take_next(d if d == "raw" else ops.begin(value_of(d)), specs),
    ),
    "IteratorGetNextByHandle": Sample(
        lambda handle, specs: (ROWS[0], ROWS[1]),
        [call(np.array(KEPT.handle, object), PAIR)],
        [
            bad(np.array(b"nobody", object), PAIR, error=errors.NotFoundError,
                match="No iterator has the handle b'nobody'"),
            bad(np.float32(1), PAIR, error=TypeError, match="a handle of an iterator is a string"),
        ],
        dtypes=("string",),
    ),
}  # fmt: skip
