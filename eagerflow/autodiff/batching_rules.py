"""How ops work on many rows at once: their arguments have one more axis in front.

A rule gets a `Call` and returns the results for all rows. `tests/test_vmap.py` runs every op's
samples through them and compares with row by row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.convert import is_tensor_like
from ..core.dispatch import as_tensor, to_host
from ..core.opdef import INPUT
from ..core.spec import Spec
from ..dtype import variant
from ..ops.arrays.joining import concat
from ..ops.arrays.shaping import broadcast_to, expand_dims, reshape, transpose
from ..ops.linalg.einsum import einsum
from ..ops.reductions.sums import reduce_sum
from .batched import RULES, Batched, Call, Rule, Unbatched, level_now


def rule(types: str) -> Callable[[Rule], Rule]:
    """Make a function the rule of ops."""

    def declare(function: Rule) -> Rule:
        for type in types.split():
            RULES[type] = function
        return function

    return declare


def _known(value: Any) -> bool:
    """True for sizes and axes that are plain numbers."""
    if isinstance(value, (list, tuple)):
        return all(map(_known, value))
    return not is_tensor_like(value)


def _sizes(value: Any) -> tuple[int, ...] | None:
    """A vector of sizes as numbers, None when they are not known."""
    value = to_host(value)
    if isinstance(value, tuple) and all(type(n) is int for n in value):
        return value
    return None


@rule("*")
def _default(c: Call) -> Any:
    """Elementwise ops work on all rows; for others it takes a rule, or one row after the other."""
    if c.op.elementwise:
        return _elementwise(c)
    return c.one_by_one()


# ---------------------------------------------------------------------------------- elementwise


@rule("SelectV2 Keep KeepWhere")
def _elementwise(c: Call) -> Any:
    """NumPy's broadcasting aligns the last axes, so missing ones go behind that of the rows."""
    inputs = [i for i, k in enumerate(c.op.kinds) if k == INPUT and c.args[i] is not None]
    rank = max(c.rank(i) for i in inputs)
    args = list(c.args)
    for i in inputs:
        if c.batched[i]:
            for _ in range(rank - c.rank(i)):
                args[i] = expand_dims(args[i], 1)
    return c.op.entry(*args)


@rule(
    "Identity Cast CheckNumerics StopGradient ZerosLike OnesLike PreventGradient Cholesky "
    "MatrixInverse MatrixDeterminant LogMatrixDeterminant MatrixExponential MatrixLogarithm "
    "MatrixSquareRoot SelfAdjointEigV2 Svd Qr Lu MatrixBandPart MatrixDiagV3 MatrixDiagPartV3 "
    "DigammaDerivative Fourier"
)
def _passes(c: Call) -> Any:
    """All rows are one more batch axis."""
    if not c.batched[0] or any(c.batched[1:]):
        return c.one_by_one()
    if c.op.type == "Fourier" and any(a >= 0 for a in c.args[1]):
        args = list(c.args)
        args[1] = tuple([a + 1 if a >= 0 else a for a in c.args[1]])
        return c.op.entry(*args)
    return c.op.entry(*c.args)


@rule("Shape")
def _shape(c: Call) -> Any:
    return Unbatched(c.op.entry(*c.args)[1:])


@rule("Rank")
def _rank(c: Call) -> Any:
    return Unbatched(as_tensor(c.rank(0)))


@rule("AddN IdentityN")
def _lists(c: Call) -> Any:
    return c.op.entry(*c.args)


class _BackwardOfRows:
    """A user's gradient function of a row, for all rows.

    Args:
      backward: the function.
      level: which `vmap` the rows belong to.
      size: the number of rows.
    """

    def __init__(self, backward: Any, level: int, size: int | None) -> None:
        self._backward = backward
        self._level = level
        self._size = size

    def __call__(self, gradients: Any, specs: Any) -> list[Any]:
        """The gradients of all rows of the arguments, from those of the results."""
        rows = [Batched(g, self._level, self._size) for g in gradients]
        token = level_now.set(self._level)  # so that a tape of the function sees rows
        try:
            found = self._backward(rows, [Spec(s.dtype, s.shape[1:]) for s in specs])
        finally:
            level_now.reset(token)
        return [g if g is None else self._of_all(as_tensor(g)) for g in found]

    def _of_all(self, g: Any) -> Any:
        if isinstance(g, Batched) and g.level == self._level:
            return g.value
        return broadcast_to(expand_dims(g, 0), (self._size, *g.static_shape))


