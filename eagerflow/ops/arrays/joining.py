"""Putting tensors together and taking them apart: concat, stack, unstack, split."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.dispatch import as_tensor, to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, float32
from ...registry import export
from ...shapes import PartialShape, text
from ..array import identity, zeros
from ..rules import check_dtype
from .shaping import host_vector

# -------------------------------------------------------------------------------------- concat


def _axis_of(axis: Any) -> int | None:
    """A host argument that is one axis, given as a number or a vector of one."""
    at = host_vector(axis, "Tidx", "axis")
    if at is None:
        return None
    if len(at) != 1:
        raise ValueError(f"axis tensor should be a scalar integer, but got shape [{len(at)}]")
    first: int | None = at[0]
    return first


def _concat_rule(values: tuple[Spec, ...], axis: Any) -> Spec:
    first = values[0]
    check_dtype(first, ANY)
    at = _axis_of(axis)
    rank = next((len(v.shape) for v in values if v.shape is not None), None)
    if rank is None:
        return Spec(first.dtype, None)
    for i, v in enumerate(values):
        if v.shape is not None and len(v.shape) != rank:
            raise ValueError(
                "ConcatOp : Ranks of all input tensors should match: "
                f"shape[0] = {text(first.shape)} vs. shape[{i}] = {text(v.shape)}"
            )
    if not rank:
        raise ValueError("ConcatOp : Can't concatenate scalars (use tf.stack instead)")
    if at is None:
        return Spec(first.dtype, (None,) * rank)
    if not -rank <= at < rank:
        raise ValueError(
            "ConcatOp : Expected concatenating dimensions in the range "
            f"[{-rank}, {rank}), but got {at}"
        )
    return Spec(first.dtype, _joined([v.shape for v in values], at % rank, rank))


def _joined(parts: list[PartialShape], axis: int, rank: int) -> PartialShape:
    """The shape of parts put one behind the other."""
    out: list[int | None] = [None] * rank
    for i, part in enumerate(parts):
        for d, size in enumerate(part or ()):
            if d == axis or size is None:
                continue
            if out[d] not in (None, size):
                raise ValueError(
                    f"ConcatOp : Dimension {d} in both shapes must be equal: "
                    f"shape[0] = {text(parts[0])} vs. shape[{i}] = {text(part)}"
                )
            out[d] = size
    sizes = [None if part is None else part[axis] for part in parts]
    out[axis] = None if None in sizes else sum(sizes)  # type: ignore[arg-type]
    return tuple(out)


def _k_concat(xp: Any) -> Any:
    def kernel(values: Any, axis: Any) -> Any:
        return xp.concatenate(values, axis=axis if isinstance(axis, int) else axis[0])

    return kernel


def _parts(g: Tensor, values_spec: Any, axis: Any) -> list[Tensor]:
    """The parts of a gradient that belong to the values of a concat."""
    sizes = [_size_along(s.shape, axis) for s in values_spec]
    return split(g, sizes, axis, len(sizes))


def _size_along(shape: Any, axis: Any) -> Any:
    if isinstance(axis, Tensor):
        return as_tensor(shape)[axis]
    return shape[axis if isinstance(axis, int) else axis[0]]


@defop(
    "ConcatV2",
    name="concat",
    inputs="",
    lists="values",
    host="axis",
    match="values",
    kernel=_k_concat,
    rule=_concat_rule,
    vjp={"values": lambda g, values_spec, axis: _parts(g, values_spec, axis)},
)
def _concat(values: Any, axis: Any, name: str | None = None) -> Tensor:
    """Tensors one behind the other."""


@export("concat")
def concat(values: Any, axis: Any, name: str | None = "concat") -> Tensor:
    """Tensors one behind the other along an axis.

    Args:
      values: a list of tensors of one dtype whose shapes differ in `axis` at most.
      axis: the axis along which they are put together.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the shapes do not fit, or the axis does not exist.
      ValueError: there are no tensors.

    >>> ef.concat([[[1, 2]], [[3, 4]]], axis=0).numpy()
    array([[1, 2],
           [3, 4]], dtype=int32)
    """
    if not isinstance(values, (list, tuple)):
        values = [values]
    if not values:
        raise errors.make(
            ValueError, "ConcatOp : Expected at least one tensor to concatenate, got []"
        )
    if len(values) == 1:
        return identity(values[0], name)
    return _concat(values, axis, name)


# --------------------------------------------------------------------------- stack and unstack


def _stack_rule(values: tuple[Spec, ...], axis: int) -> Spec:
    check_dtype(values[0], ANY)
    shape = values[0].shape
    for i, v in enumerate(values):
        if not shapes.compatible(shape, v.shape):
            raise ValueError(
                f"Shapes of all inputs must match: values[0].shape = {text(values[0].shape)} "
                f"!= values[{i}].shape = {text(v.shape)}"
            )
        shape = shapes.merge(shape, v.shape)
    if shape is None:
        return Spec(values[0].dtype, None)
    rank = len(shape) + 1
    _check_axis(axis, rank)
    place = axis % rank
    return Spec(values[0].dtype, (*shape[:place], len(values), *shape[place:]))


def _check_axis(axis: int, rank: int) -> None:
    if not -rank <= axis < rank:
        raise ValueError(f"Argument `axis` = {axis} not in range [{-rank}, {rank})")


@defop(
    "Pack",
    name="stack",
    inputs="",
    lists="values",
    match="values",
    kernel=lambda xp: lambda values, axis: xp.stack(values, axis=axis),
    rule=_stack_rule,
    vjp={"values": lambda g, values_spec, axis: unstack(g, len(values_spec), axis)},
)
def _stack(values: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """Tensors of one shape beside each other along a new axis."""


@export("stack")
def stack(values: Any, axis: int = 0, name: str | None = "stack") -> Tensor:
    """Tensors of one shape beside each other along a new axis.

    Args:
      values: a list of tensors of one shape and dtype.
      axis: place of the new axis.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the shapes differ, or there is no such place.

    >>> ef.stack([[1, 2], [3, 4]], axis=1).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    values = values if isinstance(values, (list, tuple)) else list(as_tensor(values))
    return _stack(values, axis, name) if values else zeros([0], name=name)


