"""Sessions: they hold the values of a graph's variables, and run parts of the graph."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any

import numpy as np

from ... import errors, nest
from ...backend.arrays import NUMPY, Backend
from ...backend.devices import current_backend
from ...core.composite import CompositeTensor
from ...core.opdef import PLANNED
from ...core.placement import full_device, get_log_device_placement, say
from ...graph.graph import Graph, default_session
from ...graph.ir import Operation, Symbol
from ...graph.plan import Plan
from ...messages.config import ConfigProto
from ...queues.handle import Handles
from ...queues.store import Store
from ...queues.waiting import at_most
from ...registry import export
from .default_graph import get_default_graph
from .fetches import Fetches, fed_array
from .partial_run import PartialRun
from .run_stats import Recorder


@export("", v1="Session")
class Session:
    """Runs operations of a graph, and holds the values of its variables.

    Args:
      target: accepted; sessions run in this process.
      graph: the graph to run, the default graph when left out.
      config: a `ConfigProto`; see there for the options that change something.

    Raises:
      TypeError: `config` is something else.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32)
    ...     y = x * 2.
    ...     with tf.Session() as sess:
    ...         value = sess.run(y, {x: 3.})
    >>> value
    np.float32(6.0)
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        if config is not None and not isinstance(config, ConfigProto):
            raise errors.make(TypeError, f"config must be a tf.ConfigProto, but got {type(config)}")
        self.graph = graph if graph is not None else get_default_graph()
        self._target = target
        self._config = ConfigProto() if config is None else config
        counts = self._config.device_count
        self._no_gpu = "GPU" in counts and counts["GPU"] == 0
        self._cells: dict[int, tuple[Any, Any]] = {}  # id of a variable -> (variable, its cell)
        self._plans: dict[Any, tuple[Plan, list[Symbol], list[Any]]] = {}
        self._fetches: dict[Any, tuple[Fetches, tuple[Any, ...]]] = {}  # with what they stand for
        PLANNED.add(self)
        self._closed = False
        self._lock = threading.RLock()
        self._entered: list[AbstractContextManager[Any]] = []

    def cell_of(self, variable: Any) -> Any:
        """The cell that holds the value of a variable in this session.

        Variables that were made outside of graphs share their value with the rest of the program.
        """
        found = self._cells.get(id(variable))
        if found is None:
            if isinstance(variable, Handles):
                cell: Any = [self.cell_of(m) for m in variable.members]
            else:
                cell = variable.new_cell(self.graph)
            found = self._cells[id(variable)] = (variable, cell)
        return found[1]

    def put_value(self, variable: Any, value: np.ndarray[Any, Any]) -> None:
        """Give a variable a value in this session without running an operation, for `Saver`."""
        self._check_open()
        self.cell_of(variable).a = self._backend().from_numpy(value)

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Run operations and give the values of tensors.

        Args:
          fetches: a tensor, operation, variable or name, or a nest of those.
          feed_dict: values by tensor (or its name); any tensor can be fed.
          options: a `RunOptions`, such as a time limit.
          run_metadata: a `RunMetadata`; with `options.trace_level` it gets to know when which
            operation ran.

        Returns:
          NumPy values in the nest of `fetches`; None for operations.

        Raises:
          RuntimeError: the session is closed.
          ValueError, TypeError: a fetch or feed does not fit the graph.
          InvalidArgumentError: a placeholder that is needed was not fed.
        """
        self._check_open()
        if not self.graph.nodes:
            raise errors.make(
                RuntimeError,
                "The Session graph is empty. Add operations to the graph before calling run().",
                cause="tensors made while eager execution is enabled belong to no graph",
                fix="call tf.disable_eager_execution() first, or build inside "
                "`with tf.Graph().as_default():`",
            )
        wanted = self._wanted(fetches)
        feeds = self._feeds(feed_dict)
        recorder = None
        if run_metadata is not None and options is not None and options.trace_level:
            recorder = Recorder(options, run_metadata)
        with self._lock:  # not while the plan runs: it may wait for what another thread runs
            self._check_open()
            plan, symbols, cells = self._plan(wanted, [s for s, _ in feeds])
        arrays = [a.copy() if keeps or not a.flags.c_contiguous else a
                  for (_, a), keeps in zip(feeds, plan.keeps, strict=True)]  # fmt: skip
        with at_most(self._time_limit(options)):
            values = self._values(plan, cells, arrays, recorder)
        return wanted.pack({id(s): v for s, v in zip(symbols, values, strict=True)})

    def _values(
        self, plan: Plan, cells: Sequence[Any], arrays: Sequence[Any], recorder: Recorder | None
    ) -> list[Any]:
        """Run a plan, and give its results for the user."""
        backend = self._backend()
        inputs = [backend.from_numpy(a) for a in arrays]
        if recorder is None:
            results = plan.run(cells, inputs)
        else:
            results = recorder.run(plan, cells, inputs, backend is NUMPY)
        found: list[Any] = []
        given: set[int] = set()  # equal operations are computed once: each result is given once
        for a, fresh in zip(results, plan.fresh, strict=True):
            found.append(_as_numpy(a, fresh and id(a) not in given, backend))
            given.add(id(a))
        return found

    def _wanted(self, fetches: Any) -> Fetches:
        """The fetches of a run, remembered for what is fetched in each step of a program."""
        parts = fetches if type(fetches) in (list, tuple) else (fetches,)
        key = (type(fetches), *map(id, parts))
        known = self._fetches.get(key)
        if known is not None:
            return known[0]
        found = Fetches(self.graph, fetches)
        if all(type(p) in (Symbol, Operation) for p in parts):  # these never change
            self._fetches[key] = (found, tuple(parts))
        return found

    def _check_open(self) -> None:
        if self._closed:
            raise errors.make(RuntimeError, "Attempted to use a closed Session.")

    def _time_limit(self, options: Any) -> int:
        """Milliseconds that a run may wait for queues; 0 for ever."""
        asked: int = 0 if options is None else options.timeout_in_ms
        return asked or self._config.operation_timeout_in_ms

    def _backend(self) -> Backend:
        """The array library that runs the session now."""
        return NUMPY if self._no_gpu else current_backend()

    def _feeds(self, feed_dict: Any) -> list[tuple[Symbol, np.ndarray[Any, Any]]]:
        """Symbols and arrays of a feed dict."""
        out: list[tuple[Symbol, np.ndarray[Any, Any]]] = []
        for key, value in (feed_dict or {}).items():
            keys, values = [key], [value]
            if isinstance(key, CompositeTensor):
                keys, values = _parts(key), _parts(value)
            elif isinstance(key, tuple):
                keys, values = nest.flatten(key), nest.flatten(value)
            for k, v in zip(keys, values, strict=True):
                try:
                    symbol = self.graph.as_graph_element(k, allow_operation=False)
                except (TypeError, KeyError, ValueError) as e:
                    first = str(e.args[0]).partition("\n")[0]
                    raise errors.make(
                        TypeError,
                        f"Cannot interpret feed_dict key as Tensor: {first}",
                    ) from None
                assert isinstance(symbol, Symbol)
                out.append((symbol, fed_array(symbol, v)))
        return out

    def forget_plans(self) -> None:
        """Plan anew, with the kernels of that time."""
        with self._lock:
            self._plans.clear()

    def _plan(self, wanted: Fetches, feeds: list[Symbol]) -> tuple[Plan, list[Symbol], list[Any]]:
        backend = self._backend()
        key = (tuple(wanted.elements), tuple([id(s) for s in feeds]), backend)
        found = self._plans.get(key)
        if found is None:
            elements = list(wanted.elements.values())
            plan = Plan(elements, feeds, backend)
            if self._config.log_device_placement or get_log_device_placement():
                _log_places(plan, backend)
            symbols = [e for e in elements if isinstance(e, Symbol)]
            found = (plan, symbols, [self.cell_of(v) for v in plan.variables])
            self._plans[key] = found
        return found

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: bool = False
    ) -> Any:
        """A function of the values of `feed_list` that runs `fetches`.

        Args:
          fetches: see `run`.
          feed_list: the tensors to feed, in the order of the function's arguments.
          accept_options: the function takes `options` and `run_metadata` by keyword too.

        Raises:
          TypeError: `feed_list` is no list.
        """
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise errors.make(TypeError, "Argument `feed_list` must be a list or tuple.")
        keys = list(feed_list or [])
        Fetches(self.graph, fetches)  # what is wrong with them is told now

        def call(*values: Any, **kwargs: Any) -> Any:
            if len(values) != len(keys):
                raise errors.make(TypeError, f"Expected {len(keys)} feed values, got {len(values)}")
            return self.run(fetches, dict(zip(keys, values, strict=True)), **kwargs)

        return call if accept_options else lambda *values: call(*values)

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> PartialRun:
        """Begin a run in several parts, which are given to `partial_run`.

        Args:
          fetches: everything that will be fetched.
          feeds: the tensors that will be fed.

        Returns:
          The handle of the run.
        """
        self._check_open()
        given = [self.graph.as_graph_element(f, allow_operation=False) for f in feeds or ()]
        return PartialRun(Fetches(self.graph, fetches).elements, given)

    def partial_run(self, handle: PartialRun, fetches: Any, feed_dict: Any = None) -> Any:
        """The next part of a run: what ran in the parts before does not run again.

        Args:
          handle: what `partial_run_setup` gave.
          fetches: what to fetch now; each can be fetched once.
          feed_dict: values that are fed from here on.

        Returns:
          NumPy values in the nest of `fetches`.

        Raises:
          ValueError: something was not announced, or was fetched or fed before.
          InvalidArgumentError: it needs a tensor that was not fed yet.

        >>> import eagerflow.compat.v1 as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        ...     first, second = a + 1., (a + 1.) * b
        ...     run = sess.partial_run_setup([first, second], [a, b])
        ...     x = sess.partial_run(run, first, {a: 1.})
        ...     print(x, sess.partial_run(run, second, {b: x}))
        2.0 4.0
        """
        self._check_open()
        wanted = Fetches(self.graph, fetches)
        handle.feed(self._feeds(feed_dict))
        elements = handle.ask(wanted.elements)
        given = handle.values
        backend = self._backend()
        plan = Plan(elements, [s for s, _ in given], backend, done=handle.done)
        cells = [self.cell_of(v) for v in plan.variables]
        values = self._values(plan, cells, [a.copy() for _, a in given], None)
        symbols = [e for e in elements if isinstance(e, Symbol)]
        handle.note(plan, dict(zip(symbols, values, strict=True)))
        return wanted.pack({i: handle.result(e) for i, e in wanted.elements.items()})

    @property
    def graph_def(self) -> Any:
        """The graph as a message."""
        return self.graph.as_graph_def()

    @property
    def sess_str(self) -> bytes:
        """The target that was given."""
        return self._target.encode()

    def close(self) -> None:
        """Give up the values of the variables; the session can not be used any more.

        Threads that wait for the session's queues stop with CancelledError.
        """
        with self._lock:
            self._closed = True
            queues = [
                cell
                for v, cell in self._cells.values()
                if isinstance(cell, Store) and v.cell is None
            ]  # the session's own
            self._cells.clear()
            self._plans.clear()
            self._fetches.clear()
        for queue in queues:
            queue.let_go()

    @contextmanager
    def as_default(self) -> Iterator[Session]:
        """Make this the session that `eval` and `run` use, for the body."""
        token = default_session.set(self)
        try:
            yield self
        finally:
            default_session.reset(token)

    def __enter__(self) -> Session:
        for context in (self.graph.as_default(), self.as_default()):
            context.__enter__()
            self._entered.append(context)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for _ in range(2):
            self._entered.pop().__exit__(exc_type, exc, traceback)
        self.close()


def _log_places(plan: Plan, backend: Backend) -> None:
    """Log the device of each step of a plan."""
    for step in plan.steps:
        host = step.op.host or backend is NUMPY
        short = "/device:CPU:0" if host else step.node.device or "/device:GPU:0"
        say(f"{step.node.name}: ({step.node.type}): {full_device(short)}")


def _parts(value: Any) -> list[Any]:
    """The parts of a composite, or of the value that a session gives for one."""
    if isinstance(value, CompositeTensor):
        return [p for p in nest.flatten(value, expand_composites=True) if p is not None]
    if hasattr(value, "_fields"):
        return [p for v in value for p in _parts(v)]
    return list(value) if isinstance(value, tuple) else [value]


def _as_numpy(a: Any, fresh: bool, backend: Any) -> Any:
    """A result for the user, who may change it: nothing else has its memory."""
    a = backend.to_numpy(a) if type(a) is backend.array_type else np.asarray(a)
    if not a.ndim:
        return a[()]
    return a if fresh and a.base is None and a.flags.writeable else a.copy()


@export("", v1="InteractiveSession")
class InteractiveSession(Session):
    """A session that is the default one from the moment it is made."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        self._token = default_session.set(self)

    def close(self) -> None:
        """Stop being the default session, and give up the values of the variables."""
        if not self._closed and default_session.get() is self:
            default_session.set(None)
        super().close()


@export("", v1="get_default_session")
def get_default_session() -> Session | None:
    """The session that `eval` and `run` use, or None."""
    found: Session | None = default_session.get()
    return found