@rule("CustomGradient")
def _custom_gradient(c: Call) -> Any:
    results = [c.spread(v) for v in c.given(0)]
    arguments = [c.spread(v) for v in c.given(1)]
    return c.op.entry(results, arguments, _BackwardOfRows(c.args[2], c.level, c.size))


# --------------------------------------------------------------------------------- along an axis


def _axes(axis: Any, rank: int) -> Any:
    """An axis of a row, or several, as those of all rows; None for all."""
    if axis is None:
        return tuple(range(1, rank + 1))
    if isinstance(axis, (list, tuple)):
        return tuple([_axes(a, rank) for a in axis])
    return int(axis) + 1 if axis >= 0 else int(axis) + rank + 1


def _along(c: Call, axis_at: int, rank: int) -> Any:
    """The op along an axis of the rows."""
    axis = c.args[axis_at]
    if c.batched[axis_at] or not _known(axis):
        return c.one_by_one()
    args = list(c.args)
    args[axis_at] = _axes(axis, rank)
    return c.op.entry(*args)


@rule(
    "Sum Mean Max Min Prod All Any EuclideanNorm LogSumExp ArgMax ArgMin ArgSort Sort Cumsum "
    "Cumprod CumulativeLogsumexp ReverseV2 Softmax LogSoftmax Unpack Shift"
)
def _one_input(c: Call) -> Any:
    if not c.batched[0]:
        return c.one_by_one()
    at = c.op.params.index("axis")
    if c.args[at] is None and c.op.type not in _REDUCTIONS:
        return c.one_by_one()
    return _along(c, at, c.rank(0))


_REDUCTIONS = frozenset(
    ["Sum", "Mean", "Max", "Min", "Prod", "All", "Any", "EuclideanNorm", "LogSumExp"]
)


@rule("SoftmaxGrad LogSoftmaxGrad ExtremeShare SoftmaxCrossEntropyWithLogits")
def _two_inputs(c: Call) -> Any:
    """Ops of inputs of one shape, along an axis."""
    at = c.op.params.index("axis")
    rank = c.rank(0)
    inputs = [i for i, k in enumerate(c.op.kinds) if k == INPUT]
    for i, value in zip(inputs, c.every(*inputs), strict=True):
        c.args[i] = value
    return _along(c, at, rank)


@rule("ExpandDims")
def _expand(c: Call) -> Any:
    return _along(c, 1, c.rank(0) + 1) if c.batched[0] else c.one_by_one()


@rule("Squeeze")
def _squeeze(c: Call) -> Any:
    shape = c.args[0].static_shape
    axis = c.args[1]
    if axis is None or axis == ():
        if shape is None or None in shape:
            raise c.unknown()
        axis = [i for i, n in enumerate(shape[1:]) if n == 1]
        if not axis:
            return c.args[0]
    return c.op.entry(c.args[0], _axes(axis, c.rank(0)))


@rule("ConcatV2 Pack")
def _joined(c: Call) -> Any:
    at = c.op.params.index("axis")
    if c.batched[at] or not _known(c.args[at]) or not c.batched[0]:
        return c.one_by_one()
    rank = len(c.args[0][0].static_shape) - 1 + (c.op.type == "Pack")
    return c.op.entry(c.args[0], _axes(c.args[at], rank))


@rule("Split SplitV")
def _split(c: Call) -> Any:
    at = c.op.params.index("axis")
    return _along(c, at, c.rank(0)) if c.batched[0] else c.one_by_one()


@rule("Spread")
def _spread(c: Call) -> Any:
    """A result repeated along the axes of which it was a reduction."""
    sizes = _sizes(c.args[1])
    if sizes is None or c.size is None or not c.batched[0]:
        return c.one_by_one()
    args = list(c.args)
    args[1] = (c.size, *sizes)
    args[2] = _axes(c.args[2], len(sizes))
    return c.op.entry(*args)


