"""Diagonals and bands of matrices."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, STRING, float32
from ...registry import export
from ...shapes import text
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .shaping import host_vector

_ALIGNS = ("LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT", "RIGHT_RIGHT")


def _band(k: Any) -> tuple[int, int]:
    """The lowest and the highest diagonal.

    Raises:
      ValueError: they are in the wrong order.
    """
    low, high = (k, k) if isinstance(k, int) else k if len(k) == 2 else (k[0], k[0])
    if low > high:
        raise ValueError(
            f"lower_diag_index must not be larger than upper_diag_index: {low} > {high}"
        )
    return low, high


def _check_align(align: str) -> None:
    if align not in _ALIGNS:
        listed = ", ".join(f'"{a}"' for a in _ALIGNS)
        raise ValueError(
            f"Value for attr 'align' of \"{align}\" is not in the list of allowed values: {listed}"
        )


def _length(rows: int, columns: int, k: int) -> int:
    """Elements on diagonal `k`."""
    return min(rows + min(k, 0), columns - max(k, 0))


@functools.lru_cache(maxsize=256)
def _places(rows: int, columns: int, low: int, high: int, align: str) -> tuple[Any, ...]:
    """Row, column and whether there is one, for each place of the table of diagonals.

    The table has a row for each diagonal, the highest first; shorter ones are aligned as `align`
    says for those above and those below the main diagonal.
    """
    diagonals = np.arange(high, low - 1, -1)[:, None]
    lengths = np.minimum(rows + np.minimum(diagonals, 0), columns - np.maximum(diagonals, 0))
    width = int(lengths.max())
    above, below = align.split("_")
    right = np.where(diagonals >= 0, above == "RIGHT", below == "RIGHT")
    along = np.arange(width) - np.where(right, width - lengths, 0)
    inside = (along >= 0) & (along < lengths)
    along = np.where(inside, along, 0)
    return along + np.maximum(-diagonals, 0), along + np.maximum(diagonals, 0), inside


# ----------------------------------------------------------------------------------- diag_part


def _check_matrix(spec: Spec) -> None:
    if spec.shape is not None and len(spec.shape) < 2:
        raise ValueError(f"input must be at least 2-dim, received shape: {text(spec.shape)}")


def _diag_part_rule(input: Spec, k: Any, padding_value: Any, align: str) -> Spec:
    check_dtype(input, ANY - STRING)
    _check_padding(input, padding_value)
    _check_align(align)
    _check_matrix(input)
    low, high = _band(k)
    if input.shape is None:
        return Spec(input.dtype, None)
    *batch, rows, columns = input.shape
    table = () if low == high else (high - low + 1,)
    if rows is None or columns is None:
        return Spec(input.dtype, (*batch, *table, None))
    for at, which in ((low, "lower"), (high, "upper")):
        if at and not -rows < at < columns:
            raise ValueError(
                f"{which}_diag_index is out of bound: {at}. It must be between {-rows} and "
                f"{columns}"
            )
    return Spec(input.dtype, (*batch, *table, _length(rows, columns, min(max(low, 0), high))))


def _k_diag_part(xp: Any) -> Any:
    def kernel(input: Any, k: Any, padding_value: Any, align: str) -> Any:
        low, high = _band(k)
        _diag_part_rule(Spec(float32, input.shape), k, padding_value, align)
        rows, columns, inside = _places(*input.shape[-2:], low, high, align)
        out = input[..., xp.asarray(rows), xp.asarray(columns)]
        if not inside.all():
            out = xp.where(xp.asarray(inside), out, input.dtype.type(padding_value))
        return out[..., 0, :] if low == high else out

    return kernel


@defop(
    "MatrixDiagPartV3",
    name="diag_part",
    inputs="input",
    kernel=_k_diag_part,
    rule=_diag_part_rule,
    vjp={"input": lambda g, input_spec, k, align: _diag(g, k, *_last_two(input_spec), 0, align)},
)
def _diag_part(
    input: TensorLike, k: Any, padding_value: Any, align: str, name: str | None = None
) -> Tensor:
    """Diagonals of matrices, as rows of a table when there are several."""


def _last_two(spec: Any) -> tuple[Any, Any]:
    return spec.shape[-2], spec.shape[-1]


@export("linalg.diag_part", v1="matrix_diag_part")
def diag_part(
    input: TensorLike,
    name: str | None = "diag_part",
    k: Any = 0,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Diagonals of matrices.

    Args:
      input: tensor of shape [..., m, n].
      name: name of the operation in a graph.
      k: which diagonal; positive ones lie above the main one. A pair means all from the first to
        the second; the result then has a row for each of them, the highest first.
      padding_value: fills the places that shorter diagonals leave.
      align: where they leave them, for diagonals above and below the main one: "RIGHT_LEFT" puts
        those above to the right and those below to the left; also "LEFT_RIGHT", "LEFT_LEFT",
        "RIGHT_RIGHT".

    Raises:
      InvalidArgumentError: there is no such diagonal, or the input has fewer than two axes.

    >>> ef.linalg.diag_part([[1, 2], [3, 4]]).numpy()
    array([1, 4], dtype=int32)
    >>> ef.linalg.diag_part([[1, 2], [3, 4]], k=(0, 1)).numpy()
    array([[0, 2],
           [1, 4]], dtype=int32)
    """
    return _diag_part(input, k, padding_value, align, name)


