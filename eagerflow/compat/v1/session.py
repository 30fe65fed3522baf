"""Sessions: they hold the values of a graph's variables, and run parts of the graph."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any

import numpy as np

from ... import errors, nest
from ...backend.arrays import NUMPY, Backend
from ...backend.devices import current_backend
from ...core.composite import CompositeTensor
from ...core.convert import to_array
from ...core.opdef import PLANNED
from ...core.placement import full_device, get_log_device_placement, say
from ...core.tensor import EagerTensor
from ...graph.graph import Graph, default_session
from ...graph.ir import Operation, Symbol
from ...graph.plan import Plan
from ...messages.config import ConfigProto
from ...queues.handle import Handles
from ...queues.store import Store
from ...queues.waiting import at_most
from ...registry import export
from ...shapes import text
from .default_graph import get_default_graph

Pack = Callable[[dict[int, Any]], Any]


class _Fetches:
    """The symbols and operations that a nest of fetches asks for, and how results are put together.

    Args:
      graph: the graph of the session.
      fetches: a tensor, operation, variable, name, or a nest of those.
    """

    def __init__(self, graph: Graph, fetches: Any) -> None:
        self._graph = graph
        self.elements: dict[int, Symbol | Operation] = {}
        self.pack = self._visit(fetches)

    def _visit(self, fetch: Any) -> Pack:
        if fetch is None:
            raise errors.make(
                TypeError, 'Argument `fetch` = None has invalid type "NoneType". Cannot be None'
            )
        if isinstance(fetch, (list, tuple)):
            parts = [self._visit(f) for f in fetch]
            if hasattr(fetch, "_fields"):
                make = type(fetch)
                return lambda found: make(*[p(found) for p in parts])
            kind = list if isinstance(fetch, list) else tuple
            return lambda found: kind([p(found) for p in parts])
        if isinstance(fetch, Mapping):
            named = {k: self._visit(v) for k, v in fetch.items()}
            return lambda found: _refilled(fetch, {k: p(found) for k, p in named.items()})
        if isinstance(fetch, CompositeTensor):
            components = [
                None if c is None else self._visit(c) for c in fetch._flatten_components()
            ]
            return lambda found: fetch._fetched([p and p(found) for p in components], fetch)
        return self._leaf(fetch)

    def _leaf(self, fetch: Any) -> Pack:
        if hasattr(fetch, "_as_graph_element"):
            fetch = fetch._as_graph_element()
        if isinstance(fetch, EagerTensor):
            value = fetch.numpy()
            return lambda found: value
        element = self._element(fetch)
        key = id(element)
        self.elements[key] = element
        return lambda found: found.get(key)

    def _element(self, fetch: Any) -> Symbol | Operation:
        try:
            return self._graph.as_graph_element(fetch)
        except TypeError as e:
            raise errors.make(
                TypeError,
                f"Fetch argument {fetch!r} has invalid type {type(fetch).__name__!r}, must be a "
                "string "
                "or Tensor.",
                cause=str(e),
            ) from None
        except (KeyError, ValueError) as e:
            first, _, rest = str(e.args[0]).partition("\n")
            fix = rest.partition("Fix: ")[2]
            raise errors.make(
                ValueError,
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({first})",
                fix=fix,
            ) from None


def _refilled(fetch: Any, values: dict[Any, Any]) -> Any:
    """A mapping of the type of `fetch`, in its order, with other values."""
    out = copy.copy(fetch)
    out.update(values)
    return out


def fed_array(symbol: Symbol, value: Any) -> np.ndarray[Any, Any]:
    """The array to feed for a symbol.

    Raises:
      TypeError: the value is a tensor, None, or does not fit the dtype.
      ValueError: it does not fit the shape.
    """
    if isinstance(value, (Symbol, Operation)):
        raise errors.make(
            TypeError,
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include "
            "Python "
            "scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the tensor "
            f"object was {value} which was passed to the argument `feed_dict` with key {symbol}.",
        )
    if value is None:
        raise errors.make(TypeError, f"Cannot feed None for Tensor {symbol.name!r}")
    dtype = symbol.dtype
    if isinstance(value, EagerTensor):
        value = value.numpy()
    try:
        if dtype.kind == "s":
            a = to_array(np.asarray(value, object))
        else:
            a = np.asarray(value)
            if a.dtype != dtype.np:
                if (
                    isinstance(value, (int, float))
                    and dtype.np.type(value) != value
                    and dtype.is_integer
                ):
                    raise TypeError
                a = a.astype(dtype.np)
    except (TypeError, ValueError, OverflowError) as e:
        raise errors.make(
            TypeError if isinstance(e, TypeError) else ValueError,
            f"Type of feed value {value!r} with type {type(value)} is not compatible with "
            "Tensor type "
            f"{dtype.name}. Try explicitly setting the type of the feed tensor to a larger type "
            "(e.g. "
            "int64).",
            operands=[f"fed for {symbol.name!r}, made at {symbol.node.site}"],
            cause=str(e),
        ) from None
    if not symbol.shape.is_compatible_with(a.shape):
        raise errors.make(
            ValueError,
            f"Cannot feed value of shape {a.shape} for Tensor {symbol.name}, which has shape "
            f"{symbol.shape}",
            operands=[f"the placeholder was made at {symbol.node.site}",
                      f"fed: {text(a.shape)}, wanted: {text(symbol.static_shape)}"],
        )  # fmt: skip
    shared = a is value or a.base is not None  # the user may change what was fed afterwards
    return a.copy() if shared else a


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
        self._config = ConfigProto() if config is None else config
        counts = self._config.device_count
        self._no_gpu = "GPU" in counts and counts["GPU"] == 0
        self._cells: dict[int, tuple[Any, Any]] = {}  # id of a variable -> (variable, its cell)
        self._plans: dict[Any, tuple[Plan, list[Symbol], list[Any]]] = {}
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
          run_metadata: a `RunMetadata`; it stays empty.

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
        wanted = _Fetches(self.graph, fetches)
        feeds = self._feeds(feed_dict)
        with self._lock:  # not while the plan runs: it may wait for what another thread runs
            self._check_open()
            plan, symbols, cells = self._plan(wanted, [s for s, _ in feeds])
        backend = self._backend()
        with at_most(self._time_limit(options)):
            values = plan.run(cells, [backend.from_numpy(a) for _, a in feeds])
        found: dict[int, Any] = {}
        given: set[int] = set()  # equal operations are computed once: each result is given once
        for s, a, fresh in zip(symbols, values, plan.fresh, strict=True):
            found[id(s)] = _as_numpy(a, fresh and id(a) not in given, backend)
            given.add(id(a))
        return wanted.pack(found)

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

    def _plan(self, wanted: _Fetches, feeds: list[Symbol]) -> tuple[Plan, list[Symbol], list[Any]]:
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
        """A function of the values of `feed_list` that runs `fetches`."""
        keys = list(feed_list or [])
        return lambda *values: self.run(fetches, dict(zip(keys, values, strict=True)))

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
