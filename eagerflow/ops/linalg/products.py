"""Matrix products."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.convert import strong_dtype
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import NUMERIC, DTypeLike
from ...registry import export
from ...shapes import text
from ..array import rank
from ..arrays import ranges
from ..arrays.joining import concat
from ..arrays.shaping import HALF, expand_dims, squeeze, transpose
from ..casting import cast
from ..elementwise.arithmetic import conj, conjugate
from ..rules import check_dtype, traits


@traits(by_dtype=True, broadcasts=True)
def _matmul_rule(a: Spec, b: Spec, ta: Any, tb: Any) -> Spec:
    check_dtype(a, NUMERIC)
    if a.shape is None or b.shape is None:
        return Spec(a.dtype, None)
    for i, s in enumerate((a.shape, b.shape)):
        if len(s) < 2:
            raise ValueError(f"In[{i}] ndims must be >= 2: {len(s)}")
    m, k = a.shape[-2:][::-1] if ta else a.shape[-2:]
    k2, n = b.shape[-2:][::-1] if tb else b.shape[-2:]
    if k is not None and k2 is not None and k != k2:
        raise ValueError(
            f"Matrix size-incompatible: In[0]: {text(a.shape)}, In[1]: {text(b.shape)}"
            f" (inner sizes {k} and {k2})"
        )
    try:
        batch = shapes.broadcast(a.shape[:-2], b.shape[:-2])
    except ValueError:
        raise ValueError(
            "In[0] and In[1] must have compatible batch dimensions: "
            f"{text(a.shape)} vs. {text(b.shape)}"
        ) from None
    assert batch is not None
    return Spec(a.dtype, (*batch, m, n))


def _k_matmul(xp: Any) -> Any:
    matmul, dot = xp.matmul, xp.dot  # for two matrices `dot` gives the same bits sooner

    def kernel(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> Any:
        if a.ndim == 2 and b.ndim == 2:
            return dot(a.T if transpose_a else a, b.T if transpose_b else b)
        if a.ndim < 2 or b.ndim < 2:
            raise ValueError("a matrix has at least two axes")
        if a.ndim > 2 and not a.flags.c_contiguous:  # BLAS takes such batches several times slower
            a = xp.ascontiguousarray(a)
        if b.ndim > 2 and not b.flags.c_contiguous:
            b = xp.ascontiguousarray(b)
        if transpose_a:
            a = a.T if a.ndim == 2 else xp.swapaxes(a, -1, -2)
        if transpose_b:
            b = b.T if b.ndim == 2 else xp.swapaxes(b, -1, -2)
        return matmul(a, b)

    return kernel


def _k_matmul_half(xp: Any) -> Any:
    matmul = _k_matmul(xp)
    wide = xp.float32  # there is no BLAS for 16 bits, and sums in them lose digits

    def kernel(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> Any:
        return matmul(a.astype(wide), b.astype(wide), transpose_a, transpose_b).astype(a.dtype)

    return kernel


def _grad_a(g: Tensor, b: Tensor, transpose_a: bool, transpose_b: bool) -> Tensor:
    b = conjugate(b)
    if transpose_a:
        return _matmul(b, g, transpose_b, True)
    return _matmul(g, b, False, not transpose_b)


def _grad_b(g: Tensor, a: Tensor, transpose_a: bool, transpose_b: bool) -> Tensor:
    a = conjugate(a)
    if transpose_b:
        return _matmul(g, a, True, transpose_a)
    return _matmul(a, g, not transpose_a, False)


@defop(
    "MatMul",
    kernel={HALF: _k_matmul_half, NUMERIC - HALF: _k_matmul},
    rule=_matmul_rule,
    match="a b",
    vjp={"a": _grad_a, "b": _grad_b},
    operator="__matmul__:matmul __rmatmul__:matmul",
)
def _matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """Product of matrices in the last two axes."""  # fmt: skip


@export("matmul linalg.matmul")
def matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: DTypeLike = None,
    grad_a: bool = False,
    grad_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """Product of matrices in the last two axes; the axes before them are broadcast.

    Args:
      a: numeric tensor of shape [..., m, k] ([..., k, m] when transposed).
      b: tensor of the same dtype and of shape [..., k, n] ([..., n, k] when transposed).
      transpose_a: use the transpose of `a`.
      transpose_b: use the transpose of `b`.
      adjoint_a: use the conjugate transpose of `a`.
      adjoint_b: use the conjugate transpose of `b`.
      a_is_sparse: a hint that is not needed here.
      b_is_sparse: a hint that is not needed here.
      output_type: dtype of the result, when not that of the inputs.
      grad_a: a hint that is not needed here.
      grad_b: a hint that is not needed here.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., m, n].

    Raises:
      InvalidArgumentError: an input has fewer than two axes, or the inner sizes differ.
      ValueError: an input is to be both transposed and adjoint.

    >>> ef.matmul([[1., 2.]], [[3.], [4.]]).numpy()
    array([[11.]], dtype=float32)
    """
    if output_type is not None:
        a, b = cast(a, output_type), cast(b, output_type)
    if adjoint_a or adjoint_b:
        for transposed, adjoint, which in (
            (transpose_a, adjoint_a, "a"), (transpose_b, adjoint_b, "b")
        ):  # fmt: skip
            if transposed and adjoint:
                raise errors.make(
                    ValueError,
                    f"Only one of `transpose_{which}` and `adjoint_{which}` can be True. Received "
                    f"`transpose_{which}`=True, `adjoint_{which}`=True.",
                )
        a, b = conj(a) if adjoint_a else a, conj(b) if adjoint_b else b
        transpose_a, transpose_b = transpose_a or adjoint_a, transpose_b or adjoint_b
    return _matmul(a, b, transpose_a, transpose_b, name)


@export("linalg.matvec")
def matvec(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Product of matrices with vectors; the axes before theirs are broadcast.

    Args:
      a: numeric tensor of shape [..., m, n] ([..., n, m] when transposed).
      b: tensor of the same dtype and of shape [..., n].
      transpose_a: use the transpose of `a`.
      adjoint_a: use the conjugate transpose of `a`.
      a_is_sparse: a hint that is not needed here.
      b_is_sparse: a hint that is not needed here.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., m].

    Raises:
      InvalidArgumentError: the sizes do not fit.

    >>> ef.linalg.matvec([[1., 2.], [3., 4.]], [1., 1.]).numpy()
    array([3., 7.], dtype=float32)
    """
    a = as_tensor(a, strong_dtype(b) if strong_dtype(a) is None else None)
    column = expand_dims(as_tensor(b, a.dtype, soft=True), -1)
    out = matmul(a, column, transpose_a=transpose_a, adjoint_a=adjoint_a)
    return squeeze(out, -1, name)


