"""Norms of whole lists of tensors, and tensors made shorter or of length one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, float32, named
from ...registry import export
from ...shapes import compatible
from ..array import constant, ones_like, size
from ..arrays.joining import stack
from ..arrays.selection import where
from ..arrays.slices import IndexedSlices
from ..casting import cast
from ..elementwise.arithmetic import divide, multiply
from ..elementwise.magnitude import maximum, minimum
from ..elementwise.powers import rsqrt, sqrt, square
from .norms import norm
from .sums import reduce_sum


def _listed(t_list: Any) -> list[Any]:
    """The tensors of a list; None stays.

    Raises:
      TypeError: it is no list.
    """
    if not isinstance(t_list, (list, tuple)):
        raise errors.make(
            TypeError, f"`t_list` should be a sequence of tensors. Received {type(t_list)}."
        )
    return [None if t is None else _kept(t) for t in t_list]


def _kept(t: Any) -> Any:
    """A tensor, or slices as they are."""
    return t if isinstance(t, IndexedSlices) else as_tensor(t)


def _on_values(t: Any, change: Callable[[Any], Any]) -> Any:
    """What a function makes of a tensor, or of the values of slices."""
    if isinstance(t, IndexedSlices):
        return IndexedSlices(change(t.values), t.indices, t.dense_shape)
    return change(t)


@export("linalg.global_norm", v1="global_norm")
def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The norm of several tensors as if their elements were one vector.

    Args:
      t_list: a list of floating tensors; None is skipped.
      name: name of the operation in a graph.

    Returns:
      A tensor without axes; 0 for an empty list.

    Raises:
      TypeError: `t_list` is no list, or a tensor is not a floating one.

    >>> ef.linalg.global_norm([[3.], [[4.]]]).numpy()
    np.float32(5.0)
    """
    listed = [t for t in _listed(t_list) if t is not None]
    given = [t.values if isinstance(t, IndexedSlices) else t for t in listed]
    if not given:
        return constant(0.0, name=name or "global_norm")
    for t in given:
        if t.dtype not in FLOATING:
            raise errors.make(
                errors.DTypeError,
                f"Value for attr 'T' of {t.dtype.name} is not in the list of allowed values: "
                f"{named(FLOATING)}",
            )
    return sqrt(reduce_sum(stack([reduce_sum(square(t)) for t in given])), name or "global_norm")


