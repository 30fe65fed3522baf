"""Samples of the operations on readers: each call gets a reader and a queue of its own."""

import tempfile
from pathlib import Path

import numpy as np

from eagerflow import errors
from eagerflow.dtype import string
from eagerflow.queues import reader as kinds
from eagerflow.queues.reader import Reader
from eagerflow.queues.store import Store

from .base import Sample, bad, call

PLACE = Path(tempfile.gettempdir()) / "eagerflow_sample_of_readers"
PLACE.write_bytes(b"one\ntwo\r\n\nfour")
LINES = [b"one", b"two", b"", b"four"]
KEYS = [b"%s:%d" % (str(PLACE).encode(), n) for n in range(1, 5)]
STATE = b"\x08\x02\x10\x02\x18\x02\x22\x01b"  # started 2, finished 2, produced 2, work "b"


class Held:
    """A reader, alone or with a queue, that starts anew each time.

    Args:
      work: what is in the queue; None for no queue.
      open: what the reader does.
      read: how many records are read already.
    """

    dtype = string
    static_shape = ()
    trainable = False
    tid = 0

    def __init__(self, work=None, open=kinds.identity, keeps=True, read=0, in_graph=False):
        self.work = work
        self.open = open
        self.keeps = keeps
        self.count = read
        self.in_graph = in_graph

    @property
    def cell(self):
        return self.new_cell(None)

    def new_cell(self, graph):
        reader = Reader("IdentityReader", "held", self.open, self.keeps)
        store = Store("names", True, 9, [string], [()])
        names = ["a", "b"] if self.work is None else self.work
        store.put([(np.array(str(w).encode(), object),) for w in names])
        store.closed = True
        for _ in range(self.count):
            reader.read(store)
        if self.in_graph:
            reader = None
        return reader if self.work is None else [reader, store]

    def __repr__(self):
        return "<held reader>"


def scalar(word):
    return np.array(word, object)


def vector(words):
    out = np.empty(len(words), object)
    out[:] = words
    return out


NAMES = Held(["a", "b"])
TEXT = Held([PLACE], kinds.lines(0), keeps=False)
GONE = Held(["/no/such/file"], kinds.lines(0), keeps=False)
NO_CELL = {
    "error": errors.FailedPreconditionError,
    "match": "belongs to a graph: it has elements in sessions only",
}
MISSING = {"error": errors.NotFoundError, "match": "/no/such/file; No such file or directory"}
END = {"error": errors.OutOfRangeError, "match": "FIFOQueue 'names' is closed and has insuff"}
NO_STATE = Held(keeps=False)


def named():
    return Sample(
        lambda variable: scalar(b"held"),
        [call(Held())],
        [bad(Held(in_graph=True), **NO_CELL)],
        dtypes=(),
    )


def counted():
    return Sample(
        lambda variable: np.array(variable.count, np.int64),
        [call(Held()), call(Held(read=2))],
        [bad(Held(in_graph=True), **NO_CELL)],
        dtypes=(),
    )


SAMPLES = {
    "TFRecordReaderV2": named(),
    "TextLineReaderV2": named(),
    "WholeFileReaderV2": named(),
    "FixedLengthRecordReaderV2": named(),
    "IdentityReaderV2": named(),
    "ReaderReadV2": Sample(
        lambda variable: (
            (scalar(KEYS[0]), scalar(LINES[0])) if variable is TEXT else (scalar(b"a"),) * 2
        ),
        [call(TEXT), call(NAMES)],
        [
            bad(GONE, **MISSING),
            bad(Held([]), **END),
            bad(Held(["a"], in_graph=True), **NO_CELL),
            bad(NAMES, np.array([1]), error=ValueError, match="index must be a scalar"),
        ],
        dtypes=(),
    ),
    "ReaderReadUpToV2": Sample(
        lambda variable, n: (
            (vector(KEYS[:n]), vector(LINES[:n])) if variable is TEXT else (vector([b"a"]),) * 2
        ),
        [call(TEXT, 2), call(TEXT, 9), call(NAMES, 3)],
        [
            bad(GONE, 1, **MISSING),
            bad(Held([]), 1, **END),
            bad(TEXT, 0, error=ValueError, match="num_records must be a positive integer, got 0"),
        ],
        dtypes=(),
    ),
    "ReaderNumRecordsProducedV2": counted(),
    "ReaderNumWorkUnitsCompletedV2": counted(),
    "ReaderResetV2": Sample(
        lambda variable: np.array(True),
        [call(Held(read=1))],
        [bad(Held(in_graph=True), **NO_CELL)],
        dtypes=(),
    ),
    "ReaderSerializeStateV2": Sample(
        lambda variable: scalar(STATE if variable.count else b""),
        [call(Held(read=2)), call(Held())],
        [bad(NO_STATE, error=errors.UnimplementedError, match="Reader SerializeState")],
        dtypes=(),
    ),
    "ReaderRestoreStateV2": Sample(
        lambda variable, state: np.array(True),
        [call(Held(), scalar(STATE)), call(Held(read=1), scalar(b""))],
        [
            bad(NO_STATE, scalar(STATE), error=errors.UnimplementedError, match="RestoreState"),
            bad(Held(), scalar(b"\xff"), error=errors.InvalidArgumentError,
                match="Could not parse state for IdentityReader 'held'"),
            bad(Held(), vector([STATE]), error=ValueError, match="state must be a scalar"),
        ],
        dtypes=["string"],
    ),
}  # fmt: skip
