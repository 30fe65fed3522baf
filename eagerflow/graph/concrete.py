"""One trace of a function: a graph that is called with tensors."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import errors, nest
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec, TypeSpec
from ..registry import export
from .arguments import flattened
from .callee import Callee
from .guards import Guards
from .ir import Operation, Symbol
from .plan import Plan
from .signature import BoundKey, ObjectKey, TraceType, is_tensor_argument, key_of
from .trace import FunctionGraph
from .watching import watching

_NO_GUARDS = Guards(())


class Taken:
    """The arguments that a trace was made for.

    Args:
      signature: of the Python function.
      values: the arguments by name, with specs in place of tensors and composites, and keys in
        place of objects that are told apart by identity.
    """

    def __init__(self, signature: inspect.Signature, values: dict[str, Any]) -> None:
        self.signature = signature
        self.values = values

    def structured(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional arguments, and those that are given by keyword."""
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        for p, name, value in self._parameters():
            if p.kind is p.KEYWORD_ONLY or p.kind is p.VAR_KEYWORD:
                kwargs[name] = value
            else:
                args.append(value)
        return tuple(args), kwargs

    def described(self, outputs: Any) -> inspect.Signature:
        """The signature with what each argument is, and what comes out."""
        found = list(self._parameters())
        stars = any(p.kind is p.VAR_POSITIONAL for p, _, _ in found)
        parameters = []
        for p, name, value in found:
            keyword = p.kind is p.KEYWORD_ONLY or p.kind is p.VAR_KEYWORD
            kind = p.KEYWORD_ONLY if keyword else p.POSITIONAL_ONLY if stars else p.kind
            parameters.append(inspect.Parameter(name, kind, annotation=_Shown(_type_of(value))))
        return inspect.Signature(parameters, return_annotation=_Shown(_type_of(outputs)))

    def _parameters(self) -> Iterator[tuple[inspect.Parameter, str, Any]]:
        for name, p in self.signature.parameters.items():
            if name not in self.values:
                continue
            value = self.values[name]
            if p.kind is p.VAR_POSITIONAL:
                yield from ((p, f"{name}_{i}", v) for i, v in enumerate(value))
            elif p.kind is p.VAR_KEYWORD:
                yield from ((p, k, _renamed(v, f"{name}_")) for k, v in value.items())
            else:
                yield p, name, value

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """The values for the tensor arguments, in order.

        Raises:
          TypeError: an argument is missing or too many, or a Python value is another one.
        """
        given = self.signature.bind_partial(*args, **kwargs).arguments
        found: list[Any] = []
        for name, like in self.values.items():
            specs = nest.flatten(like)
            if name not in given:
                if any(isinstance(s, TypeSpec) for s in specs):
                    raise TypeError(f"missing a required argument: '{name}'")
                continue
            values = [given[name]]
            if nest.is_nested(like):
                nest.assert_same_structure(like, given[name])
                values = nest.flatten(given[name])
            for spec, value in zip(specs, values, strict=True):
                found += _checked(spec, value)
        return found


def _renamed(value: Any, prefix: str) -> Any:
    """Specs without the name of the dictionary that holds what is given by keyword."""
    if isinstance(value, TensorSpec):
        return TensorSpec(value.shape, value.dtype, str(value.name).removeprefix(prefix))
    return (
        nest.map_structure(lambda v: _renamed(v, prefix), value) if nest.is_nested(value) else value
    )


def _checked(spec: Any, value: Any) -> list[Any]:
    """The tensors that a value is made of, none for a Python value that is the right one."""
    if isinstance(spec, TensorSpec):
        return [value]
    if isinstance(spec, TypeSpec):
        return flattened(value)
    is_key = isinstance(spec, (ObjectKey, BoundKey, TraceType))
    if key_of(value) != (spec if is_key else key_of(spec)):
        raise TypeError(f"Can not cast {value!r} to Literal[{spec!r}]")
    return []


class _Shown(str):
    __slots__ = ()
    __repr__ = str.__str__


def _type_of(value: Any) -> str:
    """TensorFlow's name for the type of an argument or result."""
    if isinstance(value, dict):
        return f"Dict[{', '.join(f'[{k!r}, {_type_of(v)}]' for k, v in value.items())}]"
    if isinstance(value, (list, tuple)):
        kind = "List" if isinstance(value, list) else "Tuple"
        return f"{kind}[{', '.join(map(_type_of, value))}]"
    if isinstance(value, Tensor):
        return repr(TensorSpec(value.shape, value.dtype))
    if isinstance(value, TensorSpec):
        return repr(TensorSpec(value.shape, value.dtype))
    return repr(value) if isinstance(value, (TypeSpec, CompositeTensor)) else f"Literal[{value!r}]"


