"""Sorting, the order of elements, and the largest elements of rows."""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import errors
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtypes import (
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
from ..registry import export
from ..shapes import compatible
from .arithmetic import negative
from .rules import check_dtype, traits
from .scatter import check_range
from .shaping import check_sizes, transpose

Array = Any
# Below these sizes nothing is won by packing keys and places into one number.
_SHORT, _SMALL = 32, 1024
# From this size on two sorts by counting are faster.
_LONG = 2048


# -------------------------------------------------------------------------------- keys of elements


def order_keys(xp: Any, x: Array, descending: bool = False) -> Array:
    """Signed integers of the same size that rise in the order in which elements are to come.

    Equal elements (0.0 and -0.0 too) have equal keys, and nan comes last in both directions. The
    bits of floats rise with their values once those of negative numbers are flipped.
    """
    bits = 8 * x.dtype.itemsize
    top = (1 << (bits - 1)) - 1
    key = x.view(f"int{bits}")
    if x.dtype.kind == "u":
        key = key ^ (-top - 1)
    elif x.dtype.kind != "i":
        key = key ^ ((key >> (bits - 1)) & top)
        key += (key == -1).astype(key.dtype)
    if descending:
        key = ~key
    if x.dtype.kind not in "iu":
        key[x != x] = top  # all dtypes have this test for nan
    return key


def _packed(xp: Any, key: Array, axis: int) -> Array:
    """Key and place of each element in one number: all differ, so that any sort keeps the order."""
    places = xp.arange(key.shape[axis], dtype=xp.int64)
    out = key.astype(xp.int64)
    out <<= 32
    out |= places.reshape((-1,) + (1,) * (key.ndim - 1 - axis))
    return out


def _narrowed(xp: Any, key: Array) -> Array:
    """The keys in the smallest of the dtypes of 16, 32 and 64 bits that holds them all."""
    if key.size:
        low, high = int(key.min()), int(key.max())
        for bits in (16, 32):
            if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
                return key.astype(f"int{bits}")
    return key


def _in_two_passes(xp: Any, key: Array, axis: int) -> Array:
    """The order by the lower halves of the keys, and then by the upper ones.

    NumPy sorts integers of 16 bits by counting, several times faster than by comparing.
    """
    low = xp.argsort(key.astype(xp.uint16), axis=axis, kind="stable")
    upper = xp.take_along_axis((key >> 16).astype(xp.int16), low, axis=axis)
    return xp.take_along_axis(low, xp.argsort(upper, axis=axis, kind="stable"), axis=axis)


def stable_order(xp: Any, x: Array, axis: int = -1, descending: bool = False) -> Array:
    """Places of the elements in sorted order, equal ones in the order they have."""
    axis %= x.ndim
    key = order_keys(xp, x, descending)
    n = key.shape[axis]
    if key.size >= _SMALL and key.dtype.itemsize == 8 and x.dtype.kind in "iu":
        key = _narrowed(xp, key)
    if key.dtype.itemsize != 4 or n < _SHORT or key.size < _SMALL:
        return xp.argsort(key, axis=axis, kind="stable")
    if n >= _LONG:
        return _in_two_passes(xp, key, axis)
    packed = _packed(xp, key, axis)
    packed.sort(axis=axis)
    return packed.astype(xp.int32)


def _check_axis(x: Spec, axis: Any) -> None:
    check_dtype(x, REAL)
    if isinstance(axis, tuple):
        raise ValueError(f"axis must be a scalar, not {list(axis)}")
    if x.shape is not None and axis is not None and not -len(x.shape) <= axis < len(x.shape):
        shown = axis if axis >= 0 else axis + len(x.shape)
        raise ValueError(f"slice index {shown} of dimension 0 out of bounds.")


def _is_descending(direction: str) -> bool:
    """Read the argument `direction`.

    Raises:
      ValueError: it is neither of the two words.
    """
    if direction not in ("ASCENDING", "DESCENDING"):
        raise errors.make(
            ValueError,
            "Argument `direction` should be one of ASCENDING, DESCENDING. Received: "
            f"direction={direction}",
        )
    return direction == "DESCENDING"


def _given(axis: Any) -> Any:
    """The argument `axis`, for which None does not mean all axes."""
    if axis is None:
        raise errors.make(
            ValueError,
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            "Tensor.",
            fix="name one axis, for example axis=-1",
        )
    return axis


# ------------------------------------------------------------- elements at places along one axis


def _take_along_rule(x: Spec, indices: Spec, axis: int) -> Spec:
    return Spec(x.dtype, indices.shape)


def _k_take_along(xp: Any) -> Any:
    def kernel(x: Array, indices: Array, axis: int) -> Array:
        check_range(xp, indices, x.shape[axis])
        return xp.take_along_axis(x, indices, axis=axis)

    return kernel


@defop(
    "TakeAlong",
    inputs="x indices",
    kernel=_k_take_along,
    rule=_take_along_rule,
    vjp={"x": lambda g, indices, x_spec, axis: put_along(g, indices, x_spec.shape, axis)},
)
def take_along(x: TensorLike, indices: TensorLike, axis: int, name: str | None = None) -> Tensor:
    """The elements of each row at the places that a row of indices names, all different."""


def _put_along_rule(x: Spec, indices: Spec, shape: Any, axis: int) -> Spec:
    if not compatible(x.shape, indices.shape):
        raise ValueError("there must be an index for each element")
    return Spec(x.dtype, check_sizes(shape))


def _k_put_along(xp: Any) -> Any:
    def kernel(x: Array, indices: Array, shape: tuple[int, ...], axis: int) -> Array:
        check_range(xp, indices, shape[axis])
        out = xp.zeros(shape, x.dtype)
        xp.put_along_axis(out, indices, x, axis)
        return out

    return kernel


@defop(
    "PutAlong",
    inputs="x indices",
    host="shape",
    kernel=_k_put_along,
    rule=_put_along_rule,
    vjp={"x": lambda g, indices, axis: take_along(g, indices, axis)},
)
def put_along(
    x: TensorLike, indices: TensorLike, shape: Any, axis: int, name: str | None = None
) -> Tensor:
    """Zeros of a shape with the elements of each row put where a row of indices says.

    The indices of a row are all different.
    """


# ----------------------------------------------------------------------------------- sort, argsort


@traits(by_dtype=True)
def _sort_rule(values: Spec, axis: Any, descending: bool) -> Spec:
    _check_axis(values, axis)
    return Spec(values.dtype, values.shape)


def _k_sort(xp: Any) -> Any:
    def kernel(x: Array, axis: int, descending: bool) -> Array:
        if not -x.ndim <= axis < x.ndim:
            raise ValueError("no such axis")
        floating = x.dtype.kind not in "iu"
        if floating and x.dtype.itemsize == 2:
            order = stable_order(xp, x, axis, descending)
            return xp.take_along_axis(x, order, axis=axis)
        if not descending:
            return xp.sort(x, axis=axis)
        return -xp.sort(-x, axis=axis) if floating else ~xp.sort(~x, axis=axis)

    return kernel


@defop(
    "Sort",
    name="sort",
    inputs="values",
    host="axis",
    kernel=_k_sort,
    rule=_sort_rule,
    vjp={"values": lambda g, values, axis, descending: take_along(
        g, _argsort(_argsort(values, axis, descending), axis, False), axis
    )},
)  # fmt: skip
def _sort(values: TensorLike, axis: Any, descending: bool, name: str | None = None) -> Tensor:
    """The elements in rising or falling order along an axis."""


@traits(by_dtype=True)
def _argsort_rule(values: Spec, axis: Any, descending: bool) -> Spec:
    _check_axis(values, axis)
    return Spec(int32, values.shape)


def _k_argsort(xp: Any) -> Any:
    def kernel(x: Array, axis: int, descending: bool) -> Array:
        if not -x.ndim <= axis < x.ndim:
            raise ValueError("no such axis")
        return stable_order(xp, x, axis, descending).astype(xp.int32)

    return kernel


@defop(
    "ArgSort",
    name="argsort",
    inputs="values",
    host="axis",
    kernel=_k_argsort,
    rule=_argsort_rule,
    vjp=None,
)
def _argsort(values: TensorLike, axis: Any, descending: bool, name: str | None = None) -> Tensor:
    """The places of the elements in rising or falling order along an axis."""


@export("sort")
def sort(
    values: TensorLike, axis: Any = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """The elements in sorted order along an axis; nan comes last.

    Gradients flow back to where the elements came from.

    Args:
      values: a real tensor with at least one axis.
      axis: the axis to sort along, the last one when left out.
      direction: "ASCENDING" or "DESCENDING".
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `values`.

    Raises:
      ValueError: `direction` is something else.
      InvalidArgumentError: there is no such axis.

    >>> ef.sort([3, 1, 2], direction="DESCENDING").numpy()
    array([3, 2, 1], dtype=int32)
    """
    return _sort(values, _given(axis), _is_descending(direction), name)


@export("argsort")
def argsort(
    values: TensorLike,
    axis: Any = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The places of the elements in sorted order along an axis; nan comes last.

    Args:
      values: a real tensor with at least one axis.
      axis: the axis to sort along, the last one when left out.
      direction: "ASCENDING" or "DESCENDING".
      stable: accepted; equal elements always keep their order.
      name: name of the operation in a graph.

    Returns:
      An int32 tensor of the shape of `values`: `gather(values, argsort(values))` is sorted.

    Raises:
      ValueError: `direction` is something else.
      InvalidArgumentError: there is no such axis.

    >>> ef.argsort([3, 1, 2, 1]).numpy()
    array([1, 3, 2, 0], dtype=int32)
    """
    return _argsort(values, _given(axis), _is_descending(direction), name)


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
