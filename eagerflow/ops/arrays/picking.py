"""Indexing with arrays and masks, as NumPy does it, and `Tensor.__getitem__`."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import errors, shapes
from ...core.convert import contains_tensor, is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...registry import export
from ...shapes import PartialShape, TensorShape
from ..rules import traits
from .indexing import at_index, bad_index, basic
from .scatter import add_at, check_range, row_positions
from .shaping import host_vector

# The items of a plan: an int, None for a new axis, and these.
WHOLE, REST, ARRAY, MASK = ":", "...", "array", "mask"
Plan = tuple[Any, ...]


@functools.lru_cache(maxsize=1024)
def _expanded(plan: Plan, ranks: tuple[int, ...], rank: int) -> list[tuple[Any, int, int]]:
    """For each item of a plan (item, first axis it takes, number of its array), without REST.

    Args:
      plan: the plan.
      ranks: the ranks of the arrays.
      rank: the rank of the tensor.

    Raises:
      ValueError: the plan takes more axes than there are.
    """
    numbers = iter(range(len(ranks)))
    out: list[tuple[Any, int, int]] = []
    at = len(plan)
    for i, item in enumerate(plan):
        number = next(numbers) if item in (ARRAY, MASK) else -1
        if item == REST:
            at = i
        else:
            taken = 0 if item is None else ranks[number] if item == MASK else 1
            out.append((item, taken, number))
    used = sum(taken for _, taken, _ in out)
    if used > rank:
        raise ValueError(f"Index out of range using input dim {rank}; input has only {rank} dims")
    out[at:at] = [(WHOLE, 1, -1)] * (rank - used)
    axis = 0
    for i, (item, taken, number) in enumerate(out):
        out[i] = (item, axis, number)
        axis += taken
    return out


def _mask_rank(mask: Spec) -> int:
    if mask.rank is None:
        raise ValueError(
            "Number of mask dimensions must be specified, even if some dimensions are None.  "
            "E.g. shape=[None] is ok, but shape=None is not."
        )
    return mask.rank


def _picked_shape(shape: PartialShape, arrays: tuple[Spec, ...], plan: Plan) -> PartialShape:
    """The shape of what a plan picks, by NumPy's rules.

    The axes of the arrays, broadcast, come where the first array stands; or in front, when a slice
    or a new axis stands between arrays. An int beside arrays counts as one.
    """
    if shape is None or any(a.shape is None for a in arrays):
        return None
    out: list[int | None] = []
    common: PartialShape = ()
    places: list[int] = []
    ranks = tuple(map(_mask_rank, arrays))
    for place, (item, axis, number) in enumerate(_expanded(plan, ranks, len(shape))):
        if item is None:
            out.append(1)
        elif item == WHOLE:
            out.append(shape[axis])
        else:
            places.append(place)
            if len(places) == 1:
                at = len(out)
            if item == MASK:
                _check_mask(shape, axis, arrays[number].shape)
                common = shapes.broadcast(common, (None,))
            elif item == ARRAY:
                common = shapes.broadcast(common, arrays[number].shape)
            elif not _within(item, shape[axis]):
                raise ValueError(f"slice index {item} of dimension {axis} out of bounds.")
    if places[-1] - places[0] != len(places) - 1:
        at = 0
    assert common is not None
    return (*out[:at], *common, *out[at:])


def _within(i: int, size: int | None) -> bool:
    return size is None or -size <= i < size


def _check_mask(shape: shapes.Shape, axis: int, mask: Any) -> None:
    """Raise ValueError unless a mask has the shape of the axes it stands for."""
    there = shape[axis : axis + len(mask)]
    if not shapes.compatible(there, mask):
        raise ValueError(f"Shapes {TensorShape(there)} and {TensorShape(mask)} are incompatible")


@traits(by_value=True)
def _pick_rule(x: Spec, indices: tuple[Spec, ...], plan: Plan) -> Spec:
    return Spec(x.dtype, _picked_shape(x.shape, indices, plan))


def _index(xp: Any, x_shape: Any, indices: Any, plan: Plan) -> tuple[Any, ...]:
    """The index tuple for an array namespace, with every array checked against its axis."""
    out: list[Any] = []
    for item, axis, number in _expanded(plan, tuple(a.ndim for a in indices), len(x_shape)):
        if item == WHOLE:
            out.append(slice(None))
        elif item == ARRAY:
            check_range(xp, indices[number], x_shape[axis], negative=True)
            out.append(indices[number])
        elif item == MASK:
            _check_mask(x_shape, axis, indices[number].shape)
            out += xp.nonzero(indices[number])
        else:
            out.append(item)
    return tuple(out)


def _k_pick(xp: Any) -> Any:
    def kernel(x: Any, indices: Any, plan: Plan) -> Any:
        return x[_index(xp, x.shape, indices, plan)]

    return kernel


@defop(
    "Pick",
    name="strided_slice",
    inputs="x",
    lists="indices",
    kernel=_k_pick,
    rule=_pick_rule,
    vjp={"x": lambda g, x_spec, indices, plan: _pick_grad(g, indices, x_spec.shape, plan)},
)
def _pick(x: TensorLike, indices: Any, plan: Any, name: str | None = None) -> Tensor:
    """Elements of a tensor at places that integer arrays and masks name.

    `plan` has an item for each item of the index: an int, None, WHOLE, REST, or ARRAY or MASK,
    which stand for the next of `indices`.
    """


def _pick_grad_rule(dy: Spec, indices: tuple[Spec, ...], shape: Any, plan: Plan) -> Spec:
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


def _k_pick_grad(xp: Any) -> Any:
    def kernel(dy: Any, indices: Any, shape: tuple[int, ...], plan: Plan) -> Any:
        index = _index(xp, shape, indices, plan)
        out = xp.zeros(shape, dy.dtype)
        if ARRAY not in plan and plan.count(MASK) == 1:
            out[index] = dy  # a mask names no place twice
            return out
        while isinstance(index[-1], slice):  # axes at the end that are taken whole
            index = index[:-1]
        lead = len([i for i in index if i is not None])
        inner = math.prod(shape[lead:])
        numbers = xp.arange(math.prod(shape[:lead])).reshape(shape[:lead])
        positions = row_positions(xp, numbers[index], inner)
        return add_at(xp, out.reshape(-1), positions, dy).reshape(shape)

    return kernel


@defop(
    "PickGrad",
    inputs="dy",
    lists="indices",
    host="shape",
    kernel=_k_pick_grad,
    rule=_pick_grad_rule,
    vjp={"dy": lambda g, indices, plan: _pick(g, indices, plan)},
)
def _pick_grad(
    dy: TensorLike, indices: Any, shape: Any, plan: Any, name: str | None = None
) -> Tensor:
    """Zeros of a shape with the elements of `dy` added at the places of a pick."""


# ------------------------------------------------------------------------------- x[...]


def getitem(x: Tensor, key: Any) -> Tensor:
    """`x[key]` for every index that NumPy knows."""
    if type(key) is int:
        return at_index(x, key)
    items = key if type(key) is tuple else (key,)
    if all(i is None or i is Ellipsis or type(i) in (int, slice) for i in items):
        return basic(x, items)
    items = tuple(map(_item, items))
    if not any(_is_array(i) for i in items):
        return basic(x, items)
    if sum(i is Ellipsis for i in items) > 1:
        raise errors.make(errors.ShapeError, "Multiple ellipses in slice spec not allowed")
    return _by_arrays(x, items)


def _is_array(item: Any) -> bool:
    return isinstance(item, Tensor) and item.static_shape != ()


def _item(item: Any) -> Any:
    """An item of an index as int, slice, None, Ellipsis or a tensor of integers or bools."""
    if item is None or item is Ellipsis or type(item) in (int, slice):
        return item
    if isinstance(item, (bool, np.bool_)):
        raise errors.make(ValueError, "mask cannot be scalar.")
    if isinstance(item, (list, np.ndarray)) or is_tensor_like(item):
        return _array_item(item)
    if hasattr(item, "__index__"):
        return item.__index__()
    if hasattr(item, "__array__") or hasattr(item, "__dlpack__"):
        return _array_item(np.asarray(item))
    raise bad_index(item)


def _array_item(item: Any) -> Any:
    if isinstance(item, list) and not contains_tensor(item):
        try:
            found = np.asarray(item)
        except ValueError as e:
            raise bad_index(item) from e
        item = found if found.size else found.astype(np.int64)
    if isinstance(item, np.ndarray) and item.dtype.kind not in "iub":
        raise bad_index(item)
    tensor = as_tensor(item)
    if not (tensor.dtype.is_integer or tensor.dtype.is_bool):
        raise bad_index(item)
    if tensor.static_shape == ():
        if tensor.dtype.is_bool:
            raise errors.make(ValueError, "mask cannot be scalar.")
        if isinstance(tensor, EagerTensor):
            return int(tensor)
    return tensor


def _by_arrays(x: Tensor, items: tuple[Any, ...]) -> Tensor:
    """Indexing with at least one array: first the slices, then the arrays."""
    plan: list[Any] = []
    slices: list[Any] = []
    arrays: list[Tensor] = []
    for item in items:
        if isinstance(item, Tensor):
            mask = item.dtype.is_bool
            plan.append(MASK if mask else ARRAY)
            slices += [slice(None)] * (
                _mask_rank(Spec(item.dtype, item.static_shape)) if mask else 1
            )
            arrays.append(item)
        elif item is None:
            plan.append(None)
        elif item is Ellipsis:
            plan.append(REST)
            slices.append(Ellipsis)
        else:
            plan.append(WHOLE if isinstance(item, slice) else item)
            slices.append(item if isinstance(item, slice) else slice(None))
    if any(s is not Ellipsis and s != slice(None) for s in slices):
        x = basic(x, tuple(slices))
    return _pick(x, arrays, tuple(plan))


getitem.__name__ = "__getitem__"
setattr(Tensor, "__getitem__", getitem)  # noqa: B010, the class declares it for type checkers only


@export("boolean_mask")
def boolean_mask(
    tensor: TensorLike, mask: TensorLike, axis: Any = None, name: str | None = "boolean_mask"
) -> Tensor:
    """The elements where a mask is true, in row-major order.

    Args:
      tensor: any tensor.
      mask: a bool tensor with the shape of one or more neighbouring axes of `tensor`; numbers count
        as true when they are not zero.
      axis: the first of those axes, the first of the tensor when left out.
      name: name of the operation in a graph.

    Returns:
      A tensor that has in place of those axes one, as long as the mask has true elements.

    Raises:
      ValueError: the mask has no axes, or does not have the shape of the axes.

    >>> ef.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]]).numpy()
    array([1, 3, 4], dtype=int32)
    """
    tensor, mask = as_tensor(tensor), as_tensor(mask)
    if mask.static_shape == ():
        raise errors.make(ValueError, "mask cannot be scalar.")
    first = 0 if axis is None else int(axis)
    if first < 0 and tensor.static_shape is not None:
        first += len(tensor.static_shape)
    return _pick(tensor, [mask], (WHOLE,) * first + (MASK,), name)
