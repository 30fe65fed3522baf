"""The largest elements of rows, and whether classes are among them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    FLOATING,
    INDEX,
    REAL,
    DType,
    DTypeLike,
    as_dtype,
    bfloat16,
    bool_,
    float16,
    float32,
    int16,
    int32,
)
from ...registry import export
from ...shapes import compatible
from ..elementwise.arithmetic import negative
from ..rules import check_dtype
from .shaping import transpose
from .sorting import order_keys, put_along, stable_order

Array = Any
# Rows shorter than that are sorted whole.
_SHORT = 32


# ------------------------------------------------------------------------------------------- top_k


class TopKV2(NamedTuple):
    """The largest elements and their places."""

    values: Any
    indices: Any


def _check_k(k: Any, what: str = "k must be scalar") -> None:
    if isinstance(k, tuple):
        raise ValueError(f"{what}, got shape [{len(k)}]")
    if k is not None and not isinstance(k, int):
        raise TypeError(
            f"Value for attr 'Tk' of {type(k).__name__} is not in the list of allowed values: "
            "int16, int32, int64"
        )


def _top_k_rule(input: Spec, k: Any, index_type: DType) -> tuple[Spec, Spec]:
    check_dtype(input, REAL)
    if index_type not in INDEX | {int16}:
        raise TypeError(
            f"Value for attr 'index_type' of {index_type.name} is not in the list of allowed "
            "values: int16, int32, int64"
        )
    _check_k(k)
    if k is not None and k < 0:
        raise ValueError(f"Need k >= 0, got {k}")
    if input.shape is None:
        return Spec(input.dtype, None), Spec(index_type, None)
    if not input.shape:
        raise ValueError("input must be >= 1-D, got shape []")
    n = input.shape[-1]
    if k is not None and n is not None and n < k:
        raise ValueError(f"input must have at least k columns. Had {n}, needed {k}")
    shape = (*input.shape[:-1], k)
    return Spec(input.dtype, shape), Spec(index_type, shape)


def _first_places(xp: Any, x: Array, k: int) -> Array:
    """The places of the k largest elements of each row, largest first."""
    n = x.shape[-1]
    if k and n >= _SHORT and 4 * k <= n:
        key = order_keys(xp, x, True)
        limit = xp.partition(key, k - 1, axis=-1)[..., k - 1 : k]
        places = xp.flatnonzero((key <= limit).reshape(-1))
        if len(places) * n == x.size * k:  # otherwise there are equal elements at the limit
            places = (places % n).reshape((*x.shape[:-1], k))
            order = xp.argsort(xp.take_along_axis(key, places, axis=-1), axis=-1, kind="stable")
            return xp.take_along_axis(places, order, axis=-1)
    return stable_order(xp, x, -1, True)[..., :k]


def _k_top_k(xp: Any) -> Any:
    def kernel(x: Array, k: int, index_type: DType) -> tuple[Array, Array]:
        places = _first_places(xp, x, k).astype(xp.int32)
        return xp.take_along_axis(x, places, axis=-1), places.astype(index_type.np, copy=False)

    return kernel


@defop(
    "TopKV2",
    inputs="input",
    host="k",
    kernel=_k_top_k,
    rule=_top_k_rule,
    vjp={"input": lambda g, out, input_spec: put_along(g[0], out[1], input_spec.shape, -1)},
)
def _top_k(
    input: TensorLike, k: Any, index_type: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The largest elements of rows and their places."""  # fmt: skip


@export("math.top_k nn.top_k")
def top_k(
    input: TensorLike,
    k: Any = 1,
    sorted: bool = True,
    index_type: DTypeLike = int32,
    name: str | None = None,
) -> TopKV2:
    """The largest elements of each row and their places; nan counts as less than all numbers.

    Of equal elements the first is taken first. Gradients flow back to where the elements came from.

    Args:
      input: a real tensor of shape [..., n].
      k: how many, at most n.
      sorted: accepted; the elements always come with the largest first.
      index_type: dtype of the places: int16, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tuple `(values, indices)` of tensors of shape [..., k].

    Raises:
      InvalidArgumentError: there are less than `k` elements, or the tensor has no axis.

    >>> values, indices = ef.math.top_k([1, 5, 3, 5], k=3)
    >>> values.numpy(), indices.numpy()
    (array([5, 5, 3], dtype=int32), array([1, 3, 2], dtype=int32))
    """
    return TopKV2(*_top_k(input, k, as_dtype(index_type), name))


# ------------------------------------------------------------------------------------ approx_top_k


class ApproxTopK(NamedTuple):
    """The largest or smallest elements and their places."""

    values: Any
    indices: Any


def _last(x: Tensor, axis: int) -> tuple[Tensor, Any]:
    """The tensor with an axis moved to the end, and the order of axes that moves it back."""
    if axis == -1:
        return x, None
    rank = x.ndim
    if not -rank <= axis < rank:
        raise errors.make(
            errors.ShapeError, f"reduction_dimension must be in [{-rank}, {rank}), got {axis}"
        )
    order = [i for i in range(rank) if i != axis % rank] + [axis % rank]
    return transpose(x, order), tuple(order.index(i) for i in range(rank))


