"""Changes of single rows and elements of variables.

Arrays in cells are never changed in place, so each change copies the value of the variable once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import TensorLike
from ..dtype import ANY, INDEX, NUMERIC, REAL
from ..ops.array import shape, zeros_like
from ..ops.arrays.gathering import gather, gather_nd, rows_of
from ..ops.arrays.joining import stack
from ..ops.arrays.ranges import range as range_of
from ..ops.arrays.scatter import add_at, check_range, row_positions
from ..ops.arrays.scattering import update_rule
from ..ops.arrays.shaping import reshape
from ..ops.reductions.segment_runs import reduced_runs
from ..ops.rules import check_dtype
from ..registry import export
from ..shapes import PartialShape, text
from . import create, state
from .home import Cell

Array = Any


# ---------------------------------------------------------------------------------- on arrays


def _replaced(xp: Any, table: Array, rows: Array, updates: Array) -> Array:
    table[rows] = updates
    return table


def _added(xp: Any, table: Array, rows: Array, updates: Array) -> Array:
    places = row_positions(xp, rows, table.shape[1])
    return add_at(xp, table.reshape(-1), places, updates).reshape(table.shape)


def _subtracted(xp: Any, table: Array, rows: Array, updates: Array) -> Array:
    return _added(xp, table, rows, -updates)


def _kept(name: str) -> Callable[..., Array]:
    """The larger or smaller of the old and the new elements."""

    def change(xp: Any, table: Array, rows: Array, updates: Array) -> Array:
        wide = {"i": "int32", "u": "uint32"}.get(table.dtype.kind, "float32")
        dtype = table.dtype if table.dtype.itemsize >= 4 else wide
        out = table.astype(dtype, copy=False).reshape(-1)
        places = row_positions(xp, rows, table.shape[1]).reshape(-1)
        getattr(xp, name).at(out, places, updates.astype(dtype, copy=False).reshape(-1))
        return out.astype(table.dtype, copy=False).reshape(table.shape)

    return change


def _by_product(change: Callable[[Any, Array, Array], Array]) -> Callable[..., Array]:
    """Rows changed by the product of their updates; several for one row may come in any order."""

    def changed(xp: Any, table: Array, rows: Array, updates: Array) -> Array:
        if not updates.size:
            return table
        wide = updates
        if table.dtype.kind in "iu":
            wide = updates.astype(f"{'uint' if table.dtype.kind == 'u' else 'int'}64")
        elif table.dtype.itemsize == 2:
            wide = updates.astype(xp.float32)
        product, numbers = reduced_runs(xp, xp.multiply, wide, rows, False)
        table[numbers] = change(xp, table[numbers].astype(wide.dtype), product).astype(table.dtype)
        return table

    return changed


def _divided(xp: Any, old: Array, product: Array) -> Array:
    if old.dtype.kind not in "iu":
        return old / product
    if bool((product == 0).any()):
        raise ValueError("updates must not contain 0")
    if old.dtype.kind == "u":
        return old // product
    return xp.sign(old) * xp.sign(product) * (xp.absolute(old) // xp.absolute(product))


_CHANGES: dict[str, tuple[Callable[..., Array], Any]] = {
    "Update": (_replaced, ANY),
    "Add": (_added, NUMERIC),
    "Sub": (_subtracted, NUMERIC),
    "Mul": (_by_product(lambda xp, old, product: old * product), NUMERIC),
    "Div": (_by_product(_divided), NUMERIC),
    "Min": (_kept("minimum"), REAL),
    "Max": (_kept("maximum"), REAL),
}


# ----------------------------------------------------------------------------------- the ops


def _store(cell: Cell | None, new: Array) -> Array:
    assert cell is not None
    cell.a = state.row_major(new)
    return cell.a


def _check_rows(have: PartialShape, indices: PartialShape, updates: PartialShape) -> None:
    """Raise ValueError unless there is an update for each index, or one for all."""
    if have is not None and not have:
        raise ValueError("params must be at least 1-D, got shape []")
    if updates == () or have is None or indices is None or updates is None:
        return
    wanted = (*indices, *have[1:])
    if len(wanted) != len(updates) or any(
        None not in (a, b) and a != b for a, b in zip(wanted, updates, strict=True)
    ):
        raise ValueError(
            "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], got "
            f"updates.shape {text(updates)}, indices.shape {text(indices)}, params.shape "
            f"{text(have)}"
        )


def _check_dtypes(variable: Spec, indices: Spec, updates: Spec, allowed: Any) -> None:
    check_dtype(variable, allowed)
    if indices.dtype not in INDEX:
        kind = "float" if indices.dtype.is_floating else indices.dtype.name
        raise TypeError(
            f"Value for attr 'Tindices' of {kind} is not in the list of allowed values: int32, "
            "int64"
        )
    state.check_same_dtype(variable, updates)


def _declare_rows(how: str) -> Callable[..., Any]:
    change, allowed = _CHANGES[how]

    def rule(variable: Spec, indices: Spec, updates: Spec) -> Spec:
        _check_dtypes(variable, indices, updates, allowed)
        _check_rows(variable.shape, indices.shape, updates.shape)
        return variable

    def source(xp: Any) -> Any:
        def kernel(cell: Cell | None, indices: Array, updates: Array) -> Array:
            old = state.k_read(cell)
            _check_rows(old.shape, indices.shape, updates.shape)
            check_range(xp, indices, len(old))
            inner = math.prod(old.shape[1:])
            given = xp.empty((indices.size, inner), old.dtype)
            given[...] = updates if not updates.ndim else updates.reshape(given.shape)
            table = old.copy().reshape(len(old), inner)
            return _store(cell, change(xp, table, indices.reshape(-1), given).reshape(old.shape))

        return kernel

    @defop(
        f"ResourceScatter{how}",
        kernel=source,
        rule=rule,
        vjp=None,
        effect="write",
        inputs="indices updates",
    )
    def scatter(
        variable: Any, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Change rows of a variable, and return its new value."""

    return scatter


