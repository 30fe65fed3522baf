"""Comparing magnitudes, elementwise: extremes, clipping, rounding, absolute value and sign."""

from __future__ import annotations

from ... import shapes
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, INEXACT, INTEGER, REAL, SIGNED
from ..rules import check_dtype, first_input, same_as_inputs, traits
from .arithmetic import multiply
from .comparison import greater, greater_equal, less, less_equal


@traits(by_dtype=True, broadcasts=True)
def _keep_rule(x: Spec, mask: Spec, other: int) -> Spec:
    check_dtype(x, INEXACT)
    return Spec(x.dtype, shapes.broadcast(x.shape, mask.shape))


@defop(
    "Keep",
    lower="where(mask, x, other)",
    kernel=lambda xp: lambda x, mask, other: xp.where(mask, x, x.dtype.type(other)),
    rule=_keep_rule,
    inputs="x mask",
    vjp={"x": lambda g, mask: keep(g, mask)},
)
def keep(x: TensorLike, mask: TensorLike, other: int = 0, name: str | None = None) -> Tensor:
    """`x` where the mask of the same shape is true, elsewhere the number `other`."""


# -------------------------------------------------------------------------------------- extremes


@defop(
    "Maximum",
    lower="max(x, y)",
    kernel="maximum",
    rule=same_as_inputs(REAL),
    vjp={
        "x": lambda g, x, y: keep(g, greater_equal(x, y)),
        "y": lambda g, x, y: keep(g, less(x, y)),
    },
    api="maximum math.maximum",
)
def maximum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The larger of two tensors, elementwise with broadcasting.

    Where both are equal the gradient flows to `x`.

    Args:
      x: a real tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape, nan wherever an input is nan.

    >>> ef.maximum([1., 5.], 3.).numpy()
    array([3., 5.], dtype=float32)
    """


@defop(
    "Minimum",
    lower="min(x, y)",
    kernel="minimum",
    rule=same_as_inputs(REAL),
    vjp={
        "x": lambda g, x, y: keep(g, less_equal(x, y)),
        "y": lambda g, x, y: keep(g, greater(x, y)),
    },
    api="minimum math.minimum",
)
def minimum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The smaller of two tensors, elementwise with broadcasting.

    Where both are equal the gradient flows to `x`.

    Args:
      x: a real tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape, nan wherever an input is nan.

    >>> ef.minimum([1., 5.], 3.).numpy()
    array([1., 3.], dtype=float32)
    """


# -------------------------------------------------------------------------------------- rounding


@defop(
    "Round",
    kernel={FLOATING: "rint", INTEGER: "positive"},
    rule=same_as_inputs(REAL),
    vjp=None,
    api="round math.round",
)
def round(x: TensorLike, name: str | None = None) -> Tensor:
    """The nearest integer, elementwise; of two equally near the even one.

    Args:
      x: a real tensor; integers stay what they are.
      name: name of the operation in a graph.

    >>> ef.round([0.5, 1.5, -1.7]).numpy()
    array([ 0.,  2., -2.], dtype=float32)
    """


@defop(
    "Rint",
    lower="rint(x)",
    kernel="rint",
    rule=same_as_inputs(FLOATING),
    vjp=None,
    api="math.rint",
    v1="rint",
)
def rint(x: TensorLike, name: str | None = None) -> Tensor:
    """The nearest integer of a floating tensor; of two equally near the even one.

    >>> ef.math.rint([0.5, 1.5]).numpy()
    array([0., 2.], dtype=float32)
    """


@defop(
    "Floor",
    lower="floor(x)",
    kernel="floor",
    rule=same_as_inputs(FLOATING),
    vjp=None,
    api="floor math.floor",
)
def floor(x: TensorLike, name: str | None = None) -> Tensor:
    """The largest integer that is not above each element of a floating tensor.

    >>> ef.floor([1.7, -1.2]).numpy()
    array([ 1., -2.], dtype=float32)
    """


@defop(
    "Ceil",
    lower="ceil(x)",
    kernel="ceil",
    rule=same_as_inputs(FLOATING),
    vjp=None,
    api="math.ceil",
    v1="ceil",
)
def ceil(x: TensorLike, name: str | None = None) -> Tensor:
    """The smallest integer that is not below each element of a floating tensor.

    >>> ef.math.ceil([1.2, -1.7]).numpy()
    array([ 2., -1.], dtype=float32)
    """


# ----------------------------------------------------------------------- absolute value and sign


@defop("ZeroGrad", kernel="zeros_like", rule=first_input(FLOATING), vjp=None)
def zero_grad(x: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of a function that is flat almost everywhere: zeros in the shape of `x`."""


@defop(
    "Sign",
    lower="where(x == x, sign(x), x)",
    kernel="sign",
    rule=same_as_inputs(FLOATING | SIGNED),
    vjp={"x": lambda g: zero_grad(g)},
)
def sign_of_real(x: TensorLike, name: str | None = None) -> Tensor:
    """-1, 0 or 1 by the sign of a real tensor."""


@defop(
    "Abs",
    lower="abs(x)",
    kernel="absolute",
    rule=same_as_inputs(FLOATING | SIGNED),
    vjp={"x": lambda g, x: multiply(g, sign_of_real(x))},
)
def abs_of_real(x: TensorLike, name: str | None = None) -> Tensor:
    """Absolute value of a real tensor."""
