"""The operations that read and change variables.

The parameter `variable` is the variable itself; kernels get the cell that holds its value. Arrays
in cells are never changed in place, so a tensor that was read keeps its value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors
from ..backend.arrays import KINDS
from ..core.dispatch import bad_dtype, tidy
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import TensorLike
from ..dtype import INDEX, NUMERIC, bool_, string
from ..ops.rules import check_dtype
from ..shapes import PartialShape, compatible, text
from .home import Cell


def uninitialized(what: str) -> str:
    """The first sentence of the error for a variable that has no value."""
    return (
        f"Could not find {what}. This could mean that the variable has been deleted. In TF1, it "
        "can also mean the variable is uninitialized."
    )


def row_major(a: Any) -> Any:
    """The array itself when it is in row-major order, otherwise a copy that is."""
    return a if a.flags.c_contiguous else a.copy(order="C")


def _known(cell: Cell | None) -> Cell:
    """The cell itself, if there is one."""
    if cell is None:
        first = "The variable belongs to a graph: it has a value in sessions only."
        raise errors.FailedPreconditionError(None, None, first)
    return cell


def k_read(cell: Cell | None) -> Any:
    """The value of a cell."""
    cell = _known(cell)
    if cell.a is None:
        raise errors.FailedPreconditionError(None, None, uninitialized(f"variable {cell.name}"))
    return cell.a


def k_assign(cell: Cell | None, value: Any, wanted: PartialShape) -> Any:
    """Store a value whose shape fits `wanted`."""
    cell = _known(cell)
    if not compatible(wanted, value.shape):
        raise errors.InvalidArgumentError(
            None,
            None,
            "Trying to assign to variable with tensor with wrong shape. Expected "
            f"{text(wanted)} got {text(value.shape)}",
        )
    cell.a = row_major(_beside(cell.a, value))
    return cell.a


def _beside(old: Any, value: Any) -> Any:
    """The value on the device of the old one: a variable stays where it was made."""
    if old is None or type(old) is type(value):
        return value
    here, there = KINDS[type(value)][value.dtype], KINDS[type(old)][old.dtype]
    return there.backend.from_numpy(here.backend.to_numpy(value))


def _k_update(combine: Callable[[Any, Any], Any]) -> Any:
    def kernel(cell: Cell | None, value: Any) -> Any:
        cell = _known(cell)
        with cell.lock:
            old = k_read(cell)
            if old.shape != value.shape:
                raise errors.InvalidArgumentError(None, None, _misfit(old.shape, value.shape))
            new = cell.a = row_major(tidy(combine(old, _beside(old, value))))
        return new

    return lambda xp: kernel


def _misfit(have: PartialShape, given: PartialShape) -> str:
    return (
        f"Cannot update variable with shape {text(have)} using a Tensor with shape {text(given)}, "
        "shapes must be equal."
    )


def _read_rule(variable: Spec) -> Spec:
    return variable


def check_same_dtype(variable: Spec, value: Spec) -> None:
    if value.dtype is not variable.dtype:
        raise TypeError(
            f"Trying to give a variable of dtype {variable.dtype.name} a value of dtype "
            f"{value.dtype.name}"
        )


def _read_or_rule(variable: Spec, initial: Spec) -> Spec:
    check_same_dtype(variable, initial)
    return variable


def _assign_rule(variable: Spec, value: Spec, wanted: PartialShape) -> Spec:
    check_same_dtype(variable, value)
    return Spec(variable.dtype, value.shape if variable.shape is None else variable.shape)


class _Update:
    """The rule of an op that changes a variable by a value of its shape."""

    allowed = NUMERIC

    def __call__(self, variable: Spec, value: Spec) -> Spec:
        check_dtype(variable, self.allowed)
        check_same_dtype(variable, value)
        if not compatible(variable.shape, value.shape):
            raise ValueError(_misfit(variable.shape, value.shape))
        return Spec(variable.dtype, value.shape if variable.shape is None else variable.shape)


@defop(
    "ReadVariableOp", kernel=lambda xp: k_read, rule=_read_rule, vjp=None, effect="read", inputs=""
)
def read_variable(variable: Any, name: str | None = None) -> Any:
    """The value of a variable."""


@defop("VarHandleOp", kernel=lambda xp: k_read, rule=_read_rule, vjp=None, effect="read", inputs="")
def variable_handle(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a variable in a graph; fetched by name, it gives the value."""