@export("linalg.matrix_transpose", v1="matrix_transpose linalg.transpose")
def matrix_transpose(
    a: TensorLike, name: str | None = "matrix_transpose", conjugate: bool = False
) -> Tensor:
    """The tensor with its last two axes exchanged.

    Args:
      a: a tensor with at least two axes.
      name: name of the operation in a graph.
      conjugate: take the complex conjugate too.

    Raises:
      ValueError: there are fewer axes.

    >>> ef.linalg.matrix_transpose([[[1, 2], [3, 4]]]).numpy()
    array([[[1, 3],
            [2, 4]]], dtype=int32)
    """
    a = as_tensor(a)
    shape = a.static_shape
    if shape is None:
        n = rank(a)
        perm: Any = concat([ranges.range(n - 2), [n - 1, n - 2]], 0)
    elif len(shape) < 2:
        raise errors.make(
            ValueError,
            "Argument `a` should be a (batch) matrix with rank >= 2.  "
            f"Received `a` = {a!r} with shape: {a.shape}",
        )
    else:
        perm = (*range(len(shape) - 2), len(shape) - 1, len(shape) - 2)
    return transpose(a, perm, conjugate, name or "matrix_transpose")


@export("linalg.adjoint")
def adjoint(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The conjugate of the tensor with its last two axes exchanged.

    Args:
      matrix: a tensor with at least two axes.
      name: name of the operation in a graph.

    Raises:
      ValueError: there are fewer axes.

    >>> ef.linalg.adjoint([[1 + 2j, 3j]]).numpy()
    array([[1.-2.j],
           [0.-3.j]])
    """
    return matrix_transpose(matrix, name or "adjoint", conjugate=True)
