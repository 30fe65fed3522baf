"""Discrete Fourier transforms.

Three ops transform given axes of tensors that have the right sizes already: complex, real to
complex, and complex to real. The adjoint of each is another one with the scaling moved to the other
direction; for real tensors, half a spectrum stands for the whole, so that what is in it twice
counts doubly in one direction and half in the other.
"""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor, to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    COMPLEX,
    NUMERIC,
    DTypeLike,
    as_dtype,
    complex64,
    complex128,
    float32,
    float64,
)
from ...registry import export
from ...shapes import PartialShape, text
from ..casting import cast
from ..rules import check_dtype

_REAL = frozenset([float32, float64])
_OPPOSITE = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


# ---------------------------------------------------------------------------------- sizes of axes


def _fit_rule(x: Spec, sizes: Any) -> Spec:
    check_dtype(x, NUMERIC)
    if sizes is None:
        return Spec(x.dtype, None if x.shape is None else (None,) * len(x.shape))
    if x.shape is None:
        return Spec(x.dtype, tuple(None if s is None or s < 0 else s for s in sizes))
    if len(sizes) != len(x.shape):
        raise ValueError(f"Shape must be rank {len(x.shape)} but is rank {len(sizes)}")
    pairs = zip(x.shape, sizes, strict=True)
    return Spec(x.dtype, tuple(d if s is not None and s < 0 else s for d, s in pairs))


def _k_fit(xp: Any) -> Any:
    def kernel(x: Any, sizes: Any) -> Any:
        wanted = tuple(d if s < 0 else s for d, s in zip(x.shape, sizes, strict=True))
        common = tuple(slice(min(d, s)) for d, s in zip(x.shape, wanted, strict=True))
        out = xp.zeros(wanted, x.dtype)
        out[common] = x[common]
        return out

    return kernel


@defop(
    "FitSizes",
    kernel=_k_fit,
    rule=_fit_rule,
    inputs="x",
    host="sizes",
    vjp={"x": lambda g, x_spec: fit(g, x_spec.shape)},
)
def fit(x: TensorLike, sizes: Any, name: str | None = None) -> Tensor:
    """Cut or pad with zeros at the end of each axis; -1 leaves an axis as it is."""


# ------------------------------------------------------------------------------------- the ops


def _check_rank(shape: PartialShape, axes: tuple[int, ...]) -> None:
    for a in axes:
        if shape is not None and not -len(shape) <= a < len(shape):
            raise ValueError(
                f"Input must have rank of at least {max(-a, a + 1)} but got: {text(shape)}"
            )


def _along(shape: PartialShape, axis: int, size: int | None) -> PartialShape:
    if shape is None:
        return None
    return tuple(size if i == axis % len(shape) else d for i, d in enumerate(shape))


def _c2c_rule(x: Spec, axes: tuple[int, ...], inverse: bool, norm: str) -> Spec:
    check_dtype(x, COMPLEX)
    _check_rank(x.shape, axes)
    return Spec(x.dtype, x.shape)


def _k_c2c(xp: Any) -> Any:
    def kernel(x: Any, axes: tuple[int, ...], inverse: bool, norm: str) -> Any:
        if not x.size or not axes:
            return x.copy()
        transform = xp.fft.ifftn if inverse else xp.fft.fftn
        return transform(x, axes=axes, norm=norm).astype(x.dtype)

    return kernel


@defop(
    "Fourier",
    kernel=_k_c2c,
    rule=_c2c_rule,
    inputs="x",
    vjp={"x": lambda g, axes, inverse, norm: c2c(g, axes, not inverse, _OPPOSITE[norm])},
)
def c2c(
    x: TensorLike,
    axes: Any = (-1,),
    inverse: bool = False,
    norm: str = "backward",
    name: str | None = None,
) -> Tensor:
    """Fourier transform of axes of a complex tensor."""


def _weighted(xp: Any, x: Any, axis: int, length: int, factor: float) -> Any:
    """Half a spectrum with what the whole one has twice multiplied by a factor."""
    half = x.shape[axis]
    weights = xp.full(half, factor, x.real.dtype)
    weights[:1] = 1
    if length % 2 == 0:
        weights[half - 1 :] = 1
    places = [1] * x.ndim
    places[axis] = half
    return x * weights.reshape(tuple(places))


