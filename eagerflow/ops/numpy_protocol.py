"""NumPy's functions on tensors: `np.sin(t)` is our op, recorded by tapes and symbolic in graphs.

Ufuncs come by name from `UFUNCS`, other functions from `FUNCTIONS`, where each has an adapter with
NumPy's arguments. What neither table has raises TypeError.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import NUMPY_HOOKS, EagerTensor, Tensor
from ..dtype import float64
from . import array, casting
from .arrays import diagonals, joining, ordering, ranges, repeating, selection, shaping
from .elementwise import (
    arithmetic,
    comparison,
    complexes,
    exponential,
    magnitude,
    powers,
    trigonometry,
)
from .linalg import einsum
from .linalg import products as linalg
from .reductions import extremes, norms, scan
from .reductions import sums as reduction

# ------------------------------------------------------------------------------------- ufuncs

UFUNCS: dict[str, Callable[..., Any]] = {
    "absolute": complexes.abs,
    "add": arithmetic.add,
    "arccos": trigonometry.acos,
    "arccosh": exponential.acosh,
    "arcsin": trigonometry.asin,
    "arcsinh": exponential.asinh,
    "arctan": trigonometry.atan,
    "arctan2": trigonometry.atan2,
    "arctanh": exponential.atanh,
    "bitwise_and": comparison.bitwise_and,
    "bitwise_or": comparison.bitwise_or,
    "bitwise_xor": comparison.bitwise_xor,
    "ceil": magnitude.ceil,
    "conjugate": arithmetic.conj,
    "cos": trigonometry.cos,
    "cosh": exponential.cosh,
    "divide": arithmetic.divide,
    "equal": comparison.equal,
    "exp": exponential.exp,
    "expm1": exponential.expm1,
    "fabs": complexes.abs,
    "floor": magnitude.floor,
    "floor_divide": arithmetic.floordiv,
    "fmod": arithmetic.truncatemod,
    "greater": comparison.greater,
    "greater_equal": comparison.greater_equal,
    "invert": comparison.invert,
    "isfinite": comparison.is_finite,
    "isinf": comparison.is_inf,
    "isnan": comparison.is_nan,
    "left_shift": comparison.left_shift,
    "less": comparison.less,
    "less_equal": comparison.less_equal,
    "log": exponential.log,
    "log1p": exponential.log1p,
    "logical_and": comparison.logical_and,
    "logical_not": comparison.logical_not,
    "logical_or": comparison.logical_or,
    "logical_xor": comparison.logical_xor,
    "matmul": lambda a, b: _matmul(a, b),
    "maximum": magnitude.maximum,
    "minimum": magnitude.minimum,
    "multiply": arithmetic.multiply,
    "negative": arithmetic.negative,
    "not_equal": comparison.not_equal,
    "positive": array.identity,
    "power": powers.pow,
    "reciprocal": powers.reciprocal,
    "remainder": arithmetic.floormod,
    "right_shift": comparison.right_shift,
    "rint": magnitude.rint,
    "sign": complexes.sign,
    "sin": trigonometry.sin,
    "sinh": exponential.sinh,
    "sqrt": powers.sqrt,
    "square": powers.square,
    "subtract": arithmetic.subtract,
    "tan": trigonometry.tan,
    "tanh": exponential.tanh,
}

# What the methods of ufuncs mean, where there is an op for it.
REDUCTIONS: dict[str, Callable[..., Any]] = {
    "add": reduction.reduce_sum,
    "logical_and": extremes.reduce_all,
    "logical_or": extremes.reduce_any,
    "maximum": extremes.reduce_max,
    "minimum": extremes.reduce_min,
    "multiply": reduction.reduce_prod,
}
ACCUMULATIONS: dict[str, Callable[..., Any]] = {"add": scan.cumsum, "multiply": scan.cumprod}


def _no_counterpart(name: str, cause: str = "") -> TypeError:
    return errors.make(
        TypeError,
        f"numpy.{name} has no counterpart for tensors",
        cause=cause,
        fix="use a function of this library, t.numpy() for the value as an array, or in a graph "
        "tf.numpy_function",
    )


def _ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The result of a ufunc, or of one of its methods, for arguments with tensors among them."""
    name = ufunc.__name__
    allowed: tuple[str, ...] = ()
    found = None
    if method == "__call__":
        found = UFUNCS.get(name)
    elif method == "reduce":
        found = functools.partial(_reduce, REDUCTIONS[name]) if name in REDUCTIONS else None
        allowed = ("axis", "keepdims")
    elif method == "accumulate":
        found = ACCUMULATIONS.get(name)
        allowed = ("axis",)
    called = name if method == "__call__" else f"{name}.{method}"
    if found is None:
        raise _no_counterpart(called)
    refused = [k for k in kwargs if k not in allowed]
    if refused:
        raise _no_counterpart(called, f"the argument {refused[0]!r} works on arrays only")
    return found(*inputs, **kwargs)