@defop(
    "VarIsInitializedOp",
    kernel=lambda xp: lambda cell: np.asarray(_known(cell).a is not None),
    rule=lambda variable: Spec(bool_, ()),
    vjp=None,
    effect="read",
    inputs="",
)
def is_initialized(variable: Any, name: str | None = None) -> Any:
    """True when a variable has a value."""


def _k_read_or(cell: Cell | None, initial: Any) -> Any:
    cell = _known(cell)
    # A copy: what a plan does later with the buffer of `initial` must not show in the result.
    return initial.copy(order="C") if cell.a is None else cell.a


@defop(
    "InitializedValue",
    kernel=lambda xp: _k_read_or,
    rule=_read_or_rule,
    vjp=None,
    effect="read",
    inputs="initial",
)
def read_or_initial(variable: Any, initial: TensorLike, name: str | None = None) -> Any:
    """The value of a variable, or the given one while it has none."""


@defop(
    "AssignVariableOp",
    kernel=lambda xp: k_assign,
    rule=_assign_rule,
    vjp=None,
    effect="write",
    inputs="value",
)
def assign_variable(
    variable: Any, value: TensorLike, wanted: Any = None, name: str | None = None
) -> Any:
    """Store a value in a variable, and return it."""


@defop(
    "AssignAddVariableOp",
    kernel=_k_update(operator.add),
    rule=_Update(),
    vjp=None,
    effect="write",
    inputs="value",
)
def assign_add_variable(variable: Any, value: TensorLike, name: str | None = None) -> Any:
    """Add to a variable, and return its new value."""


@defop(
    "AssignSubVariableOp",
    kernel=_k_update(operator.sub),
    rule=_Update(),
    vjp=None,
    effect="write",
    inputs="value",
)
def assign_sub_variable(variable: Any, value: TensorLike, name: str | None = None) -> Any:
    """Subtract from a variable, and return its new value."""


def _count_rule(variable: Spec, limit: int) -> Spec:
    if variable.dtype not in INDEX:
        raise bad_dtype(variable.dtype, INDEX)
    if variable.shape:
        raise ValueError(f"a variable that counts is a scalar, not {text(variable.shape)}")
    return Spec(variable.dtype, ())


def _k_count(cell: Cell | None, limit: int) -> Any:
    cell = _known(cell)
    with cell.lock:
        old = k_read(cell)
        if int(old) >= limit:
            raise errors.OutOfRangeError(None, None, f"Reached limit of {limit}")
        cell.a = tidy(old + old.dtype.type(1))
    return old


@defop(
    "ResourceCountUpTo",
    kernel=lambda xp: _k_count,
    rule=_count_rule,
    vjp=None,
    effect="write",
    inputs="",
)
def count_variable(variable: Any, limit: int, name: str | None = None) -> Any:
    """The value of a variable, to which one is added as long as it is below a limit."""


def _names_rule(flags: Any, names: tuple[str, ...]) -> Spec:
    return Spec(string, (None,))


_names_rule.__dict__["by_value"] = True  # how many flags are false


def _unset(flags: tuple[Any, ...], names: tuple[str, ...]) -> list[str]:
    if len(flags) != len(names):
        raise ValueError(f"There are {len(flags)} flags for {len(names)} names")
    return [name for flag, name in zip(flags, names, strict=True) if not flag]


def _k_names_where_false(flags: tuple[Any, ...], names: tuple[str, ...]) -> Any:
    return np.array([name.encode() for name in _unset(flags, names)], object)


@defop(
    "NamesWhereFalse",
    lists="flags",
    inputs="",
    kernel=lambda xp: _k_names_where_false,
    rule=_names_rule,
    vjp=None,
    runs_on_host=True,
)
def names_where_false(flags: Any, names: Any, name: str | None = None) -> Any:
    """Those of the names whose flag is False."""


def _k_assert_initialized(flags: tuple[Any, ...], names: tuple[str, ...]) -> Any:
    missing = _unset(flags, names)
    if missing:
        what = f"{'variables' if missing[1:] else 'variable'} {', '.join(missing)}"
        raise errors.FailedPreconditionError(None, None, uninitialized(what))
    return np.asarray(True)


@defop(
    "AssertInitialized",
    lists="flags",
    inputs="",
    kernel=lambda xp: _k_assert_initialized,
    rule=lambda flags, names: Spec(bool_, ()),
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def assert_initialized(flags: Any, names: Any, name: str | None = None) -> Any:
    """True; raises FailedPreconditionError with the names whose flag is False."""
