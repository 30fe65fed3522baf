"""How steps that are not elementwise are written in primitives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import shapes
from ...core.opdef import HOST, INPUT, LIST, OpDef
from ...ops.arrays.indexing import decoded
from . import formula
from .prims import DTYPES, Builder, Prim, Unsupported, kind

Rule = Callable[..., Any]
RULES: dict[str, Rule] = {}
# Native sums are of the dtype itself, and so are only those of the kernels.
_SPECIAL = {"inf": math.inf}


def rule(types: str) -> Callable[[Rule], Rule]:
    """Declare a rule: a function of the builder and of the op's parameters by name."""

    def declare(fn: Rule) -> Rule:
        RULES.update(dict.fromkeys(types.split(), fn))
        return fn

    return declare


def lowered(b: Builder, op: OpDef, args: tuple[Any, ...]) -> tuple[Prim, ...]:
    """The results of a step in primitives.

    Args:
      b: makes them.
      op: the op.
      args: its arguments, with primitives in place of tensors.

    Raises:
      Unsupported: there is no machine code for it.
    """
    for k, a in zip(op.kinds, args):
        if k == HOST and isinstance(a, Prim):
            raise Unsupported(f"{op.type} with sizes that are computed")
        if k in (INPUT, LIST) and isinstance(a, np.ndarray):
            raise Unsupported(f"{op.type} of {a.dtype}")
    found = RULES.get(op.type)
    if found is not None:
        out = found(b, *args)
        return out if type(out) is tuple else (out,)
    if not op.lower:
        raise Unsupported(f"{op.type}: no formula")
    values = {**_SPECIAL, **dict(zip(op.params, args))}
    return (formula.lowered(b, op.lower, values),)


def _axes(x: Prim, axis: Any) -> tuple[int, ...]:
    return tuple(shapes.normalize_axes(axis, len(x.shape)))


def _dropped(b: Builder, out: Prim, x: Prim, axis: Any, keepdims: bool) -> Prim:
    """A reduction without the axes that it reduced."""
    if keepdims:
        return out
    axes = _axes(x, axis)
    return b.reshape(out, tuple(d for i, d in enumerate(x.shape) if i not in axes))


def _scaled(b: Builder, x: Prim, factor: float) -> Prim:
    return b.call("mul", x, b.number(factor, x.dtype))


def _divided(b: Builder, x: Prim, n: int) -> Prim:
    """x / n: by a factor where that is exact."""
    if n & (n - 1) == 0:
        return _scaled(b, x, 1 / n)
    return b.call("div", x, b.number(float(n), x.dtype))


# ------------------------------------------------------------------------------------ reductions


