"""Trading time for memory: what gradients need is computed again when they are asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .. import nest
from ..core import mode
from ..core.tensor import Tensor
from ..ops.array import identity, zeros_like
from ..registry import export
from .custom import custom_gradient
from .tape import GradientTape

_PLAIN = (bool, int, float, complex, str, type(None))  # stay what they are


@export("recompute_grad")
def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function of which tapes keep the arguments alone, not what it makes on the way.

    Its gradient runs it once more, under a tape of its own.

    Args:
      f: a function of tensors that does the same at every run; numbers, strings and keyword
        arguments count as constants.

    Returns:
      A function with the results and gradients of `f`.

    >>> cube = ef.recompute_grad(lambda x: x * x * x)
    >>> x = ef.constant(2.0)
    >>> with ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = cube(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(12.0)
    """

    @functools.wraps(f)
    def recomputed(*args: Any, **kwargs: Any) -> Any:
        plain = [isinstance(a, _PLAIN) for a in args]

        def with_plain(*tensors: Any) -> Any:
            left = iter(tensors)
            return f(*(a if p else next(left) for a, p in zip(args, plain, strict=True)), **kwargs)

        found = custom_gradient(functools.partial(_run, with_plain))
        return found(*(a for a, p in zip(args, plain, strict=True) if not p))

    return recomputed


def _run(f: Callable[..., Any], *args: Any) -> Any:
    """The result of a function, and the gradient function that runs it once more."""
    now = mode.snapshot()
    # only what notes which variables are read goes on listening: see `custom_gradient`
    with mode.entered(mode.Mode(now.builder, now.tapes[-1:])):
        result = f(*args)

    def backward(*gradients: Any, variables: Sequence[Any] = ()) -> Any:
        copies = nest.map_structure(_copy, list(args))
        sources = [c for c in nest.flatten(copies) if isinstance(c, Tensor)]
        with GradientTape() as tape:
            tape.watch([s for s in sources if s.dtype.differentiable])
            results = nest.flatten(f(*copies))
        found = tape.gradient(results, [*sources, *variables], list(gradients))
        of_arguments = found[: len(sources)]
        if not variables:
            return of_arguments
        pairs = zip(found[len(sources) :], variables, strict=True)
        return of_arguments, [zeros_like(v) if g is None else g for g, v in pairs]

    return result, backward


def _copy(value: Any) -> Any:
    return identity(value) if isinstance(value, Tensor) else value
