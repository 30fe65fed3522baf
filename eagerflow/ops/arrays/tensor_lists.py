"""Operations on lists of tensors, which `TensorArray` and the gradients of loops are made of.

The gradient of a list is a list of the gradients of its items; what is missing in it is zero. So
the gradient of reading one item is a list of one item, and adding it to others costs no more.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors, shapes
from ...backend import devices
from ...backend.arrays import kind_of
from ...backend.lists import ListValue
from ...core.dispatch import tidy
from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import DType, int32, int64, variant
from ...shapes import PartialShape
from ..array import zeros
from ..rules import traits

_LIST = Spec(variant, ())


def zero_of(shape: Any, dtype: DType) -> Tensor:
    """The gradient of what nothing depends on: zeros, or an empty list for a list."""
    return list_reserve(0) if dtype is variant else zeros(shape, dtype)


def _check_list(spec: Spec) -> None:
    if spec.dtype is not variant:
        raise TypeError(f"a list of tensors is needed, not a tensor of {spec.dtype.name}")


def _missing(shape: PartialShape, dtype: DType) -> Any:
    """What stands for a missing item: zeros, or an empty list."""
    if dtype is variant:
        return ListValue({}, 0)
    assert shape is not None
    return devices.place(np.zeros(shape, dtype.np))


def _check_index(index: int, size: int, verb: str, refused: str) -> None:
    if index < 0:
        first = f"{'Writing to' if verb == 'write to' else 'Reading from'} negative indices"
        raise errors.OutOfRangeError(None, None, f"{first} (index {index}) is not allowed.")
    if index >= size:
        raise errors.OutOfRangeError(
            None, None, f"Tried to {verb} index {index} but array {refused}size is: {size}"
        )


# ----------------------------------------------------------------------------- making and changing


def _reserve_rule(size: Any) -> Spec:
    if isinstance(size, int) and size < 0:
        raise ValueError(f"the size of a list can not be negative, got {size}")
    return _LIST


@defop(
    "TensorListReserve",
    inputs="",
    host="size",
    kernel=lambda xp: lambda size: ListValue({}, size),
    rule=_reserve_rule,
    vjp=None,
    fold=False,
)
def list_reserve(size: Any, name: str | None = None) -> Tensor:
    """A list of a size, with all items missing."""


def _k_set(list: ListValue, index: int, item: Any, grow: bool) -> ListValue:
    if not grow:
        _check_index(index, list.size, "write to", "is not resizeable and ")
    elif index < 0:
        _check_index(index, 0, "write to", "")
    return list.with_item(index, item, max(list.size, index + 1))


def _set_rule(list: Spec, index: Any, item: Spec, grow: bool) -> Spec:
    _check_list(list)
    return _LIST


@defop(
    "TensorListSetItem",
    inputs="list item",
    host="index",
    kernel=lambda xp: _k_set,
    rule=_set_rule,
    vjp={
        "list": lambda g, index: list_clear(g, index),
        "item": lambda g, index, item_spec: list_get_like(
            g, index, item_spec.shape, item_spec.dtype
        ),
    },
    alias=True,
    fold=False,
)
def list_set(
    list: Any, index: Any, item: TensorLike, grow: bool = False, name: str | None = None
) -> Tensor:
    """The list with another item at `index`; one that grows may be written behind its end."""


@traits(by_value=True)
def _one_list(list: Spec, *others: Any) -> Spec:
    _check_list(list)
    return _LIST


@defop(
    "TensorListClearItem",
    host="index",
    kernel=lambda xp: lambda list, index: list.with_item(index, None, list.size),
    rule=_one_list,
    vjp={"list": lambda g, index: list_clear(g, index)},
    alias=True,
    fold=False,
)
def list_clear(list: Any, index: Any, name: str | None = None) -> Tensor:
    """The list with the item at `index` missing."""


def _sum(a: Any, b: Any) -> Any:
    return _k_add(a, b) if isinstance(a, ListValue) else tidy(a + b)


def _k_add(x: ListValue, y: ListValue) -> ListValue:
    size = max(x.size, y.size)
    few, many = sorted((x.present(), y.present()), key=len)
    total = ListValue(many, size)
    for i, item in few.items():
        have = total.get(i)
        total = total.with_item(i, item if have is None else _sum(have, item), size)
    return total


def _add_rule(x: Spec, y: Spec) -> Spec:
    _check_list(x)
    _check_list(y)
    return _LIST


@defop(
    "TensorListAdd",
    kernel=lambda xp: _k_add,
    rule=_add_rule,
    vjp={"x": through, "y": through},
    alias=True,
    fold=False,
)
def list_add(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The sum of two lists item by item; missing items are zero."""


