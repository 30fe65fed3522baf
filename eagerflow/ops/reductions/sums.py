"""Sums, means, extremes and other reductions over axes."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INEXACT, NUMERIC
from ...registry import export
from ..elementwise.arithmetic import add, conjugate, divide, multiply, subtract
from ..elementwise.complexes import real
from ..elementwise.powers import sqrt, square
from ..rules import check_dtype, reduction, traits
from .scan import cumprod


def is_short(x: Any) -> bool:
    """True for the floats of 16 bits, which lose digits quickly when many are added."""
    return x.dtype.itemsize == 2 and x.dtype.kind not in "iu"


def expanded(xp: Any, x: Any, shape: Any, axis: Any) -> Any:
    """The result of a reduction of `shape` without `keepdims`, with ones for the axes reduced."""
    if type(axis) is int:  # the common case
        after = shape[axis + 1 :] if axis != -1 else ()
        return xp.reshape(x, (*shape[:axis], 1, *after))
    axes = shapes.normalize_axes(axis, len(shape))
    return xp.reshape(x, tuple(1 if i in axes else d for i, d in enumerate(shape)))


# --------------------------------------------------------------- spreading gradients over the axes


@traits(by_dtype=True)
def _spread_rule(x: Spec, shape: Any, axis: Any, keepdims: bool, mean: bool) -> Spec:
    check_dtype(x, INEXACT)
    return Spec(x.dtype, shape)


def _k_spread(xp: Any) -> Any:
    def kernel(x: Any, shape: tuple[int, ...], axis: Any, keepdims: bool, mean: bool) -> Any:
        if not keepdims and axis is not None:
            x = expanded(xp, x, shape, axis)
        out = xp.empty(shape, x.dtype)
        if mean and x.size:
            n = out.size // x.size
            x = (x.astype(xp.float32) / n).astype(x.dtype) if is_short(x) else x / n
        out[...] = x
        return out

    return kernel


def _gather_spread(g: Tensor, axis: Any, keepdims: bool, mean: bool) -> Tensor:
    return (reduce_mean if mean else reduce_sum)(g, axis, keepdims)


@defop(
    "Spread",
    kernel=_k_spread,
    rule=_spread_rule,
    inputs="x",
    host="shape axis",
    vjp={"x": _gather_spread},
)
def _spread(
    x: TensorLike, shape: Any, axis: Any, keepdims: bool, mean: bool, name: str | None = None
) -> Tensor:
    """The result of a reduction repeated along the reduced axes, or its share of a mean."""


def spread(g: Tensor, input_spec: Any, axis: Any, keepdims: bool) -> Tensor:
    """Repeat the gradient of a reduction along the axes that were reduced."""
    return _spread(g, input_spec.shape, axis, keepdims, False)


# --------------------------------------------------------------------------------- sums and means


def _k_sum(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        if is_short(x):
            return x.sum(axis, xp.float32, keepdims=keepdims).astype(x.dtype)
        return x.sum(axis, x.dtype, keepdims=keepdims)

    return kernel


def _sum_gradient(g: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool) -> Tensor:
    return _spread(g, input_tensor_spec.shape, axis, keepdims, False)


@defop(
    "Sum",
    inputs="input_tensor",
    host="axis",
    kernel=_k_sum,
    rule=reduction(NUMERIC),
    vjp={"input_tensor": _sum_gradient},
    api="reduce_sum math.reduce_sum",
)
def reduce_sum(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Sum over axes.

    Args:
      input_tensor: a numeric tensor.
      axis: an axis or a list of axes; None sums everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype; integers that do not fit wrap around.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_sum([[1, 2], [3, 4]], axis=0).numpy()
    array([4, 6], dtype=int32)
    """


