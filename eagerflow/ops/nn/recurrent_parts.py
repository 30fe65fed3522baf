"""What the ops of recurrent networks share: rules, and the parts of their gradients.

A gradient of a recurrent network solves a linear system backwards in time. The derivative of that
solves the transposed system forwards, and the derivative of that is the first again. So each
network is three ops, and they have gradients of every order.
"""

from __future__ import annotations

from typing import Any

from ... import shapes
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import FLOATING
from ...shapes import PartialShape, text
from ..array import shape as shape_of
from ..array import zeros_like
from ..arrays.joining import concat
from ..arrays.shaping import expand_dims, reshape
from ..linalg.products import matmul
from ..reductions.sums import reduce_sum
from ..rules import check_dtype


def unit_count(spec: Spec, parts: int, what: str) -> int | None:
    """How many units a network has, from a size that is a multiple of it.

    Raises:
      ValueError: it is none.
    """
    size = None if not spec.shape else spec.shape[-1]
    if size is not None and size % parts:
        raise ValueError(f"{what} must have {parts} columns for each unit, got {size}")
    return None if size is None else size // parts


def check_shapes(inputs: tuple[Spec, ...], wanted: list[tuple[str, PartialShape]]) -> None:
    """Refuse inputs of other dtypes than floats, and of other shapes than are wanted.

    Raises:
      TypeError, ValueError: an input does not fit.
    """
    check_dtype(inputs[0], FLOATING)
    for spec, (name, shape) in zip(inputs, wanted, strict=True):
        if not shapes.compatible(spec.shape, shape):
            raise ValueError(f"{name} must have the shape {text(shape)}, got {text(spec.shape)}")


def sizes_of(*specs: Spec) -> tuple[int | None, int | None]:
    """Numbers of steps and of examples of sequences, as far as they are known.

    Raises:
      ValueError: a sequence has not three axes.
    """
    merged: PartialShape = (None, None)
    for spec in specs:
        if spec.shape is None:
            continue
        if len(spec.shape) != 3:
            raise ValueError(f"sequences must be of rank 3, got {text(spec.shape)}")
        merged = shapes.merge(merged, spec.shape[:2])
    assert merged is not None
    return merged[0], merged[1]


def known(*sizes: int | None) -> int | None:
    """The first size that is known."""
    return next((s for s in sizes if s is not None), None)


def own_rows(kernel: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """The rows of a kernel for the input, and those for the network's own last output."""
    depth: Any = x.shape.as_list()[-1] if x.shape.rank else None
    depth = shape_of(x)[2] if depth is None else depth
    return kernel[:depth], kernel[depth:]


def before(a: Tensor, first: Tensor) -> Tensor:
    """What each step finds: the first one `first`, the others what the step before them left."""
    return concat([expand_dims(first, 0), a], 0)[:-1]


def to_before(g: Tensor) -> tuple[Tensor, Tensor]:
    """From the gradient of `before` those of its arguments."""
    return concat([g[1:], zeros_like(g[:1])], 0), reduce_sum(g[:1], 0)


def products(a: Tensor, b: Tensor) -> Tensor:
    """The sum over steps and examples of outer products: the gradient of a kernel."""
    return matmul(_rows(a), _rows(b), transpose_a=True)


def total(a: Tensor) -> Tensor:
    """The sum over steps and examples: the gradient of a bias."""
    return reduce_sum(_rows(a), 0)


def back_through(g: Tensor, kernel: Tensor) -> Tensor:
    """The gradient of what was multiplied with a kernel."""
    sizes = shape_of(g)
    flat = matmul(_rows(g), kernel, transpose_b=True)
    return reshape(flat, [sizes[0], sizes[1], shape_of(kernel)[0]])


def _rows(a: Tensor) -> Tensor:
    return reshape(a, [-1, shape_of(a)[2]])
