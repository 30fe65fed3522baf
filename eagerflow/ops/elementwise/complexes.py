"""Complex tensors and their parts, and the functions that treat real and complex tensors alike."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    COMPLEX,
    FLOATING,
    INEXACT,
    DType,
    complex64,
    complex128,
    float32,
    float64,
)  # fmt: skip
from ...registry import export
from ..array import zeros_like
from ..casting import cast
from ..rules import real_of_input, same_as_inputs
from .arithmetic import conjugate, divide, divide_no_nan, multiply
from .magnitude import abs_of_real, sign_of_real


def as_complex(x: Tensor) -> Tensor:
    """A real tensor as a complex one of the same precision."""
    return cast(x, complex64 if x.dtype is float32 else complex128)


class _complex_of_parts(same_as_inputs):
    keeps_dtype = False

    def result(self, dtype: DType) -> DType:
        return complex64 if dtype is float32 else complex128

    def __call__(self, x: Spec, *others: Any) -> Spec:
        if x.dtype not in self.allowed:
            got = f"{x.dtype.name} {others[0].dtype.name}"
            raise TypeError(
                f"The `real` and `imag` components have incorrect types: {got}. They must be "
                "consistent, and one of [tf.float32, tf.float64]"
            )
        return super().__call__(x, *others)


def _k_complex(dtype: str, of_pairs: str) -> Any:
    def source(xp: Any) -> Any:
        def kernel(real: Any, imag: Any) -> Any:
            shape = shapes.broadcast(getattr(real, "shape", ()), getattr(imag, "shape", ()))
            assert shape is not None
            pairs = xp.empty((*shape, 2), dtype)
            pairs[..., 0] = real
            pairs[..., 1] = imag
            return pairs.view(of_pairs)[..., 0]

        return kernel

    return source


@defop(
    "Complex",
    kernel={
        frozenset([float32]): _k_complex("float32", "complex64"),
        frozenset([float64]): _k_complex("float64", "complex128"),
    },
    rule=_complex_of_parts(frozenset([float32, float64])),
    vjp={"real": lambda g: _real(g), "imag": lambda g: _imag(g)},
    api="complex dtypes.complex",
)
def complex(real: TensorLike, imag: TensorLike, name: str | None = None) -> Tensor:
    """A complex tensor from its real and imaginary part, elementwise with broadcasting.

    Args:
      real: a float32 or float64 tensor.
      imag: a tensor of the same dtype.
      name: name of the operation in a graph.

    Returns:
      A complex64 or complex128 tensor.

    Raises:
      TypeError: the dtypes differ or are others.

    >>> ef.complex([1., 2.], 3.).numpy()
    array([1.+3.j, 2.+3.j], dtype=complex64)
    """


@defop(
    "Real",
    kernel=lambda xp: lambda x: x.real.copy(),
    rule=real_of_input(COMPLEX),
    vjp={"input": lambda g: as_complex(g)},
)
def _real(input: TensorLike, name: str | None = None) -> Tensor:
    """Real part of a complex tensor."""


@defop(
    "Imag",
    kernel=lambda xp: lambda x: x.imag.copy(),
    rule=real_of_input(COMPLEX),
    vjp={"input": lambda g: multiply(as_complex(g), 1j)},
)
def _imag(input: TensorLike, name: str | None = None) -> Tensor:
    """Imaginary part of a complex tensor."""


def _check_numeric(x: Tensor) -> None:
    if not x.dtype.is_numeric:
        raise errors.make(
            TypeError, f"input must be a numeric tensor, but got tensor with dtype {x.dtype}"
        )


@export("math.real", v1="real")
def real(input: TensorLike, name: str | None = None) -> Tensor:
    """The real part of a tensor; a real tensor is returned as it is.

    Args:
      input: a numeric tensor.
      name: name of the operation in a graph.

    Raises:
      TypeError: the tensor holds no numbers.

    >>> ef.math.real([1 + 2j, 3 - 4j]).numpy()
    array([1., 3.])
    """
    x = as_tensor(input)
    _check_numeric(x)
    return _real(x, name) if x.dtype.is_complex else x


@export("math.imag", v1="imag")
def imag(input: TensorLike, name: str | None = None) -> Tensor:
    """The imaginary part of a tensor, zeros for a real one.

    Args:
      input: a numeric tensor.
      name: name of the operation in a graph.

    Raises:
      TypeError: the tensor holds no numbers.

    >>> ef.math.imag([1 + 2j, 3 - 4j]).numpy()
    array([ 2., -4.])
    """
    x = as_tensor(input)
    _check_numeric(x)
    return _imag(x, name) if x.dtype.is_complex else zeros_like(x, name=name)


def _angle_gradient(g: Tensor, input: Tensor) -> Tensor | None:
    if not input.dtype.is_complex:
        return None
    return divide(multiply(as_complex(g), 1j), conjugate(input))


@defop(
    "Angle",
    kernel={
        COMPLEX: "angle",
        FLOATING: lambda xp: lambda x: xp.where(x < 0, x.dtype.type(xp.pi), x.dtype.type(0)),
    },
    rule=real_of_input(INEXACT),
    vjp={"input": _angle_gradient},
    api="math.angle",
    v1="angle",
)
def angle(input: TensorLike, name: str | None = None) -> Tensor:
    """The angle of complex numbers in the plane, in radians.

    Args:
      input: a complex tensor, or a floating one, whose angle is 0 or pi.
      name: name of the operation in a graph.

    Returns:
      A real tensor with values from -pi to pi.

    >>> ef.math.angle([1j, -1.]).numpy()
    array([1.57079633, 3.14159265])
    """


@defop(
    "ComplexAbs",
    name="Abs",
    kernel="absolute",
    rule=real_of_input(COMPLEX),
    vjp={"x": lambda g, x, out: multiply(as_complex(g), divide_no_nan(x, as_complex(out)))},
)
def _abs(x: TensorLike, name: str | None = None) -> Tensor:
    """Absolute value of a complex tensor."""


@export("abs math.abs")
def abs(x: TensorLike, name: str | None = None) -> Tensor:
    """The absolute value, elementwise.

    Args:
      x: a tensor of floats, signed integers or complex numbers.
      name: name of the operation in a graph.

    Returns:
      A real tensor. The gradient at 0 is 0.

    >>> ef.abs([-1., 2.]).numpy()
    array([1., 2.], dtype=float32)
    >>> ef.abs(3 + 4j).numpy()
    np.float64(5.0)
    """
    x = as_tensor(x)
    return _abs(x, name) if x.dtype.is_complex else abs_of_real(x, name)


@export("sign math.sign")
def sign(x: TensorLike, name: str | None = None) -> Tensor:
    """-1, 0 or 1 by the sign of each element; of complex numbers x / abs(x), or 0.

    Args:
      x: a tensor of floats, signed integers or complex numbers.
      name: name of the operation in a graph.

    >>> ef.sign([-2., 0., 3.]).numpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
    x = as_tensor(x)
    if x.dtype.is_complex:
        return divide_no_nan(x, as_complex(_abs(x)), name or "Sign")
    return sign_of_real(x, name)


setattr(Tensor, "__abs__", abs)  # noqa: B010, to mypy this is a method
