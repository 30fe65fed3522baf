"""Values of many rows at once: what a program computes for one row is computed for all.

A `Batched` stands for one row and holds all of them along the first axis. An op that gets one runs
once on all rows, by its rule (`batching_rules`), or row by row where it has none. This is how a
Jacobian is swept in one go, and what `vmap` is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, NoReturn

from .. import errors
from ..core import mode
from ..core.composite import Interceptor
from ..core.dispatch import as_tensor, convert_args
from ..core.opdef import HOST, INPUT, LIST, OpDef
from ..core.tensor import EagerTensor, Tensor
from ..dtype import DType, variant
from ..ops.array import shape as shape_of
from ..ops.arrays.joining import concat, stack, unstack
from ..ops.arrays.shaping import broadcast_to, expand_dims
from ..ops.arrays.tensor_lists import list_repeat
from ..shapes import PartialShape

Rule = Callable[["Call"], Any]
# Op type -> rule; filled by `batching_rules`, which says of all others how to find theirs.
RULES: dict[str, Rule] = {}
# The level of the innermost `vmap` that surrounds what runs now. Between the levels of two `vmap`s
# is room for sweeps of Jacobians, whose rows lie outside of those of the function that is swept.
level_now: ContextVar[int] = ContextVar("eagerflow_vmap", default=0)
_SWEEPS = 1 << 10


def next_level() -> int:
    """The level of a `vmap` inside of all that surround what runs now."""
    return (level_now.get() // _SWEEPS + 1) * _SWEEPS


class Batched(Tensor, Interceptor):
    """One row of a tensor, as a program sees it.

    Args:
      value: the tensor of all rows; of a list, one with all rows in its items.
      level: that of the `vmap` that made it.
      size: the number of rows, where `value` does not say it.
    """

    __slots__ = ("level", "size", "tid", "value")

    def __init__(self, value: Tensor, level: int, size: int | None = None) -> None:
        self.value = value
        self.level = level
        self.tid = 0  # on tapes of the function of a row; all rows have their own on those outside
        shape = value.static_shape
        self.size = size if value.dtype is variant or shape is None else shape[0]

    @property
    def dtype(self) -> DType:
        return self.value.dtype

    @property
    def static_shape(self) -> PartialShape:
        shape = self.value.static_shape
        return shape if shape is None else shape[1:]

    @property
    def name(self) -> str:
        return self.value.name

    @property
    def graph(self) -> Any:
        """The graph of all rows; eager tensors have none."""
        if isinstance(self.value, EagerTensor):
            raise AttributeError("a row of an eager tensor belongs to no graph")
        return self.value.graph  # type: ignore[attr-defined]

    @property
    def known(self) -> None:
        """None: the rows differ."""
        return None

    def __hash__(self) -> int:
        return id(self)

    def _refuse(self, what: str) -> NoReturn:
        raise errors.make(
            TypeError,
            f"{what} of a value inside vmap is not one value: every row has its own",
            operands=[f"{self!r}"],
            fix="tf.where(condition, a, b) chooses for each row; return the value to see it",
        )

    def numpy(self) -> NoReturn:
        """Raises: there is one value for each row."""
        self._refuse("numpy()")

    def __bool__(self) -> bool:
        self._refuse("the truth value")

    def __int__(self) -> int:
        self._refuse("the int")

    __index__ = __int__

    def __float__(self) -> float:
        self._refuse("the float")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        self._refuse("the array")

    def __repr__(self) -> str:
        return f"<a row of shape {self.shape} and dtype {self.dtype.name}>"

    def _call_op(self, op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
        call = Call(op, args)
        now = mode.snapshot()
        if now.builder is not None and now.builder.level >= call.level:
            return op.entry(*[_taken(now.builder, a) for a in args], name=name)
        # Tapes inside the function of a row see the call as it is written, and give every row its
        # own gradients; tapes outside see what is done with all rows.
        inside = [t for t in now.tapes if getattr(t, "level", 0) >= call.level]
        if not inside:
            return call.result()
        outside = tuple([t for t in now.tapes if t not in inside])
        with mode.entered(mode.make(now.builder, outside)):
            out = call.result()
        values = convert_args(op, args)
        for tape in inside:
            op.record(tape, out, values)
        return out


def _taken(graph: Any, a: Any) -> Any:
    """An argument with rows as inputs of a graph that is traced for one row."""
    if type(a) in (list, tuple):
        return [_taken(graph, v) for v in a]
    return graph.own(a, "row") if isinstance(a, Batched) else a


class Unbatched:
    """The result of a rule that is the same for all rows.

    Args:
      value: the result.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Call:
    """A call of an op with rows among its arguments.

    Args:
      op: the op.
      args: its arguments.

    Attributes:
      args: the arguments with all rows in place of one.
      batched: for each argument whether it is one of those (for a list, whether an item is).
      level: which `vmap` the rows belong to; those of others outside of it count as one tensor.
      size: the number of rows, None when it is not known.
    """

    def __init__(self, op: OpDef, args: tuple[Any, ...]) -> None:
        self.op = op
        self._given = args
        found = [v for a in args for v in (a if type(a) in (list, tuple) else (a,))
                 if isinstance(v, Batched)]  # fmt: skip
        self.level = max(v.level for v in found)
        sizes = (v.size for v in found if v.level == self.level)
        self.size = next((n for n in sizes if n is not None), None)
        self.batched = [self._has_rows(a) for a in args]
        self.args = [self._all_rows(a) for a in args]

    def is_row(self, a: Any) -> bool:
        """True for a row of the `vmap` that this call belongs to."""
        return isinstance(a, Batched) and a.level == self.level

    def _has_rows(self, a: Any) -> bool:
        return any(map(self.is_row, a)) if type(a) in (list, tuple) else self.is_row(a)

    def _all_rows(self, a: Any) -> Any:
        if type(a) in (list, tuple):
            if self._has_rows(a):
                return [self.spread(v) for v in a]
            return a
        return a.value if self.is_row(a) else a

    def given(self, i: int) -> Any:
        """An argument as it was given, with rows in it."""
        return self._given[i]

    def items(self, i: int) -> list[tuple[Any, bool]]:
        """The items of a list argument, each with whether it is a row."""
        return [(a.value, True) if self.is_row(a) else (a, False) for a in self._given[i]]

    def spread(self, a: Any) -> Any:
        """All rows of a value, which are equal if it is no row."""
        if self.is_row(a):
            return a.value
        return self.repeated(as_tensor(a))

    def repeated(self, tensor: Any) -> Any:
        """A tensor once for each row."""
        return repeated(tensor, self.size, self.op.type)

    def every(self, *positions: int) -> list[Any]:
        """Arguments with all their rows, whether they are rows or not."""
        return [self.args[i] if self.batched[i] else self.repeated(as_tensor(self.args[i]))
                for i in positions]  # fmt: skip

    def rank(self, i: int) -> int:
        """The number of axes that a row of an argument has."""
        a = as_tensor(self.args[i])
        shape = a.static_shape
        if shape is None:
            raise self.unknown()
        return len(shape) - self.batched[i]

    def unknown(self) -> Exception:
        """The error for sizes that a rule needs and does not know."""
        return _unknown(self.op.type)

    def result(self) -> Any:
        """The result of the op, by its rule."""
        rule = RULES.get(self.op.type) or RULES["*"]
        return self.wrapped(rule(self))

    def wrapped(self, result: Any) -> Any:
        """The result of a rule as rows."""
        if isinstance(result, Unbatched):
            return result.value
        if isinstance(result, (tuple, list)):
            return type(result)([self.wrapped(r) for r in result])
        return Batched(result, self.level, self.size)

    def one_by_one(self) -> Any:
        """The results of the op for each row, stacked."""
        if self.size is None:
            raise self.unknown()
        if any(self.is_row(a) and a.dtype is variant for a in self._given):
            raise self._no_lists()
        if not self.size:
            raise errors.make(
                ValueError, f"{self.op.type} inside vmap has no rows to run on",
                cause="it has no rule for all rows at once, and the shape of its result is that "
                "of a row",
            )  # fmt: skip
        rows = [self._rows(kind, i) for i, kind in enumerate(self.op.kinds)]
        results = [self.op.entry(*[r[k] for r in rows]) for k in range(self.size)]
        if isinstance(results[0], (tuple, list)):
            return tuple([stack(list(same)) for same in zip(*results, strict=True)])
        if results[0].dtype is variant:
            raise self._no_lists()
        return stack(results)

    def _no_lists(self) -> Exception:
        return errors.make(
            NotImplementedError,
            f"{self.op.type} does not work inside vmap",
            fix="tf.map_fn in place of vmap, or items of one length",
        )

    def _rows(self, kind: str, i: int) -> list[Any]:
        """What an argument is for each row."""
        a, n = self._given[i], self.size
        assert n is not None
        if not self.batched[i]:
            return [a] * n
        if kind == LIST or type(a) in (list, tuple):
            columns = [unstack(v.value, n) if self.is_row(v) else [v] * n for v in a]
            return [list(row) for row in zip(*columns, strict=True)]
        assert kind in (INPUT, HOST)
        return unstack(a.value, n)


