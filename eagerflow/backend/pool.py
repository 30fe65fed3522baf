"""A few threads for kernels on large arrays: NumPy and native code both let others run meanwhile.

How work is cut up depends on its size alone, never on the number of threads: results have the same
bits on every machine.
"""

from __future__ import annotations

import contextvars
import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PIECES = 8  # what large work is cut into; more threads than this are not used

_lock = threading.Lock()
_threads: ThreadPoolExecutor | None = None


def _cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _workers() -> ThreadPoolExecutor:
    global _threads
    with _lock:
        if _threads is None:
            _threads = ThreadPoolExecutor(PIECES - 1, thread_name_prefix="eagerflow-rows")
        return _threads


def _forget() -> None:
    """In the child of a fork there are no threads; the lock may be held by one that is gone."""
    global _threads, _lock
    _threads, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def each(work: Callable[[int], object], count: int) -> None:
    """Call `work` with 0, 1, ... `count - 1`, in threads where there are processors for them.

    Args:
      work: writes its results to places that no other call writes to.
      count: number of calls.

    Raises:
      Exception: what a call raised; the others have ended too.
    """
    threads = min(_cpus(), PIECES, count)
    numbers = itertools.count()  # one thread at a time gets a number: the lock of Python sees to it

    def share() -> None:
        while (i := next(numbers)) < count:
            work(i)

    if threads <= 1:
        share()
        return
    started = [_workers().submit(contextvars.copy_context().run, share) for _ in range(1, threads)]
    try:
        share()
    finally:
        for future in started:
            future.exception()  # wait: they write to arrays of the caller
    for future in started:
        future.result()


def cuts(rows: int, pieces: int = PIECES) -> list[tuple[int, int]]:
    """First and last (excluded) row of each of some pieces of about one size."""
    return [(rows * i // pieces, rows * (i + 1) // pieces) for i in range(pieces)]
