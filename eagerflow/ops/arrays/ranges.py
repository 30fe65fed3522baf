"""Tensors of regular numbers: ranges, grids, unit matrices."""

from __future__ import annotations

import builtins
from typing import Any

from ... import errors, shapes
from ...core.convert import is_tensor_like, strong_dtype, to_array
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import (
    ANY,
    FLOATING,
    REAL,
    STRING,
    DType,
    DTypeLike,
    as_dtype,
    bfloat16,
    float16,
    float32,
    float64,
    int32,
    int64,
    named,
)  # fmt: skip
from ...registry import export
from ..array import size, zeros_like
from ..casting import cast
from ..rules import check_dtype, traits
from .shaping import broadcast_to, check_sizes, host_vector, reshape

# ----------------------------------------------------------------------------------------- eye


def _eye_rule(rows: Any, columns: Any, batch: Any, dtype: DType) -> Spec:
    check_dtype(Spec(dtype, ()), ANY - STRING)
    front = check_sizes(batch)
    if front is None:
        return Spec(dtype, None)
    sizes = [check_sizes(n) for n in (rows, columns)]
    return Spec(dtype, (*front, *(None if n is None else n[0] for n in sizes)))


def _k_eye(xp: Any) -> Any:
    def kernel(rows: int, columns: int, batch: tuple[int, ...], dtype: DType) -> Any:
        matrix = xp.eye(rows, columns, dtype=dtype.np)
        if not batch:
            return matrix
        out = xp.empty((*batch, rows, columns), dtype.np)
        out[...] = matrix
        return out

    return kernel


