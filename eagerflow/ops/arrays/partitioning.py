"""Tensors dealt out to several by numbers, and put together again."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, bool_, int32
from ...registry import export
from ...shapes import compatible, merge, text
from ..array import shape as shape_of
from ..array import size
from ..casting import cast
from ..rules import traits
from .gathering import gather
from .joining import stack
from .ranges import range as range_of
from .scatter import first_true
from .scatter import text as place_text
from .selection import where
from .shaping import reshape

Array = Any


# ------------------------------------------------------------------------------- dynamic_partition


@traits(by_value=True)
def _partition_rule(data: Spec, partitions: Spec, num_partitions: int) -> tuple[Spec, ...]:
    if partitions.dtype not in INDEX:
        raise TypeError(
            f"Tensor conversion requested dtype int32 for Tensor with dtype {partitions.dtype.name}"
        )
    if num_partitions < 1:
        raise ValueError(
            f"Value for attr 'num_partitions' of {num_partitions} must be at least minimum 1"
        )
    if data.shape is None or partitions.shape is None:
        return (Spec(data.dtype, None),) * num_partitions
    rank = len(partitions.shape)
    if not compatible(data.shape[:rank], partitions.shape):
        raise ValueError(
            "data.shape must start with partitions.shape, got data.shape = "
            f"{text(data.shape)}, partitions.shape = {text(partitions.shape)}"
        )
    return (Spec(data.dtype, (None, *data.shape[rank:])),) * num_partitions


def _k_partition(xp: Any) -> Any:
    def kernel(data: Array, partitions: Array, num_partitions: int) -> tuple[Array, ...]:
        bad = (partitions < 0) | (partitions >= num_partitions)
        if bad.any():
            place = first_true(xp, bad)
            shown = place_text(place) if place else ""
            raise ValueError(
                f"partitions{shown} = {int(partitions[place])} is not in [0, {num_partitions})"
            )
        rows = data.reshape(partitions.size, *data.shape[partitions.ndim :])
        numbers = partitions.reshape(-1)
        if num_partitions < 2**15:
            numbers = numbers.astype(xp.int16)  # NumPy has a radix sort for these
        order = xp.argsort(numbers, kind="stable")
        counts = xp.bincount(partitions.reshape(-1), minlength=num_partitions).tolist()
        out, start = [], 0
        for count in counts:
            out.append(rows[order[start : start + count]])
            start += count
        return tuple(out)

    return kernel


def _partition_gradient(
    g: list[Tensor], partitions: Tensor, data_spec: Any, num_partitions: int
) -> Tensor:
    """The parts put back to where they came from."""
    numbers = reshape(range_of(0, size(partitions)), shape_of(partitions))
    places = _partition(numbers, partitions, num_partitions)
    return reshape(dynamic_stitch(list(places), g), data_spec.shape)


@defop(
    "DynamicPartition",
    inputs="data partitions",
    kernel=_k_partition,
    rule=_partition_rule,
    vjp={"data": _partition_gradient},
)
def _partition(
    data: TensorLike, partitions: TensorLike, num_partitions: int, name: str | None = None
) -> tuple[Tensor, ...]:
    """The elements of a tensor dealt out by numbers."""


@export("dynamic_partition")
def dynamic_partition(
    data: TensorLike, partitions: TensorLike, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """A tensor dealt out to several, by a number for each element or row.

    Args:
      data: any tensor whose shape starts with that of `partitions`.
      partitions: integers at least 0 and less than `num_partitions`.
      num_partitions: how many tensors to make.
      name: name of the operation in a graph.

    Returns:
      A list of tensors; the i-th has what has the number i, in the order it comes, along a new
      first axis.

    Raises:
      InvalidArgumentError: a number is out of range, or the shapes do not fit.

    >>> [t.numpy() for t in ef.dynamic_partition([10, 20, 30], [0, 1, 0], 2)]
    [array([10, 30], dtype=int32), array([20], dtype=int32)]
    """
    numbers = as_tensor(partitions, int32)
    return list(_partition(data, numbers, num_partitions, name))


# ---------------------------------------------------------------------------------- dynamic_stitch


def _check_indices(indices: tuple[Spec, ...]) -> None:
    for spec in indices:
        if spec.dtype not in INDEX:
            raise TypeError(
                f"Tensor conversion requested dtype int32 for Tensor with dtype {spec.dtype.name}"
            )


@traits(by_value=True)
def _stitch_rule(indices: tuple[Spec, ...], data: tuple[Spec, ...]) -> Spec:
    _check_indices(indices)
    if len(indices) != len(data):
        raise ValueError(
            f"List argument 'data' to 'dynamic_stitch' Op with length {len(data)} must match "
            f"length {len(indices)} of argument 'indices'."
        )
    if not data:
        raise ValueError("Value for attr 'N' of 0 must be at least minimum 1")
    rest, first, known = None, 0, False
    for k, (i, d) in enumerate(zip(indices, data, strict=True)):
        if i.shape is None or d.shape is None:
            continue
        rank = len(i.shape)
        if not compatible(d.shape[:rank], i.shape):
            raise ValueError(
                f"data[{k}].shape = {text(d.shape)} does not start with indices[{k}].shape = "
                f"{text(i.shape)}"
            )
        if known and not compatible(rest, d.shape[rank:]):
            before = indices[first].rank
            raise ValueError(
                f"Need data[{first}].shape[{before}:] = data[{k}].shape[{rank}:], got "
                f"data[{first}].shape = {text(data[first].shape)}, data[{k}].shape = "
                f"{text(d.shape)}, indices[{first}].shape = {text(indices[first].shape)}, "
                f"indices[{k}].shape = {text(i.shape)}"
            )
        rest = merge(rest, d.shape[rank:])
        first = first if known else k
        known = True
    return Spec(data[0].dtype, (None, *rest) if known and rest is not None else None)


def _rows_needed(indices: tuple[Array, ...]) -> int:
    """The size of the result.

    Raises:
      ValueError: an index is negative.
    """
    n = 0
    for i in indices:
        if i.size:
            if int(i.min()) < 0:
                raise ValueError(f"indices[{int(i.reshape(-1).argmin())}] is out of range")
            n = max(n, int(i.max()) + 1)
    return n


def _k_stitch(xp: Any) -> Any:
    def kernel(indices: tuple[Array, ...], data: tuple[Array, ...]) -> Array:
        rest = data[0].shape[indices[0].ndim :]
        shape = (_rows_needed(indices), *rest)
        text_dtype = data[0].dtype.kind == "O"
        out = xp.full(shape, b"", object) if text_dtype else xp.zeros(shape, data[0].dtype)
        for i, d in zip(indices, data, strict=True):
            out[i.reshape(-1)] = d.reshape(i.size, *rest)
        return out

    return kernel


def _stitch_gradient(g: Tensor, indices: tuple[Tensor, ...]) -> list[Tensor]:
    """What was overwritten has no effect."""
    kept = _kept(list(indices))
    out = []
    for i, keep in zip(indices, kept, strict=True):
        picked = gather(g, i)
        axes = picked.ndim - i.ndim
        keep = reshape(keep, (*_sizes(i), *(1,) * axes)) if axes else keep
        out.append(where(keep, picked, cast(0, picked.dtype)))
    return out


def _sizes(x: Tensor) -> list[Any]:
    known = x.static_shape or ()
    if None not in known:
        return list(known)
    found = shape_of(x)
    return [found[a] for a in range(x.ndim)]


@defop(
    "DynamicStitch",
    lists="indices data",
    inputs="",
    match="data",
    kernel=_k_stitch,
    rule=_stitch_rule,
    vjp={"data": _stitch_gradient},
)
def _stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """Rows of several tensors put where indices say."""


def _kept_rule(indices: tuple[Spec, ...]) -> tuple[Spec, ...]:
    _check_indices(indices)
    return tuple(Spec(bool_, i.shape) for i in indices)


def _k_kept(xp: Any) -> Any:
    def kernel(indices: tuple[Array, ...]) -> tuple[Array, ...]:
        last = xp.full(_rows_needed(indices), -1, xp.int64)
        starts = [0]
        for i in indices:
            starts.append(starts[-1] + i.size)
            last[i.reshape(-1)] = xp.arange(starts[-2], starts[-1])
        return tuple(
            last[i] == xp.arange(s, s + i.size).reshape(i.shape)
            for s, i in zip(starts, indices, strict=False)
        )

    return kernel


@defop("StitchKept", lists="indices", inputs="", kernel=_k_kept, rule=_kept_rule, vjp=None)
def _kept(indices: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """Which of the rows that a stitch puts down are not overwritten by later ones."""


@export("dynamic_stitch")
def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """Rows of several tensors put together: row i of the result is the one with the index i.

    Args:
      indices: list of integer tensors.
      data: list of tensors of one dtype; the shape of each starts with that of its indices, and
        what follows is the same for all.
      name: name of the operation in a graph.

    Returns:
      A tensor with as many rows as the largest index asks for; of several rows with one index the
      last stays, and a row without any is zero.

    Raises:
      InvalidArgumentError: an index is negative, or the shapes do not fit.

    >>> ef.dynamic_stitch([[0, 2], [1]], [[10, 30], [20]]).numpy()
    array([10, 20, 30], dtype=int32)
    """
    places = [_as_indices(i) for i in indices]
    return _stitch(places, data, name)


def _as_indices(value: Any) -> Tensor:
    found: Tensor = as_tensor(value, int32)
    return found


# ---------------------------------------------------------------------------------- parallel_stack


@export("parallel_stack")
def parallel_stack(values: Any, name: str | None = "parallel_stack") -> Tensor:
    """Tensors of one shape beside each other along a new first axis: the same as `stack`.

    Args:
      values: a list of tensors of one shape and dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: a shape is not known.

    >>> ef.parallel_stack([[1, 4], [2, 5]]).numpy()
    array([[1, 4],
           [2, 5]], dtype=int32)
    """
    tensors = [as_tensor(v) for v in values]
    for t in tensors:
        if t.static_shape is None or None in t.static_shape:
            raise errors.make(ValueError, f"parallel_stack needs known shapes, got {t.shape}")
    return stack(tensors, 0, name)
