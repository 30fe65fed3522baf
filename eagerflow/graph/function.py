"""`function`: traces Python into graphs, one for each signature, and calls them."""

from __future__ import annotations

import functools
import inspect
import operator
import threading
import time
import weakref
from collections.abc import Callable
from functools import partial
from types import MethodType
from typing import Any, NamedTuple

from .. import errors, logger, naming, nest, sites
from ..autodiff.batched import Batched
from ..core import mode
from ..core.tensor import EagerTensor
from ..core.type_spec import TensorSpec
from ..registry import export
from ..variables.scopes import trace_key
from . import unrolled
from .arguments import (
    Call,
    Key,
    as_argument,
    as_output,
    as_stand_in,
    flattened,
    nearest_to,
    quick_key,
    relaxed,
    with_specs,
)
from .cache import TraceCache
from .concrete import ConcreteFunction, Taken
from .explaining import explained
from .signature import difference, fix_for, is_tensor_argument
from .trace import FunctionGraph
from .watch import Watch
from .watching import watching

_run_eagerly = False


@export("config.run_functions_eagerly")
def run_functions_eagerly(run_eagerly: bool) -> None:
    """Let functions run as plain Python, for debugging; the numbers are the same.

    Args:
      run_eagerly: True to stop tracing and calling graphs.
    """
    global _run_eagerly
    _run_eagerly = bool(run_eagerly)


@export("config.functions_run_eagerly")
def functions_run_eagerly() -> bool:
    """True when functions run as plain Python."""
    return _run_eagerly


class Options(NamedTuple):
    """How a function is traced; see `function`."""

    specs: tuple[Any, ...] | None
    reduce_retracing: bool
    autograph: bool
    native: bool
    stale: str
    max_traces: int | None
    cache_size: int


class Trace:
    """What is told of one trace of a function, in `fn.traces`.

    Attributes:
      number: counts from 1.
      reason: why it was made.
      signature: the arguments it is for, in words.
      site: the line of the call.
      seconds: how long tracing took.
      nodes: number of operations of the graph.
    """

    __slots__ = ("nodes", "number", "reason", "seconds", "signature", "site")

    def __init__(
        self, number: int, reason: str, signature: str, site: sites.Site | None, seconds: float,
        nodes: int,
    ) -> None:  # fmt: skip
        self.number = number
        self.reason = reason
        self.signature = signature
        self.site = site
        self.seconds = seconds
        self.nodes = nodes

    def __repr__(self) -> str:
        return f"trace {self.number} at {self.site}: {self.reason} ({self.nodes} nodes)"


def _converted(python_function: Callable[..., Any]) -> Any:
    from .autograph.loader import convert  # slow to import, and needed by the first trace only

    return convert(python_function)