# -------------------------------------------------------------------------------- reading one item


def one_item(index: Any, item: Any) -> Tensor:
    """A list in which all items but one are missing."""
    return list_set(list_reserve(0), index, item, True)


def _k_get(list: ListValue, index: int, dtype: DType, shape: PartialShape) -> Any:
    _check_index(index, list.size, "read from", "")
    found = list.get(index)
    if found is not None:
        return found
    if dtype is not variant and (shape is None or None in shape):
        raise errors.InvalidArgumentError(
            None, None, f"Trying to read an item that was never written, at index {index}, and the "
            "shape of the items is not known.",
        )  # fmt: skip
    return _missing(shape, dtype)


def _get_rule(list: Spec, index: Any, dtype: DType, shape: PartialShape) -> Spec:
    _check_list(list)
    return Spec(dtype, shape)


@defop(
    "TensorListGetItem",
    inputs="list",
    host="index",
    kernel=lambda xp: _k_get,
    rule=_get_rule,
    vjp={"list": lambda g, index: one_item(index, g)},
    alias=True,
    fold=False,
)
def list_get(list: Any, index: Any, dtype: Any, shape: Any, name: str | None = None) -> Tensor:
    """The item at `index`; a missing one is zero, if its shape is known."""


def _k_get_like(list: ListValue, index: int, shape: Any, dtype: DType) -> Any:
    found = list.get(index)
    return _missing(shape, dtype) if found is None else found


def _get_like_rule(list: Spec, index: Any, shape: Any, dtype: DType) -> Spec:
    _check_list(list)
    return Spec(dtype, shape)


