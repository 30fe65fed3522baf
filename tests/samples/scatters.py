"""Samples of changes of single rows and elements of variables."""

import numpy as np

from .base import Sample, bad, bools, call, ints, rand
from .state import NO_CELL, NO_DTYPE, NO_PATH, NO_VALUE, SINGLE, UNSET, Held

REFUSED = "is not in the list of allowed values"
TABLE = Held(rand(4, 2, lo=0.5))
ROWS = np.array([1, 3, 1, 0, 1], np.int32)
CELLS = np.array([[1, 0], [3, 1], [1, 0]], np.int64)
CHANGES = {
    "Update": lambda old, new: new,
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": lambda old, new: old / new if old.dtype.kind == "f" else np.trunc(old / new),
    "Min": np.minimum,
    "Max": np.maximum,
}


def _rows(how):
    def reference(variable, indices, updates):
        out = variable.array.copy()
        given = np.broadcast_to(updates, indices.shape + out.shape[1:])
        for place in np.ndindex(indices.shape):
            out[indices[place]] = CHANGES[how](out[indices[place]], given[place])
        return out

    wrong = ints(4) if how == "Update" else bools(4)
    return Sample(
        reference,
        [
            call(TABLE, ROWS, rand(5, 2, lo=0.5)),
            call(TABLE, ROWS[:4].reshape(2, 2), rand(2, 2, 2, lo=0.5)),
            call(TABLE, ROWS, rand(lo=0.5)),
            call(TABLE, np.array(2), rand(2, lo=0.5)),
            call(Held(rand(4)), ROWS, rand(5, lo=0.5)),
            call(TABLE, ROWS[:0], rand(0, 2)),
        ],
        [
            bad(TABLE, ROWS + 1, rand(5, 2), error=ValueError, match=r"\[1\] = 4 is not in \[0, 4"),
            bad(TABLE, ROWS - 1, rand(5, 2), error=ValueError, match=r"\[3\] = -1 is not in"),
            bad(TABLE, ROWS, rand(5), error=ValueError,
                match=r"Must have updates.shape = indices.shape \+ params.shape\[1:\] or up"),
            bad(Held(rand()), ROWS, rand(), error=ValueError, match="params must be at least 1-D"),
            bad(TABLE, rand(5), rand(5, 2), error=TypeError, match=f"of float {REFUSED}"),
            bad(Held(rand(2, 3)), ROWS[:2], SINGLE, **NO_DTYPE),
            bad(Held(bools(4)), ROWS, wrong, error=TypeError, match=f"{REFUSED}|a value of dtype"),
            bad(UNSET, ROWS[3:4], rand(1, 3), **NO_VALUE),
            bad(Held(rand(2, 3), in_graph=True), ROWS[3:4], rand(1, 3), **NO_CELL),
        ],
        grad=NO_PATH,
        dtypes=("float64",),
    )  # fmt: skip


def _elements(how):
    def reference(variable, indices, updates):
        out = variable.array.copy()
        for place in np.ndindex(indices.shape[:-1]):
            at = tuple(indices[place])
            out[at] = CHANGES[how](out[at], updates[place])
        return out

    return Sample(
        reference,
        [
            call(TABLE, CELLS, rand(3)),
            call(TABLE, CELLS[:, :1], rand(3, 2)),
            call(TABLE, CELLS[None], rand(1, 3)),
            call(Held(rand(4)), CELLS[:0, :1], rand(0)),
        ],
        [
            bad(TABLE, CELLS + 1, rand(3), error=ValueError,
                match=r"indices\[1\] = \[4, 2\] does not index into shape \[4,2\]"),
            bad(TABLE, CELLS, rand(2), error=ValueError, match="must match dimensions"),
            bad(TABLE, rand(3, 2), rand(3), error=TypeError, match=f"of float {REFUSED}"),
            bad(Held(rand(2, 3)), CELLS[2:] * 0, SINGLE[0, :1], **NO_DTYPE),
            bad(UNSET, CELLS[2:], rand(1), **NO_VALUE),
            bad(Held(rand(2, 3), in_graph=True), CELLS[2:], rand(1), **NO_CELL),
        ],
        grad=NO_PATH,
        dtypes=("float64",),
    )  # fmt: skip


SAMPLES = {
    **{f"ResourceScatter{how}": _rows(how) for how in CHANGES},
    **{f"ResourceScatterNd{how}": _elements(how) for how in CHANGES if how not in ("Mul", "Div")},
}
