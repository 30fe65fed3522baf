"""Sequences of different lengths in one tensor, and places in sorted sequences."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, REAL, DType, DTypeLike, as_dtype, bool_, int32
from ...registry import export
from ...shapes import compatible, text
from ..casting import cast
from ..reductions.extremes import reduce_max
from ..rules import check_dtype

# ------------------------------------------------------------------------------- sequence_mask


def _sequence_mask_rule(lengths: Spec, maxlen: Any, dtype: DType) -> Spec:
    check_dtype(lengths, REAL)
    if isinstance(maxlen, tuple):
        raise ValueError(
            "Argument `maxlen` must be scalar for sequence_mask, received "
            f"`maxlen` = {list(maxlen)} with shape '({len(maxlen)},)' instead"
        )
    if lengths.shape is None:
        return Spec(dtype, None)
    return Spec(dtype, (*lengths.shape, None if maxlen is None else max(maxlen, 0)))


def _k_sequence_mask(xp: Any) -> Any:
    def kernel(lengths: Any, maxlen: int, dtype: DType) -> Any:
        return (xp.arange(max(maxlen, 0)) < lengths[..., None]).astype(dtype.np, copy=False)

    return kernel


@defop(
    "SequenceMask",
    inputs="lengths",
    host="maxlen",
    kernel=_k_sequence_mask,
    rule=_sequence_mask_rule,
    vjp=None,
)
def _sequence_mask(lengths: TensorLike, maxlen: Any, dtype: Any, name: str | None = None) -> Tensor:
    """True in the first `lengths` places of a new last axis."""


@export("sequence_mask")
def sequence_mask(
    lengths: TensorLike, maxlen: Any = None, dtype: DTypeLike = bool_, name: str | None = None
) -> Tensor:
    """Rows that are true in their first places, as many as `lengths` says.

    Args:
      lengths: tensor of numbers.
      maxlen: length of the rows, the largest of the lengths when left out.
      dtype: dtype of the result.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[*lengths.shape, maxlen]`.

    Raises:
      ValueError: `maxlen` is no scalar.

    >>> ef.sequence_mask([1, 3], 4).numpy()
    array([[ True, False, False, False],
           [ True,  True,  True, False]])
    """
    lengths = as_tensor(lengths)
    if maxlen is None:
        maxlen = reduce_max(lengths)
        if not lengths.dtype.is_integer:
            maxlen = cast(maxlen, int32)
    return _sequence_mask(lengths, maxlen, as_dtype(dtype), name)


# ---------------------------------------------------------------------------- reverse_sequence


def _reverse_sequence_rule(input: Spec, seq_lengths: Spec, seq_axis: int, batch_axis: int) -> Spec:
    if seq_lengths.dtype not in INDEX:
        raise TypeError(
            f"Value for attr 'Tlen' of {seq_lengths.dtype.name} is not in the list of allowed "
            "values: int32, int64"
        )
    if seq_lengths.rank not in (1, None):
        raise ValueError(f"seq_lens input must be 1-dim, not {seq_lengths.rank}")
    if input.shape is not None:
        rank = len(input.shape)
        for axis, which in ((seq_axis, "seq_dim"), (batch_axis, "batch_dim")):
            if not -rank <= axis < rank:
                raise ValueError(f"{which} must be < input rank ( {axis} vs. {rank})")
        if seq_axis % rank == batch_axis % rank:
            raise ValueError(f"batch_dim == seq_dim == {seq_axis}")
        size = input.shape[batch_axis]
        if not compatible((size,), seq_lengths.shape):
            raise ValueError(
                f"Length of seq_lengths != input.dims({batch_axis}), "
                f"({(seq_lengths.shape or (None,))[0]} vs. {size})"
            )
    return Spec(input.dtype, input.shape)


def _k_reverse_sequence(xp: Any) -> Any:
    def kernel(input: Any, seq_lengths: Any, seq_axis: int, batch_axis: int) -> Any:
        n = input.shape[seq_axis]
        if seq_lengths.size and int(seq_lengths.max()) > n:
            raise ValueError(
                f"seq_lens({int(xp.argmax(seq_lengths > n))}) > input.dims({seq_axis})"
            )
        if seq_lengths.size and int(seq_lengths.min()) < 0:
            raise ValueError(f"seq_lens({int(xp.argmax(seq_lengths < 0))}) < 0")
        moved = xp.moveaxis(input, (batch_axis, seq_axis), (0, 1))
        steps, ends = xp.arange(n), seq_lengths[:, None]
        order = xp.where(steps < ends, ends - 1 - steps, steps)
        out = moved[xp.arange(len(moved))[:, None], order]
        return xp.ascontiguousarray(xp.moveaxis(out, (0, 1), (batch_axis, seq_axis)))

    return kernel


@defop(
    "ReverseSequence",
    inputs="input seq_lengths",
    kernel=_k_reverse_sequence,
    rule=_reverse_sequence_rule,
    vjp={"input": lambda g, seq_lengths, seq_axis, batch_axis: (
        _reverse_sequence(g, seq_lengths, seq_axis, batch_axis)
    )},
)  # fmt: skip
def _reverse_sequence(
    input: TensorLike,
    seq_lengths: TensorLike,
    seq_axis: Any,
    batch_axis: Any,
    name: str | None = None,
) -> Tensor:
    """Each sequence reversed within its own length."""


@export("reverse_sequence")
def reverse_sequence(
    input: TensorLike,
    seq_lengths: TensorLike,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Each sequence of a batch reversed within its own length; what comes after it stays.

    Args:
      input: any tensor with at least two axes.
      seq_lengths: vector with the length of each sequence.
      seq_axis: the axis along which sequences run.
      batch_axis: the axis along which they are listed, the first when left out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a length is larger than the axis, or there are not as many as sequences.
      ValueError: `seq_axis` is missing.

    >>> ef.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1).numpy()
    array([[2, 1, 3],
           [6, 5, 4]], dtype=int32)
    """
    if seq_axis is None:
        raise errors.make(ValueError, "seq_axis must be given: the axis along which sequences run")
    return _reverse_sequence(input, seq_lengths, seq_axis, batch_axis or 0, name)


# -------------------------------------------------------------------------------- searchsorted


def _searchsorted_rule(sorted_sequence: Spec, values: Spec, side: str, out_type: DType) -> Spec:
    check_dtype(sorted_sequence, REAL)
    if side not in ("left", "right"):
        raise ValueError(f"side must be either 'right' or 'left'.  Saw: {side}.")
    if sorted_sequence.shape is not None and values.shape is not None:
        if not sorted_sequence.shape or not values.shape:
            raise ValueError("sorted_sequence and values must have at least one axis")
        if not compatible(sorted_sequence.shape[:-1], values.shape[:-1]):
            raise ValueError(
                "Leading dim_size of both tensors must match: "
                f"{text(sorted_sequence.shape)} vs. {text(values.shape)}"
            )
    return Spec(out_type, values.shape)


def _k_searchsorted(xp: Any) -> Any:
    def kernel(sorted_sequence: Any, values: Any, side: str, out_type: DType) -> Any:
        if sorted_sequence.ndim == 1:
            return xp.searchsorted(sorted_sequence, values, side).astype(out_type.np)
        row, column = sorted_sequence[..., None, :], values[..., :, None]
        before = row < column if side == "left" else row <= column
        return before.sum(-1).astype(out_type.np)

    return kernel


@defop(
    "SearchSorted",
    inputs="sorted_sequence values",
    match="sorted_sequence values",
    kernel=_k_searchsorted,
    rule=_searchsorted_rule,
    vjp=None,
)
def _searchsorted(
    sorted_sequence: TensorLike,
    values: TensorLike,
    side: str,
    out_type: Any,
    name: str | None = None,
) -> Tensor:
    """Places of values in sorted rows."""


@export("searchsorted")
def searchsorted(
    sorted_sequence: TensorLike,
    values: TensorLike,
    side: str = "left",
    out_type: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """Where values would go in sorted rows.

    Args:
      sorted_sequence: tensor of shape [..., n], each row in rising order.
      values: tensor of the same dtype and of shape [..., m].
      side: "left" gives the first place that keeps the order, "right" the last.
      out_type: int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `values`, with numbers from 0 to n.

    Raises:
      InvalidArgumentError: the axes before the last differ, or `side` is something else.

    >>> ef.searchsorted([1, 3, 5], [0, 3, 9]).numpy()
    array([0, 1, 3], dtype=int32)
    """
    return _searchsorted(sorted_sequence, values, side, as_dtype(out_type), name)