@rule("Sum")
def _sum(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    return _dropped(b, b.reduce("sum", x, _axes(x, axis)), x, axis, keepdims)


@rule("Mean")
def _mean(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    if kind(x.dtype) != "f":
        raise Unsupported("means of integers")
    total = b.reduce("sum", x, _axes(x, axis))
    return _dropped(b, _divided(b, total, x.size // total.size), x, axis, keepdims)


@rule("Max")
def _max(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    return _dropped(b, b.reduce("amax", x, _axes(x, axis)), x, axis, keepdims)


@rule("Min")
def _min(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    return _dropped(b, b.reduce("amin", x, _axes(x, axis)), x, axis, keepdims)


@rule("All")
def _all(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    return _dropped(b, b.reduce("all", x, _axes(x, axis)), x, axis, keepdims)


@rule("Any")
def _any(b: Builder, x: Prim, axis: Any, keepdims: bool) -> Prim:
    return _dropped(b, b.reduce("any", x, _axes(x, axis)), x, axis, keepdims)


@rule("SumTo")
def _sum_to(b: Builder, x: Prim, shape: Any) -> Prim:
    return b.total(x, tuple(shape))


@rule("Spread")
def _spread(b: Builder, x: Prim, shape: Any, axis: Any, keepdims: bool, mean: bool) -> Prim:
    shape = tuple(shape)
    if mean and x.size:
        if kind(x.dtype) != "f":
            raise Unsupported("means of integers")
        x = _divided(b, x, math.prod(shape) // x.size)
    if not keepdims:
        axes = shapes.normalize_axes(axis, len(shape))
        x = b.reshape(x, tuple(1 if i in axes else d for i, d in enumerate(shape)))
    return b.spread(x, shape)


@rule("AddN")
def _add_n(b: Builder, inputs: tuple[Prim, ...]) -> Prim:
    out = inputs[0]
    for x in inputs[1:]:
        out = b.call("add", out, x)
    return out


# ---------------------------------------------------------------------------------------- shapes


@rule("Identity StopGradient")
def _same(b: Builder, x: Prim) -> Prim:
    return x


@rule("Reshape")
def _reshape(b: Builder, x: Prim, shape: Any) -> Prim:
    wanted = list(shape)
    if -1 in wanted:
        rest = math.prod(d for d in wanted if d != -1)
        if not rest or x.size % rest:
            raise Unsupported("a shape of another size")
        wanted[wanted.index(-1)] = x.size // rest
    return b.reshape(x, tuple(wanted))


@rule("ExpandDims")
def _expand_dims(b: Builder, x: Prim, axis: Any) -> Prim:
    axis = axis[0] if type(axis) is tuple else axis
    at = axis if axis >= 0 else axis + len(x.shape) + 1
    return b.reshape(x, (*x.shape[:at], 1, *x.shape[at:]))


@rule("Squeeze")
def _squeeze(b: Builder, x: Prim, axis: Any) -> Prim:
    gone = _axes(x, tuple(axis)) if axis else tuple(i for i, d in enumerate(x.shape) if d == 1)
    return b.reshape(x, tuple(d for i, d in enumerate(x.shape) if i not in gone))


@rule("Transpose")
def _transpose(b: Builder, x: Prim, perm: Any, conjugate: bool) -> Prim:
    order = range(len(x.shape))[::-1] if perm is None else [p % len(x.shape) for p in perm]
    return b.transpose(x, list(order))


@rule("BroadcastTo")
def _broadcast_to(b: Builder, x: Prim, shape: Any) -> Prim:
    return b.spread(x, tuple(shape))


@rule("StridedSlice")
def _strided_slice(b: Builder, x: Prim, begin: Any, end: Any, strides: Any, masks: Any) -> Prim:
    if not x.size:
        raise Unsupported("parts of nothing")
    # NumPy tells what its index means: by a view of an array of the same shape.
    whole = np.lib.stride_tricks.as_strided(np.empty(1, np.int8), x.shape, b.strides(x))
    try:
        part = whole[decoded(begin, end, strides, masks)]
    except (IndexError, ValueError) as e:
        raise Unsupported("an index that does not fit") from e
    if not part.size:
        raise Unsupported("parts that are empty")
    offset = part.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return b.view(x, part.shape, part.strides, offset)


@rule("Slice")
def _slice(b: Builder, x: Prim, begin: Any, size: Any) -> Prim:
    sizes = [d - o if s == -1 else s for d, o, s in zip(x.shape, begin, size)]
    fits = all(o >= 0 and s > 0 and o + s <= d for d, o, s in zip(x.shape, begin, sizes))
    if not fits or len(begin) != len(x.shape):
        raise Unsupported("an index that does not fit")
    return b.part(x, begin, sizes, [1] * len(sizes))


@rule("Split")
def _split(b: Builder, x: Prim, num_split: int, axis: int) -> tuple[Prim, ...]:
    axis %= len(x.shape)
    size, left = divmod(x.shape[axis], num_split)
    if left or not size:
        raise Unsupported("parts of different sizes")
    sizes = [size if i == axis else d for i, d in enumerate(x.shape)]
    begins = [[k * size if i == axis else 0 for i in range(len(sizes))] for k in range(num_split)]
    return tuple(b.part(x, begin, sizes, [1] * len(sizes)) for begin in begins)


@rule("Unpack")
def _unpack(b: Builder, x: Prim, num: int, axis: int) -> tuple[Prim, ...]:
    axis %= len(x.shape)
    sizes = [1 if i == axis else d for i, d in enumerate(x.shape)]
    rest = tuple(d for i, d in enumerate(x.shape) if i != axis)
    found = []
    for k in range(x.shape[axis]):
        begin = [k if i == axis else 0 for i in range(len(sizes))]
        part = b.part(x, begin, sizes, [1] * len(sizes))
        strides = tuple(s for i, s in enumerate(b.strides(part)) if i != axis)
        offset = part.attrs[1] if part.op == "view" else 0
        base = part.args[0] if part.op == "view" else part
        found.append(b.view(base, rest, strides, offset))
    return tuple(found)


# ---------------------------------------------------------------------------------------- values


@rule("Cast")
def _cast(b: Builder, x: Prim, dtype: Any) -> Prim:
    return b.cast(x, dtype.name)


def _filled(b: Builder, x: Prim, dtype: Any, value: float) -> Prim:
    name = x.dtype if dtype is None else dtype.name
    if name not in DTYPES:
        raise Unsupported(f"{name} arrays")
    number = b.number(bool(value) if name == "bool" else value, name)
    return b.spread(number, x.shape)


@rule("OnesLike")
def _ones_like(b: Builder, x: Prim, dtype: Any) -> Prim:
    return _filled(b, x, dtype, 1)


@rule("ZerosLike")
def _zeros_like(b: Builder, x: Prim, dtype: Any) -> Prim:
    return _filled(b, x, dtype, 0)


@rule("ZeroGrad")
def _zero_grad(b: Builder, x: Prim) -> Prim:
    return _filled(b, x, None, 0)


@rule("Fill")
def _fill(b: Builder, dims: Any, value: Prim) -> Prim:
    return b.spread(value, tuple(dims))


@rule("KeepWhere")
def _keep_where(b: Builder, g: Prim, condition: Prim, when: bool) -> Prim:
    zero = b.number(0, g.dtype)
    return b.call("where", condition, *((g, zero) if when else (zero, g)))


@rule("OneHot")
def _one_hot(b: Builder, x: Prim, depth: int, on: Prim, off: Prim, axis: int) -> Prim:
    at = axis % (len(x.shape) + 1)
    shape = (*x.shape[:at], depth, *x.shape[at:])
    places = b.reshape(x, (*x.shape[:at], 1, *x.shape[at:]))
    return b.call("where", b.call("eq", b.iota(shape, at, x.dtype), places), on, off)


# ------------------------------------------------------------------------------ matrix products


@rule("MatMul")
def _matmul(b: Builder, x: Prim, y: Prim, transpose_a: bool, transpose_b: bool) -> Prim:
    return b.matmul(x, y, transpose_a, transpose_b)


@rule("BiasAdd")
def _bias_add(b: Builder, value: Prim, bias: Prim, data_format: Any) -> Prim:
    if data_format not in (None, "NHWC", "N..C"):
        raise Unsupported("channels that come first")
    return b.call("add", value, bias)


# ---------------------------------------------------------------------- softmax and normalisation


def _moved(b: Builder, x: Prim, axis: int) -> Prim:
    """Logits with their largest moved to 0, where exponentials do not overflow."""
    return b.call("sub", x, b.reduce("amax", x, (axis % len(x.shape),)))


@rule("Softmax")
def _softmax(b: Builder, x: Prim, axis: int) -> Prim:
    e = b.call("exp", _moved(b, x, axis))
    return b.call("div", e, b.reduce("sum", e, (axis % len(x.shape),)))


@rule("SoftmaxGrad")
def _softmax_grad(b: Builder, y: Prim, g: Prim, axis: int) -> Prim:
    total = b.reduce("sum", b.call("mul", g, y), (axis % len(y.shape),))
    return b.call("mul", b.call("sub", g, total), y)


def _log_total(b: Builder, moved: Prim, axis: int) -> Prim:
    return b.call("log", b.reduce("sum", b.call("exp", moved), (axis % len(moved.shape),)))


@rule("LogSoftmax")
def _log_softmax(b: Builder, x: Prim, axis: int) -> Prim:
    moved = _moved(b, x, axis)
    return b.call("sub", moved, _log_total(b, moved, axis))


@rule("LogSoftmaxGrad")
def _log_softmax_grad(b: Builder, y: Prim, g: Prim, axis: int) -> Prim:
    total = b.reduce("sum", g, (axis % len(y.shape),))
    return b.call("sub", g, b.call("mul", b.call("exp", y), total))


def _without(b: Builder, x: Prim, axis: int) -> Prim:
    axis %= len(x.shape)
    return b.reshape(x, x.shape[:axis] + x.shape[axis + 1 :])


@rule("SoftmaxCrossEntropyWithLogits")
def _cross_entropy(b: Builder, x: Prim, labels: Prim, axis: int) -> Prim:
    moved = _moved(b, x, axis)
    out = b.call("mul", b.call("sub", _log_total(b, moved, axis), moved), labels)
    return _without(b, b.reduce("sum", out, (axis % len(out.shape),)), axis)


@rule("SoftmaxCrossEntropyGrad")
def _cross_entropy_grad(b: Builder, grad: Prim, x: Prim, labels: Prim, axis: int) -> Prim:
    axis %= len(x.shape)
    if x.shape != labels.shape:
        raise Unsupported("labels of another shape than the logits")
    total = b.reduce("sum", labels, (axis,))
    out = b.call("sub", b.call("mul", _softmax(b, x, axis), total), labels)
    return b.call("mul", out, b.reshape(grad, total.shape))


def _hot(b: Builder, x: Prim, labels: Prim) -> Prim:
    """Where the class of each row is; that labels are classes is checked."""
    classes = x.shape[-1]
    low = b.call("ge", labels, b.number(0, labels.dtype))
    high = b.call("lt", labels, b.number(classes, labels.dtype))
    fits = b.call("and", low, high)
    b.checks.append(b.reshape(b.reduce("all", fits, range(len(fits.shape))), ()))
    places = b.iota(x.shape, len(x.shape) - 1, labels.dtype)
    return b.call("eq", places, b.reshape(labels, (*labels.shape, 1)))


@rule("SparseSoftmaxCrossEntropyWithLogits")
def _sparse(b: Builder, x: Prim, labels: Prim) -> Prim:
    if not x.size:
        raise Unsupported("losses of nothing")
    moved = _moved(b, x, -1)
    own = b.call("where", _hot(b, x, labels), moved, b.number(0, x.dtype))
    total = b.reduce("sum", own, (len(x.shape) - 1,))
    return b.reshape(b.call("sub", _log_total(b, moved, -1), total), labels.shape)


@rule("SparseSoftmaxCrossEntropyGrad")
def _sparse_grad(b: Builder, grad: Prim, x: Prim, labels: Prim) -> Prim:
    if not x.size:
        raise Unsupported("losses of nothing")
    p = _softmax(b, x, -1)
    less = b.call("where", _hot(b, x, labels), b.call("sub", p, b.number(1, x.dtype)), p)
    return b.call("mul", less, b.reshape(grad, (*labels.shape, 1)))


def _moments(
    b: Builder, x: Prim, axes: tuple[int, ...], epsilon: float, centered: bool
) -> tuple[Prim, Prim]:
    """`x` normalised, and the factor by which it was multiplied for that."""
    n = math.prod(x.shape[a] for a in axes)
    if centered:
        x = b.call("sub", x, _divided(b, b.reduce("sum", x, axes), n))
    spread = _divided(b, b.reduce("sum", b.call("mul", x, x), axes), n)
    deviation = b.call("sqrt", b.call("add", spread, b.number(epsilon, x.dtype)))
    factor = b.call("div", b.number(1, x.dtype), deviation)
    return b.call("mul", x, factor), factor


def _beside(b: Builder, x: Prim, p: Prim, axes: tuple[int, ...]) -> Prim:
    return b.reshape(p, tuple(d if i in axes else 1 for i, d in enumerate(x.shape)))


@rule("LayerNorm")
def _layer_norm(
    b: Builder, inputs: tuple[Prim, ...], axes: Any, epsilon: float, centered: bool, scaled: bool
) -> Prim:
    x, *rest = inputs
    axes = _axes(x, axes)
    out, _ = _moments(b, x, axes, epsilon, centered)
    if scaled:
        out = b.call("mul", out, _beside(b, x, rest.pop(0), axes))
    return b.call("add", out, _beside(b, x, rest[0], axes)) if rest else out


@rule("LayerNormGrad")
def _layer_norm_grad(
    b: Builder, inputs: tuple[Prim, ...], axes: Any, epsilon: float, centered: bool, offset: bool
) -> tuple[Prim, ...]:
    g, x, *rest = inputs
    axes = _axes(x, axes)
    n, own = math.prod(x.shape[a] for a in axes), tuple(x.shape[a] for a in axes)
    others = [i for i in range(len(x.shape)) if i not in axes]
    normal, factor = _moments(b, x, axes, epsilon, centered)
    moved = b.call("mul", g, _beside(b, x, rest[0], axes)) if rest else g
    along = _divided(b, b.reduce("sum", b.call("mul", moved, normal), axes), n)
    out = b.call("sub", moved, b.call("mul", normal, along))
    if centered:
        out = b.call("sub", out, _divided(b, b.reduce("sum", moved, axes), n))
    found = [b.call("mul", out, factor)]
    if rest:
        found.append(b.reshape(b.reduce("sum", b.call("mul", g, normal), others), own))
    if offset:
        found.append(b.reshape(b.reduce("sum", g, others), own))
    return tuple(found)