@export("approx_top_k")
def approx_top_k(
    input: TensorLike,
    k: int,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    is_max_k: bool = True,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> ApproxTopK:
    """The largest or smallest elements along an axis, here always exactly.

    Args:
      input: a float16, bfloat16 or float32 tensor with at least one axis.
      k: how many elements.
      reduction_dimension: the axis to look along, the last one when left out.
      recall_target: accepted; all of the elements that are asked for are found.
      is_max_k: True for the largest elements, False for the smallest.
      reduction_input_size_override: accepted; it has no effect.
      aggregate_to_topk: accepted; there are always `k` elements.
      name: name of the operation in a graph.

    Returns:
      A tuple `(values, indices)`, best first; both have size `k` along the axis.

    Raises:
      InvalidArgumentError: there are less than `k` elements, or no such axis.

    >>> ef.approx_top_k([1., 3., 2.], k=2, is_max_k=False).values.numpy()
    array([1., 2.], dtype=float32)
    """
    x = as_tensor(input)
    check = Spec(x.dtype, None)
    try:
        check_dtype(check, frozenset([float16, bfloat16, float32]))
    except TypeError as e:
        raise errors.make(errors.DTypeError, str(e), op="ApproxTopK") from None
    x, back = _last(x, reduction_dimension)
    values, indices = top_k(x if is_max_k else negative(x), k, name=name)
    values = values if is_max_k else negative(values)
    if back is not None:
        values, indices = transpose(values, back), transpose(indices, back)
    return ApproxTopK(values, indices)


@export("math.approx_max_k nn.approx_max_k")
def approx_max_k(
    operand: TensorLike,
    k: int,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> ApproxTopK:
    """The largest elements along an axis, here always exactly; see `approx_top_k`.

    >>> ef.math.approx_max_k([1., 3., 2.], 2).indices.numpy()
    array([1, 2], dtype=int32)
    """
    return approx_top_k(operand, k, reduction_dimension, recall_target, True, name=name)


@export("math.approx_min_k nn.approx_min_k")
def approx_min_k(
    operand: TensorLike,
    k: int,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> ApproxTopK:
    """The smallest elements along an axis, here always exactly; see `approx_top_k`.

    >>> ef.math.approx_min_k([1., 3., 2.], 2).indices.numpy()
    array([0, 2], dtype=int32)
    """
    return approx_top_k(operand, k, reduction_dimension, recall_target, False, name=name)


# ---------------------------------------------------------------------------------------- in_top_k


def _in_top_k_rule(predictions: Spec, targets: Spec, k: Any) -> Spec:
    check_dtype(predictions, FLOATING)
    check_dtype(targets, INDEX)
    _check_k(k, "k must be 0-D")
    if predictions.rank not in (2, None):
        raise ValueError("predictions must be 2-dimensional")
    if targets.rank not in (1, None):
        raise ValueError("targets must be 1-dimensional")
    rows = None if predictions.shape is None else predictions.shape[0]
    if rows is None or targets.shape is None:
        return Spec(bool_, (rows,) if targets.shape is None else targets.shape)
    if not compatible((rows,), targets.shape):
        raise ValueError(
            f"First dimension of predictions {rows} must match length of targets {targets.shape[0]}"
        )
    return Spec(bool_, (rows,))


def _k_in_top_k(xp: Any) -> Any:
    def kernel(predictions: Array, targets: Array, k: int) -> Array:
        n = predictions.shape[1]
        if not n:
            return xp.zeros(targets.shape, bool)
        inside = (targets >= 0) & (targets < n)
        at = xp.where(inside, targets, 0).astype(xp.int64)
        chosen = predictions[xp.arange(len(at)), at]
        larger = (predictions > chosen[:, None]).sum(axis=1)
        # Where a number of the row is not finite there is no answer.
        return inside & xp.isfinite(predictions).all(axis=1) & (larger < k)

    return kernel


@defop(
    "InTopKV2",
    inputs="predictions targets",
    host="k",
    kernel=_k_in_top_k,
    rule=_in_top_k_rule,
    vjp=None,
)
def _in_top_k(
    predictions: TensorLike, targets: TensorLike, k: Any, name: str | None = None
) -> Tensor:
    """True where less than k predictions are larger than that of the target."""  # fmt: skip


@export("math.in_top_k nn.in_top_k")
def in_top_k(
    targets: TensorLike, predictions: TensorLike, k: Any, name: str | None = None
) -> Tensor:
    """Whether targets are among the `k` classes with the largest predictions.

    Classes with equal predictions at the border all count as among them.

    Args:
      targets: vector of class numbers, int32 or int64.
      predictions: floating matrix of shape [targets, classes].
      k: how many classes count.
      name: name of the operation in a graph.

    Returns:
      A bool vector; False where the target is no class, and where a prediction of the row is not
      finite.

    Raises:
      InvalidArgumentError: the shapes do not fit.

    >>> ef.math.in_top_k([1, 0], [[.1, .9, .5], [.1, .9, .5]], 2).numpy()
    array([ True, False])
    """
    return _in_top_k(predictions, targets, k, name)


@export("", v1="math.in_top_k nn.in_top_k")
def in_top_k_v1(
    predictions: TensorLike, targets: TensorLike, k: Any, name: str | None = None
) -> Tensor:
    """Whether targets are among the `k` largest predictions: the 1.x order of arguments.

    >>> ef.compat.v1.math.in_top_k([[.1, .9, .5]], [1], 1).numpy()
    array([ True])
    """
    return _in_top_k(predictions, targets, k, name)
