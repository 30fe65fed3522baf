"""Several tensors passed through together, and how shapes broadcast."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, DTypeLike, int32
from ...registry import export
from ...shapes import TensorShape, as_shape, text
from ..array import identity, shape
from ..rules import check_dtype

Array = Any


# ----------------------------------------------------------------------------- several at a time


def _identity_rule(input: tuple[Spec, ...]) -> tuple[Spec, ...]:
    if not input:
        raise ValueError("Length for attr 'T' of 0 must be at least minimum 1")
    return input


@defop(
    "IdentityN",
    lists="input",
    inputs="",
    kernel=lambda xp: lambda input: input,
    rule=_identity_rule,
    vjp={"input": lambda g: list(g)},
    alias=True,
)
def _identity_n(input: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """The same tensors."""


@export("identity_n")
def identity_n(input: Any, name: str | None = None) -> list[Tensor]:
    """Tensors with the values of several, with identities of their own on tapes and in graphs.

    Args:
      input: a list of tensors.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the list is empty.

    >>> [t.numpy() for t in ef.identity_n([[1, 2], 3.0])]
    [array([1, 2], dtype=int32), np.float32(3.0)]
    """
    return list(_identity_n(input, name))


@export("shape_n")
def shape_n(input: Any, out_type: DTypeLike = int32, name: str | None = None) -> list[Tensor]:
    """The shapes of several tensors.

    Args:
      input: a list of tensors.
      out_type: int32 or int64.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the list is empty.

    >>> [t.numpy() for t in ef.shape_n([[1, 2], [[3]]])]
    [array([2], dtype=int32), array([1, 1], dtype=int32)]
    """
    tensors = list(input)
    if not tensors:
        raise errors.make(
            errors.ShapeError, "Value for attr 'N' of 0 must be at least minimum 1", op="ShapeN"
        )
    return [shape(as_tensor(t), out_type, name) for t in tensors]


@export("guarantee_const")
def guarantee_const(input: TensorLike, name: str | None = None) -> Tensor:
    """The tensor itself, promised to stay the same; the promise is not needed here.

    >>> ef.guarantee_const([1, 2]).numpy()
    array([1, 2], dtype=int32)
    """
    return identity(input, name)


# ------------------------------------------------------------------------------ shapes broadcast


def _broadcast_rule(shape_x: Spec, shape_y: Spec) -> Spec:
    check_dtype(shape_x, INDEX)
    for i, s in enumerate((shape_x, shape_y)):
        if s.rank not in (1, None):
            raise ValueError(f"In[{i}] must be a vector.{text(s.shape)}")
    sizes = [None if s.shape is None else s.shape[0] for s in (shape_x, shape_y)]
    known = [n for n in sizes if n is not None]
    return Spec(shape_x.dtype, (max(known) if len(known) == 2 else None,))


def _k_broadcast(xp: Any) -> Any:
    def kernel(shape_x: Array, shape_y: Array) -> Array:
        found = shapes.broadcast(tuple(shape_x.tolist()), tuple(shape_y.tolist()))
        return xp.asarray(found, dtype=shape_x.dtype)

    return kernel


@defop(
    "BroadcastArgs", kernel=_k_broadcast, rule=_broadcast_rule, match="shape_x shape_y", vjp=None
)
def _broadcast(shape_x: TensorLike, shape_y: TensorLike, name: str | None = None) -> Tensor:
    """The shape to which two shapes broadcast."""


@export("broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x: TensorLike, shape_y: TensorLike) -> Tensor:
    """The shape to which two shapes broadcast, as tensors that are known when the program runs.

    Args:
      shape_x: vector of sizes, int32 or int64.
      shape_y: vector of sizes of the same dtype.

    Returns:
      A vector of sizes.

    Raises:
      InvalidArgumentError: the shapes do not broadcast.

    >>> ef.broadcast_dynamic_shape([2, 1, 3], [5, 1]).numpy()
    array([2, 5, 3], dtype=int32)
    """
    dtypes = [s.dtype for s in (shape_x, shape_y) if is_tensor_like(s)]
    dtype = dtypes[0] if dtypes else int32
    return _broadcast(as_tensor(shape_x, dtype), as_tensor(shape_y, dtype))


@export("broadcast_static_shape")
def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """The shape to which two static shapes broadcast.

    Args:
      shape_x: a TensorShape, or what can become one.
      shape_y: likewise.

    Returns:
      A TensorShape, with None where a size is not known.

    Raises:
      ValueError: the shapes do not broadcast.

    >>> ef.broadcast_static_shape(ef.TensorShape([2, 1, None]), ef.TensorShape([5, 1]))
    TensorShape([2, 5, None])
    """
    x, y = as_shape(shape_x), as_shape(shape_y)
    try:
        return TensorShape(shapes.broadcast(x, y))
    except ValueError as e:
        raise errors.make(
            ValueError,
            "Incompatible shapes for broadcasting. Two shapes are compatible if for each dimension "
            "pair they are either equal or one of them is 1. Received: "
            f"{TensorShape(x)} and {TensorShape(y)}.",
        ) from e
