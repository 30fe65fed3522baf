"""Stopping at the first operation that makes an infinity or nan."""

from __future__ import annotations

from ..core.first_nonfinite import Makers, tracing
from ..core.opdef import watch_kernels
from ..core.switch import Switch
from ..registry import export
from .explain import noting

_KEPT = 100_000  # calls whose lines are remembered for the backward pass
_on: list[Makers] = []


@export("debugging.trace_nonfinite")
def trace_nonfinite() -> Switch:
    """Stop at the first operation that makes an infinity or nan from finite numbers.

    That works in eager code, functions, sessions, branches and loops, in the forward pass, in the
    backward pass (where the error names the operation that the gradient belongs to, with its line)
    and in optimizers. Numbers that come in infinite or nan, as data or constants, and those that
    are only moved, stop nothing. Everything gets slower while it is on, and a run
    is as fast as before afterwards.

    Returns:
      A context manager; without `with`, it is on until its `stop()` is called. It holds for all
      threads; lines of gradients are known in the thread that turned it on.

    Raises:
      InvalidArgumentError: raised by operations; it has the user's line, the ranges of the inputs,
        how many values are bad, and the operations that made the inputs.

    >>> with ef.debugging.trace_nonfinite():
    ...     try:
    ...         ef.math.log(ef.constant([1.0, 3.0]) - 3.0)
    ...     except ef.errors.InvalidArgumentError as e:
    ...         print(str(e).partition(" from ")[0])
    first non-finite: Log made -inf in 1 and nan in 1 of 2 values
    """
    makers = Makers()
    _on.append(makers)
    watch_kernels("nonfinite", tracing(makers))
    lines = noting(_KEPT)

    def off() -> None:
        lines.stop()
        _on.remove(makers)
        watch_kernels("nonfinite", tracing(_on[-1]) if _on else None)

    return Switch(off)