@export("clip_by_value")
def clip_by_value(
    t: Any, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Any:
    """The tensor with values below a minimum and above a maximum replaced by these.

    Args:
      t: a real tensor, or IndexedSlices, of which the values are clipped.
      clip_value_min: the minimum, of a shape that can be broadcast to that of `t`.
      clip_value_max: the maximum, likewise. Where it is below the minimum, the minimum counts.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the shape of the result would not be that of `t`.

    >>> ef.clip_by_value([-1., 0.5, 2.], 0., 1.).numpy()
    array([0. , 0.5, 1. ], dtype=float32)
    """
    if isinstance(t, IndexedSlices):
        return _on_values(t, lambda x: clip_by_value(x, clip_value_min, clip_value_max, name))
    t = as_tensor(t)
    out = maximum(minimum(t, clip_value_max), clip_value_min, name or "clip_by_value")
    if not compatible(t.static_shape, out.static_shape):
        raise errors.make(
            errors.ShapeError,
            f"Shapes {t.shape} and {out.shape} are incompatible",
            cause="a limit has more axes or larger sizes than the tensor",
        )
    return out


@export("clip_by_norm")
def clip_by_norm(t: Any, clip_norm: TensorLike, axes: Any = None, name: str | None = None) -> Any:
    """A tensor made shorter where its norm is larger than a bound.

    Args:
      t: floating or complex tensor, or IndexedSlices, of which the values are clipped.
      clip_norm: the bound; a negative one gives zeros.
      axes: the axes of one vector; all of them when left out.
      name: name of the operation in a graph.

    Returns:
      `t * clip_norm / norm` where the norm along `axes` is larger, `t` elsewhere.

    Raises:
      InvalidArgumentError: the tensor holds integers, or `clip_norm` makes the result larger.

    >>> ef.clip_by_norm([3., 4.], 2.5).numpy()
    array([1.5, 2. ], dtype=float32)
    """
    if isinstance(t, IndexedSlices):
        return _on_values(t, lambda values: clip_by_norm(values, clip_norm, axes, name))
    t = as_tensor(t)
    if not t.dtype.is_floating:
        raise errors.make(
            errors.DTypeError,
            f"Value for attr 'T' of {t.dtype.name} is not in the list of allowed values: "
            f"{named(FLOATING)}",
        )
    squares = reduce_sum(t * t, axes, keepdims=True)
    positive = squares > 0
    # The root has no gradient at zero: it is taken of ones there.
    length = where(positive, sqrt(where(positive, squares, ones_like(squares))), squares)
    clip_norm = maximum(0.0, as_tensor(clip_norm, t.dtype))
    scaled = multiply(t, clip_norm)
    known, grown = t.static_shape, scaled.static_shape
    if known is not None and grown is not None and len(grown) > len(known):
        raise errors.make(
            errors.ShapeError, f"Dimensions {t.shape} and {scaled.shape} are not compatible"
        )
    return divide(scaled, maximum(length, clip_norm), name or "clip_by_norm")


@export("clip_by_global_norm")
def clip_by_global_norm(
    t_list: Any, clip_norm: TensorLike, use_norm: Any = None, name: str | None = None
) -> Any:
    """Several tensors made shorter by one factor where their common norm is larger than a bound.

    Args:
      t_list: a list of floating tensors; None stays None.
      clip_norm: the bound.
      use_norm: their common norm; computed when left out.
      name: name of the operation in a graph.

    Returns:
      A list of `t * clip_norm / max(norm, clip_norm)`, and the norm. All elements are nan when the
      norm is not finite.

    Raises:
      TypeError: `t_list` is no list.

    >>> clipped, length = ef.clip_by_global_norm([[3.], [4.]], 2.5)
    >>> [t.numpy() for t in clipped], length.numpy()
    ([array([1.5], dtype=float32), array([2.], dtype=float32)], np.float32(5.0))
    """
    tensors = _listed(t_list)
    if use_norm is None:
        use_norm = global_norm(tensors, name)
    use_norm = as_tensor(use_norm)
    clip_norm = as_tensor(clip_norm, use_norm.dtype)
    scale = clip_norm * minimum(1.0 / use_norm, 1.0 / clip_norm)
    scale = scale + (use_norm - use_norm)  # nan when the norm is not finite

    def scaled(x: Tensor) -> Tensor:
        return multiply(x, cast(scale, x.dtype))

    return [None if t is None else _on_values(t, scaled) for t in tensors], use_norm


@export(v1="clip_by_average_norm")
def clip_by_average_norm(t: TensorLike, clip_norm: Any, name: str | None = None) -> Tensor:
    """A tensor made shorter where its norm divided by its size is larger than a bound; of 1.x.

    Args:
      t: float32 tensor.
      clip_norm: the bound.
      name: name of the operation in a graph.

    Returns:
      `t * clip_norm / average` where the norm divided by the number of elements is larger.

    >>> ef.compat.v1.clip_by_average_norm([3., 4.], 0.5).numpy()
    array([0.6, 0.8], dtype=float32)
    """
    t = as_tensor(t)
    inverse = rsqrt(reduce_sum(t * t)) * cast(size(t), float32)
    return multiply(
        t * clip_norm, minimum(inverse, 1.0 / clip_norm), name or "clip_by_average_norm"
    )


@export("linalg.normalize")
def normalize(
    tensor: TensorLike, ord: Any = "euclidean", axis: Any = None, name: str | None = None
) -> Any:
    """A tensor divided by its norm, and the norm.

    Args:
      tensor: floating or complex tensor.
      ord: which norm, see `norm`.
      axis: the axis of vectors, or two axes of matrices; all axes when left out.
      name: name of the operation in a graph.

    Returns:
      `(tensor / norm, norm)`; the norm keeps the axes with size one.

    Raises:
      ValueError: `ord` or `axis` is none of those that `norm` takes.

    >>> x, length = ef.linalg.normalize([3., 4.])
    >>> x.numpy(), length.numpy()
    (array([0.6, 0.8], dtype=float32), array([5.], dtype=float32))
    """
    tensor = as_tensor(tensor)
    length = cast(norm(tensor, ord, axis, keepdims=True), tensor.dtype)
    return divide(tensor, length, name or "normalize"), length
