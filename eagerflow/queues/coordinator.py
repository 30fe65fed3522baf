"""`Coordinator`: lets several threads stop together, and hands on the first error of one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .. import errors, logger
from ..registry import export

_LOOK = 0.05  # seconds between two looks at threads that end without a word


@export("train.Coordinator")
class Coordinator:
    """Lets several threads stop together.

    Each thread works while `should_stop()` is false, and calls `request_stop` when it is done or
    fails; `join` then waits for all of them and raises the first error that was reported.

    Args:
      clean_stop_exception_types: errors that mean the end of the work and no failure; that of
        exhausted queues, OutOfRangeError, when left out.

    >>> import threading
    >>> coord = ef.train.Coordinator()
    >>> done = []
    >>> def work():
    ...     while not coord.should_stop():
    ...         done.append(1)
    ...         if len(done) > 3:
    ...             coord.request_stop()
    >>> thread = threading.Thread(target=work)
    >>> thread.start()
    >>> coord.join([thread])
    >>> coord.should_stop()
    True
    """

    def __init__(self, clean_stop_exception_types: Any = None) -> None:
        if clean_stop_exception_types is None:
            clean_stop_exception_types = (errors.OutOfRangeError,)
        self._clean = tuple(clean_stop_exception_types)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._joined = False
        self._threads: set[threading.Thread] = set()

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to stop. From here on `should_stop` is true.

        Args:
          ex: the error that is the reason, or what `sys.exc_info()` gives for it. The first one is
            raised by `join`, unless it is one of those that mean the end of the work.

        Raises:
          Exception: the error itself, when the threads were joined already.
        """
        error = ex[1] if isinstance(ex, tuple) else ex
        if isinstance(error, self._clean):
            error = None
        with self._lock:
            if self._joined and error is not None:
                raise error
            if not self._stop.is_set():
                if error is not None and self._error is None:
                    logger.info("Error reported to Coordinator: %s, %s", type(error), error)
                    self._error = error
                self._stop.set()

    def clear_stop(self) -> None:
        """Forget that a stop was asked for, and the error: the coordinator can be used again."""
        with self._lock:
            self._joined = False
            self._error = None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set()

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """Report an error that the body raises; it does not go further."""
        try:
            yield
        except BaseException as e:  # an interrupt too is raised again by `join`
            self.request_stop(e)

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Wait until a stop is asked for.

        Args:
          timeout: how long, in seconds; None waits for ever.

        Returns:
          Whether it was asked for.
        """
        return self._stop.wait(timeout)

    def register_thread(self, thread: threading.Thread) -> None:
        """Let `join` wait for a thread too."""
        with self._lock:
            self._threads.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait until all threads have ended, or a stop was asked for and they had time to follow.

        Args:
          threads: the threads, besides those that were registered.
          stop_grace_period_secs: how long they may take once a stop was asked for, in seconds.
          ignore_live_threads: do not raise when some go on after that.

        Raises:
          RuntimeError: some threads go on.
          Exception: the first error that was reported.
        """
        with self._lock:
            waited = list({*self._threads, *(threads or ())})
        while any(t.is_alive() for t in waited) and not self.wait_for_stop(_LOOK):
            pass
        last = time.monotonic() + stop_grace_period_secs
        for thread in waited:
            thread.join(max(0.0, last - time.monotonic()))
        left = [t.name for t in waited if t.is_alive()]
        with self._lock:
            self._joined = True
            self._threads = set()
            self._raise_error()
            if left and not ignore_live_threads:
                raise errors.make(
                    RuntimeError,
                    f"Coordinator stopped with threads still running: {' '.join(left)}",
                    cause=f"they did not end within {stop_grace_period_secs} seconds",
                    fix="look at should_stop() more often, or give a longer stop_grace_period_secs",
                )
        if left:
            logger.info("Coordinator stopped with threads still running: %s", " ".join(left))

    def _raise_error(self) -> None:
        """Raise the error that was reported, if any; the caller holds the lock."""
        if self._error is not None:
            raise self._error

    @property
    def joined(self) -> bool:
        """Whether `join` was called."""
        return self._joined

    def raise_requested_exception(self) -> None:
        """Raise the error that was reported, if any."""
        with self._lock:
            self._raise_error()


@export("", v1="train.LooperThread")
class LooperThread(threading.Thread):
    """A thread that calls a function again and again until its coordinator asks it to stop.

    Args:
      coord: the coordinator; it gets to know of errors.
      timer_interval_secs: time between the beginnings of two calls, in seconds; None calls without
        a pause.
      target: the function; subclasses can override `run_loop` instead.
      args: its arguments.
      kwargs: its arguments by keyword.

    Raises:
      ValueError: `coord` is no coordinator, or there are arguments and no function.
    """

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Any = None,
        args: Any = None,
        kwargs: Any = None,
    ) -> None:
        if not isinstance(coord, Coordinator):
            raise errors.make(ValueError, f"'coord' argument must be a Coordinator: {coord}")
        super().__init__(daemon=True)
        self._coord = coord
        self._interval = timer_interval_secs
        self._function = target
        if target is None and (args or kwargs):
            raise errors.make(
                ValueError, "'args' and 'kwargs' argument require that you also pass 'target'"
            )
        self._arguments = (tuple(args or ()), dict(kwargs or {}))
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Any,
        args: Any = None,
        kwargs: Any = None,
    ) -> LooperThread:
        """Make a looper thread and start it."""
        made = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        made.start()
        return made

    def run(self) -> None:
        """What the thread does: `start_loop`, `run_loop` again and again, `stop_loop`."""
        with self._coord.stop_on_exception():
            self.start_loop()
            turn = time.monotonic()
            while not self._coord.should_stop():
                if self._interval is not None:
                    if self._coord.wait_for_stop(max(0.0, turn - time.monotonic())):
                        break
                    turn += self._interval
                self.run_loop()
            self.stop_loop()

    def start_loop(self) -> None:
        """Called once before the loop; for subclasses."""

    def stop_loop(self) -> None:
        """Called once after the loop; for subclasses."""

    def run_loop(self) -> None:
        """Called again and again: calls the function."""
        if self._function is not None:
            positional, named = self._arguments
            self._function(*positional, **named)
