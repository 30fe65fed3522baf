"""How steps with reductions, products and new values are written in primitives."""

from __future__ import annotations

import math
from typing import Any

from ... import shapes
from .lowering import rule
from .prims import DTYPES, Builder, Prim, Unsupported, kind


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
