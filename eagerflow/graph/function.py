"""`function`: traces Python into graphs, one for each signature, and calls them."""

from __future__ import annotations

import functools
import inspect
import itertools
import operator
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import errors, logger, naming, nest, sites
from ..autodiff.batched import Batched
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor, builder_for
from ..core.tensor import EagerTensor, Tensor
from ..core.type_spec import TensorSpec, tensor_specs
from ..registry import export
from ..variables.scopes import trace_key
from .arguments import (
    TYPED,
    argument_name,
    as_argument,
    as_output,
    as_stand_in,
    distance,
    flattened,
    merge_keys,
    quick_key,
    restored,
)
from .callee import Callee, call_in_graph, interpreted
from .ir import Symbol
from .signature import (
    TensorKey,
    difference,
    fix_for,
    is_tensor_argument,
    keys_of,
    leaves_with_names,
    structure_of,
)
from .trace import FunctionGraph

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


class Trace:
    """What is told of one trace of a function, in `fn.traces`.

    Attributes:
      number: counts from 1.
      reason: why it was made.
      signature: the arguments it is for.
      site: the line of the call.
      seconds: how long tracing took.
      nodes: number of operations of the graph.
    """

    __slots__ = ("nodes", "number", "reason", "seconds", "signature", "site")

    def __init__(
        self,
        number: int,
        reason: str,
        signature: str,
        site: sites.Site | None,
        seconds: float,
        nodes: int,
    ) -> None:
        self.number = number
        self.reason = reason
        self.signature = signature
        self.site = site
        self.seconds = seconds
        self.nodes = nodes

    def __repr__(self) -> str:
        return f"trace {self.number} at {self.site}: {self.reason} ({self.nodes} nodes)"


@export("types.experimental.ConcreteFunction")
class ConcreteFunction:
    """One trace of a function: a graph that is called with tensors.

    Args:
      graph: the traced graph.
      arguments: symbols of the tensor arguments.
      outputs: the nest that the function returned, with symbols in place of tensors.
      name: name of the function.
    """

    def __init__(
        self, graph: FunctionGraph, arguments: list[Symbol], outputs: Any, name: str
    ) -> None:
        self.graph = graph
        self.name = name
        self._arguments = arguments
        self._outputs = outputs
        self._flat = [s for s in flattened(outputs) if isinstance(s, Symbol)]
        self._pack = _packer(outputs, itertools.count())
        captured = list(graph.captures.values())
        self._captured = [outer for outer, _ in captured]
        effects = [n for n in graph.nodes if n.opdef.effect in ("write", "io")]
        inputs = [*arguments, *[inner for _, inner in captured]]
        self._callee = Callee(graph, inputs, self._flat, effects)

    @property
    def inputs(self) -> list[Symbol]:
        """Symbols of the arguments and of what was captured."""
        return list(self._callee.inputs)

    @property
    def captured_inputs(self) -> list[Tensor]:
        """The tensors from outside that the function uses."""
        return list(self._captured)

    @property
    def outputs(self) -> list[Symbol]:
        """Symbols of the returned tensors."""
        return list(self._flat)

    @property
    def structured_outputs(self) -> Any:
        """What the function returned while it was traced."""
        return self._outputs

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables that the function reads."""
        return tuple(self._callee.variables)

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        return tuple(v for v in self._callee.variables if v.trainable)

    @property
    def source(self) -> str:
        """The Python source that a call runs."""
        return self._callee.plan_for([])[0].source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call with tensors for the tensor arguments, in order.

        Raises:
          TypeError: the number of tensors, or a dtype or shape, does not fit.
        """
        leaves = flattened((args, kwargs))
        tensors = [v if isinstance(v, Tensor) else as_tensor(v) for v in leaves if _is_value(v)]
        if len(tensors) != len(self._arguments):
            raise TypeError(f"{self.name} takes {len(self._arguments)} tensors, got {len(tensors)}")
        for s, t in zip(self._arguments, tensors, strict=True):
            if s.dtype is not t.dtype or not s.shape.is_compatible_with(t.shape):
                raise errors.make(
                    TypeError,
                    f"{self.name}: argument '{s.node.name}' is {t.dtype.name} {t.shape}, traced "
                    "for "
                    f"{s.dtype.name} {s.shape}",
                )
        return self.call_flat(tensors)

    def call_flat(self, tensors: Sequence[Any]) -> Any:
        """Call with the tensor arguments in order, and give the nest of results."""
        if self._captured:
            tensors = [*tensors, *self._captured]
        builder: Any = mode.snapshot().builder
        if builder is None:
            builder = builder_for(tensors)
        if any(type(t) is Batched for t in tensors):
            results: Sequence[Any] = interpreted(self._callee, tensors)
        elif builder is None:
            results = self._callee.call(tensors)
        else:
            with mode.entered(mode.Mode(builder, mode.snapshot().tapes)):
                results = call_in_graph(builder, self._callee, tensors, self.name)
        return self._pack(results)

    def __repr__(self) -> str:
        return f"<ConcreteFunction {self.name} with {len(self._arguments)} tensor arguments>"


