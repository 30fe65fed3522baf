"""Python's own functions where they are called with symbolic tensors."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from ...core.dispatch import as_tensor
from ...core.streams import Stream, Streamed
from ...dtype import float32, int32
from ...ops.array import shape
from ...ops.arrays.ranges import range as range_op
from ...ops.casting import cast
from ...ops.elementwise.magnitude import maximum
from ...ops.reductions.extremes import reduce_all, reduce_any, reduce_max, reduce_min
from ...ops.strings.numbers import to_number
from ...variables.operators import Readable
from ..cond import cond
from ..ir import Symbol
from .values import decider, is_building


def _symbolic(value: Any) -> Symbol | None:
    value = decider(value) if isinstance(value, Readable) else value
    return value if isinstance(value, Symbol) else None


def range_(*args: Any) -> Any:
    """`range`, of tensors too."""
    if not any(_symbolic(a) is not None for a in args):
        return range(*args)
    start, stop, *step = [decider(a) for a in (args if len(args) > 1 else (0, *args))]
    if not step:
        stop = maximum(start, stop)  # which has no elements, as in Python
    return range_op(start, stop, *step)


def len_(value: Any) -> Any:
    """`len`, which is a tensor where the size of a tensor is not known."""
    s = _symbolic(value)
    if s is None or s.static_shape is None or s.static_shape == ():
        return len(value) if s is None or s.static_shape == () else shape(s)[0]
    return shape(s)[0] if s.static_shape[0] is None else s.static_shape[0]


def int_(*args: Any, **kwargs: Any) -> Any:
    """`int`, a cast for tensors."""
    s = _symbolic(args[0]) if len(args) == 1 else None
    return int(*args, **kwargs) if s is None else _number(s, int32)


def float_(*args: Any) -> Any:
    """`float`, a cast for tensors."""
    s = _symbolic(args[0]) if args else None
    return float(*args) if s is None else _number(s, float32)


def _number(s: Symbol, dtype: Any) -> Any:
    return to_number(s, dtype) if s.dtype.name == "string" else cast(s, dtype)


def next_(iterator: Any, *default: Any) -> Any:
    """`next`, of an iterator over a dataset too."""
    if not (isinstance(iterator, Stream) and is_building()):
        return next(iterator, *default)
    if not default:
        return iterator.take_next()
    return cond(iterator.has_next(), iterator.take_next, lambda: default[0])


def enumerate_(iterable: Any, start: Any = 0) -> Any:
    """`enumerate`, of a dataset too."""
    if isinstance(iterable, Streamed) and hasattr(iterable, "enumerate") and is_building():
        return iterable.enumerate(start)
    return enumerate(iterable, start)


def zip_(*iterables: Any, **options: Any) -> Any:
    """`zip`, of datasets too."""
    some = [v for v in iterables if isinstance(v, Streamed) and hasattr(v, "zip")]
    if some and len(some) == len(iterables) and is_building():
        return some[0].zip(tuple(some))
    return zip(*iterables, **options)


def _reducing(plain: Callable[..., Any], op: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        s = _symbolic(args[0]) if len(args) == 1 and not kwargs else None
        if s is None or s.static_shape is None or len(s.static_shape) != 1:
            return plain(*args, **kwargs)
        return op(as_tensor(s))

    return call


REPLACED: dict[int, Callable[..., Any]] = {
    id(plain): replacement
    for plain, replacement in (
        (builtins.range, range_),
        (builtins.len, len_),
        (builtins.next, next_),
        (builtins.enumerate, enumerate_),
        (builtins.zip, zip_),
        (builtins.int, int_),
        (builtins.float, float_),
        (builtins.all, _reducing(all, reduce_all)),
        (builtins.any, _reducing(any, reduce_any)),
        (builtins.max, _reducing(max, reduce_max)),
        (builtins.min, _reducing(min, reduce_min)),
    )
}