@defop(
    "TensorListGetItemLike",
    inputs="list",
    host="index shape",
    kernel=lambda xp: _k_get_like,
    rule=_get_like_rule,
    vjp={"list": lambda g, index: one_item(index, g)},
    alias=True,
    fold=False,
)
def list_get_like(list: Any, index: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The item at `index`; a missing one is zeros of the given shape."""


# ------------------------------------------------------------------------ all items as one tensor


def _rows(list: ListValue, dtype: DType, shape: PartialShape) -> list[Any]:
    """The items, with zeros for missing ones."""
    present = list.present()
    if len(present) == list.size:
        return [present[i] for i in range(list.size)]
    known = next((a.shape for a in present.values()), shape)
    if known is None or None in known:
        raise errors.InvalidArgumentError(
            None, None, "Tried to stack a list of which no item was written, and the shape of its "
            "items is not known.",
        )  # fmt: skip
    zero = _missing(known, dtype)
    return [present.get(i, zero) for i in range(list.size)]


def _stacked(rows: list[Any], dtype: DType, shape: PartialShape) -> Any:
    if rows:
        different = next((r.shape for r in rows if r.shape != rows[0].shape), None)
        if different is not None:
            raise errors.InvalidArgumentError(
                None, None, f"TensorArray has inconsistent shapes: one item has shape "
                f"{shapes.text(rows[0].shape)}, another {shapes.text(different)}.",
            )  # fmt: skip
        return kind_of(rows[0]).backend.xp.stack(rows)
    if shape is None or None in shape:
        raise errors.InvalidArgumentError(
            None, None, "Tried to stack elements of an empty list with non-fully-defined "
            f"element_shape: {shapes.text(shape)}",
        )  # fmt: skip
    return devices.place(np.zeros((0, *shape), dtype.np))


def _k_stack(list: ListValue, dtype: DType, shape: PartialShape) -> Any:
    return _stacked(_rows(list, dtype, shape), dtype, shape)


@traits(by_value=True)
def _stack_rule(list: Spec, dtype: DType, shape: PartialShape) -> Spec:
    _check_list(list)
    return Spec(dtype, None if shape is None else (None, *shape))


@defop(
    "TensorListStack",
    inputs="list",
    kernel=lambda xp: _k_stack,
    rule=_stack_rule,
    vjp={"list": lambda g: list_from_tensor(g)},
    fold=False,
)
def list_stack(list: Any, dtype: Any, shape: Any, name: str | None = None) -> Tensor:
    """The items, along a new first axis; missing ones are zeros.

    Args:
      list: the list.
      dtype: dtype of the items.
      shape: what is known of their shape.
    """


def _from_tensor_rule(tensor: Spec) -> Spec:
    if tensor.shape == ():
        raise ValueError("Tensor must be at least a vector, but saw a scalar")
    return _LIST


@defop(
    "TensorListFromTensor",
    kernel=lambda xp: lambda tensor: ListValue.of(tensor[i, ...] for i in range(tensor.shape[0])),
    rule=_from_tensor_rule,
    vjp={"tensor": lambda g, tensor_spec: list_stack_like(g, tensor_spec.shape, tensor_spec.dtype)},
    alias=True,
    fold=False,
)
def list_from_tensor(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The list of the slices of a tensor along its first axis."""


def _k_stack_like(list: ListValue, shape: tuple[int, ...], dtype: DType) -> Any:
    if not shape[0]:
        return _missing(shape, dtype)
    zero = _missing(shape[1:], dtype)
    return _stacked([zero if r is None else r for r in map(list.get, range(shape[0]))], dtype, None)


def _stack_like_rule(list: Spec, shape: Any, dtype: DType) -> Spec:
    _check_list(list)
    return Spec(dtype, shape)


@defop(
    "TensorListStackLike",
    inputs="list",
    host="shape",
    kernel=lambda xp: _k_stack_like,
    rule=_stack_like_rule,
    vjp={"list": lambda g: list_from_tensor(g)},
    fold=False,
)
def list_stack_like(list: Any, shape: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The items as one tensor of the given shape, with zeros for those that are missing."""


def _length_rule(list: Spec) -> Spec:
    _check_list(list)
    return Spec(int32, ())


@defop(
    "TensorListLength",
    kernel=lambda xp: lambda list: devices.place(np.array(list.size, np.int32)),
    rule=_length_rule,
    vjp=None,
    fold=False,
)
def list_length(list: Any, name: str | None = None) -> Tensor:
    """How many positions a list has."""


# ------------------------------------------------------------------- several items by their indices


def _k_scatter(list: ListValue, indices: tuple[int, ...], tensor: Any) -> ListValue:
    if len(indices) != tensor.shape[0]:
        raise errors.InvalidArgumentError(
            None, None, f"there are {len(indices)} indices for {tensor.shape[0]} slices"
        )
    for at, index in enumerate(indices):
        list = _k_set(list, index, tensor[at, ...], True)
    return list


def _scatter_rule(list: Spec, indices: Any, tensor: Spec) -> Spec:
    _check_list(list)
    return _from_tensor_rule(tensor)


@defop(
    "TensorListScatterIntoExistingList",
    inputs="list tensor",
    host="indices",
    kernel=lambda xp: _k_scatter,
    rule=_scatter_rule,
    vjp={
        "list": lambda g, indices: list_clear_all(g, indices),
        "tensor": lambda g, indices, tensor_spec: list_gather_like(
            g, indices, tensor_spec.shape, tensor_spec.dtype
        ),
    },
    alias=True,
    fold=False,
)
def list_scatter(list: Any, indices: Any, tensor: TensorLike, name: str | None = None) -> Tensor:
    """The list with the slices of a tensor as its items at `indices`, all different."""


def _k_clear_all(list: ListValue, indices: tuple[int, ...]) -> ListValue:
    for index in indices:
        list = list.with_item(index, None, list.size)
    return list


@defop(
    "TensorListClearItems",
    host="indices",
    kernel=lambda xp: _k_clear_all,
    rule=_one_list,
    vjp={"list": lambda g, indices: list_clear_all(g, indices)},
    alias=True,
    fold=False,
)
def list_clear_all(list: Any, indices: Any, name: str | None = None) -> Tensor:
    """The list with the items at `indices` missing."""


def _k_gather_like(
    list: ListValue, indices: tuple[int, ...], shape: tuple[int, ...], dtype: DType
) -> Any:
    chosen = ListValue.of(map(list.get, indices))
    return _k_stack_like(chosen, shape, dtype)


def _gather_like_rule(list: Spec, indices: Any, shape: Any, dtype: DType) -> Spec:
    return _stack_like_rule(list, shape, dtype)


@defop(
    "TensorListGatherLike",
    inputs="list",
    host="indices shape",
    kernel=lambda xp: _k_gather_like,
    rule=_gather_like_rule,
    vjp={"list": lambda g, indices: list_scatter(list_reserve(0), indices, g)},
    fold=False,
)
def list_gather_like(
    list: Any, indices: Any, shape: Any, dtype: Any, name: str | None = None
) -> Tensor:
    """The items at `indices` as one tensor of the given shape; missing ones are zeros."""


# ------------------------------------------------------------------------ items one after the other


def _k_concat(list: ListValue, dtype: DType, shape: PartialShape) -> tuple[Any, Any]:
    rows = _rows(list, dtype, shape)
    lengths = np.array([r.shape[0] if r.ndim else -1 for r in rows], np.int64)
    if (lengths < 0).any():
        raise errors.InvalidArgumentError(
            None, None, "Concat saw a scalar shape, but requires at least vectors."
        )
    if not rows:
        return _stacked(rows, dtype, None if shape is None else shape[1:]), devices.place(lengths)
    return kind_of(rows[0]).backend.xp.concatenate(rows), devices.place(lengths)


@traits(by_value=True)
def _concat_rule(list: Spec, dtype: DType, shape: PartialShape) -> tuple[Spec, Spec]:
    _check_list(list)
    joined = None if shape is None else (None, *shape[1:])
    return Spec(dtype, joined), Spec(int64, (None,))


@defop(
    "TensorListConcat",
    inputs="list",
    kernel=lambda xp: _k_concat,
    rule=_concat_rule,
    vjp={"list": lambda g, out: list_split(g[0], out[1])},
    fold=False,
)
def list_concat(list: Any, dtype: Any, shape: Any, name: str | None = None) -> Any:
    """The items one after the other along their first axis, and how long each is.

    Args:
      list: the list.
      dtype: dtype of the items.
      shape: what is known of their shape.
    """


def _k_split(tensor: Any, lengths: tuple[int, ...]) -> ListValue:
    if sum(lengths) != tensor.shape[0]:
        raise errors.InvalidArgumentError(
            None, None, f"Expected sum of lengths to be equal to values.shape[0], but sum of "
            f"lengths is {sum(lengths)} and value's shape is: {shapes.text(tensor.shape)}",
        )  # fmt: skip
    ends = np.cumsum(lengths, dtype=np.int64).tolist()
    return ListValue.of(tensor[e - n : e] for e, n in zip(ends, lengths, strict=True))


def _split_rule(tensor: Spec, lengths: Any) -> Spec:
    return _from_tensor_rule(tensor)


@defop(
    "TensorListSplit",
    inputs="tensor",
    host="lengths",
    kernel=lambda xp: _k_split,
    rule=_split_rule,
    vjp={
        "tensor": lambda g, lengths, tensor_spec: list_concat_like(
            g, lengths, tensor_spec.shape, tensor_spec.dtype
        )
    },
    alias=True,
    fold=False,
)
def list_split(tensor: TensorLike, lengths: Any, name: str | None = None) -> Tensor:
    """The list of pieces of the given lengths along the first axis of a tensor."""


def _k_concat_like(
    list: ListValue, lengths: tuple[int, ...], shape: tuple[int, ...], dtype: DType
) -> Any:
    pieces = [
        _missing((n, *shape[1:]), dtype) if (found := list.get(i)) is None else found
        for i, n in enumerate(lengths)
    ]
    if not math.prod(shape):
        return _missing(shape, dtype)
    return kind_of(pieces[0]).backend.xp.concatenate(pieces)


def _concat_like_rule(list: Spec, lengths: Any, shape: Any, dtype: DType) -> Spec:
    return _stack_like_rule(list, shape, dtype)


@defop(
    "TensorListConcatLike",
    inputs="list",
    host="lengths shape",
    kernel=lambda xp: _k_concat_like,
    rule=_concat_like_rule,
    vjp={"list": lambda g, lengths: list_split(g, lengths)},
    fold=False,
)
def list_concat_like(
    list: Any, lengths: Any, shape: Any, dtype: Any, name: str | None = None
) -> Tensor:
    """The items one after the other as one tensor of the given shape, zeros for missing ones."""


# ------------------------------------------------------------------------------- items in many rows


def _each(list: ListValue, change: Any) -> ListValue:
    """The list with its items changed, those of lists in it as well."""
    changed = {
        i: _each(a, change) if isinstance(a, ListValue) else change(a)
        for i, a in list.present().items()
    }
    return ListValue(changed, list.size)


def _k_repeat(list: ListValue, times: int) -> ListValue:
    return _each(list, lambda a: kind_of(a).backend.xp.broadcast_to(a, (times, *a.shape)))


@defop(
    "TensorListRepeatItems",
    host="times",
    kernel=lambda xp: _k_repeat,
    rule=_one_list,
    vjp={"list": lambda g, times: list_sum_items(g, times)},
    alias=True,
    fold=False,
)
def list_repeat(list: Any, times: Any, name: str | None = None) -> Tensor:
    """The list with every item so many times, along a new first axis."""


@defop(
    "TensorListSumItems",
    host="times",
    kernel=lambda xp: lambda list, times: _each(list, lambda a: tidy(a.sum(0))),
    rule=_one_list,
    vjp={"list": lambda g, times: list_repeat(g, times)},
    fold=False,
)
def list_sum_items(list: Any, times: Any, name: str | None = None) -> Tensor:
    """The list with every item, which has so many slices, summed along its first axis."""
