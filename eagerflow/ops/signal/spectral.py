"""The Fourier transforms of `signal`: of the last one, two or three axes, and of any."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ..array import shape
from ..arrays.joining import concat
from .fourier import (
    backward_real,
    c2c,
    checked_norm,
    complex_input,
    fitted,
    forward_real,
    lengths_of,
    nd_axes,
    real_input,
)


@export("signal.fft", v1="fft spectral.fft")
def fft(input: TensorLike, name: str | None = None) -> Tensor:
    """Fourier transform of the last axis of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.fft(ef.constant([1., 3.], ef.complex64)).numpy()
    array([ 4.+0.j, -2.+0.j], dtype=complex64)
    """
    return c2c(complex_input(input), (-1,), False, "backward", name)


@export("signal.ifft", v1="ifft spectral.ifft")
def ifft(input: TensorLike, name: str | None = None) -> Tensor:
    """Inverse Fourier transform of the last axis of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.ifft(ef.constant([4., 0.], ef.complex64)).numpy()
    array([2.+0.j, 2.+0.j], dtype=complex64)
    """
    return c2c(complex_input(input), (-1,), True, "backward", name)


@export("signal.rfft", v1="spectral.rfft")
def rfft(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the Fourier transform of the last axis of a real tensor.

    Args:
      input_tensor: a float32 or float64 tensor.
      fft_length: sizes to which axes are cut or padded with zeros, a list of 1; without, they stay.
      name: name of the operation in a graph.

    Returns:
      A complex64 or complex128 tensor, whose last axis has `n // 2 + 1` elements.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.rfft([1., 3.]).numpy()
    array([ 4.+0.j, -2.+0.j], dtype=complex64)
    """
    return forward_real(real_input(input_tensor), (-1,), fft_length, "backward", name)


