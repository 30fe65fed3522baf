"""Cross products."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import REAL
from ...shapes import merge, text
from ..rules import check_dtype


def _cross_rule(a: Spec, b: Spec) -> Spec:
    check_dtype(a, REAL)
    try:
        shape = merge(a.shape, b.shape)
    except ValueError:
        raise ValueError(
            f"Both inputs must be of same shape: {text(a.shape)} vs. {text(b.shape)}"
        ) from None
    if shape is not None:
        if not shape:
            raise ValueError("Input must be at least 1D[]")
        if shape[-1] not in (None, 3):
            raise errors.FailedPreconditionError(
                None, None, "Cross-products are only defined for 3-element vectors."
            )
        shape = (*shape[:-1], 3)
    return Spec(a.dtype, shape)


def _k_cross(xp: Any) -> Any:
    def kernel(a: Any, b: Any) -> Any:
        dtype = a.dtype
        if dtype.itemsize == 2 and dtype.kind not in "iu":
            a, b = a.astype(xp.float32), b.astype(xp.float32)
        parts = [a[..., i] * b[..., j] - a[..., j] * b[..., i] for i, j in ((1, 2), (2, 0), (0, 1))]
        return xp.stack(parts, axis=-1).astype(dtype)

    return kernel


@defop(
    "Cross",
    kernel=_k_cross,
    rule=_cross_rule,
    match="a b",
    vjp={"a": lambda g, b: cross(b, g), "b": lambda g, a: cross(g, a)},
    api="linalg.cross",
    v1="cross",
)
def cross(a: TensorLike, b: TensorLike, name: str | None = None) -> Tensor:
    """Cross products of vectors with three elements.

    Args:
      a: tensor of real numbers, of shape [..., 3].
      b: tensor of the same dtype and shape.
      name: name of the operation in a graph.

    Raises:
      FailedPreconditionError: the last axis does not have three elements.
      InvalidArgumentError: the shapes differ.

    >>> ef.linalg.cross([1, 0, 0], [0, 1, 0]).numpy()
    array([0, 0, 1], dtype=int32)
    """