def _declare_nd(how: str) -> Callable[..., Any]:
    change, allowed = _CHANGES[how]

    def rule(variable: Spec, indices: Spec, updates: Spec) -> Spec:
        _check_dtypes(variable, indices, updates, allowed)
        update_rule(variable, indices, updates)
        return variable

    def source(xp: Any) -> Any:
        def kernel(cell: Cell | None, indices: Array, updates: Array) -> Array:
            old = state.k_read(cell)
            rows, _ = rows_of(xp, indices, old.shape, 0, "", "shape")
            depth = indices.shape[-1]
            table = old.copy().reshape(math.prod(old.shape[:depth]), math.prod(old.shape[depth:]))
            given = updates.reshape(rows.size, table.shape[1])
            return _store(cell, change(xp, table, rows.reshape(-1), given).reshape(old.shape))

        return kernel

    @defop(
        f"ResourceScatterNd{how}",
        kernel=source,
        rule=rule,
        vjp=None,
        effect="write",
        inputs="indices updates",
    )
    def scatter(
        variable: Any, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Change elements or slices of a variable, and return its new value."""

    return scatter


_ROWS = {how: _declare_rows(how) for how in _CHANGES}
_ND = {how: _declare_nd(how) for how in ("Update", "Add", "Sub", "Min", "Max")}


# --------------------------------------------------------------------------- methods of variables


class Scatters:
    """The methods of variables that read and change single rows and elements."""

    __slots__ = ()

    def _changed(
        self: Any, op: Any, indices: Any, updates: Any, name: str | None, read_value: bool = True
    ) -> Any:
        with create.building(self):
            done = op(self, as_tensor(indices), self._operand(updates), name)
            return self._outcome(done, read_value)

    def change_rows(self, how: str, slices: Any, name: Any = None, read_value: bool = True) -> Any:
        """Change rows by the values of IndexedSlices; `how` is the end of the op's name."""
        if not (hasattr(slices, "indices") and hasattr(slices, "values")):
            raise errors.make(
                TypeError,
                f"Argument `sparse_delta` must be a `tf.IndexedSlices`. Received arg: {slices}",
            )
        return self._changed(_ROWS[how], slices.indices, slices.values, name, read_value)

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Add the values of IndexedSlices to rows, and return the variable."""
        return self.change_rows("Add", sparse_delta, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Subtract the values of IndexedSlices from rows, and return the variable."""
        return self.change_rows("Sub", sparse_delta, name)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Multiply rows by the values of IndexedSlices, and return the variable."""
        return self.change_rows("Mul", sparse_delta, name)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Divide rows by the values of IndexedSlices, and return the variable."""
        return self.change_rows("Div", sparse_delta, name)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Lower rows to the values of IndexedSlices, and return the variable."""
        return self.change_rows("Min", sparse_delta, name)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Raise rows to the values of IndexedSlices, and return the variable."""
        return self.change_rows("Max", sparse_delta, name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: Any = None) -> Any:
        """Put the values of IndexedSlices in place of rows, and return the variable."""
        return self.change_rows("Update", sparse_delta, name)

    def batch_scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: Any = None
    ) -> Any:
        """Put the values of IndexedSlices in place of rows of each example of a batch."""
        return batch_scatter_update(self, sparse_delta.indices, sparse_delta.values, name=name)

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Add to the places that rows of indices name, and return the variable."""
        return self._changed(_ND["Add"], indices, updates, name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Subtract from the places that rows of indices name, and return the variable."""
        return self._changed(_ND["Sub"], indices, updates, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Replace what is at the places that rows of indices name, and return the variable."""
        return self._changed(_ND["Update"], indices, updates, name)

    def scatter_nd_max(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Raise what is at the places that rows of indices name, and return the variable."""
        return self._changed(_ND["Max"], indices, updates, name)

    def scatter_nd_min(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Lower what is at the places that rows of indices name, and return the variable."""
        return self._changed(_ND["Min"], indices, updates, name)

    def gather_nd(self: Any, indices: Any, name: str | None = None) -> Any:
        """The elements or slices at the places that rows of indices name."""
        with create.building(self):
            return gather_nd(self, indices, name=name)

    def sparse_read(self: Any, indices: Any, name: str | None = None) -> Any:
        """The rows that indices name."""
        with create.building(self):
            return gather(self, indices, name=name)


def _variable(ref: Any) -> Any:
    if not isinstance(ref, Scatters):
        raise errors.make(TypeError, f"ref must be a variable, got {type(ref).__name__}")
    return ref


# ------------------------------------------------------------------------------ functions of 1.x


@export("", v1="scatter_add")
def scatter_add(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Add to rows of a variable; updates of one row are summed.

    Args:
      ref: a variable with at least one axis.
      indices: integer tensor with the number of a row for each update.
      updates: tensor of shape `indices.shape + ref.shape[1:]`, or one number for all.
      use_locking: accepted; changes are never seen in part.
      name: name of the operation in a graph.

    Returns:
      In a 1.x graph the tensor of the new value, otherwise the variable.

    Raises:
      InvalidArgumentError: there is no such row, or the shapes do not fit.

    >>> v = ef.Variable([1., 2., 3.])
    >>> ef.compat.v1.scatter_add(v, [0, 0], [10., 20.]).numpy()
    array([31.,  2.,  3.], dtype=float32)
    """
    return _variable(ref)._changed(_ROWS["Add"], indices, updates, name)


@export("", v1="scatter_sub")
def scatter_sub(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Subtract from rows of a variable; see `scatter_add`.

    >>> ef.compat.v1.scatter_sub(ef.Variable([1, 2, 3]), [0, 0], [1, 2]).numpy()
    array([-2,  2,  3], dtype=int32)
    """
    return _variable(ref)._changed(_ROWS["Sub"], indices, updates, name)


@export("", v1="scatter_mul")
def scatter_mul(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Multiply rows of a variable; see `scatter_add`.

    >>> ef.compat.v1.scatter_mul(ef.Variable([1, 2, 3]), [0, 0], [4, 2]).numpy()
    array([8, 2, 3], dtype=int32)
    """
    return _variable(ref)._changed(_ROWS["Mul"], indices, updates, name)


@export("", v1="scatter_div")
def scatter_div(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Divide rows of a variable; integers lose their fraction. See `scatter_add`.

    >>> ef.compat.v1.scatter_div(ef.Variable([8., 2.]), [0, 0], [4., 2.]).numpy()
    array([1., 2.], dtype=float32)
    """
    return _variable(ref)._changed(_ROWS["Div"], indices, updates, name)


@export("", v1="scatter_min")
def scatter_min(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Lower rows of a variable to updates; see `scatter_add`.

    >>> ef.compat.v1.scatter_min(ef.Variable([8, 2]), [0, 0], [4, 6]).numpy()
    array([4, 2], dtype=int32)
    """
    return _variable(ref)._changed(_ROWS["Min"], indices, updates, name)


@export("", v1="scatter_max")
def scatter_max(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Raise rows of a variable to updates; see `scatter_add`.

    >>> ef.compat.v1.scatter_max(ef.Variable([8, 2]), [0, 1], [4, 6]).numpy()
    array([8, 6], dtype=int32)
    """
    return _variable(ref)._changed(_ROWS["Max"], indices, updates, name)


@export("", v1="scatter_update")
def scatter_update(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = True, name: Any = None
) -> Any:
    """Replace rows of a variable; of several updates of one row the last stays.

    Arguments and errors are those of `scatter_add`; the variable may be of any dtype.

    >>> ef.compat.v1.scatter_update(ef.Variable([8, 2]), [0], [4]).numpy()
    array([4, 2], dtype=int32)
    """
    return _variable(ref)._changed(_ROWS["Update"], indices, updates, name)


@export("", v1="scatter_nd_add")
def scatter_nd_add(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Add to elements or slices of a variable; updates of one place are summed.

    Args:
      ref: a variable.
      indices: integer tensor; its last axis names a place by its first coordinates.
      updates: tensor of shape `indices.shape[:-1] + ref.shape[indices.shape[-1]:]`.
      use_locking: accepted; changes are never seen in part.
      name: name of the operation in a graph.

    Returns:
      In a 1.x graph the tensor of the new value, otherwise the variable.

    Raises:
      InvalidArgumentError: a place does not exist, or the shapes do not fit.

    >>> v = ef.Variable([[1., 2.], [3., 4.]])
    >>> ef.compat.v1.scatter_nd_add(v, [[0, 1], [0, 1]], [10., 20.]).numpy()
    array([[ 1., 32.],
           [ 3.,  4.]], dtype=float32)
    """
    return _variable(ref).scatter_nd_add(indices, updates, name)


@export("", v1="scatter_nd_sub")
def scatter_nd_sub(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False, name: Any = None
) -> Any:
    """Subtract from elements or slices of a variable; see `scatter_nd_add`.

    >>> ef.compat.v1.scatter_nd_sub(ef.Variable([8, 2]), [[0], [0]], [4, 1]).numpy()
    array([3, 2], dtype=int32)
    """
    return _variable(ref).scatter_nd_sub(indices, updates, name)


@export("", v1="scatter_nd_update")
def scatter_nd_update(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = True, name: Any = None
) -> Any:
    """Replace elements or slices of a variable; see `scatter_nd_add`.

    >>> ef.compat.v1.scatter_nd_update(ef.Variable([8, 2]), [[1]], [5]).numpy()
    array([8, 5], dtype=int32)
    """
    return _variable(ref).scatter_nd_update(indices, updates, name)


@export("", v1="batch_scatter_update")
def batch_scatter_update(
    ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = True, name: Any = None
) -> Any:
    """Replace rows of each example of a batch, by indices that the example has of its own.

    Args:
      ref: a variable of shape [*batch, n, ...].
      indices: integer tensor of shape [*batch, m].
      updates: tensor of shape [*batch, m, ...].
      use_locking: accepted; changes are never seen in part.
      name: name of the operation in a graph.

    Returns:
      In a 1.x graph the tensor of the new value, otherwise the variable.

    Raises:
      InvalidArgumentError: there is no such row, or the shapes do not fit.

    >>> v = ef.Variable([[1, 2], [3, 4]])
    >>> ef.compat.v1.batch_scatter_update(v, [[1], [0]], [[9], [8]]).numpy()
    array([[1, 9],
           [8, 4]], dtype=int32)
    """
    rows = as_tensor(indices)
    rank = rows.ndim
    sizes = shape(rows)
    places = [
        zeros_like(rows) + reshape(range_of(0, sizes[d], dtype=rows.dtype), _along(d, rank))
        for d in range(rank - 1)
    ]
    return _variable(ref).scatter_nd_update(stack([*places, rows], -1), updates, name)


def _along(axis: int, rank: int) -> list[int]:
    """The shape that puts a vector along one of several axes."""
    return [-1 if i == axis else 1 for i in range(rank)]
