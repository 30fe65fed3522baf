"""Exponentials, logarithms, hyperbolic and error functions, elementwise."""

from __future__ import annotations

from typing import Any

from ..core.opdef import defop
from ..core.tensor import Tensor, TensorLike
from ..dtypes import COMPLEX, FLOATING, INEXACT
from .arithmetic import conj
from .rules import same_as_inputs


@defop(
    "TanhGrad",
    kernel={
        FLOATING: lambda xp: lambda y, dy: dy * (1 - y * y),
        COMPLEX: lambda xp: lambda y, dy: dy * xp.conjugate(1 - y * y),
    },
    rule=same_as_inputs(INEXACT),
    vjp={"y": lambda g, y, dy: conj(g) * dy * conj(y) * -2.0, "dy": lambda g, y: tanh_grad(conj(y), g)},
)
def tanh_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of tanh: `dy * conj(1 - y**2)` with `y` the hyperbolic tangent."""


@defop(
    "Tanh",
    kernel="tanh",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: tanh_grad(out, g)},
    api="tanh math.tanh nn.tanh",
)
def tanh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic tangent, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.tanh([0., 100.]).numpy()
    array([0., 1.], dtype=float32)
    """