# ------------------------------------------------------------------------------------------ shapes


@rule("Reshape BroadcastTo SumTo Tile SliceGrad")
def _shaped(c: Call) -> Any:
    sizes = _sizes(c.args[1])
    if sizes is None or c.size is None or not c.batched[0]:
        return c.one_by_one()
    x = c.args[0]
    if c.op.type == "Tile":
        return c.op.entry(x, (1, *sizes))
    if c.op.type == "SliceGrad":
        return c.op.entry(x, (c.size, *sizes), (0, *_begin(c.args[2])))
    if c.op.type == "BroadcastTo":
        for _ in range(len(sizes) - c.rank(0)):
            x = expand_dims(x, 1)
    if c.op.type == "SumTo":
        more = c.rank(0) - len(sizes)
        if more > 0:
            x = reduce_sum(x, tuple(range(1, 1 + more)))
    if c.op.type == "Reshape" and -1 in sizes and not c.size:
        raise c.unknown()
    return c.op.entry(x, (c.size, *sizes))


def _begin(begin: Any) -> tuple[Any, ...]:
    return tuple(begin)


@rule("Transpose")
def _transpose(c: Call) -> Any:
    rank = c.rank(0)
    perm = c.args[1]
    if not c.batched[0] or not _known(perm):
        return c.one_by_one()
    order = reversed(range(rank)) if perm is None else [p % rank for p in perm]
    return c.op.entry(c.args[0], (0, *[p + 1 for p in order]), *c.args[2:])


@rule("Pad PadV2 MirrorPad")
def _pad(c: Call) -> Any:
    if not c.batched[0] or any(c.batched[1:]) or not _known(c.args[1]):
        return c.one_by_one()
    paddings = ((0, 0), *[tuple(p) for p in c.args[1]])
    return c.op.entry(c.args[0], paddings, *c.args[2:])


@rule("Slice")
def _slice(c: Call) -> Any:
    if not c.batched[0] or not _known(c.args[1]) or not _known(c.args[2]) or c.size is None:
        return c.one_by_one()
    return c.op.entry(c.args[0], (0, *c.args[1]), (c.size, *c.args[2]))


@rule("StridedSlice StridedSliceGrad")
def _strided_slice(c: Call) -> Any:
    """One more item in front of the index, which takes all rows."""
    args = list(c.args)
    at = 1 if c.op.type == "StridedSlice" else 2
    if not c.batched[0] or any(c.batched[1:]) or not all(map(_known, args[1:-1])):
        return c.one_by_one()
    if at == 2:
        if c.size is None:
            raise c.unknown()
        args[1] = (c.size, *args[1])
    for i, first in zip(range(at, at + 3), (0, 0, 1), strict=True):
        args[i] = (first, *args[i])
    begin_mask, end_mask, *others = args[-1]
    args[-1] = (begin_mask << 1 | 1, end_mask << 1 | 1, *[m << 1 for m in others])
    return c.op.entry(*args)


# ---------------------------------------------------------------------------------------- gathers


@rule("GatherV2")
def _gather(c: Call) -> Any:
    axis, batch_dims = c.args[2], c.args[3]
    if not _known(axis) or any(c.batched[2:]):
        return c.one_by_one()
    params_rank = c.rank(0)
    axis = int(axis) % params_rank
    batch_dims %= c.rank(1) + 1
    params, indices = c.args[:2]
    if all(c.batched[:2]):
        return c.op.entry(params, indices, axis + 1, batch_dims + 1)
    if batch_dims:
        return c.op.entry(*c.every(0, 1), axis + 1, batch_dims + 1)
    if c.batched[0]:
        return c.op.entry(params, indices, axis + 1, 0)
    found = c.op.entry(params, indices, axis, 0)
    if not axis:
        return found
    rank = params_rank + c.rank(1)
    return transpose(found, (axis, *range(axis), *range(axis + 1, rank)))