class Function:
    """A Python function that is traced into a graph for each signature it is called with.

    Made by `ef.function`.

    Args:
      python_function: the function.
      options: how it is traced.

    Attributes:
      traces: tells why each trace was made.
    """

    def __init__(self, python_function: Callable[..., Any], options: Options) -> None:
        functools.update_wrapper(self, python_function)
        self.python_function = python_function
        self.traces: list[Trace] = []
        self._options = options
        self._name = getattr(python_function, "__name__", type(python_function).__name__)
        self._signature = inspect.signature(python_function)
        self._cache = TraceCache(self._name, options.cache_size)
        self._first_variables: dict[str, Any] | None = None
        # of variable scopes, before the first trace
        self._scope_counts: dict[str, int] | None = None
        self._bound: dict[int, tuple[weakref.ref[Any], Function]] = {}  # by the id of the instance
        self._target: weakref.ref[Any] | None = None  # the instance, for a method
        self._told: set[Any] = set()  # the lines whose side effects were warned of
        self._lock = threading.RLock()

    @property
    def input_signature(self) -> Any:
        return self._options.specs

    def experimental_get_tracing_count(self) -> int:
        """How often the function was traced."""
        return len(self.traces)

    def clear(self) -> None:
        """Drop all traces; the next call traces anew."""
        with self._lock:
            self._cache.clear()

    def pretty_printed_concrete_signatures(self, verbose: bool = True) -> str:
        """The signatures of the traces that are kept, in words.

        Args:
          verbose: False gives one line for each.
        """
        found = [t for key in self._cache.keys for t in self._cache.find(key)]
        texts = [t.pretty_printed_signature(verbose) for t in found]
        return ("\n\n" if verbose else "\n").join(texts)

    def __get__(self, instance: Any, owner: Any = None) -> Function:
        if instance is None:
            return self
        known = self._bound.get(id(instance))
        if known is not None and known[0]() is instance:
            return known[1]
        key = id(instance)
        reference = weakref.ref(instance, lambda _: self._bound.pop(key, None))
        python_function, converts = self.python_function, self._options.autograph

        @functools.wraps(python_function)
        def method(*args: Any, **kwargs: Any) -> Any:
            target = reference()
            if target is None:
                raise errors.make(
                    ReferenceError,
                    f"the object that method '{python_function.__name__}' belongs to is gone",
                    fix="keep the object in a variable while its method is used",
                )
            traced = converts and mode.snapshot().builder is not None
            f = _converted(python_function) if traced else python_function
            return f(target, *args, **kwargs)

        parameters = list(self._signature.parameters.values())[1:]
        method.__signature__ = self._signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        bound = Function(method, self._options)
        bound._target, bound._told = reference, self._told
        self._bound[key] = (reference, bound)
        return bound

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _run_eagerly:
            return self.python_function(*args, **kwargs)
        parts: list[Any] = []
        leaves: list[EagerTensor] = []
        quick = not kwargs and quick_key(args, parts, leaves)
        cache = self._cache
        if quick:
            parts.append(trace_key())
            found = cache.quick.get(tuple(parts))
            if found is not None:
                holds = found.guards.hold
                if holds is None or holds():
                    found.last_used = cache.made
                    return found.call_flat(leaves)
        if not quick and any(type(v) is Batched for v in nest.flatten((args, kwargs))):
            return self._call_on_rows(args, kwargs)
        concrete, tensors = self._concrete(args, kwargs)
        same = len(tensors) == len(leaves) and all(map(operator.is_, tensors, leaves))
        # no default value and no signature has a say in it
        if quick and same and not concrete.graph.is_passing:
            cache.add_quick(tuple(parts), concrete)
        return concrete.call_flat(tensors)

    def _call_on_rows(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call inside `vmap`: the trace is that for one row."""

        def spec(v: Any) -> Any:
            return TensorSpec(v.shape, v.dtype) if type(v) is Batched else v

        row_args, row_kwargs = nest.map_structure(spec, (args, kwargs))
        concrete, _ = self._concrete(row_args, row_kwargs, specs_allowed=True)
        leaves = nest.flatten(list(self._bind(args, kwargs).values()))
        parts = [v if type(v) is Batched else flattened(v) for v in leaves]
        flat = [t for v in parts for t in (v if type(v) is list else (v,))]
        return concrete.call_flat([as_argument(t) for t in flat if is_tensor_argument(t)])

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The trace for arguments, or for `TensorSpec`s in place of tensors.

        It stays what it is: guards are looked at when it is asked for, not when it is called.
        """
        specs = self._options.specs
        if specs is not None and not args and not kwargs:
            args = specs
        return self._concrete(args, kwargs, specs_allowed=True)[0]

    def _concrete(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], specs_allowed: bool = False
    ) -> tuple[ConcreteFunction, list[Any]]:
        """The trace for a call, made if need be, and the tensors to call it with."""
        specs = self._options.specs
        bound = self._bind(args, kwargs)
        if specs is not None:
            bound = with_specs(bound, specs)
        if specs_allowed:
            bound = nest.map_structure(as_stand_in, bound)
        call = Call(bound, specs)
        if specs is not None:
            call.loosen()
        key = self._key(call)
        concrete = self._valid(key)
        if concrete is None:
            with self._lock:  # another thread may have traced it meanwhile
                concrete = self._valid(key) or self._trace(call, key)
        concrete.last_used = self._cache.made
        return concrete, [as_argument(v) for v in call.leaves if is_tensor_argument(v)]

    def _key(self, call: Call) -> Key:
        key = (call.structure, call.keys, trace_key())
        if self._options.reduce_retracing and not self._cache.find(key):
            return relaxed(key, self._cache.keys)
        return key

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            bound = self._signature.bind(*args, **kwargs)
        except TypeError as e:
            raise errors.make(
                TypeError,
                f"Binding inputs to tf.function failed due to `{e}`",
                operands=[f"{self._name}{self._signature}"],
            ) from None
        bound.apply_defaults()
        return dict(bound.arguments)

    def _valid(self, key: Key) -> ConcreteFunction | None:
        """A trace for the key whose guards hold; with `stale='warn'` those that fail are told."""
        found = self._cache.find(key)
        for trace in found:
            if trace.guards.hold is None or trace.guards.hold():
                return trace
        if not found or self._options.stale == "retrace":
            return None
        changed = found[0].guards.failing()
        found[0].guards.drop(changed)
        site = sites.user_site()
        for guard in changed:
            logger.warning(
                "%s: %s; the trace keeps the old value [%s]. Fix: pass it as an argument, make it "
                "a tf.Variable, or use function(stale='retrace')",
                self._name, guard.change(), site.place if site else "?",
            )  # fmt: skip
        return found[0]

    # ------------------------------------------------------------------------------- tracing

    def _trace(self, call: Call, key: Key) -> ConcreteFunction:
        number = len(self.traces) + 1
        reason, fix = self._reason(call.names, key)
        if self._options.max_traces is not None and number > self._options.max_traces:
            raise errors.make(
                RuntimeError,
                f"'{self._name}' may be traced {self._options.max_traces} times (max_traces), and "
                f"would need trace {number}",
                cause=reason,
                fix=fix,
            )
        started = time.perf_counter()
        first = self._first_variables
        concrete, made = self._run_trace(call, key, number, first)
        if concrete.graph.is_passing:
            return concrete
        if first is None:
            concrete.graph.home.scope_counts.update(concrete.graph.scope_counts)
            self._first_variables = {v.name.partition(":")[0]: v.site for v in made}
            if made:  # creating them must be a matter of the first call only: look at a second one
                try:
                    concrete, _ = self._run_trace(call, key, number + 1, self._first_variables)
                except Exception:
                    self._first_variables = None
                    raise
        seconds = time.perf_counter() - started
        signature = ", ".join(f"{n}: {k!r}" for n, k in zip(call.names, key[1], strict=True))
        nodes = len(concrete.graph.nodes)
        self.traces.append(Trace(number, reason, signature, sites.user_site(), seconds, nodes))
        self._log(self.traces[-1], fix)
        self._cache.add(key, concrete)
        return concrete

    def _run_trace(
        self, call: Call, key: Key, number: int, first: dict[str, Any] | None
    ) -> tuple[ConcreteFunction, list[Any]]:
        graph = FunctionGraph(self._name, number, first)
        graph.native = self._options.native
        if self._scope_counts is None:
            self._scope_counts = dict(graph.home.scope_counts)
        graph.stacks = []
        graph.scope_counts = dict(self._scope_counts)  # every trace names its scopes alike
        stale, autograph = self._options.stale, self._options.autograph
        watch = Watch(self._name, follow=not autograph)
        token = watching.set(watch)
        try:
            with mode.entered(mode.Mode(graph, ())), naming.entered(""):
                symbols, packed = call.placeholders(graph, key[1])
                arguments = inspect.BoundArguments(self._signature, packed)
                watch.note(self._written(), packed)
                f = _converted(self.python_function) if autograph else self.python_function
                result = f(*arguments.args, **arguments.kwargs)
                outputs = nest.map_structure(
                    lambda v: as_output(graph, v), result, expand_composites=True
                )
        finally:
            watching.reset(token)
        watch.report(graph, self._told, retraces=stale == "retrace")
        unrolled.report(graph, self._told)
        taken = Taken(self._signature, call.described(key[1]))
        concrete = ConcreteFunction(graph, symbols, outputs, taken)
        if stale != "ignore":
            concrete.guards = watch.guards(also_written=stale == "retrace")
        return concrete, graph.made

    def _written(self) -> Any:
        """The function as it was written: for a method that of its instance."""
        function: Any = self.python_function
        target = None if self._target is None else self._target()
        return function if target is None else MethodType(function.__wrapped__, target)

    def _reason(self, names: list[str], key: Key) -> tuple[str, str]:
        """Why a trace is needed, and what to write so that it is not."""
        keys = self._cache.keys
        if not keys:
            return ("first call", "") if not self.traces else ("its trace was dropped", "")
        nearest = nearest_to(key, keys)
        if nearest != key:
            return difference(names, nearest, key), fix_for(names, nearest, key)
        changed = self._cache.find(key)[0].guards.failing()
        fix = "pass it as an argument, or make it a tf.Variable"
        return ", ".join(g.change() for g in changed), fix

    def _log(self, trace: Trace, fix: str) -> None:
        """Tell of a retrace, ever more rarely."""
        number = trace.number
        if number > 1 and number & (number - 1) == 0:
            say = logger.info if number < 8 else logger.warning
            place = trace.site.place if trace.site else "?"
            say("%s: trace %d. Cause: %s [%s]. Fix: %s", self._name, number, trace.reason,
                place, fix)  # fmt: skip

    def explain(self) -> str:
        """What runs when the function is called, for each of its traces.

        >>> f = ef.function(lambda x: x * x + 1.0)
        >>> f(ef.constant([1., 2.])).numpy()
        array([2., 5.], dtype=float32)
        >>> print(f.explain())
        <lambda>, trace 1: 3 operations, 2 steps
        no machine code (jit_compile=True asks for it); every step calls a kernel
        """
        traces = [c for key in self._cache.keys for c in reversed(self._cache.find(key))]
        return "\n\n".join(
            explained(self._name, i + 1, len(c.graph.nodes), c.plan) for i, c in enumerate(traces)
        )

    def __repr__(self) -> str:
        return f"<function {self._name} of eagerflow, {len(self.traces)} traces>"


