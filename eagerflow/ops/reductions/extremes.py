"""Reductions by comparing: extremes and their places, log-sum-exp, any and all, counting."""

from __future__ import annotations

from typing import Any

from ... import shapes
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    BOOL,
    FLOATING,
    REAL,
    DType,
    DTypeLike,
    as_dtype,
    int16,
    int32,
    int64,
    named,
    uint16,
)  # fmt: skip
from ...registry import export
from ..casting import cast
from ..elementwise.arithmetic import multiply, subtract
from ..elementwise.comparison import not_equal
from ..elementwise.exponential import exp
from ..rules import check_dtype, reduced_shape, reduction, traits
from .sums import expanded, is_short, reduce_sum, spread


@traits(by_dtype=True)
def _share_rule(x: Spec, out: Spec, axis: Any, keepdims: bool) -> Spec:
    check_dtype(x, FLOATING)
    return Spec(x.dtype, x.shape)


def _k_share(xp: Any) -> Any:
    def kernel(x: Any, extreme: Any, axis: Any, keepdims: bool) -> Any:
        chosen = xp.equal(x, extreme if keepdims else expanded(xp, extreme, x.shape, axis))
        return (chosen / chosen.sum(axis, keepdims=True)).astype(x.dtype)

    return kernel


@defop(
    "ExtremeShare",
    inputs="x extreme",
    host="axis",
    kernel=_k_share,
    rule=_share_rule,
    vjp=None,
)
def _share(
    x: TensorLike, extreme: TensorLike, axis: Any, keepdims: bool, name: str | None = None
) -> Tensor:
    """How the gradient of an extreme is shared: equally among the elements that equal it."""


def _extreme_gradient(
    g: Tensor, input_tensor: Tensor, out: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool
) -> Tensor:
    share = _share(input_tensor, out, axis, keepdims)
    return multiply(share, spread(g, input_tensor_spec, axis, keepdims))


def _k_extreme(method: str, of_nothing: str) -> Any:
    def source(xp: Any) -> Any:
        def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
            if not x.size:
                bound = getattr(as_dtype(x.dtype), of_nothing)
                if x.dtype.kind not in "iu":
                    bound = xp.inf if of_nothing == "max" else -xp.inf
                return xp.full(reduced_shape(x.shape, axis, bool(keepdims)), bound, x.dtype)
            return getattr(x, method)(axis, keepdims=keepdims)

        return kernel

    return source