# ---------------------------------------------------------------------------------------- diag


def _matrix_sizes(length: int, k: Any, num_rows: int, num_cols: int) -> tuple[int, int]:
    """Rows and columns of the matrix with these diagonals.

    Raises:
      ValueError: no matrix with the given sizes has them.
    """
    low, high = _band(k)
    rows, columns = length - min(high, 0), length + max(low, 0)
    if num_rows == num_cols == -1:
        return (max(rows, columns),) * 2
    found_rows = rows if num_rows == -1 else num_rows
    found_columns = columns if num_cols == -1 else num_cols
    if found_rows < rows:
        raise ValueError("The number of rows is too small.")
    if found_columns < columns:
        raise ValueError("The number of columns is too small.")
    if found_rows != rows and found_columns != columns:
        raise ValueError(
            "The number of rows or columns is not consistent with the specified d_lower, "
            "d_upper, and diagonal."
        )
    return found_rows, found_columns


def _check_padding(spec: Spec, padding_value: Any) -> None:
    if isinstance(padding_value, float) and not spec.dtype.differentiable:
        raise TypeError(f"Cannot convert {padding_value} to EagerTensor of dtype {spec.dtype.name}")


def _diag_rule(
    diagonal: Spec, k: Any, num_rows: Any, num_cols: Any, padding_value: Any, align: str
) -> Spec:
    check_dtype(diagonal, ANY - STRING)
    _check_padding(diagonal, padding_value)
    _check_align(align)
    low, high = _band(k)
    shape = diagonal.shape
    if shape is None:
        return Spec(diagonal.dtype, None)
    if not shape:
        raise ValueError(f"diagonal must be at least 1-dim, received shape: {text(shape)}")
    batch = shape[:-1]
    if low != high:
        if not batch or batch[-1] not in (None, high - low + 1):
            raise ValueError(
                "The number of diagonals provided in the input does not match the "
                "lower_diag_index and upper_diag_index range."
            )
        batch = batch[:-1]
    if shape[-1] is None or num_rows is None or num_cols is None:
        given = (None if n == -1 else n for n in (num_rows, num_cols))
        return Spec(diagonal.dtype, (*batch, *given))
    return Spec(diagonal.dtype, (*batch, *_matrix_sizes(shape[-1], k, num_rows, num_cols)))


def _k_diag(xp: Any) -> Any:
    def kernel(
        diagonal: Any, k: Any, num_rows: int, num_cols: int, padding_value: Any, align: str
    ) -> Any:
        low, high = _band(k)
        table = diagonal[..., None, :] if low == high else diagonal
        sizes = _matrix_sizes(diagonal.shape[-1], k, num_rows, num_cols)
        rows, columns, inside = _places(*sizes, low, high, align)
        places = np.nonzero(inside)
        i, j = (xp.asarray(p) for p in places)
        out = xp.full((*table.shape[:-2], *sizes), padding_value, dtype=diagonal.dtype)
        out[..., xp.asarray(rows[places]), xp.asarray(columns[places])] = table[..., i, j]
        return out

    return kernel