@export("signal.irfft", v1="spectral.irfft")
def irfft(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real tensor of which half the spectrum of the last axis is given.

    Args:
      input_tensor: a complex64 or complex128 tensor; its last axis has `n // 2 + 1` elements.
      fft_length: sizes of the result, a list of 1; without, the size of the last axis is even.
      name: name of the operation in a graph.

    Returns:
      A float32 or float64 tensor.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.irfft(ef.constant([4., 0.], ef.complex64)).numpy()
    array([2., 2.], dtype=float32)
    """
    return backward_real(complex_input(input_tensor), (-1,), fft_length, "backward", name)


@export("signal.fft2d", v1="fft2d spectral.fft2d")
def fft2d(input: TensorLike, name: str | None = None) -> Tensor:
    """Fourier transform of the last two axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.fft2d(ef.constant([[1., 3.]], ef.complex64)).numpy()
    array([[ 4.+0.j, -2.+0.j]], dtype=complex64)
    """
    return c2c(complex_input(input), (-2, -1), False, "backward", name)


@export("signal.ifft2d", v1="ifft2d spectral.ifft2d")
def ifft2d(input: TensorLike, name: str | None = None) -> Tensor:
    """Inverse Fourier transform of the last two axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.ifft2d(ef.constant([[4., 0.]], ef.complex64)).numpy()
    array([[2.+0.j, 2.+0.j]], dtype=complex64)
    """
    return c2c(complex_input(input), (-2, -1), True, "backward", name)


@export("signal.rfft2d", v1="spectral.rfft2d")
def rfft2d(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the Fourier transform of the last two axes of a real tensor.

    Args:
      input_tensor: a float32 or float64 tensor.
      fft_length: sizes to which axes are cut or padded with zeros, a list of 2; without, they stay.
      name: name of the operation in a graph.

    Returns:
      A complex64 or complex128 tensor, whose last axis has `n // 2 + 1` elements.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.rfft2d([[1., 3.]]).numpy()
    array([[ 4.+0.j, -2.+0.j]], dtype=complex64)
    """
    return forward_real(real_input(input_tensor), (-2, -1), fft_length, "backward", name)


@export("signal.irfft2d", v1="spectral.irfft2d")
def irfft2d(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real tensor of which half the spectrum of the last two axes is given.

    Args:
      input_tensor: a complex64 or complex128 tensor; its last axis has `n // 2 + 1` elements.
      fft_length: sizes of the result, a list of 2; without, the size of the last axis is even.
      name: name of the operation in a graph.

    Returns:
      A float32 or float64 tensor.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.irfft2d(ef.constant([[4., 0.]], ef.complex64)).numpy()
    array([[2., 2.]], dtype=float32)
    """
    return backward_real(complex_input(input_tensor), (-2, -1), fft_length, "backward", name)


@export("signal.fft3d", v1="fft3d spectral.fft3d")
def fft3d(input: TensorLike, name: str | None = None) -> Tensor:
    """Fourier transform of the last three axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.fft3d(ef.constant([[[1., 3.]]], ef.complex64)).numpy()
    array([[[ 4.+0.j, -2.+0.j]]], dtype=complex64)
    """
    return c2c(complex_input(input), (-3, -2, -1), False, "backward", name)


@export("signal.ifft3d", v1="ifft3d spectral.ifft3d")
def ifft3d(input: TensorLike, name: str | None = None) -> Tensor:
    """Inverse Fourier transform of the last three axes of a complex tensor.

    Args:
      input: a complex64 or complex128 tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `input`.

    Raises:
      InvalidArgumentError: the tensor has too few axes.

    >>> ef.signal.ifft3d(ef.constant([[[4., 0.]]], ef.complex64)).numpy()
    array([[[2.+0.j, 2.+0.j]]], dtype=complex64)
    """
    return c2c(complex_input(input), (-3, -2, -1), True, "backward", name)


@export("signal.rfft3d", v1="spectral.rfft3d")
def rfft3d(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the Fourier transform of the last three axes of a real tensor.

    Args:
      input_tensor: a float32 or float64 tensor.
      fft_length: sizes to which axes are cut or padded with zeros, a list of 3; without, they stay.
      name: name of the operation in a graph.

    Returns:
      A complex64 or complex128 tensor, whose last axis has `n // 2 + 1` elements.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.rfft3d([[[1., 3.]]]).numpy()
    array([[[ 4.+0.j, -2.+0.j]]], dtype=complex64)
    """
    return forward_real(real_input(input_tensor), (-3, -2, -1), fft_length, "backward", name)


@export("signal.irfft3d", v1="spectral.irfft3d")
def irfft3d(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real tensor of which half the spectrum of the last three axes is given.

    Args:
      input_tensor: a complex64 or complex128 tensor; its last axis has `n // 2 + 1` elements.
      fft_length: sizes of the result, a list of 3; without, the size of the last axis is even.
      name: name of the operation in a graph.

    Returns:
      A float32 or float64 tensor.

    Raises:
      InvalidArgumentError: the tensor has too few axes or a size is negative.

    >>> ef.signal.irfft3d(ef.constant([[[4., 0.]]], ef.complex64)).numpy()
    array([[[2., 2.]]], dtype=float32)
    """
    return backward_real(complex_input(input_tensor), (-3, -2, -1), fft_length, "backward", name)


@export("signal.fftnd")
def fftnd(
    input_tensor: TensorLike,
    fft_length: Any = None,
    axes: Any = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Fourier transform of any axes of a complex tensor.

    Args:
      input_tensor: a complex64 or complex128 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes; the last ones, or all of them, when left out.
      norm: which direction is divided by the number of elements: "backward" (when left out),
        "forward", or both by its root, "ortho".
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.
      ValueError: there is no such `norm`.

    >>> ef.signal.fftnd(ef.constant([1., 3.], ef.complex64)).numpy()
    array([ 4.+0.j, -2.+0.j], dtype=complex64)
    """
    x = complex_input(input_tensor)
    found = nd_axes(x, axes, fft_length)
    x = fitted(x, found, lengths_of(fft_length, len(found)))
    return c2c(x, found, False, checked_norm(norm), name)


@export("signal.ifftnd")
def ifftnd(
    input_tensor: TensorLike,
    fft_length: Any = None,
    axes: Any = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Inverse Fourier transform of any axes of a complex tensor.

    Args:
      input_tensor: a complex64 or complex128 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes; the last ones, or all of them, when left out.
      norm: which direction is divided by the number of elements: "backward" (when left out),
        "forward", or both by its root, "ortho".
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.
      ValueError: there is no such `norm`.

    >>> ef.signal.ifftnd(ef.constant([4., 0.], ef.complex64)).numpy()
    array([2.+0.j, 2.+0.j], dtype=complex64)
    """
    x = complex_input(input_tensor)
    found = nd_axes(x, axes, fft_length)
    x = fitted(x, found, lengths_of(fft_length, len(found)))
    return c2c(x, found, True, checked_norm(norm), name)


@export("signal.rfftnd")
def rfftnd(
    input_tensor: TensorLike,
    fft_length: Any = None,
    axes: Any = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Half of the Fourier transform of any axes of a real tensor.

    Args:
      input_tensor: a float32 or float64 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes; the last ones, or all of them, when left out.
      norm: which direction is divided by the number of elements: "backward" (when left out),
        "forward", or both by its root, "ortho".
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.
      ValueError: there is no such `norm`.

    >>> ef.signal.rfftnd([1., 3.]).numpy()
    array([ 4.+0.j, -2.+0.j], dtype=complex64)
    """
    x = real_input(input_tensor)
    found = nd_axes(x, axes, fft_length)
    return forward_real(x, found, fft_length, checked_norm(norm), name)


@export("signal.irfftnd")
def irfftnd(
    input_tensor: TensorLike,
    fft_length: Any = None,
    axes: Any = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The real tensor of which half the spectrum of some axes is given.

    Args:
      input_tensor: a complex64 or complex128 tensor.
      fft_length: a size for each axis, to which it is cut or padded with zeros.
      axes: the axes; the last ones, or all of them, when left out.
      norm: which direction is divided by the number of elements: "backward" (when left out),
        "forward", or both by its root, "ortho".
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist or a size is negative.
      ValueError: there is no such `norm`.

    >>> ef.signal.irfftnd(ef.constant([4., 0.], ef.complex64)).numpy()
    array([2., 2.], dtype=float32)
    """
    x = complex_input(input_tensor)
    found = nd_axes(x, axes, fft_length)
    return backward_real(x, found, fft_length, checked_norm(norm), name)


def _turned(x: TensorLike, axes: Any, forward: bool) -> Tensor:
    """The halves of axes swapped; the middle element goes first, or back."""
    out: Tensor = as_tensor(x)
    rank = out.shape.rank
    if rank is None:
        raise ValueError("The rank of the input must be known")
    given = to_host(axes)
    found = tuple(range(rank)) if given is None else given
    for i, a in enumerate((found,) if isinstance(found, int) else found):
        if not -rank <= a < rank:
            raise errors.ShapeError(None, None, f"indices[{i}] = {a} is not in [0, {rank})")
        known = out.shape.as_list()[a]
        n = shape(out)[a] if known is None else known
        middle = (n + 1) // 2 if forward else n // 2
        before = (slice(None),) * (a % rank)
        halves = [out[(*before, slice(middle, None))], out[(*before, slice(None, middle))]]
        out = concat(halves, a)
    return out


@export("signal.fftshift")
def fftshift(x: TensorLike, axes: Any = None, name: str | None = None) -> Tensor:
    """The halves of axes swapped, which puts frequency zero in the middle.

    Args:
      x: any tensor.
      axes: an axis or a list of axes; all when left out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.signal.fftshift([0, 1, 2, -2, -1]).numpy()
    array([-2, -1,  0,  1,  2], dtype=int32)
    """
    return _turned(x, axes, True)


@export("signal.ifftshift")
def ifftshift(x: TensorLike, axes: Any = None, name: str | None = None) -> Tensor:
    """What `fftshift` did undone.

    Args:
      x: any tensor.
      axes: an axis or a list of axes; all when left out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.signal.ifftshift([-2, -1, 0, 1, 2]).numpy()
    array([ 0,  1,  2, -2, -1], dtype=int32)
    """
    return _turned(x, axes, False)