def _packer(outputs: Any, position: Iterator[int]) -> Callable[[Sequence[Any]], Any]:
    """A function that puts the results of a call into the nest that was returned while tracing."""
    if isinstance(outputs, Symbol):
        at = next(position)
        return lambda results: results[at]
    if type(outputs) in (list, tuple) and outputs and all(isinstance(s, Symbol) for s in outputs):
        start = next(position)
        for _ in outputs[1:]:
            next(position)
        span = slice(start, start + len(outputs))
        make = type(outputs)
        return lambda results: make(results[span])
    if type(outputs) in (list, tuple):
        make, parts = type(outputs), [_packer(s, position) for s in outputs]
        return lambda results: make([part(results) for part in parts])
    if isinstance(outputs, CompositeTensor):
        make_composite = type(outputs)._from_components
        pack = [_packer(s, position) for s in outputs._flatten_components()]
        return lambda results: make_composite(tuple([part(results) for part in pack]), outputs)
    if not nest.is_nested(outputs):
        return lambda results: outputs
    flat = [_packer(s, position) for s in nest.flatten(outputs)]
    return lambda results: nest.pack_sequence_as(outputs, [part(results) for part in flat])


def _converted(python_function: Callable[..., Any]) -> Any:
    from .autograph.loader import convert  # slow to import, and needed by the first trace only

    return convert(python_function)


def _is_value(leaf: Any) -> bool:
    return isinstance(leaf, (bool, int, float, complex)) or is_tensor_argument(leaf)


