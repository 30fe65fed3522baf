"""What is known of small integer tensors while a graph is built.

Shapes travel through graphs as integer tensors (`reshape(x, [shape(x)[0], -1])`). Their values, as
far as they are known, are kept as nested tuples of Python numbers with None for what is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend.arrays import kind_for
from ..core.dispatch import complete, freeze_array
from ..core.opdef import HOST, INPUT, LIST
from ..core.spec import Spec
from ..core.tensor import Tensor
from ..errors import OpError

NOT_ASKED = object()
_LIMIT = 64  # elements; larger tensors are no shapes


def evaluate(node: Any) -> Any:
    """The known value of the (single) result of an operation, or None."""
    if len(node.outputs) != 1:
        return None
    out = node.outputs[0]
    if out.dtype.kind not in "iub" or (out.static_shape is not None and len(out.static_shape) > 1):
        return None
    op = node.opdef
    try:
        if op.static is not None:
            known = op.static(*_specs(node))
            return None if known is None else tuple(known)
        rule = _PARTIAL.get(op.type)
        if rule is not None:
            return rule(node)
        return _run(node) if op.fold else None
    except (RecursionError, IndexError, ValueError, TypeError, OpError):
        return None  # too deep to be a shape, or wrong: that is reported when the graph runs


def _specs(node: Any) -> list[Any]:
    return [Spec(a.dtype, a.static_shape) if isinstance(a, Tensor) else a for a in node.args]


def known_of(value: Any) -> Any:
    """The known value of an argument: of a tensor, or a plain value itself."""
    return value.known if isinstance(value, Tensor) else value  # type: ignore[attr-defined]


def _run(node: Any) -> Any:
    """The value of an operation whose inputs are all known, by its kernel."""
    arrays: list[Any] = []
    first = None
    for kind, a in zip(node.opdef.kinds, node.args, strict=True):
        if kind == INPUT and isinstance(a, Tensor):
            known = a.known  # type: ignore[attr-defined]
            if known is None or not complete(known):
                return None
            arrays.append(np.array(known, a.dtype.np))
            first = first or a.dtype
        elif kind == HOST:
            known = known_of(a)
            if a is not None and (known is None or not complete(known)):
                return None
            arrays.append(known)
        elif kind == LIST:
            return None
        else:
            arrays.append(a)
    if first is None:
        return None
    result = np.asarray(node.opdef.kernels[kind_for(np.ndarray, first)](*arrays))
    return freeze_array(result) if result.size <= _LIMIT else None


def _constant(node: Any) -> Any:
    a = node.args[0].array
    return freeze_array(a) if a.size <= _LIMIT else None


def _pack(node: Any) -> Any:
    return tuple(known_of(v) for v in node.args[0])


def _concat(node: Any) -> Any:
    parts: list[Any] = []
    for v in node.args[0]:
        known = known_of(v)
        if known is None:
            size = v.static_shape[0] if v.static_shape else None
            if size is None:
                return None
            known = (None,) * size
        parts.extend(known)
    return tuple(parts)


def _same(node: Any) -> Any:
    return known_of(node.args[0])


def _size(node: Any) -> Any:
    shape = node.args[0].static_shape
    return None if shape is None or None in shape else int(np.prod(shape, dtype=np.int64))


def _rank(node: Any) -> Any:
    shape = node.args[0].static_shape
    return None if shape is None else len(shape)


def _getitem(node: Any) -> Any:
    """A slice of a partly known vector: positions are sliced, then looked up."""
    source = known_of(node.args[0])
    if not isinstance(source, tuple):
        return None
    for a in node.args[1:]:
        if isinstance(a, Tensor) and not complete(known_of(a)):
            return None
    arguments = [known_of(a) for a in node.args[1:]]
    positions = np.arange(len(source), dtype=np.int32)
    kernel = node.opdef.kernels[kind_for(np.ndarray, node.args[0].dtype)]
    taken = np.asarray(kernel(positions, *arguments))
    if taken.ndim == 0:
        return source[int(taken)]
    return tuple(source[int(i)] for i in taken) if taken.ndim == 1 else None


def _arithmetic(node: Any) -> Any:
    x, y = (known_of(a) for a in node.args[:2])
    if x is None or y is None:
        return None
    kernel = node.opdef.kernels[kind_for(np.ndarray, node.outputs[0].dtype)]

    def one(a: Any, b: Any) -> Any:
        return None if a is None or b is None else int(kernel(np.int64(a), np.int64(b)))

    if not isinstance(x, tuple) and not isinstance(y, tuple):
        return one(x, y)
    n = len(x) if isinstance(x, tuple) else len(y)
    xs = x if isinstance(x, tuple) else (x,) * n
    ys = y if isinstance(y, tuple) else (y,) * n
    return tuple(one(a, b) for a, b in zip(xs, ys, strict=True)) if len(xs) == len(ys) else None


_PARTIAL: dict[str, Callable[[Any], Any]] = {
    "Const": _constant,
    "Pack": _pack,
    "ConcatV2": _concat,
    "Identity": _same,
    "Cast": _same,
    "Size": _size,
    "Rank": _rank,
    "StridedSlice": _getitem,
    "AddV2": _arithmetic,
    "Sub": _arithmetic,
    "Mul": _arithmetic,
    "FloorDiv": _arithmetic,
    "Maximum": _arithmetic,
    "Minimum": _arithmetic,
}
