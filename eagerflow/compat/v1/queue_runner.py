"""Queue runners: threads that fill queues by running operations of a graph in a session."""

from __future__ import annotations

import threading
import weakref
from typing import Any

from ... import errors, logger
from ...core import mode
from ...graph.graph import default_session
from ...queues.coordinator import Coordinator
from ...queues.queue import QueueBase
from ...registry import export
from ...variables.collection import GraphKeys, add_to_collection


@export("", v1="train.QueueRunner train.queue_runner.QueueRunner")
class QueueRunner:
    """Runs the operations that fill a queue, each in a thread of its own.

    A thread ends when what it reads from is exhausted; the last one then closes the queue, so that
    the end reaches those who read from it.

    Args:
      queue: the queue.
      enqueue_ops: the operations that add to it, one for each thread.
      close_op: closes the queue when all threads have come to the end; `queue.close()` if left out.
      cancel_op: closes the queue, and cancels who waits for room, when a stop was asked for.
      queue_closed_exception_types: the errors that mean the end; OutOfRangeError when left out.
      queue_runner_def: not supported, None: queue runners are not made from protocol buffers.
      import_scope: accepted; it belongs to `queue_runner_def`.

    Raises:
      RuntimeError: eager execution is enabled.
      ValueError: there is no queue or no operation.
    """

    def __init__(
        self,
        queue: QueueBase | None = None,
        enqueue_ops: Any = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: Any = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if mode.snapshot().builder is None:
            raise errors.make(
                RuntimeError,
                "QueueRunners are not supported when eager execution is enabled. Instead, please "
                "use tf.data to get data into your model.",
            )
        if queue_runner_def is not None:
            raise errors.make(
                NotImplementedError,
                "queue_runner_def: queue runners are not made from protocol buffers",
            )
        if queue is None or not enqueue_ops:
            raise errors.make(ValueError, "Must provide queue and enqueue_ops.")
        if queue_closed_exception_types is None:
            queue_closed_exception_types = (errors.OutOfRangeError,)
        self._ends = _checked_types(queue_closed_exception_types)
        self._queue = queue
        self._enqueue_ops = list(enqueue_ops)
        self._close_op = queue.close() if close_op is None else close_op
        self._cancel_op = (
            queue.close(cancel_pending_enqueues=True) if cancel_op is None else cancel_op
        )
        self._lock = threading.Lock()
        # How many threads still run, for each session.
        self._running: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._raised: list[Exception] = []

    @property
    def queue(self) -> QueueBase:
        """The queue that is filled."""
        return self._queue

    @property
    def enqueue_ops(self) -> list[Any]:
        """The operations that fill it."""
        return self._enqueue_ops

    @property
    def close_op(self) -> Any:
        """The operation that closes it."""
        return self._close_op

    @property
    def cancel_op(self) -> Any:
        """The operation that closes it and cancels who waits for room."""
        return self._cancel_op

    @property
    def queue_closed_exception_types(self) -> tuple[type[Exception], ...]:
        """The errors that mean the end."""
        return self._ends

    @property
    def exceptions_raised(self) -> list[Exception]:
        """The errors of threads that had no coordinator to report them to."""
        return self._raised

    @property
    def name(self) -> str:
        """The name of the queue."""
        return self._queue.name

    def create_threads(
        self, sess: Any, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """The threads that run the operations in a session; none while others do so already.

        Args:
          sess: the session.
          coord: gets to know of errors, and tells when to stop.
          daemon: the threads do not keep the program from ending.
          start: start them at once.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []  # another call has made them
            self._running[sess] = len(self._enqueue_ops)
            self._raised = []
        head = f"QueueRunnerThread-{self.name}"
        threads = [
            threading.Thread(target=self._run, args=(sess, op, coord), name=f"{head}-{op.name}")
            for op in self._enqueue_ops
        ]
        if coord is not None:
            threads.append(
                threading.Thread(
                    target=self._close_on_stop, args=(sess, coord), name=f"{head}-close_on_stop"
                )
            )
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def _run(self, sess: Any, op: Any, coord: Coordinator | None) -> None:
        """Run an operation until it ends, fails, or a stop is asked for."""
        ended = False
        try:
            while coord is None or not coord.should_stop():
                sess.run(op)
        except self._ends:
            ended = True
        except Exception as e:
            if coord is not None:
                coord.request_stop(e)
            else:
                logger.warning("Exception in QueueRunner: %s", e)
                with self._lock:
                    self._raised.append(e)
        with self._lock:
            self._running[sess] -= 1
            last = not self._running[sess]
        if ended and last:
            _quietly(sess, self._close_op)

    def _close_on_stop(self, sess: Any, coord: Coordinator) -> None:
        coord.wait_for_stop()
        _quietly(sess, self._cancel_op)


def _quietly(sess: Any, op: Any) -> None:
    """Run an operation that may come too late: the queue or the session may be closed."""
    try:
        sess.run(op)
    except (errors.OpError, RuntimeError) as e:
        logger.info("Ignored exception: %s", e)


def _checked_types(types: Any) -> tuple[type[Exception], ...]:
    if not isinstance(types, tuple) or not types or not all(
        isinstance(t, type) and issubclass(t, errors.OpError) for t in types
    ):  # fmt: skip
        raise errors.make(
            TypeError,
            "queue_closed_exception_types, when provided, must be a tuple of tf.error types, but "
            f"saw: {types}",
        )
    return types


@export("", v1="train.add_queue_runner train.queue_runner.add_queue_runner")
def add_queue_runner(qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS) -> None:
    """Let `start_queue_runners` start a queue runner too.

    Args:
      qr: the queue runner.
      collection: the collection that it joins.
    """
    add_to_collection(collection, qr)


@export("", v1="train.start_queue_runners train.queue_runner.start_queue_runners")
def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Start the threads of all queue runners of a session's graph.

    Args:
      sess: the session; the default one when left out.
      coord: gets to know of errors, and tells when to stop.
      daemon: the threads do not keep the program from ending.
      start: start them at once.
      collection: the collection that the queue runners are in.

    Returns:
      The threads.

    Raises:
      ValueError: there is no session.
      TypeError: `sess` is none.
    """
    found = default_session.get() if sess is None else sess
    if found is None:
        raise errors.make(
            ValueError,
            "Cannot start queue runners: No default session is registered. Use `with "
            "sess.as_default()` or pass an explicit session to tf.start_queue_runners(sess=sess)",
        )
    if not (hasattr(found, "run") and hasattr(found, "graph")):
        raise errors.make(
            TypeError, f"sess must be a `tf.Session` object. Given class: {type(found)}"
        )
    runners = found.graph.get_collection(collection)
    if not runners:
        logger.warning(
            "`tf.train.start_queue_runners()` was called when no queue runners were defined. You "
            "can safely remove the call to this deprecated function."
        )
    return [
        thread
        for runner in runners
        for thread in runner.create_threads(found, coord, daemon=daemon, start=start)
    ]
