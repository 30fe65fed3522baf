"""What operations do with ragged tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import INPUT, LIST, REGISTRY, OpDef
from ...core.tensor import Tensor
from ...dtype import int32, int64
from ..array import ones_like, size
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.ranges import range as range_
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..checks.asserts import assert_equal, assert_less, assert_non_negative
from ..elementwise.arithmetic import add, divide, floordiv, floormod, multiply, negative, subtract
from ..elementwise.comparison import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    not_equal,
)
from ..elementwise.complexes import abs as abs_
from ..elementwise.exponential import exp
from ..elementwise.powers import pow as pow_
from ..reductions.segments import (
    unsorted_segment_max,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sum,
)
from . import dense as ragged_dense
from .indexing import rows_of
from .rows import splits_of

Rule = Callable[..., Any]


def is_ragged(value: Any) -> bool:
    return hasattr(value, "ragged_rank")


# ---------------------------------------------------------------------------------------- checks


def check_splits(count: Tensor, splits: Tensor) -> None:
    """Fail unless splits begin with 0, never fall, and end with the number of values."""
    assert_equal(splits[0], 0, "Arguments to from_row_splits do not form a valid RaggedTensor:zero")
    assert_non_negative(
        splits[1:] - splits[:-1],
        "Arguments to from_row_splits do not form a valid RaggedTensor:monotonic",
    )
    assert_equal(
        splits[-1],
        count,
        "Arguments to from_row_splits do not form a valid RaggedTensor:splits[-1] != nvals",
    )


def check_ids(ids: Tensor, nrows: Any) -> None:
    """Fail unless the rows of values are in order and there."""
    what = "Arguments to from_value_rowids do not form a valid RaggedTensor"
    assert_non_negative(ids[1:] - ids[:-1], what + ":rowids not sorted")
    assert_non_negative(ids[:1], what)
    if nrows is not None:
        assert_less(ids[-1:], cast(as_tensor(nrows), ids.dtype), what)


# ----------------------------------------------------------------------------------- elementwise


def _aligned(value: Any, like: Any) -> Any:
    """The values that an operand has in the rows of a ragged one.

    Raises:
      InvalidArgumentError: the rows do not match.
    """
    if is_ragged(value):
        return _matched(value, like)
    if isinstance(value, (list, tuple)):
        value = as_tensor(value, like.dtype)
    if not is_tensor_like(value):
        return value
    t = as_tensor(value)
    rank: Any = t.shape.rank
    inner: Any = like.flat_values.shape.rank
    if rank is None or rank < inner:
        return t
    if rank == 1 and inner == 1:
        # A vector stands for the elements of every row, if they are as many.
        if t.shape[0] == 1:
            return t
        places = range_(like.nvals(int64)) - gather(like.row_starts(), like.value_rowids())
        return gather(t, places)
    # Sizes of one stand for all rows; others must be those of the rows.
    return _by_rows(t, like)


def _by_rows(t: Tensor, like: Any) -> Tensor:
    """The values of a tensor of the rank of a ragged one, row by row."""
    if t.shape[0] == 1:
        t = gather(t, range_(like.nrows()) * 0)
    if t.shape[1] == 1:
        rows = gather(t[:, 0], like.value_rowids())
        return _by_rows(rows, like.values) if is_ragged(like.values) and len(t.shape) > 2 else rows
    flat, splits, _ = ragged_dense.from_tensor(t, None, None, 1, like.row_splits.dtype)
    assert_equal(splits[0], like.row_splits, "Unable to broadcast: dimension size mismatch")
    return _by_rows(flat, like.values) if is_ragged(like.values) else flat


def _matched(value: Any, like: Any) -> Any:
    """The flat values of a ragged tensor with the rows of another."""
    pairs = zip(value.nested_row_splits, like.nested_row_splits, strict=False)
    for mine, other in pairs:
        if mine is not other:
            assert_equal(
                cast(mine, other.dtype), other, "Incompatible shapes: the rows differ in length"
            )
    return value.flat_values


def _elementwise(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    like = max((a for a in args if is_ragged(a)), key=lambda a: a.ragged_rank)
    values = [
        _aligned(a, like) if kind == INPUT else a for a, kind in zip(args, op.kinds, strict=True)
    ]
    return like.with_flat_values(op.entry(*values, name))


# ------------------------------------------------------------------------------------ reductions


def _sum_of(values: Any, ids: Tensor, n: Tensor) -> Tensor:
    return unsorted_segment_sum(values, ids, n)


def _mean_of(values: Any, ids: Tensor, n: Tensor) -> Tensor:
    count = unsorted_segment_sum(ones_like(values), ids, n)
    return unsorted_segment_sum(values, ids, n) / count


def _all_of(values: Any, ids: Tensor, n: Tensor) -> Tensor:
    return unsorted_segment_min(cast(values, int32), ids, n) > 0


def _any_of(values: Any, ids: Tensor, n: Tensor) -> Tensor:
    return unsorted_segment_max(cast(values, int32), ids, n) > 0


_SEGMENTS: dict[str, Rule] = {
    "Sum": _sum_of,
    "Mean": _mean_of,
    "Prod": unsorted_segment_prod,
    "Max": unsorted_segment_max,
    "Min": unsorted_segment_min,
    "All": _all_of,
    "Any": _any_of,
}


def _reduce(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    rt, axis, keepdims = args
    if axis is None:
        return op.entry(rt.flat_values, None, bool(keepdims), name)
    rank = rt.shape.rank
    listed = [axis] if isinstance(axis, int) else [int(a) for a in as_tensor(axis).numpy().ravel()]
    axes = sorted({a + rank if a < 0 else a for a in listed})
    if any(not 0 <= a < rank for a in axes):
        raise ValueError(f"axis={axis} out of bounds: expected {-rank}<=axis<{rank}")
    if op.type == "Mean" and len(axes) > 1:
        ones = rt.with_flat_values(ones_like(rt.flat_values))
        total = _reduced("Sum", rt, axes, keepdims)
        return divide(total, _reduced("Sum", ones, axes, keepdims), name)
    return _reduced(op.type, rt, axes, keepdims)


def _reduced(how: str, value: Any, axes: list[int], keepdims: bool) -> Any:
    for axis in reversed(axes):
        if is_ragged(value):
            value = _reduced_once(how, value, axis)
        else:
            value = REGISTRY[how].entry(value, axis, False)
        if keepdims:
            value = expand_dims(value, axis)
    return value


def _reduced_once(how: str, rt: Any, axis: int) -> Any:
    if axis > 1:
        inner = rt.values
        if is_ragged(inner):
            return rt.with_values(_reduced_once(how, inner, axis - 1))
        return rt.with_values(REGISTRY[how].entry(inner, axis - 1, False))
    return reduced_rows(_SEGMENTS[how], rt, axis)


def reduced_rows(reduce: Rule, rt: Any, axis: int) -> Any:
    """The first or second axis of a ragged tensor reduced, by a function of values, ids, count."""
    if axis == 1:
        return _segments(reduce, rt.values, rt.value_rowids(), rt.nrows())
    places = range_(rt.nvals(rt.row_splits.dtype)) - gather(rt.row_starts(), rt.value_rowids())
    width = rt.bounding_shape(1)
    return _segments(reduce, rt.values, places, width)


def _segments(reduce: Rule, values: Any, ids: Tensor, n: Tensor) -> Any:
    """Reduced rows, which may be ragged themselves."""
    if not is_ragged(values):
        return reduce(values, ids, n)
    # The values of row k of `values` go to row ids[k], at the same place within it.
    lengths = values.row_lengths()
    width = unsorted_segment_max(lengths, ids, n)
    width = cast(width * cast(width > 0, width.dtype), lengths.dtype)
    splits = splits_of(width)
    rows = values.value_rowids()
    places = range_(values.nvals(lengths.dtype)) - gather(values.row_starts(), rows)
    targets = gather(splits, gather(ids, rows)) + places
    return type(values)(_segments(reduce, values.values, targets, splits[-1]), splits)


# --------------------------------------------------------------------------------------- others


def _map(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    first, *rest = args
    return first.with_flat_values(op.entry(first.flat_values, *rest, name))


def _size(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    return size(args[0].flat_values, args[1] or int32, name)


def _rank(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    return as_tensor(args[0].shape.rank)


def _gather(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    params, indices, axis, batch_dims = (*args, 0, 0)[:4]
    if is_ragged(indices):
        return indices.with_flat_values(gather(params, indices.flat_values, axis=axis or 0))
    if axis or batch_dims:
        return NotImplemented
    indices = as_tensor(indices)
    found = rows_of(params, cast(indices, params.row_splits.dtype))
    if indices.shape.rank == 0:
        return params[indices]
    return found


def _concat(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    values, axis = args
    like = next(v for v in values if is_ragged(v))
    parts = [v if is_ragged(v) else _ragged(v, like) for v in values]
    rank = like.shape.rank
    axis = int(axis) + (rank if axis < 0 else 0)
    return _joined(parts, axis)


def _ragged(value: Any, like: Any) -> Any:
    """A tensor as a ragged one with as many ragged axes as another."""
    return type(like).from_tensor(value, ragged_rank=like.ragged_rank)


def _joined(parts: list[Any], axis: int) -> Any:
    kind = type(parts[0])
    if axis == 0:
        inner = [p.values for p in parts]
        values = _joined(inner, 0) if is_ragged(inner[0]) else concat(inner, 0)
        lengths = concat([p.row_lengths() for p in parts], 0)
        return kind(values, splits_of(lengths))
    if axis == 1:
        n = parts[0].nrows()
        together = _joined(parts, 0)
        # Row i of the result is row i of the first, row i of the second, and so on.
        order = _interleaved(n, len(parts))
        rows = rows_of(together, order)
        lengths = sum(p.row_lengths() for p in parts)
        return kind(rows.values, splits_of(lengths))
    inner = [p.values for p in parts]
    return parts[0].with_values(
        _joined(inner, axis - 1) if is_ragged(inner[0]) else concat(inner, axis - 1)
    )


def _interleaved(n: Tensor, count: int) -> Tensor:
    places = range_(n * count)
    return (places % count) * n + places // count


def _expand_dims(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    rt, axis = args
    axis = int(axis) + (rt.shape.rank + 1 if axis < 0 else 0)
    return expanded(rt, axis)


def expanded(rt: Any, axis: int) -> Any:
    """A ragged tensor with one more axis, of size one."""
    if not is_ragged(rt):
        return expand_dims(rt, axis)
    dtype = rt.row_splits.dtype
    if axis == 0:
        return type(rt)(rt, as_tensor([0, rt.nrows()], dtype), rt.shape.as_list()[0])
    if axis == 1:
        return type(rt)(rt, range_(rt.nrows() + 1), 1)
    return rt.with_values(expanded(rt.values, axis - 1))


def _pack(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    values, axis = args
    like = next(v for v in values if is_ragged(v))
    parts = [v if is_ragged(v) else _ragged(v, like) for v in values]
    axis += like.shape.rank + 1 if axis < 0 else 0
    return _joined([expanded(p, axis) for p in parts], axis)


def _softmax(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    rt, axis = args
    inner = rt.values
    if is_ragged(inner):
        return rt.with_values(op.entry(inner, -1 if axis == -1 else axis - 1, name))
    if axis not in (-1, 1) or (axis == -1 and inner.shape.rank != 1):
        return rt.with_values(op.entry(inner, axis - 1 if axis > 0 else axis, name))
    ids, n = rt.value_rowids(), rt.nrows()
    # As for tensors the largest of a row is taken off first, so that nothing overflows.
    shares = exp(inner - gather(unsorted_segment_max(inner, ids, n), ids))
    return rt.with_values(shares / gather(unsorted_segment_sum(shares, ids, n), ids))


def _tile(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    rt, multiples = args
    for axis, count in enumerate(int(m) for m in multiples):
        if count != 1:
            rt = _joined([rt] * count, axis) if count else rt[(slice(None),) * axis + (slice(0),)]
    return rt


def _one_hot(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    indices, *rest, axis = args
    if axis not in (-1, indices.shape.rank):
        raise ValueError(f"axis ({axis}) must be the last one for ragged indices")
    return indices.with_flat_values(op.entry(indices.flat_values, *rest, -1, name))


def _add_n(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    total = args[0][0]
    for value in args[0][1:]:
        total = add(total, value)
    return total


_RULES: dict[str, Rule] = {
    **dict.fromkeys(_SEGMENTS, _reduce),
    **dict.fromkeys(
        ("Cast", "Identity", "StopGradient", "ZerosLike", "OnesLike", "CheckNumerics"), _map
    ),
    "Size": _size,
    "Rank": _rank,
    "Gather": _gather,
    "GatherV2": _gather,
    "ConcatV2": _concat,
    "ExpandDims": _expand_dims,
    "Pack": _pack,
    "AddN": _add_n,
    "SelectV2": _elementwise,
    "Tile": _tile,
    "Softmax": _softmax,
    "OneHot": _one_hot,
}


def call(op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
    """The result of an op of which a ragged tensor is an argument, or NotImplemented.

    An op that works element by element works on the values of the rows.
    """
    rule = _RULES.get(op.type)
    if rule is not None:
        return rule(op, args, name)
    if op.elementwise:
        return _elementwise(op, args, name)
    if op.kinds.count(INPUT) == 1 and LIST not in op.kinds and is_ragged(args[0]):
        kept = op.type in _SAME_SHAPE
        return _map(op, args, name) if kept else NotImplemented
    return NotImplemented


# Ops of one tensor that look at each element alone, but are not told so.
_SAME_SHAPE = {"Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Softplus", "Softsign", "AsString"}


def install_operators(cls: Any) -> None:
    """Give a class the operators of Python."""
    both: dict[str, Rule] = {
        "add": add, "sub": subtract, "mul": multiply, "truediv": divide, "floordiv": floordiv,
        "mod": floormod, "pow": pow_, "and": logical_and, "or": logical_or,
    }  # fmt: skip
    for name, function in both.items():
        setattr(cls, f"__{name}__", _operator(function))
        setattr(cls, f"__r{name}__", _reflected(function))
    compared: dict[str, Rule] = {
        "eq": equal, "ne": not_equal, "lt": less, "le": less_equal, "gt": greater,
        "ge": greater_equal,
    }  # fmt: skip
    for name, function in compared.items():
        setattr(cls, f"__{name}__", _operator(function))
    for name, single in (("neg", negative), ("abs", abs_), ("invert", logical_not)):
        setattr(cls, f"__{name}__", _single(single))


def _operator(function: Rule) -> Rule:
    return lambda self, other: function(self, other)


def _reflected(function: Rule) -> Rule:
    return lambda self, other: function(other, self)


def _single(function: Rule) -> Rule:
    return lambda self: function(self)