def _unstack_rule(value: Spec, num: int, axis: int) -> tuple[Spec, ...]:
    shape = value.shape
    if shape is None:
        return (Spec(value.dtype, None),) * num
    place = _unstacked_axis(shape, axis)
    if shape[place] not in (None, num):
        raise ValueError(f"Input shape axis {place} must equal {num}, got shape {text(shape)}")
    return (Spec(value.dtype, (*shape[:place], *shape[place + 1 :])),) * num


def _unstacked_axis(shape: shapes.Shape, axis: int) -> int:
    """The axis from the front.

    Raises:
      ValueError: it does not exist.
    """
    rank = len(shape)
    if not -rank <= axis < rank:
        raise ValueError(f"Argument `axis` = {axis} not in range [{-rank}, {rank})")
    return axis % rank


def _k_unstack(xp: Any) -> Any:
    def kernel(value: Any, num: int, axis: int) -> Any:
        if value.shape[axis] != num:
            raise ValueError(
                f"Input shape axis {axis} must equal {num}, got shape {text(value.shape)}"
            )
        whole = (slice(None),) * (axis % value.ndim)
        return tuple(value[(*whole, i, Ellipsis)] for i in range(num))

    return kernel


@defop(
    "Unpack",
    name="unstack",
    inputs="value",
    kernel=_k_unstack,
    rule=_unstack_rule,
    vjp={"value": lambda g, axis: stack(g, axis)},
    alias=True,
)
def _unstack(value: TensorLike, num: int, axis: int, name: str | None = None) -> tuple[Tensor, ...]:
    """The slices of a tensor along an axis."""


@export("unstack")
def unstack(
    value: TensorLike, num: int | None = None, axis: int = 0, name: str | None = "unstack"
) -> list[Tensor]:
    """The slices of a tensor along an axis, which they do not have any more.

    Args:
      value: a tensor with at least one axis.
      num: size of the axis; needed where it is not known in a graph.
      axis: the axis.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the axis does not exist, or has another size than `num`.

    >>> [t.numpy().tolist() for t in ef.unstack([[1, 2], [3, 4]], axis=1)]
    [[1, 3], [2, 4]]
    """
    if num is None:
        value = as_tensor(value)
        shape = value.static_shape
        try:
            num = None if shape is None else shape[_unstacked_axis(shape, axis)]
        except ValueError as e:
            raise errors.make(errors.ShapeError, str(e), op="Unpack") from None
        if num is None:
            raise errors.make(ValueError, f"Cannot infer argument `num` from shape {text(shape)}")
    return list(_unstack(value, num, axis, name))


# --------------------------------------------------------------------------------------- split


def _split_axis(value: Spec, axis: Any) -> int | None:
    """The axis to split, from the front; None where it is not known."""
    at = _axis_of(axis)
    if at is None or value.shape is None:
        return None
    rank = len(value.shape)
    if not -rank <= at < rank:
        raise ValueError(f"-input rank(-{rank}) <= split_dim < input rank ({rank}), but got {at}")
    return at % rank


def _resized(shape: PartialShape, axis: int | None, size: int | None) -> PartialShape:
    """A shape with one size replaced."""
    if shape is None or axis is None:
        return None if shape is None else (None,) * len(shape)
    return (*shape[:axis], size, *shape[axis + 1 :])


