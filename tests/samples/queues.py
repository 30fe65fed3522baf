"""Samples of the operations on queues: each call gets a queue of its own."""

import numpy as np

from eagerflow import errors
from eagerflow.core.dispatch import tidy
from eagerflow.dtype import float32, int64, string
from eagerflow.queues.store import PaddingStore, PriorityStore, ShuffleStore, Store

from .base import Sample, bad, call

PAIR = ((float32, string), ((2,), ()))
WORDS = np.array([b"a", b"bc", b""], object)
ROWS = np.arange(6, dtype=np.float32).reshape(3, 2)
LOOSE = ((int64,), (None,))


class HeldQueue:
    """A queue that starts anew each time, so that calls do not see each other's changes.

    Args:
      kind: the class of its store.
      components: what is in it, a list of arrays, one for each component.
      described: dtypes and shapes.
      closed: it is closed.
      in_graph: it has elements in sessions only.
    """

    dtype = string
    static_shape = ()
    trainable = False
    tid = 0

    def __init__(self, components=(), described=PAIR, kind=Store, closed=False, in_graph=False):
        self.components = components
        self.described = described
        self.kind = kind
        self.closed = closed
        self.in_graph = in_graph

    @property
    def cell(self):
        return None if self.in_graph else self.new_cell(None)

    def new_cell(self, graph):
        store = self.kind("held", True, 5, *self.described)
        if len(self.components):
            store.put(list(zip(*[[tidy(v) for v in c] for c in self.components])))
        store.closed = self.closed
        return store

    def __repr__(self):
        return "<held queue>"


def scalar(word):
    return np.array(word, object)


FULL = HeldQueue([ROWS, WORDS])
EMPTY = HeldQueue()
CLOSED = HeldQueue([ROWS[:1], WORDS[:1]], closed=True)
NO_CELL = {
    "error": errors.FailedPreconditionError,
    "match": "The queue belongs to a graph: it has elements in sessions only",
}
NOWHERE = HeldQueue(in_graph=True)
NO_DTYPES = {"error": errors.InvalidArgumentError, "match": "Signature mismatch, have: float32->"}
IS_CLOSED = {"error": errors.CancelledError, "match": "FIFOQueue 'held' is closed"}
TOO_FEW = {
    "error": errors.OutOfRangeError,
    "match": r"'held' is closed and has insufficient elements \(requested 2, current size 1\)",
}
BAD_INDEX = {"error": TypeError, "match": "Value for attr 'T' of float is not in the list"}
HALF = np.float32(0.5)


def named(kind):
    return Sample(
        lambda variable: scalar(b"held"),
        [call(HeldQueue(kind=kind))],
        [bad(NOWHERE, **NO_CELL)],
        dtypes=(),
    )


def batch(variable, n, *described):
    return tuple(c[: min(n, len(c))] for c in variable.components)


def entering(good, others, **misfit):
    return Sample(
        lambda *args: np.array(True),
        [call(EMPTY, good, *PAIR), call(FULL, good, *PAIR)],
        [
            bad(EMPTY, good[:1], *PAIR, **NO_DTYPES),
            bad(EMPTY, others, *PAIR, **misfit),
            bad(CLOSED, good, *PAIR, **IS_CLOSED),
            bad(NOWHERE, good, *PAIR, **NO_CELL),
        ],
        dtypes=["float32"],
    )


def leaving():
    return [
        bad(FULL, -1, *PAIR, error=ValueError, match="requested -1 < 0 elements"),
        bad(FULL, (1,), *PAIR, error=ValueError, match="n is the number of elements"),
        bad(HeldQueue([[1]], LOOSE), 1, *LOOSE, error=errors.InvalidArgumentError,
            match="FIFOQueue's DequeueMany and DequeueUpTo require the components to have sp"),
        bad(NOWHERE, 1, *PAIR, **NO_CELL),
    ]  # fmt: skip


SAMPLES = {
    "FIFOQueueV2": named(Store),
    "PaddingFIFOQueueV2": named(PaddingStore),
    "PriorityQueueV2": named(PriorityStore),
    "RandomShuffleQueueV2": named(ShuffleStore),
    "QueueEnqueueV2": entering(
        [ROWS[0], scalar(b"x")], [ROWS, scalar(b"x")],
        error=ValueError, match=r"Shapes \(3, 2\) and \(2,\) are incompatible",
    ),
    "QueueEnqueueManyV2": entering(
        [ROWS[:2], WORDS[:2]], [ROWS, WORDS[:2]],
        error=ValueError, match="Dimensions 3 and 2 are not compatible",
    ),
    "QueueDequeueV2": Sample(
        lambda variable, *rest: tuple(np.asarray(c[0], c.dtype) for c in variable.components),
        [call(FULL, *PAIR), call(HeldQueue([np.array([3, 4])], LOOSE), *LOOSE)],
        [
            bad(HeldQueue(closed=True), *PAIR, error=errors.OutOfRangeError,
                match=r"insufficient elements \(requested 1, current size 0\)"),
            bad(FULL, *PAIR, HALF, **BAD_INDEX),
            bad(NOWHERE, *PAIR, **NO_CELL),
        ],
        dtypes=(),
    ),
    "QueueDequeueManyV2": Sample(
        batch,
        [call(FULL, 2, *PAIR), call(FULL, 0, *PAIR), call(CLOSED, 1, *PAIR)],
        [bad(CLOSED, 2, *PAIR, **TOO_FEW), *leaving()],
        dtypes=(),
    ),
    "QueueDequeueUpToV2": Sample(
        batch,
        [call(FULL, 2, *PAIR), call(CLOSED, 9, *PAIR)],
        [
            bad(HeldQueue(closed=True), 2, *PAIR, error=errors.OutOfRangeError,
                match=r"insufficient elements \(requested 2, current size 0\)"),
            *leaving(),
        ],
        dtypes=(),
    ),
    "QueueCloseV2": Sample(
        lambda *args: np.array(True),
        [call(EMPTY, False), call(CLOSED, True)],
        [
            bad(CLOSED, False, error=errors.CancelledError, match="Queue 'held' is already closed"),
            bad(NOWHERE, True, **NO_CELL),
        ],
        dtypes=(),
    ),
    "QueueIsClosedV2": Sample(
        lambda variable: np.array(variable.closed),
        [call(EMPTY), call(CLOSED)],
        [bad(NOWHERE, **NO_CELL)],
        dtypes=(),
    ),
    "QueueSizeV2": Sample(
        lambda variable: np.array(len(variable.components and variable.components[0]), np.int32),
        [call(EMPTY), call(FULL)],
        [bad(NOWHERE, **NO_CELL), bad(FULL, np.array([1]), error=ValueError, match="a scalar")],
        dtypes=(),
    ),
}  # fmt: skip
