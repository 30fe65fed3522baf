"""Basic indexing: integers, slices, ellipsis and new axes. Results are views.

Indexing with arrays and masks is in `picking`, which also installs `Tensor.__getitem__`.
"""

from __future__ import annotations

import builtins
import functools
from typing import Any

from ... import errors
from ...core.dispatch import to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32
from ...registry import export, export_values
from ...shapes import PartialShape
from .shaping import host_vector

newaxis = None
export_values(__name__, "newaxis")

# The five masks of TensorFlow's StridedSlice, a bit for each item of the index.
Masks = tuple[int, int, int, int, int]

# ---------------------------------------------------------------- what a strided slice means


@functools.lru_cache(maxsize=4096)
def decoded(begin: Any, end: Any, strides: Any, masks: Masks) -> tuple[Any, ...]:
    """The index that begin, end, strides and masks stand for: ints, slices, None and Ellipsis.

    Raises:
      ValueError: a stride is zero, or there are two ellipses.
    """
    begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask = masks
    if ellipsis_mask & (ellipsis_mask - 1):
        raise ValueError("Multiple ellipses in slice spec not allowed")
    out: list[Any] = []
    for i, (b, e, s) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            out.append(Ellipsis)
        elif new_axis_mask & bit:
            out.append(None)
        elif shrink_axis_mask & bit:
            out.append(b)
        elif s == 0:
            raise ValueError(f"strides[{i}] must be non-zero")
        else:
            first, last = None if begin_mask & bit else b, None if end_mask & bit else e
            out.append(builtins.slice(first, last, s))
    if not ellipsis_mask:
        out.append(Ellipsis)  # with it NumPy gives a view where it would give a scalar
    return tuple(out)


def _vectors(begin: Any, end: Any, strides: Any) -> Any:
    """The three host vectors; None where even their length is not known."""
    parts = [host_vector(v, "Index", "begin, end and strides") for v in (begin, end, strides)]
    lengths = {len(p) for p in parts if p is not None}
    if len(lengths) > 1:
        shown = ["?" if p is None else f"[{len(p)}]" for p in parts]
        raise ValueError(
            "Expected begin, end, and strides to be 1D equal size tensors, but got shapes "
            f"{shown[0]}, {shown[1]}, and {shown[2]} instead."
        )
    if not lengths:
        return None
    unknown = (None,) * lengths.pop()
    return [unknown if p is None else p for p in parts]


def sliced_shape(
    shape: PartialShape, begin: Any, end: Any, strides: Any, masks: Masks
) -> PartialShape:
    """The shape of a strided slice, where begin, end and strides may be known in part.

    Raises:
      ValueError: the index does not fit the shape.
    """
    vectors = _vectors(begin, end, strides)
    if vectors is None:
        return None
    begin, end, strides = vectors
    begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask = masks
    if ellipsis_mask & (ellipsis_mask - 1):
        raise ValueError("Multiple ellipses in slice spec not allowed")
    if shape is None:
        return None
    if not shape and shrink_axis_mask:
        raise ValueError("Attempting to slice scalar input.")
    used = sum(
        1 for i in builtins.range(len(begin)) if not (ellipsis_mask | new_axis_mask) >> i & 1
    )
    if used > len(shape):
        raise ValueError(
            f"Index out of range using input dim {len(shape)}; input has only {len(shape)} dims"
        )
    out: list[int | None] = []
    at = 0
    for i in builtins.range(len(begin)):
        bit = 1 << i
        if ellipsis_mask & bit:
            skipped = len(shape) - used
            out += shape[at : at + skipped]
            at += skipped
        elif new_axis_mask & bit:
            out.append(1)
        elif shrink_axis_mask & bit:
            _check_index(begin[i], shape[at], at)
            at += 1
        else:
            if strides[i] == 0:
                raise ValueError(f"strides[{i}] must be non-zero")
            bounds = (begin[i], begin_mask & bit, end[i], end_mask & bit, strides[i])
            out.append(_sliced_size(shape[at], *bounds))
            at += 1
    return (*out, *shape[at:])


def _check_index(i: int | None, size: int | None, dimension: int) -> None:
    if i is not None and size is not None and not -size <= i < size:
        raise ValueError(f"slice index {i} of dimension {dimension} out of bounds.")


def _sliced_size(
    size: int | None, begin: Any, no_begin: int, end: Any, no_end: int, stride: Any
) -> int | None:
    if stride in (1, -1) and no_begin and no_end:
        return size
    if size is None or stride is None or not (no_begin or begin is not None):
        return None
    if not (no_end or end is not None):
        return None
    part = builtins.slice(None if no_begin else begin, None if no_end else end, stride)
    return len(builtins.range(*part.indices(size)))