@rule("GatherGrad")
def _gather_grad(c: Call) -> Any:
    sizes = _sizes(c.args[2])
    axis, batch_dims = c.args[3], c.args[4]
    if sizes is None or c.size is None or not _known(axis):
        return c.one_by_one()
    axis = int(axis) % len(sizes)
    shape = (c.size, *sizes)
    if c.batched[0] and not c.batched[1] and not batch_dims:
        return c.op.entry(c.args[0], c.args[1], shape, axis + 1, 0)
    return c.op.entry(*c.every(0, 1), shape, axis + 1, batch_dims + 1)


@rule("OneHot")
def _one_hot(c: Call) -> Any:
    if not c.batched[0] or any(c.batched[1:]):
        return c.one_by_one()
    axis = c.args[4]
    return c.op.entry(*c.args[:4], axis if axis < 0 else axis + 1)


# --------------------------------------------------------------------------------------- products


@rule("MatMul")
def _matmul(c: Call) -> Any:
    a, b, transpose_a, transpose_b = c.args
    if c.batched[0] and not c.batched[1] and not transpose_a and c.rank(1) == 2:
        return _rows_times_matrix(c, a, b, transpose_b)
    if c.batched[1] and not c.batched[0] and not transpose_b and c.rank(0) == c.rank(1) == 2:
        size, columns = b.static_shape[1:]
        if columns == 1 and size is not None:  # the vectors are the rows of one matrix
            found = c.op.entry(reshape(b, (-1, size)), a, False, not transpose_a)
            return expand_dims(found, -1)
    rank = max(c.rank(0), c.rank(1))
    for i in (0, 1):
        if c.batched[i]:
            for _ in range(rank - c.rank(i)):
                c.args[i] = expand_dims(c.args[i], 1)
    return c.op.entry(*c.args)


def _rows_times_matrix(c: Call, a: Any, b: Any, transpose_b: bool) -> Any:
    """One product of two matrices in place of many with the same second one."""
    shape = a.static_shape
    if None in shape:
        return c.op.entry(a, b, False, transpose_b)
    flat = c.op.entry(reshape(a, (-1, shape[-1])), b, False, transpose_b)
    columns = flat.static_shape[-1]
    return reshape(flat, (*shape[:-1], columns))


@rule("Einsum")
def _einsum(c: Call) -> Any:
    """One more letter for the rows."""
    equation = c.args[1]
    inputs, arrow, output = equation.partition("->")
    if not arrow:
        return c.one_by_one()
    letter = next(x for x in "zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA"
                  if x not in equation)  # fmt: skip
    items = c.items(0)
    terms = [
        letter + term if is_row else term
        for term, (_, is_row) in zip(inputs.split(","), items, strict=True)
    ]
    values = [v for v, _ in items]
    return einsum(f"{','.join(terms)}->{letter}{output}", *values)


@rule(
    "MatrixSolve MatrixTriangularSolve Cross MatrixSetDiagV3 TridiagonalSolve TridiagonalMatMul "
    "Betainc"
)
def _matrices(c: Call) -> Any:
    """All inputs have the rows as one more batch axis."""
    inputs = [i for i, k in enumerate(c.op.kinds) if k == INPUT]
    ranks = [c.rank(i) for i in inputs]
    if len(set(ranks)) > 1 and c.op.type == "Betainc":
        return c.one_by_one()
    for i, rank, value in zip(inputs, ranks, c.every(*inputs), strict=True):
        c.args[i] = value
        for _ in range(max(ranks) - rank if c.op.type in _BROADCASTING else 0):
            c.args[i] = expand_dims(c.args[i], 1)
    return c.op.entry(*c.args)


_BROADCASTING = frozenset(("MatrixSolve", "MatrixTriangularSolve"))


# ------------------------------------------------------------------------------- images and losses


