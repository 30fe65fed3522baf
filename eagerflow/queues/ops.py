"""The operations on queues. Their parameter `variable` is the handle; kernels get the store.

`index` chooses one of several queues and is None for a single queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import errors
from ..backend.arrays import KINDS
from ..core.dispatch import bad_dtype
from ..core.opdef import defop
from ..core.spec import Spec
from ..dtype import INDEX, DType, bool_, int32, string
from ..ops.rules import traits
from ..shapes import PartialShape, TensorShape, compatible, text
from .handle import chosen
from .store import Store

Dtypes = tuple[DType, ...]
Shapes = tuple[PartialShape, ...]


def _check_index(index: Spec | None) -> None:
    if index is not None and index.dtype not in INDEX:
        raise bad_dtype(index.dtype, INDEX)
    if index is not None and index.shape:
        raise ValueError(f"index must be a scalar, got shape {text(index.shape)}")


# ------------------------------------------------------------------------------ the queue itself


def _name_rule(variable: Spec) -> Spec:
    return Spec(string, ())


def _k_name(store: Store | None) -> Any:
    return np.array(chosen(store, None).name.encode(), object)


@defop("FIFOQueueV2", name="fifo_queue", inputs="", kernel=lambda xp: _k_name, rule=_name_rule,
       vjp=None, effect="read", runs_on_host=True)  # fmt: skip
def fifo_queue(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a first-in-first-out queue; its value is the name."""


@defop("PaddingFIFOQueueV2", name="padding_fifo_queue", inputs="", kernel=lambda xp: _k_name,
       rule=_name_rule, vjp=None, effect="read", runs_on_host=True)  # fmt: skip