@export("types.experimental.ConcreteFunction")
class ConcreteFunction:
    """One trace of a function: a graph that is called with tensors.

    Args:
      graph: the traced graph.
      arguments: symbols of the tensor arguments.
      outputs: the nest that the function returned, with symbols in place of tensors.
      taken: the arguments that it was traced for.
      effects: operations that a call runs besides; all that have an effect when left out.

    >>> @ef.function
    ... def power(x, n):
    ...     return x ** n
    >>> square = power.get_concrete_function(ef.TensorSpec([]), 2)
    >>> square(ef.constant(3.)).numpy()
    np.float32(9.0)
    >>> square.structured_input_signature
    ((TensorSpec(shape=(), dtype=tf.float32, name='x'), 2), {})
    """

    def __init__(
        self,
        graph: FunctionGraph,
        arguments: list[Symbol],
        outputs: Any,
        taken: Taken,
        effects: Sequence[Operation] | None = None,
    ) -> None:
        self.graph = graph
        self.name = graph.name
        self.guards = _NO_GUARDS
        self.last_used = 0  # the number of traces that there were, for the cache
        self._taken = taken
        self._arguments = arguments
        self._outputs = outputs
        self._flat = [s for s in flattened(outputs) if isinstance(s, Symbol)]
        self._pack = _packer(outputs, itertools.count())
        captured = list(graph.captures.values())
        self._captured = [outer for outer, _ in captured]
        if effects is None:
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
    def structured_input_signature(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional and the keyword arguments it was traced for, with specs for tensors."""
        return self._taken.structured()

    @property
    def structured_outputs(self) -> Any:
        """What the function returned while it was traced."""
        return self._outputs

    @property
    def function_type(self) -> inspect.Signature:
        """The signature, annotated with the specs and values of the arguments and results."""
        return self._taken.described(self._outputs)

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables that the function reads."""
        return tuple(self._callee.variables)

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        return tuple(v for v in self._callee.variables if v.trainable)

    @property
    def plan(self) -> Plan:
        """What a call runs."""
        return self._callee.plan_for([])[0]

    @property
    def source(self) -> str:
        """The Python source that a call runs."""
        return self.plan.source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call with the arguments of the function, or with just the tensors among them, in order.

        Python values may be left out; those that are given must be those of the trace.

        Raises:
          TypeError: an argument is missing or too many, or does not fit.
          InvalidArgumentError: a tensor has another dtype; it is a TypeError, too.
        """
        flat = not kwargs and len(args) == len(self._arguments)
        values: Sequence[Any] = args
        if not flat or any(nest.is_nested(v) or isinstance(v, CompositeTensor) for v in args):
            try:
                values = self._taken.tensors(args, kwargs)
            except (TypeError, ValueError) as e:
                raise errors.make(
                    TypeError,
                    f"Binding inputs to tf.function failed due to `{e}`",
                    operands=[f"{self.name}{self.function_type}"],
                ) from None
        pairs = enumerate(zip(self._arguments, values, strict=True))
        return self.call_flat([self._fitting(i, s, v) for i, (s, v) in pairs])

    def _fitting(self, position: int, symbol: Symbol, value: Any) -> Any:
        """A value as a tensor that fits a tensor argument."""
        if not isinstance(value, Tensor):
            value = as_tensor(value, None if is_tensor_argument(value) else symbol.dtype)
        if symbol.dtype is not value.dtype:
            raise errors.make(
                errors.DTypeError,
                f"cannot compute {self.name} as input #{position}(zero-based) was expected to be a "
                f"{symbol.dtype.name} tensor but is a {value.dtype.name} tensor",
                op=self.name,
                operands=[f"argument '{symbol.node.name}'"],
            )
        if not symbol.shape.is_compatible_with(value.shape):
            raise errors.make(
                TypeError,
                f"{self.name}: argument '{symbol.node.name}' is {value.dtype.name} {value.shape}, "
                f"traced for {symbol.dtype.name} {symbol.shape}",
            )
        return value

    def call_flat(self, tensors: Sequence[Any]) -> Any:
        """Call with the tensor arguments in order, and give the nest of results."""
        if self._captured:
            tensors = [*tensors, *self._captured]
        watch: Any = watching.get()
        if watch is not None:
            watch.include(self.guards)
        return self._pack(self._callee.invoke(tensors, self.name))

    def __repr__(self) -> str:
        return f"<ConcreteFunction {self.function_type} at {id(self):#x}>"

    def __str__(self) -> str:
        return f"ConcreteFunction {self.pretty_printed_signature()}"

    def pretty_printed_signature(self, verbose: bool = True) -> str:
        """The arguments, results and captured tensors in words.

        Args:
          verbose: False gives one line.
        """
        if not verbose:
            return f"{self.name}{self.function_type}"
        signature = self.function_type
        takes = [f"{p.name} ({p.kind.name}): {p.annotation}" for p in signature.parameters.values()]
        captured = [f"{id(t)}: {_type_of(t)}" for t in self._captured]
        parts = [("Input Parameters", takes), ("Output Type", [signature.return_annotation]),
                 ("Captures", captured)]  # fmt: skip
        return "\n".join(f"{t}:\n  " + "\n  ".join(lines or ["None"]) for t, lines in parts)


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
