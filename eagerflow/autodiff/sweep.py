"""The reverse sweep: gradients of some values with respect to others, from a list of records.

Tapes append the records as operations run; graphs make them from nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from ..core.first_nonfinite import FirstNonFinite
from ..ops.arrays.slices import IndexedSlices, densified
from .explain import current_log
from .pullback import Record, fill_zeros


def reachable(records: Iterable[Record], sources: Iterable[int]) -> set[int]:
    """Tids of everything that depends on the sources."""
    reach = set(sources)
    unrelated = reach.isdisjoint
    for _, out, ids, _, _ in records:
        if not unrelated(ids):
            if type(out) is tuple:
                reach.update(out)
            else:
                reach.add(out)
    return reach


def sweep(
    records: list[Record],
    grads: dict[int, Any],
    sources: set[int],
    reach: set[int] | None,
    around: Callable[[Record], AbstractContextManager[Any]] | None = None,
) -> dict[int, Any]:
    """Pull gradients back through records, last first.

    Args:
      records: the records; they are used up, each is freed once it was used.
      grads: gradient by tid to start from; it is used up.
      sources: tids whose gradients are wanted.
      reach: tids of everything that depends on the sources, None when that is all there is.
      around: makes a context for the operations of a record's pull (name scope, device).

    Returns:
      Gradients by tid, with those of the sources that anything flowed to.
    """
    try:
        while records:
            record = records.pop()
            pull, out, ids, kept, specs = record
            if specs is None:
                g: Any = grads.get(out) if out in sources else grads.pop(out, None)
                if g is None:
                    continue
                if type(g) is IndexedSlices and not pull.passes:
                    g = densified(g)
            else:
                g = [grads.get(i) if i in sources else grads.pop(i, None) for i in out]
                if all(x is None for x in g):
                    continue
                g = list(map(densified, g))
                if specs:
                    g = fill_zeros(g, specs)
            function = pull.all
            if reach is not None and not reach.issuperset(ids):
                function = pull.some(tuple([i in reach for i in ids]))
            if around is None:
                function(grads, g, kept, ids)
            else:
                with around(record):
                    function(grads, g, kept, ids)
    except FirstNonFinite as e:
        raise _in_gradient(e, record) from None
    return grads


def _in_gradient(e: FirstNonFinite, record: Record) -> FirstNonFinite:
    """The error with the operation whose gradient was computed, and its line when that is known."""
    text = str(e)
    if "in the gradient of" in text:
        return e
    log = current_log()
    out = record[1][0] if type(record[1]) is tuple else record[1]
    made = None if log is None else log.maker(out)
    name = getattr(record[0].op, "type", record[0].op)
    where = "" if made is None else f" at {made.site}"
    first, _, rest = text.partition("\n")
    more = f"\n{rest}" if rest else ""
    return FirstNonFinite(None, None, f"{first}\n  in the gradient of {name}{where}{more}")