def _k_mean(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        total = x.sum(axis, xp.float32 if is_short(x) else x.dtype, keepdims=keepdims)
        if total.size:
            total = total / (x.size // total.size)
        return total.astype(x.dtype) if is_short(x) else total

    return kernel


def _k_mean_of_integers(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        unsigned = x.dtype.kind == "u"
        total = x.sum(axis, xp.uint64 if unsigned else xp.int64, keepdims=keepdims)
        n = x.size // total.size if total.size else 1
        if not n:
            return total.astype(x.dtype)  # the mean of nothing is 0
        mean = total // n if unsigned else xp.sign(total) * (xp.absolute(total) // n)
        return mean.astype(x.dtype)

    return kernel


def _mean_gradient(g: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool) -> Tensor:
    return _spread(g, input_tensor_spec.shape, axis, keepdims, True)


@defop(
    "Mean",
    inputs="input_tensor",
    host="axis",
    kernel={INEXACT: _k_mean, NUMERIC - INEXACT: _k_mean_of_integers},
    rule=reduction(NUMERIC),
    vjp={"input_tensor": _mean_gradient},
    api="reduce_mean math.reduce_mean",
)
def reduce_mean(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Mean over axes.

    Args:
      input_tensor: a numeric tensor.
      axis: an axis or a list of axes; None takes the mean of everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype: the mean of integers loses its fraction. The mean of no
      elements is nan.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_mean([[1., 2.], [3., 4.]], axis=0).numpy()
    array([2., 3.], dtype=float32)
    """


@export("math.reduce_variance")
def reduce_variance(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Variance over axes: the mean squared distance to the mean.

    Args:
      input_tensor: a floating or complex tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A real tensor.

    Raises:
      TypeError: the tensor holds integers.

    >>> ef.math.reduce_variance([1., 2., 3., 4.]).numpy()
    np.float32(1.25)
    """
    x = as_tensor(input_tensor)
    if x.dtype.is_integer:
        raise errors.make(
            TypeError,
            f"Input must be either real or complex. Received integer type {x.dtype}.",
            fix="tf.cast(x, tf.float32)",
        )
    off = subtract(x, reduce_mean(x, axis, True))
    squared = real(multiply(off, conjugate(off))) if x.dtype.is_complex else square(off)
    return reduce_mean(squared, axis, keepdims, name or "reduce_variance")


@export("math.reduce_std")
def reduce_std(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Standard deviation over axes: the square root of the variance.

    Args:
      input_tensor: a floating or complex tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A real tensor. Its gradient is nan where all elements are equal.

    Raises:
      TypeError: the tensor holds integers.

    >>> ef.math.reduce_std([1., 3.]).numpy()
    np.float32(1.0)
    """
    return sqrt(reduce_variance(input_tensor, axis, keepdims), name or "reduce_std")


def _k_norm(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        if x.dtype.kind == "c":
            total = (x.real * x.real + x.imag * x.imag).sum(axis, keepdims=keepdims)
        else:
            wide = x.astype(xp.float32) if is_short(x) else x
            wide = wide.astype(xp.float64) if x.dtype.kind in "iu" else wide
            total = (wide * wide).sum(axis, wide.dtype, keepdims=keepdims)
        return xp.sqrt(total).astype(x.dtype)

    return kernel


def _norm_gradient(
    g: Tensor, input_tensor: Tensor, out: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool
) -> Tensor:
    if g.dtype.is_complex:  # the norm is real: an imaginary part of its gradient has no effect
        g = multiply(add(g, conjugate(g)), 0.5)
    return multiply(input_tensor, spread(divide(g, out), input_tensor_spec, axis, keepdims))


@defop(
    "EuclideanNorm",
    inputs="input_tensor",
    host="axis",
    kernel=_k_norm,
    rule=reduction(NUMERIC),
    vjp={"input_tensor": _norm_gradient},
    api="math.reduce_euclidean_norm",
)
def reduce_euclidean_norm(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Euclidean norm over axes: the square root of the sum of squared absolute values.

    Args:
      input_tensor: a numeric tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype: the norm of integers loses its fraction.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.math.reduce_euclidean_norm([3., 4.]).numpy()
    np.float32(5.0)
    """


# ---------------------------------------------------------------------------------------- products


def _k_prod(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        if is_short(x):
            return x.prod(axis, xp.float32, keepdims=keepdims).astype(x.dtype)
        return x.prod(axis, x.dtype, keepdims=keepdims)

    return kernel


def _split_axes(rank: int, axis: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes that stay and those that are reduced."""
    axes = shapes.normalize_axes(axis, rank)
    return tuple(i for i in range(rank) if i not in axes), axes


def _merged_rule(x: Spec, axis: Any) -> Spec:
    if x.shape is None:
        return Spec(x.dtype, None)
    if isinstance(axis, tuple) and None in axis:
        return Spec(x.dtype, (None,) * (len(x.shape) - len(axis) + 1))
    kept, axes = _split_axes(len(x.shape), axis)
    sizes = tuple(x.shape[i] for i in axes)
    return Spec(x.dtype, (*(x.shape[i] for i in kept), shapes.size(sizes)))


def _k_merge(xp: Any) -> Any:
    def kernel(x: Any, axis: Any) -> Any:
        kept, axes = _split_axes(x.ndim, axis)
        sizes = tuple(x.shape[i] for i in kept)
        n = 1
        for i in axes:
            n *= x.shape[i]
        return xp.reshape(xp.transpose(x, kept + axes), (*sizes, n))

    return kernel


@defop(
    "MergeAxes",
    inputs="x",
    host="axis",
    kernel=_k_merge,
    rule=_merged_rule,
    vjp={"x": lambda g, x_spec, axis: _unmerge(g, x_spec.shape, axis)},
    alias=True,
)
def _merge(x: TensorLike, axis: Any, name: str | None = None) -> Tensor:
    """The axes of a reduction made into one, the last."""


def _unmerged_rule(x: Spec, shape: Any, axis: Any) -> Spec:
    return Spec(x.dtype, shape)


def _k_unmerge(xp: Any) -> Any:
    def kernel(x: Any, shape: tuple[int, ...], axis: Any) -> Any:
        kept, axes = _split_axes(len(shape), axis)
        order = kept + axes
        x = xp.reshape(x, tuple(shape[i] for i in order))
        back = [0] * len(order)
        for position, i in enumerate(order):
            back[i] = position
        return xp.transpose(x, tuple(back))

    return kernel


@defop(
    "UnmergeAxes",
    inputs="x",
    host="shape axis",
    kernel=_k_unmerge,
    rule=_unmerged_rule,
    vjp={"x": lambda g, axis: _merge(g, axis)},
    alias=True,
)
def _unmerge(x: TensorLike, shape: Any, axis: Any, name: str | None = None) -> Tensor:
    """The reverse of `_merge` for a tensor of the given shape."""


def _prod_gradient(
    g: Tensor, input_tensor: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool
) -> Tensor:
    """The product of all others: of what stands before and what stands after. No division."""
    x = _merge(conjugate(input_tensor), axis)
    others = multiply(cumprod(x, -1, True), cumprod(x, -1, True, True))
    rest = _unmerge(others, input_tensor_spec.shape, axis)
    return multiply(spread(g, input_tensor_spec, axis, keepdims), rest)


@defop(
    "Prod",
    inputs="input_tensor",
    host="axis",
    kernel=_k_prod,
    rule=reduction(NUMERIC),
    vjp={"input_tensor": _prod_gradient},
    api="reduce_prod math.reduce_prod",
)
def reduce_prod(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Product over axes.

    Args:
      input_tensor: a numeric tensor.
      axis: an axis or a list of axes; None multiplies everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype; integers that do not fit wrap around.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_prod([[1, 2], [3, 4]], axis=0).numpy()
    array([3, 8], dtype=int32)
    """