@defop(
    "MatrixDiagV3",
    name="diag",
    inputs="diagonal",
    host="num_rows num_cols",
    kernel=_k_diag,
    rule=_diag_rule,
    vjp={"diagonal": lambda g, k, align: _diag_part(g, k, 0, align)},
)
def _diag(
    diagonal: TensorLike,
    k: Any,
    num_rows: Any,
    num_cols: Any,
    padding_value: Any,
    align: str,
    name: str | None = None,
) -> Tensor:
    """Matrices with given diagonals."""


@export("linalg.diag", v1="matrix_diag")
def diag(
    diagonal: TensorLike,
    name: str | None = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with given diagonals, elsewhere `padding_value`.

    Args:
      diagonal: tensor of shape [..., length]; for several diagonals [..., number, length] with a
        row for each, the highest first.
      name: name of the operation in a graph.
      k: which diagonal; positive ones lie above the main one. A pair means all from the first to
        the second.
      num_rows: rows of a matrix, as few as needed when left out (-1); square if neither is given.
      num_cols: columns of a matrix.
      padding_value: the other elements.
      align: where the rows of shorter diagonals begin, see `linalg.diag_part`.

    Raises:
      InvalidArgumentError: no matrix with the given sizes has these diagonals.

    >>> ef.linalg.diag([1, 2], k=1).numpy()
    array([[0, 1, 0],
           [0, 0, 2],
           [0, 0, 0]], dtype=int32)
    """
    return _diag(diagonal, k, num_rows, num_cols, padding_value, align, name)


@export("linalg.trace", v1="trace")
def trace(x: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the main diagonal of matrices.

    Args:
      x: tensor of shape [..., m, n].
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the input has fewer than two axes.

    >>> ef.linalg.trace([[1, 2], [3, 4]]).numpy()
    np.int32(5)
    """
    return reduce_sum(_diag_part(x, 0, 0, "RIGHT_LEFT"), -1, name=name or "Trace")


# ----------------------------------------------------------------------------------- band_part


def _band_part_rule(input: Spec, num_lower: Any, num_upper: Any) -> Spec:
    check_dtype(input, ANY - STRING)
    _check_matrix(input)
    if input.shape is not None:
        for n, size, which, what in (
            (num_lower, input.shape[-2], "lower", "rows"),
            (num_upper, input.shape[-1], "upper", "columns"),
        ):
            found = host_vector(n, "Tindex", f"num_{which}")
            if None not in (found, size) and found[0] is not None and found[0] > size:
                raise ValueError(
                    f"num_{which} must be negative or less or equal to number of {what} ({size}) "
                    f"got: {found[0]}"
                )
    return Spec(input.dtype, input.shape)


def _k_band_part(xp: Any) -> Any:
    def kernel(input: Any, num_lower: int, num_upper: int) -> Any:
        rows, columns = input.shape[-2:]
        above = xp.arange(columns) - xp.arange(rows)[:, None]
        keep = xp.ones((rows, columns), bool)
        if num_lower >= 0:
            keep &= above >= -num_lower
        if num_upper >= 0:
            keep &= above <= num_upper
        return xp.where(keep, input, input.dtype.type(0))

    return kernel


@defop(
    "MatrixBandPart",
    inputs="input",
    host="num_lower num_upper",
    kernel=_k_band_part,
    rule=_band_part_rule,
    vjp={"input": lambda g, num_lower, num_upper: band_part(g, num_lower, num_upper)},
    api="linalg.band_part",
    v1="matrix_band_part",
)
def band_part(input: TensorLike, num_lower: Any, num_upper: Any, name: str | None = None) -> Tensor:
    """Matrices with zeros outside a band around the main diagonal.

    Args:
      input: tensor of shape [..., m, n].
      num_lower: how many diagonals below the main one to keep; all when negative.
      num_upper: how many above it.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the input has fewer than two axes, or a number is larger than the
        matrix.

    >>> ef.linalg.band_part([[1, 2], [3, 4]], 0, -1).numpy()
    array([[1, 2],
           [0, 4]], dtype=int32)
    """
