"""Matrix products."""

from __future__ import annotations

from typing import Any

from .. import errors, shapes
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtypes import NUMERIC, DTypeLike
from ..registry import export
from ..shapes import text
from .arithmetic import conj, conjugate
from .casting import cast
from .rules import check_dtype, traits


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
    batch = shapes.broadcast(a.shape[:-2], b.shape[:-2])
    assert batch is not None
    return Spec(a.dtype, (*batch, m, n))


def _k_matmul(xp: Any) -> Any:
    matmul = xp.matmul

    def kernel(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> Any:
        if a.ndim < 2 or b.ndim < 2:
            raise ValueError("a matrix has at least two axes")
        if transpose_a:
            a = a.T if a.ndim == 2 else xp.swapaxes(a, -1, -2)
        if transpose_b:
            b = b.T if b.ndim == 2 else xp.swapaxes(b, -1, -2)
        return matmul(a, b)

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
    kernel=_k_matmul,
    rule=_matmul_rule,
    match="a b",
    vjp={"a": _grad_a, "b": _grad_b},
    operator="__matmul__:matmul __rmatmul__:matmul",
)
def _matmul(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, transpose_b: bool = False,
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
    if adjoint_a or adjoint_b:
        if (transpose_a and adjoint_a) or (transpose_b and adjoint_b):
            raise errors.make(
                ValueError, "Only one of `transpose_a` and `adjoint_a` can be True (and so for b)."
            )
        a, b = conj(a) if adjoint_a else a, conj(b) if adjoint_b else b
        transpose_a, transpose_b = transpose_a or adjoint_a, transpose_b or adjoint_b
    out = _matmul(a, b, transpose_a, transpose_b, name)
    return out if output_type is None else cast(out, output_type)
