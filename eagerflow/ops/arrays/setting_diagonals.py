"""Diagonals of matrices replaced, and diagonals of tensors of any even rank."""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, NUMERIC, STRING
from ...registry import export
from ...shapes import merge, text
from ..array import zeros_like
from ..rules import check_dtype
from .diagonals import _band, _check_align, _check_matrix, _diag_part, _length, _places

# ------------------------------------------------------------------------------------ set_diag


def _set_diag_rule(input: Spec, diagonal: Spec, k: Any, align: str) -> Spec:
    check_dtype(input, ANY - STRING)
    _check_align(align)
    _check_matrix(input)
    low, high = _band(k)
    if diagonal.shape is not None and not diagonal.shape:
        raise ValueError(f"diagonal must be at least 1-dim, received shape: {text(diagonal.shape)}")
    if input.shape is None:
        return Spec(input.dtype, None)
    rows, columns = input.shape[-2:]
    if rows is not None and columns is not None:
        for at, which in ((low, "lower"), (high, "upper")):
            if at and not -rows < at < columns:
                raise ValueError(
                    f"{which}_diag_index is out of bound: {at} It must be between {-rows} and "
                    f"{columns}"
                )
    if diagonal.shape is not None:
        _check_table(input, diagonal, low, high)
    return Spec(input.dtype, input.shape)


def _check_table(input: Spec, diagonal: Spec, low: int, high: int) -> None:
    """Raise ValueError unless the table of diagonals has the right shape."""
    assert input.shape is not None
    assert diagonal.shape is not None
    *batch, rows, columns = input.shape
    number = () if low == high else (high - low + 1,)
    if number and len(diagonal.shape) > 1 and diagonal.shape[-2] not in (None, *number):
        raise ValueError(
            "The number of diagonals provided in `diag` is not consistent with `lower_diag_index` "
            "and `upper_diag_index`"
        )
    width = None
    if rows is not None and columns is not None:
        width = _length(rows, columns, min(max(low, 0), high))
    try:
        merge(diagonal.shape, (*batch, *number, width))
    except ValueError:
        raise ValueError(
            "Either first dimensions of diagonal don't match input.shape[:-2], or "
            "diagonal.shape[:-1] is not equal to the longests diagonal length:\n"
            f"Input shape: {text(input.shape)}\nDiagonal shape: {text(diagonal.shape)}"
        ) from None


def _k_set_diag(xp: Any) -> Any:
    def kernel(input: Any, diagonal: Any, k: Any, align: str) -> Any:
        low, high = _band(k)
        table = diagonal[..., None, :] if low == high else diagonal
        rows, columns, inside = _places(*input.shape[-2:], low, high, align)
        places = inside.nonzero()
        i, j = (xp.asarray(p) for p in places)
        out = xp.array(input)
        out[..., xp.asarray(rows[places]), xp.asarray(columns[places])] = table[..., i, j]
        return out

    return kernel


def _without(g: Tensor, k: Any, align: str) -> Tensor:
    """The gradient with zeros in place of the diagonals."""
    return _set_diag(g, zeros_like(_diag_part(g, k, 0, align)), k, align)


@defop(
    "MatrixSetDiagV3",
    name="set_diag",
    inputs="input diagonal",
    match="input diagonal",
    kernel=_k_set_diag,
    rule=_set_diag_rule,
    vjp={"input": _without, "diagonal": lambda g, k, align: _diag_part(g, k, 0, align)},
)
def _set_diag(
    input: TensorLike, diagonal: TensorLike, k: Any, align: str, name: str | None = None
) -> Tensor:
    """Matrices with other diagonals."""


@export("linalg.set_diag", v1="matrix_set_diag")
def set_diag(
    input: TensorLike,
    diagonal: TensorLike,
    name: str | None = "set_diag",
    k: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """The matrices with given elements on some diagonals.

    Args:
      input: tensor of shape [..., m, n].
      diagonal: tensor of shape [..., length]; for several diagonals [..., number, length] with a
        row for each, the highest first.
      name: name of the operation in a graph.
      k: which diagonal; positive ones lie above the main one. A pair means all from the first to
        the second.
      align: where the rows of shorter diagonals begin, see `linalg.diag_part`.

    Raises:
      InvalidArgumentError: shapes do not fit, or there is no such diagonal.

    >>> ef.linalg.set_diag([[1, 2], [3, 4]], [7, 8]).numpy()
    array([[7, 2],
           [3, 8]], dtype=int32)
    """
    return _set_diag(input, diagonal, k, align, name)


# ------------------------------------------------------------------------- diagonals of tensors


def _tensor_diag_rule(diagonal: Spec) -> Spec:
    check_dtype(diagonal, NUMERIC)
    if diagonal.shape is None:
        return Spec(diagonal.dtype, None)
    if not diagonal.shape:
        raise ValueError("Input must be at least rank 1, got 0")
    return Spec(diagonal.dtype, diagonal.shape * 2)


def _k_tensor_diag(xp: Any) -> Any:
    def kernel(diagonal: Any) -> Any:
        n = diagonal.size
        out = xp.zeros((n, n), diagonal.dtype)
        i = xp.arange(n)
        out[i, i] = diagonal.reshape(-1)
        return out.reshape(diagonal.shape * 2)

    return kernel


@defop(
    "Diag",
    kernel=_k_tensor_diag,
    rule=_tensor_diag_rule,
    vjp={"diagonal": lambda g: tensor_diag_part(g)},
    api="linalg.tensor_diag",
    v1="diag",
)
def tensor_diag(diagonal: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of twice the rank that has given elements where both halves of the index agree.

    Args:
      diagonal: numeric tensor of rank at least 1, of shape s.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape s + s, with zeros elsewhere.

    Raises:
      InvalidArgumentError: the input has no axes.

    >>> ef.linalg.tensor_diag([1, 2]).numpy()
    array([[1, 0],
           [0, 2]], dtype=int32)
    """


def _tensor_diag_part_rule(input: Spec) -> Spec:
    check_dtype(input, NUMERIC)
    if input.shape is None:
        return Spec(input.dtype, None)
    half, odd = divmod(len(input.shape), 2)
    if odd or not half:
        raise ValueError(
            f"The rank of the tensor should be even and positive, got shape {text(input.shape)}"
        )
    for i, (d, e) in enumerate(zip(input.shape[:half], input.shape[half:], strict=True)):
        if d is not None and e is not None and d != e:
            raise ValueError(
                f"Invalid shape {text(input.shape)}: dimensions {i} and {i + half} do not match."
            )
    return Spec(input.dtype, merge(input.shape[:half], input.shape[half:]))


def _k_tensor_diag_part(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        shape = input.shape[: input.ndim // 2]
        n = 1
        for d in shape:
            n *= d
        i = xp.arange(n)
        return input.reshape(n, n)[i, i].reshape(shape)

    return kernel


@defop(
    "DiagPart",
    kernel=_k_tensor_diag_part,
    rule=_tensor_diag_part_rule,
    vjp={"input": lambda g: tensor_diag(g)},
    api="linalg.tensor_diag_part",
    v1="diag_part",
)
def tensor_diag_part(input: TensorLike, name: str | None = None) -> Tensor:
    """The elements of a tensor where both halves of the index agree.

    Args:
      input: numeric tensor of shape s + s.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape s.

    Raises:
      InvalidArgumentError: the rank is odd or zero, or the halves of the shape differ.

    >>> ef.linalg.tensor_diag_part([[1, 2], [3, 4]]).numpy()
    array([1, 4], dtype=int32)
    """  # fmt: skip