# ----------------------------------------------------------------------------- strided slice


def _strided_slice_rule(input: Spec, begin: Any, end: Any, strides: Any, masks: Masks) -> Spec:
    return Spec(input.dtype, sliced_shape(input.shape, begin, end, strides, masks))


_strided_slice_rule.__dict__["by_dtype"] = True  # NumPy refuses what the rule refuses


@defop(
    "StridedSlice",
    name="strided_slice",
    inputs="input",
    host="begin end strides",
    kernel=lambda xp: lambda x, begin, end, strides, masks: x[decoded(begin, end, strides, masks)],
    rule=_strided_slice_rule,
    vjp={"input": lambda g, input_spec, begin, end, strides, masks: (
        _strided_slice_grad(g, input_spec.shape, begin, end, strides, masks)
    )},
    alias=True,
)  # fmt: skip
def _strided_slice(
    input: TensorLike, begin: Any, end: Any, strides: Any, masks: Any, name: str | None = None
) -> Tensor:
    """Part of a tensor; `masks` are begin, end, ellipsis, new axis and shrink axis mask."""


def _strided_slice_grad_rule(
    dy: Spec, shape: Any, begin: Any, end: Any, strides: Any, masks: Masks
) -> Spec:
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


def _k_strided_slice_grad(xp: Any) -> Any:
    def kernel(dy: Any, shape: Any, begin: Any, end: Any, strides: Any, masks: Masks) -> Any:
        out = xp.zeros(shape, dy.dtype)
        out[decoded(begin, end, strides, masks)] = dy
        return out

    return kernel


@defop(
    "StridedSliceGrad",
    inputs="dy",
    host="shape begin end strides",
    kernel=_k_strided_slice_grad,
    rule=_strided_slice_grad_rule,
    vjp={"dy": lambda g, begin, end, strides, masks: _strided_slice(g, begin, end, strides, masks)},
)
def _strided_slice_grad(
    dy: TensorLike,
    shape: Any,
    begin: Any,
    end: Any,
    strides: Any,
    masks: Any,
    name: str | None = None,
) -> Tensor:
    """Zeros of a shape with `dy` at the place of a strided slice."""


