"""Gradients that the user writes: `custom_gradient` and what is built on it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from .. import errors, nest
from ..core import mode
from ..core.convert import is_tensor_like
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.tensor import Tensor
from ..ops.array import zeros_like
from ..registry import export


class Backward:
    """The user's gradient function, and what it has to do with.

    Slots: `function` the function, `name` what messages call it, `count` the number of arguments
    that gradients flow to, `variables` the variables that the function read.
    """

    __slots__ = ("count", "function", "name", "variables")

    def __init__(
        self, function: Callable[..., Any], name: str, count: int, variables: list[Any]
    ) -> None:
        self.function = function
        self.name = name
        self.count = count
        self.variables = variables

    def __call__(self, gradients: Sequence[Any], specs: Sequence[Any]) -> list[Any]:
        """The gradients of the arguments and of the variables, from those of the results."""
        if self.variables:
            found, of_variables = self.function(*gradients, variables=self.variables)
        else:
            found, of_variables = self.function(*gradients), []
        flat = nest.flatten(found)
        if len(flat) != self.count:
            raise errors.make(
                ValueError,
                f"custom_gradient function expected to return {self.count} gradients, but returned "
                f"{len(flat)} instead.",
                cause=f"the gradient function of '{self.name}' has one for each argument",
            )
        if len(of_variables) != len(self.variables):
            raise errors.make(
                ValueError,
                "Must return gradient for each variable from @custom_gradient grad_fn.",
                cause=f"'{self.name}' reads {len(self.variables)} variables, the gradient function "
                f"gives {len(of_variables)}",
            )
        flat = [None if g is None else as_tensor(g) for g in (*flat, *of_variables)]
        for i, (g, spec) in enumerate(zip(flat, specs, strict=True)):
            _check(g, spec, i, self.name)
        return flat


def _check(g: Any, spec: Any, position: int, name: str) -> None:
    """Raise unless a gradient could be that of the argument."""
    if g is None or not isinstance(g, Tensor) or not spec.dtype.differentiable:
        return
    shape = spec.shape if isinstance(spec.shape, tuple) else None
    known = g.static_shape is not None and shape is not None
    fits = not known or g.shape.is_compatible_with(shape)
    if g.dtype is not spec.dtype or not fits:
        raise errors.make(
            ValueError,
            f"the gradient function of '{name}' gives {g.dtype.name} {g.shape} for argument "
            f"{position}, which is {spec.dtype.name} {spec.shape}",
        )


@defop(
    "CustomGradient",
    inputs="",
    lists="results arguments",
    kernel=lambda xp: lambda results, arguments, backward: results,
    rule=lambda results, arguments, backward: results,
    vjp={"arguments": lambda g, arguments_spec, backward: backward(g, arguments_spec)},
    alias=True,
    fold=False,
)
def with_gradient(results: Any, arguments: Any, backward: Any, name: str | None = None) -> Any:
    """The results as they are; gradients flow from them to the arguments by the given function."""


class _Reads:
    """Stands where a tape stands, and notes which variables are read."""

    __slots__ = ("live", "records", "variables")

    def __init__(self) -> None:
        self.live: set[int] = set()
        self.records: list[Any] = []
        self.variables: dict[int, Any] = {}

    def watch_read(self, variable: Any) -> None:
        if variable.trainable:
            self.variables[variable.tid] = variable


@export("custom_gradient")
def custom_gradient(f: Callable[..., Any] | None = None) -> Any:
    """Give a function a gradient of its own; a decorator.

    Args:
      f: a function of tensors. It returns its result (a tensor or a nest of tensors) and a function
        of the gradients of the results that returns those of the arguments, one for each. When `f`
        reads trainable variables, that function takes them as the argument `variables` and returns
        a pair: the gradients of the arguments, and a list of those of the variables.

    Returns:
      A function that works in eager code, in functions and in graphs, and under tapes of any order.

    Raises:
      TypeError: `f` reads variables, and its gradient function does not take them.
      ValueError: a gradient is missing or does not fit its argument.

    >>> @ef.custom_gradient
    ... def log1pexp(x):
    ...     e = ef.exp(x)
    ...     return ef.math.log(1. + e), lambda dy: dy * (1. - 1. / (1. + e))
    >>> x = ef.constant(100.)
    >>> with ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = log1pexp(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(1.0)
    """
    if f is None:
        return custom_gradient

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        name = getattr(f, "__name__", repr(f))
        given = nest.map_structure(as_tensor, list(args), expand_composites=True)
        arguments = nest.flatten(given, expand_composites=True)
        reads = _Reads()
        now = mode.snapshot()
        with mode.entered(mode.Mode(now.builder, (*now.tapes, reads))):
            result, backward = f(*given, **kwargs)
        known = {v.tid for v in arguments if is_tensor_like(v)}
        variables = [v for tid, v in reads.variables.items() if tid not in known]
        if variables and not _takes_variables(backward):
            raise errors.make(
                TypeError,
                "@tf.custom_gradient grad_fn must accept keyword argument 'variables', since "
                f"function uses variables: {variables}",
                fix="def grad_fn(*dys, variables=None): ... return dxs, [one for each variable]",
            )
        results = [as_tensor(r) for r in nest.flatten(result, expand_composites=True)]
        if not results:
            return result
        ends = Backward(backward, name, len(arguments), variables)
        outs = with_gradient(results, [*arguments, *variables], ends)
        return nest.pack_sequence_as(result, list(outs), expand_composites=True)

    return decorated


def _takes_variables(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)


@export("grad_pass_through")
def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose gradient is the identity; variables that it reads get zeros.

    Args:
      f: a function of one tensor that returns a tensor of the same shape.

    >>> x = ef.constant(1.7)
    >>> with ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = ef.grad_pass_through(ef.round)(x)
    >>> y.numpy(), tape.gradient(y, x).numpy()
    (np.float32(2.0), np.float32(1.0))
    """

    @custom_gradient
    def passing(*args: Any, **kwargs: Any) -> Any:
        def backward(*gradients: Any, variables: Sequence[Any] = ()) -> Any:
            found = gradients[0] if len(gradients) == 1 else gradients
            return (found, [zeros_like(v) for v in variables]) if variables else found

        return f(*args, **kwargs), backward

    made: Callable[..., Any] = passing
    return made