def _split_rule(value: Spec, num_split: int, axis: Any) -> tuple[Spec, ...]:
    if not isinstance(num_split, int) or num_split < 1:
        raise ValueError(f"Value for attr 'num_split' of {num_split} must be at least minimum 1")
    place = _split_axis(value, axis)
    size = None if place is None or value.shape is None else value.shape[place]
    if size is not None and size % num_split:
        raise ValueError(
            "Number of ways to split should evenly divide the split dimension, but got split_dim "
            f"{place} (size = {size}) and num_split {num_split}"
        )
    part = None if size is None else size // num_split
    return (Spec(value.dtype, _resized(value.shape, place, part)),) * num_split


def _cut(value: Any, sizes: Any, axis: int) -> Any:
    """Views of the parts of an array along an axis."""
    whole = (slice(None),) * (axis % value.ndim)
    out = []
    at = 0
    for n in sizes:
        out.append(value[(*whole, slice(at, at + n))])
        at += n
    return tuple(out)


def _k_split(xp: Any) -> Any:
    def kernel(value: Any, num_split: int, axis: Any) -> Any:
        axis = _split_axis(Spec(float32, value.shape), axis)
        size = value.shape[axis]
        if size % num_split:
            raise ValueError(f"{size} can not be split {num_split} ways")
        return _cut(value, (size // num_split,) * num_split, axis)

    return kernel


@defop(
    "Split",
    name="split",
    inputs="value",
    host="axis",
    kernel=_k_split,
    rule=_split_rule,
    vjp={"value": lambda g, axis: concat(g, axis)},
    alias=True,
)
def _split(
    value: TensorLike, num_split: Any, axis: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Equal parts of a tensor along an axis."""


def _found_sizes(sizes: Any, total: int | None) -> Any:
    """The sizes of parts, with the one -1 computed from the size of the axis."""
    if sizes.count(-1) > 1:
        raise ValueError("There can only be one -1 in the input.")
    fixed = None if None in sizes else sum(n for n in sizes if n != -1)
    small = [n for n in sizes if n is not None and n < -1]
    if total is not None and fixed is not None:
        wrong = fixed > total if -1 in sizes else fixed != total
        if wrong or small:
            raise ValueError(
                "Determined shape must either match input shape along split_dim exactly if fully "
                "specified, or be less than the size of the input along split_dim if not fully "
                f"specified.  Got: {fixed}"
            )
    rest = None if total is None or fixed is None else total - fixed
    return tuple(rest if n == -1 else n for n in sizes)


def _split_v_rule(value: Spec, size_splits: Any, axis: Any, num: int | None) -> tuple[Spec, ...]:
    sizes = host_vector(size_splits, "Tlen", "size_splits")
    if sizes is None:
        if num is None:
            raise ValueError(
                "Cannot infer argument `num` from shape <unknown>: the number of parts must be "
                "known"
            )
        sizes = (None,) * num
    if num not in (None, len(sizes)):
        raise ValueError(
            "size of the split_tensor must be 1-D and have the same elements as outputs got 1 -D "
            f"and {len(sizes)} elements"
        )
    place = _split_axis(value, axis)
    total = None if place is None or value.shape is None else value.shape[place]
    return tuple(
        Spec(value.dtype, _resized(value.shape, place, n)) for n in _found_sizes(sizes, total)
    )


def _k_split_v(xp: Any) -> Any:
    def kernel(value: Any, size_splits: Any, axis: Any, num: int | None) -> Any:
        axis = _split_axis(Spec(float32, value.shape), axis)
        return _cut(value, _found_sizes(size_splits, value.shape[axis]), axis)

    return kernel


@defop(
    "SplitV",
    name="split",
    inputs="value",
    host="size_splits axis",
    kernel=_k_split_v,
    rule=_split_v_rule,
    vjp={"value": lambda g, axis: concat(g, axis)},
    alias=True,
)
def _split_v(
    value: TensorLike, size_splits: Any, axis: Any, num: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Parts of a tensor along an axis, with given sizes."""


@export("split")
def split(
    value: TensorLike,
    num_or_size_splits: Any,
    axis: Any = 0,
    num: int | None = None,
    name: str | None = "split",
) -> list[Tensor]:
    """Parts of a tensor along an axis.

    Args:
      value: a tensor with at least one axis.
      num_or_size_splits: how many equal parts, or a list with the size of each; one of them may be
        -1 and is then what is left.
      axis: the axis to split.
      num: how many parts, where `num_or_size_splits` is a tensor whose length is not known.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the sizes do not add up to that of the axis, or the axis does not exist.

    >>> [t.numpy().tolist() for t in ef.split([1, 2, 3, 4, 5], [2, -1])]
    [[1, 2], [3, 4, 5]]
    """
    sizes = to_host(num_or_size_splits)
    if isinstance(sizes, int):
        return list(_split(value, sizes, axis, name))
    if isinstance(sizes, float):
        raise errors.make(
            ValueError,
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}",
        )
    return list(_split_v(value, sizes, axis, num, name))