def _unknown(what: str) -> Exception:
    return errors.make(
        NotImplementedError,
        f"{what} inside vmap needs sizes that are not known in this graph",
        fix="give the argument of vmap a static shape, or use tf.map_fn",
    )


def repeated(tensor: Any, size: int | None, what: str) -> Any:
    """A tensor once for each row.

    Args:
      tensor: the tensor.
      size: the number of rows.
      what: what messages call the caller.

    Raises:
      NotImplementedError: the number is not known.
    """
    if size is None:
        raise _unknown(what)
    if tensor.dtype is variant:
        return list_repeat(tensor, size)
    sizes = tensor.static_shape
    if sizes is None or None in sizes:
        sizes = shape_of(tensor)
        return broadcast_to(expand_dims(tensor, 0), concat([[size], sizes], 0))
    return broadcast_to(expand_dims(tensor, 0), (size, *sizes))


def one_by_one(function: Callable[[list[Any]], Sequence[Any]], values: Sequence[Any]) -> list[Any]:
    """The results of a function for each row of values, stacked as rows.

    Args:
      function: takes a value for each of `values` and returns a sequence of tensors.
      values: rows of the innermost `vmap` among them, and tensors that are the same for all.
    """
    level = max(v.level for v in values if isinstance(v, Batched))
    if any(v.dtype is variant for v in values if isinstance(v, Batched)):
        raise _lists_of_rows()
    columns = [
        unstack(v.value) if isinstance(v, Batched) and v.level == level else None for v in values
    ]
    n = len(next(c for c in columns if c is not None))
    found = [
        function([v if c is None else c[k] for v, c in zip(values, columns, strict=True)])
        for k in range(n)
    ]
    if found[0] and any(v.dtype is variant for v in found[0]):
        raise _lists_of_rows()
    return [Batched(stack(list(same)), level) for same in zip(*found, strict=True)]


def _lists_of_rows() -> Exception:
    return errors.make(
        NotImplementedError,
        "vmap: a TensorArray goes into or out of control flow that differs from row to row",
        fix="make and stack it in one tf.function that is called inside vmap, or use tf.map_fn",
    )