@defop(
    "Eye", name="eye", inputs="", host="rows columns batch", kernel=_k_eye, rule=_eye_rule, vjp=None
)
def _eye(rows: Any, columns: Any, batch: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Matrices with ones on the diagonal."""


@export("eye linalg.eye")
def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """A unit matrix, or a batch of them.

    Args:
      num_rows: number of rows.
      num_columns: number of columns, that of the rows when left out.
      batch_shape: sizes of axes to put in front.
      dtype: a numeric dtype or bool.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[*batch_shape, num_rows, num_columns]`.

    Raises:
      InvalidArgumentError: a size is negative.

    >>> ef.eye(2, 3).numpy()
    array([[1., 0., 0.],
           [0., 1., 0.]], dtype=float32)
    """
    columns = num_rows if num_columns is None else num_columns
    batch = () if batch_shape is None else batch_shape
    return _eye(num_rows, columns, batch, as_dtype(dtype), name)


# --------------------------------------------------------------------------------------- range


def _count(start: Any, limit: Any, delta: Any, dtype: DType) -> int:
    """Number of elements of a range.

    Raises:
      ValueError: the step leads away from the limit, or nowhere.
    """
    if not delta:
        raise ValueError(f"Requires delta != 0: {delta}")
    if delta > 0 and start > limit:
        raise ValueError(f"Requires start <= limit when delta > 0: {start}/{limit}")
    if delta < 0 and start < limit:
        raise ValueError(f"Requires start >= limit when delta < 0: {start}/{limit}")
    if dtype.is_integer:
        return int(-(-abs(limit - start) // abs(delta)))
    number = dtype.np.type  # counted in the dtype of the elements, as TensorFlow does
    exact = float(abs((number(limit) - number(start)) / number(delta)))
    return int(exact) + (exact > int(exact))


def _range_rule(start: Any, limit: Any, delta: Any, dtype: DType) -> Spec:
    check_dtype(Spec(dtype, ()), REAL)
    for bound in (start, limit, delta):
        if isinstance(bound, float) and dtype.is_integer:
            raise TypeError(f"Cannot convert {bound} to EagerTensor of dtype {dtype.name}")
        if isinstance(bound, tuple):
            raise ValueError(f"start, limit and delta must be scalars, not {list(bound)}")
    if start is None or limit is None or delta is None:
        return Spec(dtype, (None,))
    return Spec(dtype, (_count(start, limit, delta, dtype),))


def _k_range(xp: Any) -> Any:
    def kernel(start: Any, limit: Any, delta: Any, dtype: DType) -> Any:
        n = _count(start, limit, delta, dtype)
        if dtype.is_integer:
            return xp.arange(start, start + n * delta, delta).astype(dtype.np)
        number = dtype.np.type  # multiplied, not added up: errors do not grow along the range
        return xp.arange(n).astype(dtype.np) * number(delta) + number(start)

    return kernel


@defop(
    "Range",
    name="range",
    inputs="",
    host="start limit delta",
    kernel=_k_range,
    rule=_range_rule,
    vjp=None,
)
def _range(start: Any, limit: Any, delta: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Numbers from start to limit."""


# A range of mixed bounds has the dtype that comes last.
_RANGE_DTYPES = [int32, int64, float16, bfloat16, float32, float64]


def _range_dtype(bounds: tuple[Any, ...]) -> DType:
    found = [strong_dtype(b) or to_array(b).dtype for b in bounds]
    dtypes = [as_dtype(d) for d in found]
    for d in dtypes:
        if d not in _RANGE_DTYPES:
            raise errors.make(
                errors.DTypeError,
                f"Value for attr 'Tidx' of {d.name} is not in the list of allowed values: "
                f"{named(frozenset(_RANGE_DTYPES))}",
                op="Range",
                fix="give the dtype: tf.range(..., dtype=tf.int32)",
            )
    return max(dtypes, key=_RANGE_DTYPES.index)


@export("range")
def range(
    start: Any,
    limit: Any = None,
    delta: Any = 1,
    dtype: DTypeLike = None,
    name: str | None = "range",
) -> Tensor:
    """Numbers from `start` up to, and without, `limit` in steps of `delta`.

    Args:
      start: first number; `range(n)` counts from 0 up to `n`.
      limit: where to end.
      delta: the step, which may be negative.
      dtype: dtype of the result. Left out, it is int32, or what the widest of the bounds has.
      name: name of the operation in a graph.

    Returns:
      A vector with the numbers `start + i * delta`.

    Raises:
      InvalidArgumentError: the step is zero or leads away from the limit.

    >>> ef.range(3, 10, 3).numpy()
    array([3, 6, 9], dtype=int32)
    """
    if limit is None:
        start, limit = 0, start
    bounds = (start, limit, delta)
    wanted = _range_dtype(bounds) if dtype is None else as_dtype(dtype)
    start, limit, delta = map(_bound, bounds)
    return _range(start, limit, delta, wanted, name)


def _bound(value: Any) -> Any:
    """A bound as a Python number; a symbolic tensor as it is."""
    if is_tensor_like(value):
        value = as_tensor(value)
        if not isinstance(value, EagerTensor):
            return value
        value = value.numpy()
    return value.item() if hasattr(value, "item") else value


# ------------------------------------------------------------------------------------ linspace


def _with_axis(shape: shapes.PartialShape, num: Any, axis: Any) -> shapes.PartialShape:
    """A shape with an axis of size `num` put in."""
    if shape is None:
        return None
    rank = len(shape)
    if axis is None:
        return (None,) * (rank + 1)
    if not -rank - 1 <= axis <= rank:
        raise ValueError(f"Tried to expand dim index {axis} for tensor with {rank} dimensions.")
    place = axis % (rank + 1)
    return (*shape[:place], num, *shape[place:])


def _check_num(num: Any) -> Any:
    count = host_vector(num, "Tidx", "num")
    if count is None:
        return None
    if len(count) != 1:
        raise ValueError(f"num must be one integer, not {list(count)}")
    if count[0] is not None and count[0] < 0:
        raise ValueError(f"Requires num > 0: {count[0]}")
    return count[0]


@traits(broadcasts=True)
def _linspace_rule(start: Spec, stop: Spec, num: Any, axis: Any) -> Spec:
    check_dtype(start, FLOATING)
    count = _check_num(num)
    return Spec(start.dtype, _with_axis(shapes.broadcast(start.shape, stop.shape), count, axis))


def _upright(xp: Any, values: Any, axis: int, rank: int) -> Any:
    """A vector along one of `rank` axes."""
    return values.reshape(tuple(-1 if i == axis % rank else 1 for i in builtins.range(rank)))


def _k_linspace(xp: Any) -> Any:
    def kernel(start: Any, stop: Any, num: int, axis: int) -> Any:
        shape = shapes.broadcast(start.shape, stop.shape)
        assert shape is not None
        start = xp.expand_dims(xp.broadcast_to(start, shape), axis)
        stop = xp.expand_dims(xp.broadcast_to(stop, shape), axis)
        steps = xp.arange(num).astype(start.dtype)
        delta = (stop - start) / start.dtype.type(max(num - 1, 1))
        out = start + delta * _upright(xp, steps, axis, start.ndim)
        if num > 1:  # the end is met exactly
            xp.moveaxis(out, axis, -1)[..., -1] = xp.moveaxis(stop, axis, -1)[..., 0]
        return out

    return kernel


@defop(
    "LinSpace",
    name="linspace",
    inputs="start stop",
    host="num axis",
    match="start stop",
    kernel=_k_linspace,
    rule=_linspace_rule,
    vjp={
        "start": lambda g, num, axis: _linspace_share(g, num, axis, False),
        "stop": lambda g, num, axis: _linspace_share(g, num, axis, True),
    },
)
def _linspace(
    start: TensorLike, stop: TensorLike, num: Any, axis: Any, name: str | None = None
) -> Tensor:
    """Numbers in equal steps along a new axis."""


def _share_rule(g: Spec, num: Any, axis: Any, of_stop: bool) -> Spec:
    check_dtype(g, FLOATING)
    if g.shape is None:
        return Spec(g.dtype, None)
    if axis is None:
        return Spec(g.dtype, (None,) * (len(g.shape) - 1))
    place = shapes.normalize_axis(axis, len(g.shape))
    return Spec(g.dtype, (*g.shape[:place], *g.shape[place + 1 :]))


def _k_share(xp: Any) -> Any:
    def kernel(g: Any, num: int, axis: int, of_stop: bool) -> Any:
        wide = xp.float32 if g.dtype.itemsize == 2 else g.dtype
        share = xp.arange(num).astype(wide) / max(num - 1, 1)
        share = _upright(xp, share if of_stop else 1 - share, axis, g.ndim)
        return (g * share).sum(axis, wide).astype(g.dtype)

    return kernel


def _share_back(g: Tensor, num: Any, axis: Any, of_stop: bool) -> Tensor:
    """The gradient of a share: a linspace between nothing and `g`."""
    start, stop = (zeros_like(g), g) if of_stop else (g, zeros_like(g))
    return _linspace(start, stop, num, axis)


@defop(
    "LinSpaceGrad",
    inputs="g",
    host="num axis",
    kernel=_k_share,
    rule=_share_rule,
    vjp={"g": _share_back},
)
def _linspace_share(
    g: TensorLike, num: Any, axis: Any, of_stop: bool, name: str | None = None
) -> Tensor:
    """Gradient of one end of a linspace: a sum weighted with the share of that end."""


@export("linspace", v1="lin_space")
def linspace(
    start: TensorLike, stop: TensorLike, num: Any, name: str | None = None, axis: int = 0
) -> Tensor:
    """Numbers from `start` to `stop`, both included, in equal steps.

    Args:
      start: floating tensor; integers become float64.
      stop: tensor of the same dtype and of a shape that can be broadcast with that of `start`.
      num: how many numbers.
      name: name of the operation in a graph.
      axis: where the new axis goes.

    Returns:
      A tensor with one axis, of size `num`, more than `start` and `stop`.

    Raises:
      InvalidArgumentError: there is no such axis, or `num` is negative.

    >>> ef.linspace(0., 1., 5).numpy()
    array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    start = as_tensor(start, strong_dtype(stop) if strong_dtype(start) is None else None)
    stop = as_tensor(stop, start.dtype, soft=True)
    if start.dtype.is_integer:
        start = cast(start, float64)
    if stop.dtype.is_integer:
        stop = cast(stop, start.dtype)
    return _linspace(start, stop, num, axis, name)


# ------------------------------------------------------------------------------------ meshgrid


@export("meshgrid")
def meshgrid(*args: TensorLike, **kwargs: Any) -> list[Tensor]:
    """Coordinates of the points of a grid: each vector repeated along the others.

    Args:
      *args: the vectors; other tensors are flattened first.
      **kwargs: `indexing`, "xy" (the first vector runs along the second axis; the default) or "ij";
        and `name`.

    Returns:
      As many tensors as vectors, of rank the number of vectors.

    Raises:
      ValueError: `indexing` is something else.

    >>> x, y = ef.meshgrid([1, 2, 3], [4, 5])
    >>> x.numpy()
    array([[1, 2, 3],
           [1, 2, 3]], dtype=int32)
    >>> y.numpy()
    array([[4, 4, 4],
           [5, 5, 5]], dtype=int32)
    """
    indexing = kwargs.pop("indexing", "xy")
    name = kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(f"{next(iter(kwargs))!r} is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError(
            f"Argument `indexing` parameter must be either 'xy' or 'ij', got '{indexing}'"
        )
    vectors = [as_tensor(a) for a in args]
    places = list(builtins.range(len(vectors)))
    if indexing == "xy":
        places[:2] = reversed(places[:2])
    sizes = [_size_of(vectors[i]) for i in places]
    grid = []
    for i, v in enumerate(vectors):
        ones = [1] * len(vectors)
        ones[places.index(i)] = -1
        grid.append(broadcast_to(reshape(v, ones), sizes, name))
    return grid


def _size_of(x: Tensor) -> Any:
    known = shapes.size(x.static_shape)
    return size(x) if known is None else known