@defop(
    "Max",
    inputs="input_tensor",
    host="axis",
    kernel=_k_extreme("max", of_nothing="min"),
    rule=reduction(REAL),
    vjp={"input_tensor": _extreme_gradient},
    api="reduce_max math.reduce_max",
)
def reduce_max(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Maximum over axes.

    Elements that are equally large share the gradient equally.

    Args:
      input_tensor: a real tensor.
      axis: an axis or a list of axes; None takes the maximum of everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype: nan where an element is nan, and the lowest value (-inf)
      where there are no elements.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_max([[1, 5], [3, 4]], axis=0).numpy()
    array([3, 5], dtype=int32)
    """


@defop(
    "Min",
    inputs="input_tensor",
    host="axis",
    kernel=_k_extreme("min", of_nothing="max"),
    rule=reduction(REAL),
    vjp={"input_tensor": _extreme_gradient},
    api="reduce_min math.reduce_min",
)
def reduce_min(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Minimum over axes.

    Elements that are equally small share the gradient equally.

    Args:
      input_tensor: a real tensor.
      axis: an axis or a list of axes; None takes the minimum of everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype: nan where an element is nan, and the highest value (inf)
      where there are no elements.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_min([[1, 5], [3, 4]], axis=0).numpy()
    array([1, 4], dtype=int32)
    """


def _k_log_sum_exp(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        a = x.astype(xp.float32) if is_short(x) else x
        if not x.size:
            shape = reduced_shape(x.shape, axis, bool(keepdims))
            return xp.full(shape, -xp.inf, x.dtype)
        top = a.max(axis, keepdims=True)
        top = xp.where(xp.isfinite(top), top, top.dtype.type(0))
        total = xp.log(xp.exp(a - top).sum(axis, a.dtype, keepdims=keepdims))
        return (total + xp.reshape(top, total.shape)).astype(x.dtype)

    return kernel


def _log_sum_exp_gradient(
    g: Tensor, input_tensor: Tensor, out: Tensor, input_tensor_spec: Any, axis: Any, keepdims: bool
) -> Tensor:
    share = exp(subtract(input_tensor, spread(out, input_tensor_spec, axis, keepdims)))
    return multiply(spread(g, input_tensor_spec, axis, keepdims), share)


@defop(
    "LogSumExp",
    name="ReduceLogSumExp",
    inputs="input_tensor",
    host="axis",
    kernel=_k_log_sum_exp,
    rule=reduction(FLOATING),
    vjp={"input_tensor": _log_sum_exp_gradient},
    api="reduce_logsumexp math.reduce_logsumexp",
)
def reduce_logsumexp(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """`log(sum(exp(x)))` over axes, without overflow.

    Args:
      input_tensor: a floating tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_logsumexp([1000., 1000.]).numpy()
    np.float32(1000.6931)
    """


# ------------------------------------------------------------------------------ any, all, counting


@defop(
    "Any",
    inputs="input_tensor",
    host="axis",
    kernel=lambda xp: lambda x, axis, keepdims: x.any(axis, keepdims=keepdims),
    rule=reduction(BOOL),
    vjp=None,
    api="reduce_any math.reduce_any",
)
def reduce_any(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Whether any element is true, over axes.

    Args:
      input_tensor: a bool tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_any([[True, False], [False, False]], axis=1).numpy()
    array([ True, False])
    """


@defop(
    "All",
    inputs="input_tensor",
    host="axis",
    kernel=lambda xp: lambda x, axis, keepdims: x.all(axis, keepdims=keepdims),
    rule=reduction(BOOL),
    vjp=None,
    api="reduce_all math.reduce_all",
)
def reduce_all(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Whether all elements are true, over axes.

    Args:
      input_tensor: a bool tensor.
      axis: an axis or a list of axes; None takes all elements.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_all([[True, False], [True, True]], axis=1).numpy()
    array([False,  True])
    """


@export("math.count_nonzero")
def count_nonzero(
    input: TensorLike,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: DTypeLike = int64,
    name: str | None = None,
) -> Tensor:
    """Number of elements that are not zero (not False, not empty), over axes.

    Args:
      input: any tensor.
      axis: an axis or a list of axes; None counts everything.
      keepdims: keep the reduced axes with size one.
      dtype: dtype of the counts.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.math.count_nonzero([[0, 1], [2, 3]], axis=0).numpy()
    array([1, 2])
    """
    x = as_tensor(input)
    zero = {"b": False, "s": ""}.get(x.dtype.kind, 0)
    counted = cast(not_equal(x, zero), dtype)
    return reduce_sum(counted, axis, bool(keepdims), name or "count_nonzero")


# ------------------------------------------------------------------------------ places of extremes

_PLACES = frozenset([int16, uint16, int32, int64])


@traits(by_dtype=True)
def _arg_rule(input: Spec, axis: Any, output_type: DType) -> Spec:
    check_dtype(input, REAL | BOOL)
    if output_type not in _PLACES:
        raise TypeError(
            f"Value for attr 'output_type' of {output_type.name} is not in the list of allowed "
            f"values: {named(_PLACES)}"
        )
    shape = input.shape
    if shape is None:
        return Spec(output_type, None)
    if axis is None:
        return Spec(output_type, (None,) * (len(shape) - 1))
    if not -len(shape) <= axis < len(shape):
        raise ValueError(
            f"Expected dimension in the range [{-len(shape)}, {len(shape)}), but got {axis}"
        )
    kept = reduced_shape(shape, axis, False)
    if shape[axis] == 0 and shapes.size(kept):
        raise ValueError(f"Reduction axis {axis} is empty in shape {shapes.text(shape)}")
    return Spec(output_type, kept)


def _k_arg(method: str, nan_as: float) -> Any:
    def source(xp: Any) -> Any:
        # nan is never the extreme: as in TensorFlow, and unlike NumPy, places of numbers are found.
        without_nan = xp.fmax if nan_as < 0 else xp.fmin

        def kernel(x: Any, axis: int, output_type: DType) -> Any:
            if not -x.ndim <= axis < x.ndim:
                raise ValueError(f"no axis {axis}")
            if x.dtype.kind not in "iub":
                x = without_nan(x, x.dtype.type(nan_as))
            return getattr(x, method)(axis).astype(output_type.np)

        return kernel

    return source


@defop(
    "ArgMax",
    inputs="input",
    host="axis",
    kernel=_k_arg("argmax", -float("inf")),
    rule=_arg_rule,
    vjp=None,
)
def _argmax(input: TensorLike, axis: Any, output_type: Any, name: str | None = None) -> Tensor:
    """Place of the maximum."""


@defop(
    "ArgMin",
    inputs="input",
    host="axis",
    kernel=_k_arg("argmin", float("inf")),
    rule=_arg_rule,
    vjp=None,
)
def _argmin(input: TensorLike, axis: Any, output_type: Any, name: str | None = None) -> Tensor:
    """Place of the minimum."""


@export("argmax math.argmax")
def argmax(
    input: TensorLike, axis: Any = None, output_type: DTypeLike = int64, name: str | None = None
) -> Tensor:
    """Place of the first maximum along an axis; nan counts as smaller than all numbers.

    Args:
      input: a real or bool tensor of at least one axis.
      axis: the axis to search, 0 when left out.
      output_type: int16, uint16, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tensor of integers without the axis that was searched.

    Raises:
      InvalidArgumentError: the axis does not exist or is empty.

    >>> ef.argmax([[1, 5], [3, 4]], axis=1).numpy()
    array([1, 1])
    """
    return _argmax(input, 0 if axis is None else axis, as_dtype(output_type), name)


@export("argmin math.argmin")
def argmin(
    input: TensorLike, axis: Any = None, output_type: DTypeLike = int64, name: str | None = None
) -> Tensor:
    """Place of the first minimum along an axis; nan counts as larger than all numbers.

    Args:
      input: a real or bool tensor of at least one axis.
      axis: the axis to search, 0 when left out.
      output_type: int16, uint16, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tensor of integers without the axis that was searched.

    Raises:
      InvalidArgumentError: the axis does not exist or is empty.

    >>> ef.argmin([[1, 5], [3, 4]], axis=1).numpy()
    array([0, 0])
    """
    return _argmin(input, 0 if axis is None else axis, as_dtype(output_type), name)