@rule(
    "Conv2D MaxPool AvgPool DepthwiseConv2dNative BiasAdd Conv3D ResizeBilinear "
    "ResizeNearestNeighbor ResizeBicubic SparseSoftmaxCrossEntropyWithLogits"
)
def _images(c: Call) -> Any:
    """The rows of all examples are one batch of examples."""
    first = [i for i, k in enumerate(c.op.kinds) if k == INPUT][: _FOLDED.get(c.op.type, 1)]
    others = [i for i in range(len(c.args)) if i not in first]
    if any(c.batched[i] for i in others):
        return c.one_by_one()
    values = c.every(*first)
    if any(v.static_shape is None or None in v.static_shape for v in values):
        return c.one_by_one()
    n = values[0].static_shape[1]
    for i, v in zip(first, values, strict=True):
        c.args[i] = reshape(v, (-1, *v.static_shape[2:]))
    result = c.op.entry(*c.args)
    if isinstance(result, (tuple, list)):
        return tuple([_unfolded(c, r, n) for r in result])
    return _unfolded(c, result, n)


_FOLDED = {"SparseSoftmaxCrossEntropyWithLogits": 2}


def _unfolded(c: Call, result: Any, n: int) -> Any:
    return reshape(result, (c.size, n, *result.static_shape[1:]))


@rule("BiasAddGrad")
def _bias_gradient(c: Call) -> Any:
    if c.args[1] not in (None, "NHWC"):
        return c.one_by_one()
    return reduce_sum(c.args[0], tuple(range(1, c.rank(0))))


# ------------------------------------------------------------------------------------------ lists


def _swapped(tensor: Any) -> Any:
    """The axis of the rows and that of the items in each other's place."""
    shape = tensor.static_shape
    return transpose(tensor, (1, 0, *range(2, len(shape))))


def _of_rows(c: Call, shape: Any, dtype: Any) -> Any:
    """The shape of an item with all rows."""
    if dtype is variant or shape is None:
        return shape
    if c.size is None:
        raise c.unknown()
    return (c.size, *shape)


@rule("TensorListSetItem TensorListAdd TensorListClearItem TensorListClearItems")
def _list_changed(c: Call) -> Any:
    inputs = [i for i, k in enumerate(c.op.kinds) if k == INPUT]
    if any(b for i, b in enumerate(c.batched) if i not in inputs):
        return c.one_by_one()
    for i, value in zip(inputs, c.every(*inputs), strict=True):
        c.args[i] = value
    return c.op.entry(*c.args)


@rule("TensorListGetItem")
def _list_item(c: Call) -> Any:
    if c.batched[1]:
        return c.one_by_one()
    values, index, dtype, shape = c.args
    return c.op.entry(values, index, dtype, _of_rows(c, shape, dtype))


@rule("TensorListGetItemLike")
def _list_item_like(c: Call) -> Any:
    values, index, shape, dtype = c.args
    sizes = () if dtype is variant else _sizes(shape)
    if any(c.batched[1:]):
        return c.one_by_one()
    if sizes is None:
        return c.op.entry(values, index, concat([[c.size], shape], 0), dtype)
    return c.op.entry(values, index, _of_rows(c, sizes, dtype), dtype)


@rule("TensorListStack")
def _list_stack(c: Call) -> Any:
    values, dtype, shape = c.args
    return _swapped(c.op.entry(values, dtype, _of_rows(c, shape, dtype)))


@rule("TensorListStackLike TensorListGatherLike")
def _list_stack_like(c: Call) -> Any:
    *before, shape, dtype = c.args
    if any(c.batched[1:]) or c.size is None:
        return c.one_by_one()
    sizes = _sizes(shape)
    with_rows: Any = sizes and (sizes[0], c.size, *sizes[1:])
    if sizes is None:
        with_rows = concat([shape[:1], [c.size], shape[1:]], 0)
    return _swapped(c.op.entry(*before, with_rows, dtype))


@rule("TensorListFromTensor")
def _list_from_tensor(c: Call) -> Any:
    return c.op.entry(_swapped(c.args[0]))


@rule("TensorListScatterIntoExistingList")
def _list_scatter(c: Call) -> Any:
    if c.batched[1]:
        return c.one_by_one()
    values, tensor = c.every(0, 2)
    return c.op.entry(values, c.args[1], _swapped(tensor))


@rule("TensorListLength")
def _list_length(c: Call) -> Any:
    return Unbatched(c.op.entry(c.args[0]))