@export("function")
def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: Any = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: Any = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: bool | None = None,
    stale: str = "warn",
    max_traces: int | None = None,
    cache_size: int = 64,
) -> Any:
    """Make a function that runs as a graph, traced once for each signature of its arguments.

    Args:
      func: the function; left out, a decorator is returned.
      input_signature: `TensorSpec`s of the arguments, for a single trace.
      autograph: let tensors decide `if`, `while`, `for`, `and`, `or` and `not` in the function and
        in functions of the user's that it calls. A function without source is traced as it is.
      jit_compile: run the graph as machine code where that is possible (with the extra `jit`);
        results then agree with eager ones to rounding errors, not bit for bit.
      reduce_retracing: make sizes that vary between calls unknown, so that one trace serves them.
      experimental_implements: accepted.
      experimental_autograph_options: accepted; all that is supported is always on.
      experimental_attributes: accepted.
      experimental_relax_shapes: the old name of `reduce_retracing`.
      experimental_compile: the old name of `jit_compile`.
      experimental_follow_type_hints: accepted.
      stale: what a call does when a global, a variable of an outer function or an attribute that
        the trace has read is another one now: "warn" once and go on with the trace as TensorFlow
        does, "retrace", so that the result is Python's, or "ignore" it.
      max_traces: raise RuntimeError when more traces would be needed.
      cache_size: how many traces are kept; the one not used for longest goes.

    Raises:
      ValueError: `stale` is none of the three, or `cache_size` is not positive.

    >>> @ef.function
    ... def f(x):
    ...     return x * x
    >>> f(ef.constant(3.)).numpy()
    np.float32(9.0)

    >>> @ef.function
    ... def halved(n):
    ...     steps = 0
    ...     while n > 1:
    ...         n = n // 2
    ...         steps += 1
    ...     return steps
    >>> halved(ef.constant(40)).numpy()
    np.int32(5)
    """

    if stale not in ("warn", "retrace", "ignore"):
        raise ValueError(f"`stale` must be 'warn', 'retrace' or 'ignore', got {stale!r}")
    options = Options(
        None if input_signature is None else tuple(input_signature),
        bool(reduce_retracing or experimental_relax_shapes),
        autograph,
        bool(jit_compile or experimental_compile),
        stale,
        max_traces,
        cache_size,
    )
    return partial(Function, options=options) if func is None else Function(func, options)