def _r2c_rule(x: Spec, axes: tuple[int, ...], norm: str, doubled: bool) -> Spec:
    check_dtype(x, _REAL)
    _check_rank(x.shape, axes)
    dtype = complex128 if x.dtype is float64 else complex64
    if x.shape is None:
        return Spec(dtype, None)
    n = x.shape[axes[-1]]
    return Spec(dtype, _along(x.shape, axes[-1], None if n is None else n // 2 + 1))


def _k_r2c(xp: Any) -> Any:
    def kernel(x: Any, axes: tuple[int, ...], norm: str, doubled: bool) -> Any:
        dtype = xp.complex128 if x.dtype == xp.float64 else xp.complex64
        n = x.shape[axes[-1]]
        if not x.size:
            shape = list(x.shape)
            shape[axes[-1]] = n // 2 + 1
            return xp.zeros(tuple(shape), dtype)
        out = xp.fft.rfftn(x, axes=axes, norm=norm).astype(dtype)
        return _weighted(xp, out, axes[-1], n, 2) if doubled else out

    return kernel


@defop(
    "RealFourier",
    kernel=_k_r2c,
    rule=_r2c_rule,
    inputs="x",
    vjp={
        "x": lambda g, x_spec, axes, norm, doubled: c2r(
            g, _last(x_spec.shape, axes), axes, _OPPOSITE[norm], not doubled
        )
    },
)
def r2c(
    x: TensorLike,
    axes: Any = (-1,),
    norm: str = "backward",
    doubled: bool = False,
    name: str | None = None,
) -> Tensor:
    """Half of the Fourier transform of axes of a real tensor, which determines the other half."""


def _last(shape: Any, axes: tuple[int, ...]) -> Any:
    """The size of the last transformed axis."""
    return shape[axes[-1]]


def _c2r_rule(x: Spec, length: Any, axes: tuple[int, ...], norm: str, halved: bool) -> Spec:
    check_dtype(x, COMPLEX)
    _check_rank(x.shape, axes)
    if x.shape is not None and length is not None:
        half = x.shape[axes[-1]]
        if half is not None and half != length // 2 + 1:
            raise ValueError(f"half a spectrum of {length} has {length // 2 + 1}, not {half}")
    return Spec(x.dtype.real_dtype, _along(x.shape, axes[-1], length))


def _k_c2r(xp: Any) -> Any:
    def kernel(x: Any, length: int, axes: tuple[int, ...], norm: str, halved: bool) -> Any:
        shape = list(x.shape)
        shape[axes[-1]] = length
        if 0 in shape:
            return xp.zeros(tuple(shape), x.real.dtype)
        if halved:
            x = _weighted(xp, x, axes[-1], length, 0.5)
        sizes = tuple(shape[a] for a in axes)
        return xp.fft.irfftn(x, s=sizes, axes=axes, norm=norm).astype(x.real.dtype)

    return kernel


@defop(
    "InverseRealFourier",
    kernel=_k_c2r,
    rule=_c2r_rule,
    inputs="x",
    host="length",
    vjp={"x": lambda g, axes, norm, halved: r2c(g, axes, _OPPOSITE[norm], not halved)},
)
def c2r(
    x: TensorLike,
    length: Any,
    axes: Any = (-1,),
    norm: str = "backward",
    halved: bool = False,
    name: str | None = None,
) -> Tensor:
    """The real tensor of which half a spectrum is given."""


# ------------------------------------------------------------------------------ lengths and axes


def lengths_of(fft_length: Any, count: int) -> tuple[int, ...] | None:
    """Given sizes as a tuple, None when they are to be those of the tensor.

    Raises:
      ValueError: their number is wrong or one is negative.
    """
    given = to_host(fft_length)
    if given is None:
        return None
    if not isinstance(given, tuple) or len(given) != count:
        raise ValueError(f"fft_length must have shape [{count}]")
    for i, n in enumerate(given):
        if n < 0:
            raise ValueError(f"fft_length[{i}] must >= 0, but got: {n}")
    return given


def fitted(x: Tensor, axes: tuple[int, ...], lengths: tuple[int, ...] | None) -> Tensor:
    """The tensor with the given sizes along axes."""
    if x.shape.rank is None:
        raise ValueError("The rank of the input must be known")
    _check_rank(x.shape.as_tuple(), axes)
    if lengths is None:
        return x
    wanted = [-1] * x.shape.rank
    for a, n in zip(axes, lengths, strict=True):
        wanted[a] = n
    if all(w < 0 or w == d for w, d in zip(wanted, x.shape.as_list(), strict=True)):
        return x
    return fit(x, tuple(wanted))


def forward_real(
    x: Tensor, axes: tuple[int, ...], fft_length: Any, norm: str, name: str | None
) -> Tensor:
    """The transform of a real tensor after cutting or padding."""
    return r2c(fitted(x, axes, lengths_of(fft_length, len(axes))), axes, norm, False, name)


def backward_real(
    x: Tensor, axes: tuple[int, ...], fft_length: Any, norm: str, name: str | None
) -> Tensor:
    """The real tensor of half a spectrum, after cutting or padding that."""
    lengths = lengths_of(fft_length, len(axes))
    if lengths is None:
        _check_rank(x.shape.as_tuple(), axes)
        half = x.shape.as_list()[axes[-1]]
        if half is None:
            raise ValueError("fft_length is needed for a spectrum of unknown size")
        return c2r(_at_least_one(x, axes), max(0, 2 * (half - 1)), axes, norm, False, name)
    halves = (*lengths[:-1], lengths[-1] // 2 + 1)
    return c2r(fitted(x, axes, halves), lengths[-1], axes, norm, False, name)


def _at_least_one(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """An empty spectrum gets the one element that half a spectrum of nothing has."""
    return x if x.shape.as_list()[axes[-1]] else fitted(x, axes[-1:], (1,))


def real_input(x: Any) -> Tensor:
    """A float32 or float64 tensor; numbers become float32."""
    out: Tensor = as_tensor(x, None if hasattr(x, "dtype") else float32)
    return out


def complex_input(x: Any) -> Tensor:
    """A complex tensor; numbers become complex64."""
    out: Tensor = as_tensor(x, None if hasattr(x, "dtype") else complex64)
    return out


def nd_axes(x: Tensor, axes: Any, fft_length: Any) -> tuple[int, ...]:
    """The axes of the functions for any number of axes: as given, or the last ones.

    Raises:
      ValueError: an axis does not exist or is given twice.
    """
    given = to_host(axes)
    rank = x.shape.rank
    if rank is None:
        raise ValueError("The rank of the input must be known")
    if given is None:
        lengths = to_host(fft_length)
        return tuple(range(-(rank if lengths is None else len(lengths)), 0))
    found = (given,) if isinstance(given, int) else given
    _check_rank(x.shape.as_tuple(), found)
    if len({a % rank for a in found}) != len(found):
        raise ValueError(f"axes must be unique, but got {list(found)}")
    return tuple(a % rank - rank for a in found)


def checked_norm(norm: str | None) -> str:
    """The name of a scaling.

    Raises:
      ValueError: there is no such scaling.
    """
    if norm not in (None, *_OPPOSITE):
        raise ValueError(f"norm must be 'backward', 'ortho' or 'forward', not {norm!r}")
    return norm or "backward"


# ---------------------------------------------------------------- root functions


def _as(x: Tensor, dtype: DTypeLike, default: Any) -> Tensor:
    """The result in the dtype that was asked for."""
    wanted = as_dtype(dtype)
    return x if wanted is default or wanted is x.dtype else cast(x, wanted)


@export("fftnd")
def fftnd(input: TensorLike, fft_length: Any, axes: Any, name: str | None = None) -> Tensor:
    """Fourier transform of any axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `input`.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.

    >>> ef.fftnd(ef.constant([1., 2.], ef.complex64), [2], [0]).numpy()
    array([ 3.+0.j, -1.+0.j], dtype=complex64)
    """
    x = complex_input(input)
    found = nd_axes(x, axes, fft_length)
    x = fitted(x, found, lengths_of(fft_length, len(found)))
    return c2c(x, found, False, "backward", name)


@export("ifftnd")
def ifftnd(input: TensorLike, fft_length: Any, axes: Any, name: str | None = None) -> Tensor:
    """Inverse Fourier transform of any axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `input`.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.

    >>> ef.ifftnd(ef.constant([3., -1.], ef.complex64), [2], [0]).numpy()
    array([1.+0.j, 2.+0.j], dtype=complex64)
    """
    x = complex_input(input)
    found = nd_axes(x, axes, fft_length)
    x = fitted(x, found, lengths_of(fft_length, len(found)))
    return c2c(x, found, True, "backward", name)


@export("rfftnd")
def rfftnd(
    input: TensorLike,
    fft_length: Any,
    axes: Any,
    Tcomplex: DTypeLike = complex64,
    name: str | None = None,
) -> Tensor:
    """Half of the Fourier transform of any axes of a real tensor.

    Args:
      input: a float32 or float64 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes; the last one is halved.
      Tcomplex: dtype of the result; that of the precision of `input` when left out.
      name: name of the operation in a graph.

    Returns:
      A complex tensor.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.

    >>> ef.rfftnd([1., 2., 3., 4.], [4], [0]).numpy()
    array([10.+0.j, -2.+2.j, -2.+0.j], dtype=complex64)
    """
    x = real_input(input)
    found = nd_axes(x, axes, fft_length)
    return _as(forward_real(x, found, fft_length, "backward", name), Tcomplex, complex64)


@export("irfftnd")
def irfftnd(
    input: TensorLike,
    fft_length: Any,
    axes: Any,
    Treal: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """The real tensor of which half the spectrum of some axes is given.

    Args:
      input: a complex64 or complex128 tensor.
      fft_length: a size of the result for each axis.
      axes: the axes; the last one is halved in the input.
      Treal: dtype of the result; that of the precision of `input` when left out.
      name: name of the operation in a graph.

    Returns:
      A real tensor.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.

    >>> ef.irfftnd(ef.constant([3., -1.], ef.complex64), [2], [0]).numpy()
    array([1., 2.], dtype=float32)
    """
    x = complex_input(input)
    found = nd_axes(x, axes, fft_length)
    return _as(backward_real(x, found, fft_length, "backward", name), Treal, float32)