def _reduce(op: Callable[..., Any], x: Any, axis: Any = 0, keepdims: bool = False) -> Any:
    return op(x, axis, keepdims)


# ---------------------------------------------------------------- functions with NumPy's arguments


def _cast(x: Any, dtype: Any) -> Any:
    return x if dtype is None else casting.cast(x, dtype)


def _inexact(x: Any) -> Tensor:
    """Integers and bools as float64, which NumPy takes means of them in."""
    x = as_tensor(x)
    return x if x.dtype.differentiable else casting.cast(x, float64)


def _reduction(op: Callable[..., Any]) -> Callable[..., Any]:
    def adapter(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: bool = False) -> Any:
        return op(_cast(a, dtype), axis, keepdims)

    return adapter


def _extreme(op: Callable[..., Any]) -> Callable[..., Any]:
    def adapter(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        return op(a, axis, keepdims)

    return adapter


def _spread(op: Callable[..., Any]) -> Callable[..., Any]:
    def adapter(a: Any, axis: Any = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
        if ddof:
            raise _no_counterpart("std and numpy.var", "only ddof=0 is known")
        return op(_inexact(a), axis, keepdims)

    return adapter


def _along(op: Callable[..., Any]) -> Callable[..., Any]:
    def adapter(a: Any, axis: Any = None) -> Any:
        return op(shaping.reshape(a, -1), 0) if axis is None else op(a, axis)

    return adapter


def _mean(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: bool = False) -> Tensor:
    return reduction.reduce_mean(_inexact(_cast(a, dtype)), axis, keepdims)


def _count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Tensor:
    return extremes.count_nonzero(a, axis, keepdims)


def _reshape(a: Any, /, shape: Any, order: str = "C") -> Tensor:
    if order != "C":
        raise _no_counterpart("reshape", f"the order {order!r} is not known")
    return shaping.reshape(a, shape)


def _transpose(a: Any, axes: Any = None) -> Tensor:
    return shaping.transpose(a, axes)


def _ravel(a: Any) -> Tensor:
    return shaping.reshape(a, -1)


def _squeeze(a: Any, axis: Any = None) -> Tensor:
    return shaping.squeeze(a, axis)


def _expand_dims(a: Any, axis: Any) -> Tensor:
    return shaping.expand_dims(a, axis)


def _broadcast_to(array: Any, shape: Any) -> Tensor:
    return shaping.broadcast_to(array, shape)


def _moveaxis(a: Any, source: Any, destination: Any) -> Tensor:
    a = as_tensor(a)
    source, destination = np.atleast_1d(source) % a.ndim, np.atleast_1d(destination) % a.ndim
    order = [i for i in range(a.ndim) if i not in source]
    for to, axis in sorted(zip(destination.tolist(), source.tolist())):
        order.insert(to, axis)
    return shaping.transpose(a, order)


def _swapaxes(a: Any, axis1: int, axis2: int) -> Tensor:
    a = as_tensor(a)
    order = list(range(a.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return shaping.transpose(a, order)


def _flip(m: Any, axis: Any = None) -> Tensor:
    m = as_tensor(m)
    return ordering.reverse(m, list(range(m.ndim)) if axis is None else np.atleast_1d(axis))


def _roll(a: Any, shift: Any, axis: Any = None) -> Tensor:
    if axis is None:
        a = as_tensor(a)
        return shaping.reshape(ordering.roll(shaping.reshape(a, -1), shift, 0), array.shape(a))
    return ordering.roll(a, shift, axis)


def _concatenate(arrays: Any, /, axis: Any = 0) -> Tensor:
    if axis is None:
        return joining.concat([_ravel(a) for a in arrays], 0)
    return joining.concat(list(arrays), axis)


def _stack(arrays: Any, axis: int = 0) -> Tensor:
    return joining.stack(list(arrays), axis)


def _at_least(x: Any, rank: int) -> Tensor:
    x = as_tensor(x)
    return shaping.expand_dims(x, 0) if x.ndim < rank else x


def _vstack(tup: Any) -> Tensor:
    return joining.concat([_at_least(_at_least(a, 1), 2) for a in tup], 0)


def _hstack(tup: Any) -> Tensor:
    rows = [_at_least(a, 1) for a in tup]
    return joining.concat(rows, 0 if rows[0].ndim == 1 else 1)


def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    if isinstance(indices_or_sections, int):
        return joining.split(ary, indices_or_sections, axis)
    ends = [*indices_or_sections, as_tensor(ary).shape.as_list()[axis]]
    return joining.split(ary, np.diff(ends, prepend=0), axis)


def _repeat(a: Any, repeats: Any, axis: Any = None) -> Tensor:
    return repeating.repeat(a, repeats, axis)


def _tile(A: Any, reps: Any) -> Tensor:
    A, reps = as_tensor(A), np.atleast_1d(reps)
    missing = len(reps) - A.ndim
    if missing > 0:
        A = shaping.reshape(A, [*[1] * missing, *A.shape.as_list()])
    return repeating.tile(A, [*[1] * -missing, *reps])


def _pad(array: Any, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0) -> Tensor:
    array = as_tensor(array)
    if mode not in ("constant", "reflect", "symmetric"):
        raise _no_counterpart("pad", f"the mode {mode!r} is not known")
    widths = np.broadcast_to(pad_width, (array.ndim, 2))
    return repeating.pad(array, widths, mode, constant_values)


def _take(a: Any, indices: Any, axis: Any = None) -> Any:
    a = _ravel(a) if axis is None else as_tensor(a)
    whole = (slice(None),) * ((axis or 0) % a.ndim)
    return a[(*whole, indices if isinstance(indices, Tensor) else np.asarray(indices))]


def _where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    if x is None and y is None:
        return tuple(joining.unstack(selection.where(condition), axis=1))
    return selection.where(condition, x, y)


def _clip(a: Any, a_min: Any = None, a_max: Any = None) -> Tensor:
    a = as_tensor(a) if a_min is None else magnitude.maximum(a, a_min)
    return a if a_max is None else magnitude.minimum(a, a_max)


def _round(a: Any, decimals: int = 0) -> Tensor:
    if decimals:
        raise _no_counterpart("round", "only whole numbers are rounded to")
    return magnitude.round(a)


def _matmul(a: Any, b: Any) -> Tensor:
    if isinstance(a, Tensor):
        b = as_tensor(b, a.dtype)
    else:
        a = as_tensor(a, b.dtype)
    if a.ndim == 1 or b.ndim == 1:
        return einsum.einsum(_MATMUL[min(a.ndim, 2), min(b.ndim, 2)], a, b)
    return linalg.matmul(a, b)


_MATMUL = {(1, 1): "i,i->", (1, 2): "i,...ij->...j", (2, 1): "...ij,j->...i"}


def _dot(a: Any, b: Any) -> Tensor:
    a, b = _pair(a, b)
    if not a.ndim or not b.ndim:
        return arithmetic.multiply(a, b)
    return einsum.tensordot(a, b, [[a.ndim - 1], [max(b.ndim - 2, 0)]])


def _pair(a: Any, b: Any) -> tuple[Tensor, Tensor]:
    """Two operands as tensors of the dtype of the one that is a tensor."""
    dtype = a.dtype if isinstance(a, Tensor) else b.dtype
    return as_tensor(a, dtype), as_tensor(b, dtype)


def _inner(a: Any, b: Any, /) -> Tensor:
    a, b = _pair(a, b)
    return einsum.tensordot(a, b, [[a.ndim - 1], [b.ndim - 1]])


def _outer(a: Any, b: Any) -> Tensor:
    a, b = _pair(a, b)
    return einsum.tensordot(_ravel(a), _ravel(b), 0)


def _tensordot(a: Any, b: Any, axes: Any = 2) -> Tensor:
    return einsum.tensordot(a, b, axes)


def _einsum(subscripts: str, *operands: Any, optimize: Any = False) -> Tensor:
    return einsum.einsum(subscripts, *operands)


def _trace(a: Any, offset: int = 0) -> Tensor:
    return reduction.reduce_sum(diagonals.diag_part(a, k=offset), -1)


def _diagonal(a: Any, offset: int = 0) -> Tensor:
    return diagonals.diag_part(a, k=offset)


def _below(x: Any, k: int) -> Any:
    """A mask of the elements on and below a diagonal."""
    rows, columns = map(int, as_tensor(x).shape[-2:])
    return np.tri(rows, columns, k, bool)


def _tril(m: Any, k: int = 0) -> Tensor:
    return selection.where(_below(m, k), m, _zero(m))


def _triu(m: Any, k: int = 0) -> Tensor:
    return selection.where(_below(m, k - 1), _zero(m), m)


def _zero(x: Any) -> Tensor:
    return array.zeros((), x.dtype)


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Tensor:
    return norms.norm(x, "euclidean" if ord is None else ord, axis, keepdims)


def _zeros_like(a: Any, dtype: Any = None) -> Tensor:
    return array.zeros_like(a, dtype)


def _ones_like(a: Any, dtype: Any = None) -> Tensor:
    return array.ones_like(a, dtype)


def _full_like(a: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    a = as_tensor(a)
    return array.fill(array.shape(a), array.constant(fill_value, dtype or a.dtype))


def _linspace(start: Any, stop: Any, num: int = 50, *, axis: int = 0) -> Tensor:
    return ranges.linspace(start, stop, num, axis=axis)


def _size(a: Any) -> Any:
    known = as_tensor(a).shape.num_elements()
    return array.size(a) if known is None else known


def _isclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8) -> Tensor:
    a, b = _pair(a, b)
    near = comparison.less_equal(complexes.abs(a - b), atol + rtol * complexes.abs(b))
    near = comparison.logical_and(near, comparison.is_finite(b))
    return comparison.logical_or(near, comparison.equal(a, b))


def _on_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose result is no tensor, of the values of tensors."""

    def adapter(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(a, Tensor) and not isinstance(a, EagerTensor) for a in args):
            name = f"np.{function.__name__}"
            raise errors.make(
                TypeError,
                f"numpy.{function.__name__} needs values, and tensors of a graph have none yet",
                fix=f"tf.numpy_function({name}, [...], Tout), which calls it when the graph runs",
            )
        plain = [a.numpy() if isinstance(a, EagerTensor) else a for a in args]
        return function(*plain, **kwargs)

    return adapter


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "all": _extreme(extremes.reduce_all),
    "allclose": _on_values(np.allclose),
    "amax": _extreme(extremes.reduce_max),
    "amin": _extreme(extremes.reduce_min),
    "angle": lambda z: complexes.angle(z),
    "any": _extreme(extremes.reduce_any),
    "argmax": _along(extremes.argmax),
    "argmin": _along(extremes.argmin),
    "array2string": _on_values(np.array2string),
    "array_equal": _on_values(np.array_equal),
    "array_repr": _on_values(np.array_repr),
    "array_str": _on_values(np.array_str),
    "around": _round,
    "broadcast_to": _broadcast_to,
    "clip": _clip,
    "concatenate": _concatenate,
    "count_nonzero": _count_nonzero,
    "cumprod": _along(scan.cumprod),
    "cumsum": _along(scan.cumsum),
    "diagonal": _diagonal,
    "dot": _dot,
    "einsum": _einsum,
    "expand_dims": _expand_dims,
    "flip": _flip,
    "full_like": _full_like,
    "hstack": _hstack,
    "imag": lambda val: complexes.imag(val),
    "inner": _inner,
    "isclose": _isclose,
    "linalg.norm": _norm,
    "linspace": _linspace,
    "max": _extreme(extremes.reduce_max),
    "mean": _mean,
    "min": _extreme(extremes.reduce_min),
    "moveaxis": _moveaxis,
    "ndim": lambda a: as_tensor(a).ndim,
    "ones_like": _ones_like,
    "outer": _outer,
    "pad": _pad,
    "prod": _reduction(reduction.reduce_prod),
    "ravel": _ravel,
    "real": lambda val: complexes.real(val),
    "repeat": _repeat,
    "reshape": _reshape,
    "roll": _roll,
    "round": _round,
    "shape": lambda a: tuple(as_tensor(a).shape.as_list()),
    "size": _size,
    "split": _split,
    "squeeze": _squeeze,
    "stack": _stack,
    "std": _spread(reduction.reduce_std),
    "sum": _reduction(reduction.reduce_sum),
    "swapaxes": _swapaxes,
    "take": _take,
    "tensordot": _tensordot,
    "tile": _tile,
    "trace": _trace,
    "transpose": _transpose,
    "tril": _tril,
    "triu": _triu,
    "var": _spread(reduction.reduce_variance),
    "vstack": _vstack,
    "where": _where,
    "zeros_like": _zeros_like,
}


def _named(name: str) -> Any:
    return functools.reduce(getattr, name.split("."), np)


def _parameters(adapter: Callable[..., Any]) -> frozenset[str] | None:
    """The arguments that may be given by name; None where all may."""
    found = inspect.signature(adapter).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in found):
        return None
    return frozenset(p.name for p in found)


# NumPy's function -> (name, adapter, names of the arguments that the adapter takes, None for any)
_ADAPTERS = {
    _named(name): (name, adapter, _parameters(adapter)) for name, adapter in FUNCTIONS.items()
}


def _function(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The result of a NumPy function for arguments with tensors among them."""
    module = func.__module__.removeprefix("numpy").lstrip(".")
    found = _ADAPTERS.get(func)
    if found is None:
        raise _no_counterpart(f"{module}.{func.__name__}".lstrip("."))
    name, adapter, parameters = found
    refused = [] if parameters is None else [k for k in kwargs if k not in parameters]
    if refused:
        raise _no_counterpart(name, f"the argument {refused[0]!r} works on arrays only")
    return adapter(*args, **kwargs)


NUMPY_HOOKS["ufunc"] = _ufunc
NUMPY_HOOKS["function"] = _function