def padding_fifo_queue(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a queue that pads; its value is the name."""


@defop("PriorityQueueV2", name="priority_queue", inputs="", kernel=lambda xp: _k_name,
       rule=_name_rule, vjp=None, effect="read", runs_on_host=True)  # fmt: skip
def priority_queue(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a queue with priorities; its value is the name."""


@defop("RandomShuffleQueueV2", name="random_shuffle_queue", inputs="", kernel=lambda xp: _k_name,
       rule=_name_rule, vjp=None, effect="read", runs_on_host=True)  # fmt: skip
def random_shuffle_queue(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a queue that shuffles; its value is the name."""


# ------------------------------------------------------------------------------------ elements in


def _kept(a: Any) -> Any:
    """An array as queues keep it: NumPy's, in row-major order."""
    if type(a) is not np.ndarray:
        a = KINDS[type(a)][a.dtype].backend.to_numpy(a)
    return a if a.flags.c_contiguous else a.copy(order="C")


def _k_enqueue(
    store: Any, components: Sequence[Any], dtypes: Dtypes, shapes: Shapes, index: Any
) -> Any:
    store = chosen(store, index)
    store.check(components, False)
    store.put([tuple(map(_kept, components))])
    return np.asarray(True)


def _put_rule(
    variable: Spec, components: Sequence[Spec], dtypes: Dtypes, shapes: Shapes, index: Any
) -> Spec:
    _check_index(index)
    if tuple([c.dtype for c in components]) != dtypes:
        raise errors.InvalidArgumentError(
            None, None, f"Signature mismatch, have: {_names(c.dtype for c in components)}-> "
            f"expected: {_names(dtypes)}->",
        )  # fmt: skip
    return Spec(bool_, ())


def _names(dtypes: Any) -> str:
    return ", ".join(d.name for d in dtypes)


def _enqueue_rule(
    variable: Spec, components: Sequence[Spec], dtypes: Dtypes, shapes: Shapes, index: Any
) -> Spec:
    out = _put_rule(variable, components, dtypes, shapes, index)
    for component, shape in zip(components, shapes):
        _check_fits(component.shape, shape)
    return out


def _check_fits(given: PartialShape, wanted: PartialShape) -> None:
    if not compatible(given, wanted):
        a, b = (TensorShape(s) for s in (given, wanted))
        raise ValueError(f"Shapes {a} and {b} are incompatible")


def _enqueue_many_rule(
    variable: Spec, components: Sequence[Spec], dtypes: Dtypes, shapes: Shapes, index: Any
) -> Spec:
    out = _put_rule(variable, components, dtypes, shapes, index)
    rows: int | None = None
    for component, shape in zip(components, shapes):
        if component.shape is None:
            continue
        if not component.shape:
            raise ValueError("Shape () must have rank at least 1")
        if None not in (rows, component.shape[0]) and rows != component.shape[0]:
            raise ValueError(f"Dimensions {rows} and {component.shape[0]} are not compatible")
        rows = component.shape[0] if rows is None else rows
        _check_fits(component.shape[1:], shape)
    return out


@defop("QueueEnqueueV2", inputs="index", lists="components", kernel=lambda xp: _k_enqueue,
       rule=_enqueue_rule, vjp=None, effect="write", runs_on_host=True)  # fmt: skip
def enqueue(
    variable: Any, components: Any, dtypes: Any, shapes: Any, index: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """True when the element is in the queue."""


def _k_enqueue_many(
    store: Any, components: Sequence[Any], dtypes: Dtypes, shapes: Shapes, index: Any
) -> Any:
    store = chosen(store, index)
    store.check(components, True)
    columns = [_rows(_kept(c)) for c in components]
    store.put(list(zip(*columns, strict=True)))
    return np.asarray(True)


def _rows(a: Any) -> list[Any]:
    return [a[i : i + 1].reshape(a.shape[1:]) for i in range(len(a))]


@defop("QueueEnqueueManyV2", inputs="index", lists="components", kernel=lambda xp: _k_enqueue_many,
       rule=_enqueue_many_rule, vjp=None, effect="write", runs_on_host=True)  # fmt: skip
def enqueue_many(
    variable: Any, components: Any, dtypes: Any, shapes: Any, index: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """True when all rows of the components are in the queue."""


# ----------------------------------------------------------------------------------- elements out


def _k_dequeue(store: Any, dtypes: Dtypes, shapes: Shapes, index: Any) -> tuple[Any, ...]:
    return chosen(store, index).take(1)[0]  # type: ignore[no-any-return]


def _dequeue_rule(variable: Spec, dtypes: Dtypes, shapes: Shapes, index: Any) -> tuple[Spec, ...]:
    _check_index(index)
    return tuple([Spec(d, s) for d, s in zip(dtypes, shapes, strict=True)])


_dequeue_rule.__dict__["by_value"] = True  # shapes that are not known, of what is in the queue


@defop("QueueDequeueV2", inputs="index", kernel=lambda xp: _k_dequeue, rule=_dequeue_rule,
       vjp=None, effect="write", runs_on_host=True)  # fmt: skip
def dequeue(
    variable: Any, dtypes: Any, shapes: Any, index: Any = None, name: str | None = None
) -> Any:
    """The components of one element."""


def _taken(store: Store, n: int, fewer: bool) -> tuple[Any, ...]:
    empty = [store.batched(i, []) for i in range(len(store.dtypes))]  # are the shapes known?
    _check_count(n)
    if not n:
        return tuple(empty)
    rows = store.take(n, fewer)
    return tuple([store.batched(i, rows) for i in range(len(store.dtypes))])


def _check_count(n: Any) -> None:
    if type(n) is not int and n is not None:
        raise ValueError("Shape must be rank 0 but is rank 1: n is the number of elements")
    if n is not None and n < 0:
        raise ValueError(f"DequeueManyOp requested {n} < 0 elements")


def _batch_rule(n: Any, dtypes: Dtypes, shapes: Shapes, index: Any) -> tuple[Spec, ...]:
    _check_index(index)
    return tuple(
        [Spec(d, None if s is None else (n, *s)) for d, s in zip(dtypes, shapes, strict=True)]
    )


@traits(by_value=True)
def _dequeue_many_rule(
    variable: Spec, n: Any, dtypes: Dtypes, shapes: Shapes, index: Any
) -> tuple[Spec, ...]:
    _check_count(n)
    return _batch_rule(n, dtypes, shapes, index)


@defop("QueueDequeueManyV2", inputs="index", host="n", rule=_dequeue_many_rule, vjp=None,
       kernel=lambda xp: lambda store, n, dtypes, shapes, index: (
           _taken(chosen(store, index), n, False)),
       effect="write", runs_on_host=True)  # fmt: skip
def dequeue_many(
    variable: Any, n: Any, dtypes: Any, shapes: Any, index: Any = None, name: str | None = None
) -> Any:
    """The components of n elements, each with a new first axis."""


@traits(by_value=True)
def _dequeue_up_to_rule(
    variable: Spec, n: Any, dtypes: Dtypes, shapes: Shapes, index: Any
) -> tuple[Spec, ...]:
    _check_count(n)
    return _batch_rule(None, dtypes, shapes, index)


@defop("QueueDequeueUpToV2", inputs="index", host="n", rule=_dequeue_up_to_rule, vjp=None,
       kernel=lambda xp: lambda store, n, dtypes, shapes, index: (
           _taken(chosen(store, index), n, True)),
       effect="write", runs_on_host=True)  # fmt: skip
def dequeue_up_to(
    variable: Any, n: Any, dtypes: Any, shapes: Any, index: Any = None, name: str | None = None
) -> Any:
    """The components of n elements, or of fewer when the queue is closed."""


# ------------------------------------------------------------------------------- about the queue


def _close(store: Store, cancel: bool) -> Any:
    store.close(cancel)
    return np.asarray(True)


def _flag_rule(variable: Spec, *rest: Any) -> Spec:
    _check_index(rest[-1])
    return Spec(bool_, ())


@defop("QueueCloseV2", inputs="index", rule=_flag_rule, vjp=None, effect="write", runs_on_host=True,
       kernel=lambda xp: lambda store, cancel, index: _close(chosen(store, index), cancel),
       )  # fmt: skip
def close(
    variable: Any, cancel_pending_enqueues: bool, index: Any = None, name: str | None = None
) -> Any:
    """True when the queue is closed."""


@defop("QueueIsClosedV2", inputs="index", rule=_flag_rule, vjp=None, effect="read",
       kernel=lambda xp: lambda store, index: np.asarray(chosen(store, index).closed),
       runs_on_host=True)  # fmt: skip
def is_closed(variable: Any, index: Any = None, name: str | None = None) -> Any:
    """Whether the queue is closed."""


def _size_rule(variable: Spec, index: Any) -> Spec:
    _check_index(index)
    return Spec(int32, ())


@defop("QueueSizeV2", inputs="index", rule=_size_rule, vjp=None, effect="read", runs_on_host=True,
       kernel=lambda xp: lambda store, index: np.asarray(len(chosen(store, index)), np.int32),
       )  # fmt: skip
def size(variable: Any, index: Any = None, name: str | None = None) -> Any:
    """How many elements are in the queue."""