class Function:
    """A Python function that is traced into a graph for each signature it is called with.

    Made by `ef.function`; `traces` tells why each trace was made.
    """

    def __init__(
        self,
        python_function: Callable[..., Any],
        input_signature: Any = None,
        reduce_retracing: bool = False,
        autograph: bool = False,
    ) -> None:
        functools.update_wrapper(self, python_function)
        self.python_function = python_function
        self._autograph = autograph
        self.traces: list[Trace] = []
        self._name = getattr(python_function, "__name__", type(python_function).__name__)
        self._signature = inspect.signature(python_function)
        self._specs = None if input_signature is None else tuple(input_signature)
        self._reduce = reduce_retracing
        self._cache: dict[Any, ConcreteFunction] = {}
        self._fast: dict[Any, ConcreteFunction] = {}
        self._keys: list[tuple[Any, ...]] = []
        self._first_variables: dict[str, Any] | None = None
        self._scope_counts: dict[str, int] | None = (
            None  # of variable scopes, before the first trace
        )
        self._bound: dict[int, tuple[weakref.ref[Any], Function]] = {}  # by the id of the instance
        self._lock = threading.RLock()

    @property
    def input_signature(self) -> Any:
        return self._specs

    def experimental_get_tracing_count(self) -> int:
        """How often the function was traced."""
        return len(self.traces)

    def __get__(self, instance: Any, owner: Any = None) -> Function:
        if instance is None:
            return self
        known = self._bound.get(id(instance))
        if known is not None and known[0]() is instance:
            return known[1]
        key = id(instance)
        reference = weakref.ref(instance, lambda _: self._bound.pop(key, None))
        python_function, converts = self.python_function, self._autograph

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
        bound = Function(method, self._specs, self._reduce)
        self._bound[key] = (reference, bound)
        return bound

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _run_eagerly:
            return self.python_function(*args, **kwargs)
        parts: list[Any] = []
        leaves: list[EagerTensor] = []
        quick = not kwargs and quick_key(args, parts, leaves)
        if quick:
            parts.append(trace_key())
            found = self._fast.get(tuple(parts))
            if found is not None:
                return found.call_flat(leaves)
        if not quick and any(type(v) is Batched for v in nest.flatten((args, kwargs))):
            return self._call_on_rows(args, kwargs)
        concrete, tensors = self._concrete(args, kwargs)
        same = len(tensors) == len(leaves) and all(map(operator.is_, tensors, leaves))
        # no default value and no signature has a say in it
        if quick and same and not concrete.graph.is_passing:
            self._fast[tuple(parts)] = concrete
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
        """The trace for arguments, or for `TensorSpec`s in place of tensors."""
        return self._concrete(args, kwargs, specs_allowed=True)[0]

    def _concrete(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], specs_allowed: bool = False
    ) -> tuple[ConcreteFunction, list[Any]]:
        """The trace for a call, made if need be, and the tensors to call it with."""
        bound = self._bind(args, kwargs)
        if self._specs is not None:
            bound = self._with_specs(bound)
        if specs_allowed:
            bound = nest.map_structure(as_stand_in, bound)
        names, leaves = leaves_with_names(bound)
        keys = tuple(keys_of(bound))
        if self._specs is not None:
            keys = self._keys_of_specs(names, leaves, keys)
        key = (structure_of(bound, facts=self._specs is None), keys, trace_key())
        concrete = self._cache.get(key)
        if concrete is None and self._reduce:
            key = self._relaxed(key)
            concrete = self._cache.get(key)
        if concrete is None:
            with self._lock:  # another thread may have traced it meanwhile
                concrete = self._cache.get(key) or self._trace(bound, names, leaves, key)
        tensors = [as_argument(v) for v in leaves if is_tensor_argument(v)]
        return concrete, tensors

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

    def _with_specs(self, bound: dict[str, Any]) -> dict[str, Any]:
        """The arguments with everything that a spec describes made a tensor."""
        out = dict(bound)
        for name, spec in zip(list(bound), self._specs or (), strict=False):
            out[name] = nest.map_structure_up_to(
                spec,
                lambda s, v: v if isinstance(v, TYPED) else as_tensor(v, s.dtype),
                spec,
                bound[name],
            )  # fmt: skip
        return out

    def _with_stand_ins(self, bound: dict[str, Any]) -> dict[str, Any]:
        """The arguments with composites that say of themselves no more than their specs do."""
        out = dict(bound)
        for name, spec in zip(list(bound), self._specs or (), strict=False):
            out[name] = nest.map_structure_up_to(
                spec,
                lambda s, v: as_stand_in(s) if isinstance(v, CompositeTensor) else v,
                spec,
                bound[name],
            )  # fmt: skip
        return out

    def _keys_of_specs(
        self, names: list[str], leaves: list[Any], keys: tuple[Any, ...]
    ) -> tuple[Any, ...]:
        parts = [c for spec in nest.flatten(self._specs) for c in tensor_specs(spec)]
        wanted = [c for c in parts if c is not None]
        out = list(keys)
        at = 0
        for i, key in enumerate(keys):
            if not isinstance(key, TensorKey) or at >= len(wanted):
                continue
            spec = wanted[at]
            at += 1
            if key.dtype is not spec.dtype or not spec.shape.is_compatible_with(key.shape):
                raise errors.make(
                    TypeError,
                    "Python inputs incompatible with input_signature",
                    operands=[f"argument {names[i]} is {key!r}, the signature says {spec}"],
                )
            out[i] = TensorKey(spec.dtype, spec.shape.as_tuple())
        return tuple(out)

    def _relaxed(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """The key with sizes that vary between calls made unknown, for `reduce_retracing`."""
        for known in self._keys:
            if known[0] != key[0] or known[2] != key[2]:
                continue
            merged = [merge_keys(a, b) for a, b in zip(known[1], key[1], strict=True)]
            if None not in merged:
                return (key[0], tuple(merged), key[2])
        return key

    def _trace(
        self, bound: dict[str, Any], names: list[str], leaves: list[Any], key: tuple[Any, ...]
    ) -> ConcreteFunction:
        number = len(self.traces) + 1
        started = time.perf_counter()
        first = self._first_variables
        concrete, made = self._run_trace(bound, leaves, key, number, first)
        if concrete.graph.is_passing:
            return concrete
        if first is None:
            concrete.graph.home.scope_counts.update(concrete.graph.scope_counts)
            self._first_variables = {v.name.partition(":")[0]: v.site for v in made}
            if made:  # creating them must be a matter of the first call only: look at a second one
                try:
                    concrete, _ = self._run_trace(
                        bound, leaves, key, number + 1, self._first_variables
                    )
                except Exception:
                    self._first_variables = None
                    raise
        self._note(number, names, key, time.perf_counter() - started, len(concrete.graph.nodes))
        self._cache[key] = concrete
        self._keys.append(key)
        return concrete

    def _run_trace(
        self, bound: dict[str, Any], leaves: list[Any], key: tuple[Any, ...], number: int,
        first: dict[str, Any] | None,
    ) -> tuple[ConcreteFunction, list[Any]]:  # fmt: skip
        graph = FunctionGraph(self._name, number, first)
        if self._scope_counts is None:
            self._scope_counts = dict(graph.home.scope_counts)
        graph.scope_counts = dict(self._scope_counts)  # every trace names its scopes alike
        with mode.entered(mode.Mode(graph, ())), naming.entered(""):
            flat: list[Any] = []
            arguments: list[Symbol] = []
            for leaf, k in zip(leaves, key[1], strict=True):
                if isinstance(k, TensorKey):
                    symbol = graph.placeholder(k.dtype, k.shape, argument_name(bound, len(flat)))
                    arguments.append(symbol)
                    flat.append(symbol)
                else:
                    flat.append(leaf)
            like = bound if self._specs is None else self._with_stand_ins(bound)
            packed = nest.pack_sequence_as(like, restored(bound, flat), expand_composites=True)
            call = inspect.BoundArguments(self._signature, packed)
            f = _converted(self.python_function) if self._autograph else self.python_function
            result = f(*call.args, **call.kwargs)
            outputs = nest.map_structure(
                lambda v: as_output(graph, v), result, expand_composites=True
            )
        return ConcreteFunction(graph, arguments, outputs, self._name), graph.made

    def _note(self, number: int, names: list[str], key: Any, seconds: float, nodes: int) -> None:
        reason, fix = "first call", ""
        if self._keys:
            nearest = min(self._keys, key=lambda k: distance(k, key))
            reason, fix = difference(names, nearest, key), fix_for(names, nearest, key)
        site = sites.user_site()
        signature = ", ".join(f"{n}: {k!r}" for n, k in zip(names, key[1], strict=True))
        self.traces.append(Trace(number, reason, signature, site, seconds, nodes))
        if number > 1 and number & (number - 1) == 0:
            say = logger.info if number < 8 else logger.warning
            say("%s: trace %d. Cause: %s [%s]. Fix: %s", self._name, number, reason,
                     site.place if site else "?", fix)  # fmt: skip

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
) -> Any:
    """Make a function that runs as a graph, traced once for each signature of its arguments.

    Args:
      func: the function; left out, a decorator is returned.
      input_signature: `TensorSpec`s of the arguments, for a single trace.
      autograph: let tensors decide `if`, `while`, `for`, `and`, `or` and `not` in the function and
        in functions of the user's that it calls. A function without source is traced as it is.
      jit_compile: accepted.
      reduce_retracing: make sizes that vary between calls unknown, so that one trace serves them.
      experimental_implements: accepted.
      experimental_autograph_options: accepted; all that is supported is always on.
      experimental_attributes: accepted.
      experimental_relax_shapes: the old name of `reduce_retracing`.
      experimental_compile: accepted.
      experimental_follow_type_hints: accepted.

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

    def decorate(python_function: Callable[..., Any]) -> Function:
        return Function(
            python_function,
            input_signature,
            bool(reduce_retracing or experimental_relax_shapes),
            autograph,
        )

    return decorate if func is None else decorate(func)