@export("strided_slice")
def strided_slice(
    input_: TensorLike,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """Part of a tensor, as `x[begin:end:strides]` gives it.

    Each mask has a bit for each place of `begin`, `end` and `strides`.

    Args:
      input_: any tensor.
      begin: vector with the first index for each axis.
      end: vector with the index to stop before.
      strides: vector with the steps, which may be negative; ones when left out.
      begin_mask: where to start at the first element (the last for a negative stride).
      end_mask: where to go on to the end.
      ellipsis_mask: where as many axes as needed are taken whole.
      new_axis_mask: where a new axis of size one goes.
      shrink_axis_mask: where only the element at `begin` is taken, and the axis disappears.
      var: a variable that `input_` is the value of; not used.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a stride is zero, an element to be taken does not exist, or there are
        more places than axes.

    >>> ef.strided_slice([1, 2, 3, 4, 5], [0], [5], [2]).numpy()
    array([1, 3, 5], dtype=int32)
    """
    begin = to_host(begin)
    if strides is None:
        strides = (1,) * len(begin) if isinstance(begin, tuple) else begin * 0 + 1
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return _strided_slice(
        input_, begin, to_host(end), to_host(strides), masks, name or "StridedSlice"
    )


_NOT_VALID = (
    "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar "
    "tf.int32/tf.int64 tensors are valid indices, got {!r}"
)


def bad_index(item: Any) -> TypeError:
    """The error for what can not be an index."""
    return errors.make(TypeError, _NOT_VALID.format(item))


def basic(x: Tensor, items: tuple[Any, ...]) -> Tensor:
    """`x` indexed with ints (also scalar tensors), slices, None and Ellipsis."""
    begin, end, strides = [], [], []
    begin_mask = end_mask = ellipsis_mask = new_axis_mask = shrink_axis_mask = 0
    bit = 1
    for item in items:
        first = last = 0
        step = 1
        if type(item) is builtins.slice:
            if item.start is None:
                begin_mask |= bit
            else:
                first = _bound(item.start)
            if item.stop is None:
                end_mask |= bit
            else:
                last = _bound(item.stop)
            if item.step is not None:
                step = _bound(item.step)
        elif item is None:
            new_axis_mask |= bit
        elif item is Ellipsis:
            ellipsis_mask |= bit
        else:
            first = last = item
            shrink_axis_mask |= bit
        begin.append(first)
        end.append(last)
        strides.append(step)
        bit <<= 1
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return _strided_slice(x, tuple(begin), tuple(end), tuple(strides), masks)


def _bound(value: Any) -> Any:
    """A bound of a slice: an int, or a symbolic tensor.

    Raises:
      TypeError: it is something else.
    """
    if type(value) is int:
        return value
    found = to_host(value)
    if isinstance(found, Tensor):
        return found
    if type(found) is not int:
        raise bad_index(value)
    return found


def at_index(x: Tensor, i: int) -> Tensor:
    """`x[i]` for an int."""
    return _strided_slice(x, (i,), (i,), (1,), (0, 0, 0, 0, 1))


# --------------------------------------------------------------------------------------- slice


def _slice_rule(input_: Spec, begin: Any, size: Any) -> Spec:
    first = host_vector(begin, "Index", "begin")
    sizes = host_vector(size, "Index", "size")
    rank = next((len(v) for v in (input_.shape, first, sizes) if v is not None), None)
    if rank is None:
        return Spec(input_.dtype, None)
    unknown = (None,) * rank
    shape, first, sizes = (unknown if v is None else v for v in (input_.shape, first, sizes))
    if not len(shape) == len(first) == len(sizes):
        raise ValueError(
            f"Expected begin and size arguments to be 1-D tensors of size {len(shape)}, but got "
            f"shapes [{len(first)}] and [{len(sizes)}] instead."
        )
    return Spec(input_.dtype, tuple(map(_part_size, builtins.range(rank), shape, first, sizes)))


def _part_size(i: int, size: int | None, first: int | None, wanted: int | None) -> int | None:
    """The size of part of an axis; -1 asks for all up to the end."""
    if first is not None and (first < 0 or (size is not None and first > size)):
        raise ValueError(
            f"Expected begin[{i}] in [0, {'?' if size is None else size}], but got {first}"
        )
    if wanted is None or wanted >= 0:
        if None not in (size, first, wanted) and first + wanted > size:  # type: ignore[operator]
            raise ValueError(f"Expected size[{i}] in [0, {size - first}], but got {wanted}")  # type: ignore[operator]
        return wanted
    if wanted < -1:
        raise ValueError(
            f"Expected size[{i}] in [0, {'?' if size is None else size}], but got {wanted}"
        )
    return None if size is None or first is None else size - first


@functools.lru_cache(maxsize=4096)
def _part(begin: tuple[int, ...], size: tuple[int, ...]) -> tuple[Any, ...]:
    ends = (None if n == -1 else b + n for b, n in zip(begin, size))
    return (*map(builtins.slice, begin, ends), Ellipsis)


def _k_slice(xp: Any) -> Any:
    def kernel(x: Any, begin: tuple[int, ...], size: tuple[int, ...]) -> Any:
        out = x[_part(begin, size)]
        if out.shape != size:  # a slice of an array is as long as it can be
            _slice_rule(Spec(float32, x.shape), begin, size)
        return out

    return kernel


@defop(
    "Slice",
    inputs="input_",
    host="begin size",
    kernel=_k_slice,
    rule=_slice_rule,
    vjp={"input_": lambda g, input__spec, begin: slice_grad(g, input__spec.shape, begin)},
    alias=True,
    api="slice",
)
def slice(input_: TensorLike, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The part of a tensor that starts at `begin` and has the given size.

    Args:
      input_: any tensor.
      begin: vector with the first index for each axis.
      size: vector with the sizes; -1 takes all up to the end.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the part does not lie within the tensor.

    >>> ef.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1]).numpy()
    array([[2, 3],
           [5, 6]], dtype=int32)
    """


def _slice_grad_rule(dy: Spec, shape: Any, begin: Any) -> Spec:
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


def _k_slice_grad(xp: Any) -> Any:
    def kernel(dy: Any, shape: tuple[int, ...], begin: tuple[int, ...]) -> Any:
        out = xp.zeros(shape, dy.dtype)
        out[_part(begin, dy.shape)] = dy
        return out

    return kernel


@defop(
    "SliceGrad",
    inputs="dy",
    host="shape begin",
    kernel=_k_slice_grad,
    rule=_slice_grad_rule,
    vjp={"dy": lambda g, dy_spec, begin: slice(g, begin, dy_spec.shape)},
)
def slice_grad(dy: TensorLike, shape: Any, begin: Any, name: str | None = None) -> Tensor:
    """Zeros of a shape with `dy` at the place of a slice."""
