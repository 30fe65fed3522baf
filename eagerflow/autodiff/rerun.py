"""Running a function once more for its gradients, in eager code: tapes keep what it takes alone.

Unlike `recompute_grad` it follows the tensors and variables that the function finds around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .. import nest
from ..core import mode
from ..core.tensor import Tensor
from ..ops.arrays.slices import accumulate
from .pullback import Record
from .sweep import reachable, sweep


class _Live(set[int]):
    """The tids that depend on what is watched: those of the tapes around, and new ones.

    Args:
      tapes: the tapes.
    """

    def __init__(self, tapes: Sequence[Any]) -> None:
        super().__init__()
        self._tapes = tapes

    def __contains__(self, tid: object) -> bool:
        return super().__contains__(tid) or self.is_outside(tid)

    def isdisjoint(self, tids: Iterable[Any]) -> bool:
        return not any(i in self for i in tids)

    def is_outside(self, tid: object) -> bool:
        """Whether one of the tapes around follows a tensor."""
        return any(tid in tape.live for tape in self._tapes)


class _Listener:
    """Stands where tapes stand, and takes the records of one run in place of them.

    Args:
      live: the tids that records are made for.
      tapes: the tapes around, which follow variables that are read.
    """

    __slots__ = ("live", "records", "tapes")

    def __init__(self, live: set[int], tapes: Sequence[Any]) -> None:
        self.live = live
        self.records: list[Record] = []
        self.tapes = tapes

    def watch_read(self, variable: Any) -> None:
        for tape in self.tapes:
            tape.watch_read(variable)


class _Pull:
    """Pulls gradients back through a function by running it once more; see `pullback.Pull`."""

    passes = False
    op = "recomputed function"

    def all(self, grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
        """Add the gradients of what the function took to `grads`."""
        run, places = kept
        now = mode.snapshot()
        listener = _Listener(set(ids), ())
        with mode.entered(mode.Mode(now.builder, (*now.tapes, listener))):
            outs = _tensors(run())
        # adding to what is there, in the order of a plain run, gives its bits
        seeds = {i: grads[i] for i in ids if i in grads}
        for at, d in zip(places, g, strict=True):
            if d is not None:
                tid = outs[at].tid
                seeds[tid] = accumulate(seeds[tid], d) if tid in seeds else d
        sources = set(ids)
        found = sweep(listener.records, seeds, sources, reachable(listener.records, sources))
        grads.update((i, found[i]) for i in ids if i in found)

    def some(self, want: tuple[bool, ...]) -> Callable[..., None]:
        """The same for a part of it."""

        def pull(grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
            self.all(grads, g, kept, tuple([i for i, w in zip(ids, want, strict=True) if w]))

        return pull


_PULL = _Pull()


def _tensors(structure: Any) -> list[Any]:
    return [t for t in nest.flatten(structure, expand_composites=True) if isinstance(t, Tensor)]


def rerun(function: Callable[..., Any], *args: Any) -> Any:
    """The result of a function that runs once more when gradients are asked for.

    Args:
      function: a function that does the same at every run.
      *args: nests of tensors.
    """
    values = list(args)
    flat = nest.flatten(values, expand_composites=True)

    def run() -> Any:
        return function(*nest.pack_sequence_as(values, flat, expand_composites=True))

    tapes = mode.snapshot().tapes
    if not tapes:
        return run()
    live = _Live(tapes)
    listener = _Listener(live, tapes)
    with mode.entered(mode.Mode(None, (listener,))):
        result = run()
    used = tuple(dict.fromkeys(i for r in listener.records for i in r[2] if live.is_outside(i)))
    outs, made = _tensors(result), set(live)
    places = [at for at, t in enumerate(outs) if t.tid in made]
    if used and places:
        record = (_PULL, tuple([outs[at].tid for at in places]), used, (run, places), ())
        for tape in tapes:
            if not tape.live.isdisjoint(used):
                tape.live.update(record[1])
                tape.records.append(record)
    return result
