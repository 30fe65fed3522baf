"""What operators share: their operands, batches that are broadcast, and assertions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import errors
from ..core.convert import is_tensor_like, strong_dtype
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import DType, complex64, complex128, float16, float32, float64
from ..ops.array import shape
from ..ops.arrays.joining import concat
from ..ops.arrays.several import broadcast_dynamic_shape
from ..ops.arrays.shaping import broadcast_to
from ..ops.casting import cast
from ..ops.checks.asserts import assert_equal
from ..ops.elementwise.complexes import complex as complex_number
from ..ops.elementwise.complexes import real
from ..ops.linalg.solving import solve
from ..shapes import TensorShape, broadcast

FLOATS = (float16, float32, float64, complex64, complex128)


def operand(
    value: Any, name: str, rank: int, dtype: DType | None = None, kinds: Any = FLOATS
) -> Any:
    """What an operator is made of: a variable as it is, everything else as a tensor.

    Args:
      value: what was given.
      name: name of the argument.
      rank: the least number of axes.
      dtype: the dtype to have.
      kinds: the dtypes that are taken.

    Raises:
      TypeError: it has another dtype.
      ValueError: it has too few axes.
    """
    if value is None:
        raise errors.make(ValueError, f"Argument `{name}` must be a tensor. Received: None.")
    keep = is_tensor_like(value) and not isinstance(value, Tensor)
    found = value if keep else as_tensor(value, strong_dtype(value) or dtype)
    if found.dtype not in kinds or (dtype is not None and found.dtype is not dtype):
        wanted = list(kinds) if dtype is None else [dtype]
        raise errors.make(
            TypeError, f"Argument `{name}` must have dtype in {wanted}. Received: {found.dtype}."
        )
    known = TensorShape(found.shape).rank
    if known is not None and known < rank:
        plural = "dimension" if rank == 1 else "dimensions"
        raise errors.make(
            ValueError,
            f"Argument `{name}` must have at least {rank} {plural}. Received: {value}.",
        )
    return found


def fixed(hint: bool | None, value: bool, message: str) -> bool:
    """A hint of which the value is certain.

    Raises:
      ValueError: another one was given.
    """
    if hint is not None and hint is not value:
        raise errors.make(ValueError, message)
    return value


def implied_hints(
    non_singular: bool | None, adjoint: bool | None, positive: bool | None, square: bool | None
) -> tuple[bool | None, bool | None]:
    """Whether an operator is not singular and whether it is square, as the hints imply.

    Raises:
      ValueError: the hints contradict each other.
    """
    if positive:
        if non_singular is False:
            raise errors.make(ValueError, "A positive definite matrix is always non-singular.")
        non_singular = True
    for hint, what in ((non_singular, "non-singular"), (adjoint, "self-adjoint")):
        if hint:
            if square is False:
                raise errors.make(ValueError, f"A {what} matrix is always square.")
            square = True
    return non_singular, square


def all_of(hints: Iterable[bool | None]) -> bool | None:
    """True when all of them are, otherwise not known."""
    return True if all(hints) else None


def static(x: Any) -> TensorShape:
    """What is known of the shape of a tensor or variable."""
    return TensorShape(x.shape)


def batches(*operands: Any) -> list[Tensor]:
    """Matrices with the axes in front broadcast to a common shape."""
    tensors = [as_tensor(x) for x in operands]
    known = [t.static_shape for t in tensors]
    if all(s is not None and None not in s[:-2] for s in known):
        common: Any = ()
        for s in known:
            assert s is not None
            common = broadcast(common, s[:-2])
        return [
            t if s[:-2] == common else broadcast_to(t, concat([list(common), shape(t)[-2:]], 0))
            for t, s in zip(tensors, known, strict=True)
            if s is not None
        ]
    size = shape(tensors[0])[:-2]
    for t in tensors[1:]:
        size = broadcast_dynamic_shape(size, shape(t)[:-2])
    return [broadcast_to(t, concat([size, shape(t)[-2:]], 0)) for t in tensors]


def dense_solve(matrix: Any, rhs: Any, adjoint: bool = False) -> Tensor:
    """Solutions of systems of dense matrices, batches broadcast."""
    left, right = batches(matrix, rhs)
    return solve(left, right, adjoint)


def in_dtype(x: Tensor, dtype: DType) -> Tensor:
    """A tensor in another dtype: imaginary parts are zero, or are dropped."""
    if x.dtype is dtype:
        return x
    if dtype.is_complex and not x.dtype.is_complex:
        part = cast(x, dtype.real_dtype)
        return complex_number(part, part * 0.0)
    return cast(real(x) if x.dtype.is_complex and not dtype.is_complex else x, dtype)


def make_sure(condition: Tensor, message: str) -> Any:
    """An assertion: None in eager code, an operation in graphs.

    Raises:
      InvalidArgumentError: the condition is false somewhere.
    """
    return assert_equal(condition, True, message=message)


def complex_of(dtype: DType) -> DType:
    """The complex dtype that holds numbers of a dtype."""
    if dtype.is_complex:
        return dtype
    return complex128 if dtype is float64 else complex64
