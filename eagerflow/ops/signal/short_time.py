"""Cosine transforms, transforms of frames, and mel spectra."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, complex64, complex128, float32, float64
from ...registry import export
from ..array import constant
from ..arrays.joining import concat
from ..elementwise.complexes import complex, real
from ..reductions.sums import reduce_sum
from .fourier import backward_real, complex_input, fit, forward_real, real_input
from .frames import frame, hann_window, overlap_and_add, scalar, vorbis_window

_SIGNAL = (-1,)


def _length(x: Tensor, what: str) -> int:
    """The size of the last axis.

    Raises:
      ValueError: it is unknown.
    """
    n = x.shape.as_list()[-1]
    if n is None:
        raise ValueError(f"{what} needs a last axis of known size")
    return n


# ----------------------------------------------------------------------------- cosine transforms


def _check_dct(type: Any, n: Any, axis: int, norm: str | None, x: Tensor) -> None:
    if type not in (1, 2, 3, 4):
        raise ValueError("Types I, II, III and IV (I)DCT are supported.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")
    if type == 1 and norm == "ortho":
        raise ValueError("Normalization is not supported for the Type-I DCT.")
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if n is not None and n < 1:
        raise ValueError("n should be a positive integer or None")
    if type == 1 and (n or x.shape.as_list()[-1] or 2) < 2:
        raise ValueError("Type-I DCT requires the dimension to be greater than one.")


def _waves(x: Tensor, sign: int, n: int) -> Tensor:
    """2 exp(sign i pi k / 2 n), in the precision of x."""
    k = np.arange(n)
    return constant(
        2 * np.exp(sign * 0.5j * math.pi / n * k), complex128 if x.dtype is float64 else complex64
    )


def _weights(x: Tensor, n: int, scale: float, first: float) -> Tensor:
    """A factor for each element, another one for the first."""
    return constant(np.where(np.arange(n) == 0, first, scale), x.dtype)


def _dct2(x: Tensor, n: int, norm: str | None, name: str | None) -> Tensor:
    out = real(forward_real(x, _SIGNAL, [2 * n], "backward", None)[..., :n] * _waves(x, -1, n))
    if norm == "ortho":
        out = out * _weights(x, n, math.sqrt(0.5 / n), 0.5 / math.sqrt(n))
    return out


def _dct3(x: Tensor, n: int, norm: str | None) -> Tensor:
    x = x * _weights(x, n, math.sqrt(0.5 * n), math.sqrt(n)) if norm == "ortho" else x * float(n)
    spectrum = complex(x, x * 0.0) * _waves(x, 1, n)
    return backward_real(spectrum, _SIGNAL, [2 * n], "backward", None)[..., :n]


@export("signal.dct", v1="spectral.dct")
def dct(
    input: TensorLike,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Discrete cosine transform of the last axis, by a Fourier transform of twice its size.

    Args:
      input: a float32 or float64 tensor.
      type: 1, 2, 3 or 4.
      n: size to which the axis is cut or padded with zeros first.
      axis: -1; no other one is supported.
      norm: "ortho" for the orthonormal transform, None for the plain one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `input`.

    Raises:
      ValueError: the type or the norm is unknown, or type 1 is given one element or "ortho".
      NotImplementedError: `axis` is not -1.

    >>> ef.signal.dct([1., 2., 3.], type=1).numpy()
    array([ 8., -2.,  0.], dtype=float32)
    """
    x = real_input(input)
    _check_dct(type, n, axis, norm, x)
    if n is not None:
        x = fit(x, (*[-1] * (len(x.shape) - 1), n))
    size = _length(x, "dct")
    if type == 1:
        mirrored = concat([x, x[..., -2:0:-1]], -1)
        return real(forward_real(mirrored, _SIGNAL, None, "backward", None))
    if type == 2:
        return _dct2(x, size, norm, name)
    if type == 3:
        return _dct3(x, size, norm)
    longer = fit(x, (*[-1] * (len(x.shape) - 1), 2 * size))
    out = _dct2(longer, 2 * size, None, name)[..., 1::2]
    return out * math.sqrt(0.5 / size) if norm == "ortho" else out


@export("signal.idct", v1="spectral.idct")
def idct(
    input: TensorLike,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Inverse discrete cosine transform of the last axis, without the factor of its size.

    The inverse of type 2 is type 3 and the other way round; 1 and 4 are their own. Without
    "ortho" it has to be divided by `2 n`, for type 1 by `2 (n - 1)`.

    Args:
      input: a float32 or float64 tensor.
      type: 1, 2, 3 or 4, the type to undo.
      n: size to which the axis is cut or padded with zeros first.
      axis: -1; no other one is supported.
      norm: "ortho" for the orthonormal transform, None for the plain one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `input`.

    Raises:
      ValueError: the type or the norm is unknown, or type 1 is given one element or "ortho".
      NotImplementedError: `axis` is not -1.

    >>> ef.signal.idct(ef.signal.dct([1., 2.], norm="ortho"), norm="ortho").numpy()
    array([1., 2.], dtype=float32)
    """
    return dct(input, {1: 1, 2: 3, 3: 2, 4: 4}.get(type, type), n, axis, norm, name)


# ------------------------------------------------------------------------- transforms of frames


def _power_of_two(n: int) -> int:
    """The smallest power of two that is not less."""
    return 1 << (n - 1).bit_length() if n > 0 else 1


def _integer(value: Any, what: str) -> int:
    found = scalar(to_host(value), what)
    if not isinstance(found, int):
        raise ValueError(f"{what} must be known")
    return found


@export("signal.stft")
def stft(
    signals: TensorLike,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """Short-time Fourier transform: half the spectrum of each windowed frame.

    Args:
      signals: a float32 or float64 tensor of shape `[..., samples]`.
      frame_length: number of samples of a frame.
      frame_step: distance between the starts of two frames.
      fft_length: size of the transforms; the next power of two when left out.
      window_fn: gives the window for a length and a `dtype`; None for no window.
      pad_end: also frames that reach over the end, filled up with zeros.
      name: name of the operation in a graph.

    Returns:
      A complex tensor of shape `[..., frames, fft_length // 2 + 1]`.

    Raises:
      InvalidArgumentError: the signals have no axis, or the step is not positive.

    >>> ef.signal.stft([1., 2., 3., 4.], 2, 2, window_fn=None).numpy()
    array([[ 3.+0.j, -1.+0.j],
           [ 7.+0.j, -1.+0.j]], dtype=complex64)
    """
    x = real_input(signals)
    length = _integer(frame_length, "frame_length")
    frames = frame(x, length, frame_step, pad_end)
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=x.dtype)
    size = _power_of_two(length) if fft_length is None else _integer(fft_length, "fft_length")
    return forward_real(frames, _SIGNAL, [size], "backward", name)


@export("signal.inverse_stft")
def inverse_stft(
    stfts: TensorLike,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    name: str | None = None,
) -> Tensor:
    """The signal of a short-time Fourier transform: its windowed frames added up.

    Args:
      stfts: a complex tensor of shape `[..., frames, fft_length // 2 + 1]`.
      frame_length: number of samples of a frame.
      frame_step: distance between the starts of two frames.
      fft_length: size of the transforms; the next power of two when left out.
      window_fn: gives the window for a length and a `dtype`, see `inverse_stft_window_fn`; None
        for no window.
      name: name of the operation in a graph.

    Returns:
      A real tensor of shape `[..., samples]`.

    Raises:
      InvalidArgumentError: the transforms have fewer than two axes.

    >>> y = ef.signal.stft([1., 2., 3., 4.], 2, 2, window_fn=None)
    >>> ef.signal.inverse_stft(y, 2, 2, window_fn=None).numpy()
    array([1., 2., 3., 4.], dtype=float32)
    """
    x = complex_input(stfts)
    length = _integer(frame_length, "frame_length")
    size = _power_of_two(length) if fft_length is None else _integer(fft_length, "fft_length")
    frames = backward_real(x, _SIGNAL, [size], "backward", None)
    if size != length:
        frames = fit(frames, (*[-1] * (len(frames.shape) - 1), length))
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return overlap_and_add(frames, frame_step, name)


@export("signal.inverse_stft_window_fn")
def inverse_stft_window_fn(
    frame_step: Any,
    forward_window_fn: Callable[..., Any] = hann_window,
    name: str | None = None,
) -> Callable[..., Any]:
    """The window with which `inverse_stft` gives back what went into `stft`.

    The window divided by the sum of the squares of all windows that overlap at a place (D. W.
    Griffin and J. S. Lim, "Signal estimation from modified short-time Fourier transform", 1984).

    Args:
      frame_step: distance between the starts of two frames.
      forward_window_fn: the window of `stft`.
      name: name of the operation in a graph.

    Returns:
      A function of a length and a `dtype`.

    >>> ef.signal.inverse_stft_window_fn(2)(4, ef.float32).numpy()
    array([0. , 1. , 1. , 1. ], dtype=float32)
    """
    step = _integer(frame_step, "frame_step")

    def inverse_window(frame_length: Any, dtype: DTypeLike) -> Tensor:
        length = _integer(frame_length, "frame_length")
        window: Tensor = forward_window_fn(length, dtype=dtype)
        overlaps = -(-length // step)
        folded = frame(window * window, step, step, True)
        total = concat([reduce_sum(folded, 0)] * overlaps, 0)[:length]
        inverse: Tensor = window / total
        return inverse

    return inverse_window


# ------------------------------------------------------------ modified discrete cosine transform


def _check_quarters(length: int) -> None:
    if length % 4:
        raise ValueError("The frame length must be a multiple of 4.")


@export("signal.mdct")
def mdct(
    signals: TensorLike,
    frame_length: Any,
    window_fn: Callable[..., Any] | None = vorbis_window,
    pad_end: bool = False,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Modified discrete cosine transform of frames that overlap by half.

    Args:
      signals: a float32 or float64 tensor of shape `[..., samples]`.
      frame_length: number of samples of a frame, a multiple of 4.
      window_fn: gives the window for a length and a `dtype`; None for the constant `sqrt(1 / 2)`.
      pad_end: also frames that reach over the end, filled up with zeros.
      norm: "ortho" for orthonormal cosine transforms, None for plain ones.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[..., frames, frame_length // 2]`.

    Raises:
      ValueError: the length is no multiple of 4, or the norm is unknown.

    >>> ef.signal.mdct([1., 1., 1., 1.], 4, norm="ortho").numpy()
    array([[-1.3955456 ,  0.22902477]], dtype=float32)
    """
    x = real_input(signals)
    length = _integer(frame_length, "frame_length")
    _check_quarters(length)
    half, quarter = length // 2, length // 4
    frames = frame(x, length, half, pad_end)
    if window_fn is None:
        frames = frames * math.sqrt(0.5)
    else:
        frames = frames * window_fn(length, dtype=x.dtype)
    a, b = frames[..., :quarter], frames[..., quarter:half]
    c, d = frames[..., half : half + quarter], frames[..., half + quarter :]
    folded = concat([-c[..., ::-1] - d, a - b[..., ::-1]], -1)
    return dct(folded, type=4, norm=norm, name=name)


@export("signal.inverse_mdct")
def inverse_mdct(
    mdcts: TensorLike,
    window_fn: Callable[..., Any] | None = vorbis_window,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The signal of a modified discrete cosine transform.

    What is covered by two frames comes back exactly when the squares of the window and its half
    turned around add up to one.

    Args:
      mdcts: a float32 or float64 tensor of shape `[..., frames, frame_length // 2]`.
      window_fn: gives the window for a length and a `dtype`; None for the constant `sqrt(1 / 2)`.
      norm: that of `mdct`.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[..., samples]`.

    Raises:
      ValueError: the norm is unknown.

    >>> y = ef.signal.mdct([1., 2., 3., 4., 5., 6., 7., 8.], 4, norm="ortho")
    >>> ef.signal.inverse_mdct(y, norm="ortho").numpy()[2:6]
    array([3., 4., 5., 6.], dtype=float32)
    """
    x = real_input(mdcts)
    half = _length(x, "inverse_mdct")
    cosines = dct(x, type=4, norm=norm)
    if norm is None:
        cosines = cosines * (0.5 / half)
    first, second = cosines[..., : half // 2], cosines[..., half // 2 :]
    frames = concat([second, -second[..., ::-1], -first[..., ::-1], -first], -1)
    if window_fn is None:
        frames = frames * math.sqrt(0.5)
    else:
        frames = frames * window_fn(2 * half, dtype=x.dtype)
    return overlap_and_add(frames, half, name)


# ------------------------------------------------------------------------------------ mel spectra


def _check_mel(bins: int, rate: float, lower: float, upper: float, dtype: Any) -> None:
    if bins <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {bins}")
    if lower < 0.0:
        raise ValueError(f"lower_edge_hertz must be non-negative. Got: {lower}")
    if lower >= upper:
        raise ValueError(f"lower_edge_hertz {lower:.1f} >= upper_edge_hertz {upper:.1f}")
    if rate <= 0.0:
        raise ValueError(f"sample_rate must be positive. Got: {rate}")
    if upper > rate / 2:
        raise ValueError(
            "upper_edge_hertz must not be larger than the Nyquist frequency (sample_rate / 2). "
            f"Got {upper} for sample_rate: {rate}"
        )
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Got: {dtype}")


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log1p(np.asarray(hertz, np.float64) / 700.0)


@export("signal.linear_to_mel_weight_matrix")
def linear_to_mel_weight_matrix(
    num_mel_bins: int = 20,
    num_spectrogram_bins: int = 129,
    sample_rate: float = 8000,
    lower_edge_hertz: float = 125.0,
    upper_edge_hertz: float = 3800.0,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """The matrix that sums a spectrum in triangular bands of equal width on the mel scale.

    The scale is `1127 log(1 + hertz / 700)`, that of the HTK book. The band of frequency zero is
    left out.

    Args:
      num_mel_bins: number of bands.
      num_spectrogram_bins: number of frequencies of the spectrum, up to half the sample rate.
      sample_rate: samples in a second.
      lower_edge_hertz: where the lowest band starts.
      upper_edge_hertz: where the highest band ends.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[num_spectrogram_bins, num_mel_bins]`.

    Raises:
      ValueError: an argument is out of its range.

    >>> ef.signal.linear_to_mel_weight_matrix(2, 4).numpy()
    array([[0.        , 0.        ],
           [0.40481815, 0.5951819 ],
           [0.        , 0.5131086 ],
           [0.        , 0.        ]], dtype=float32)
    """
    bins, size = (to_host(v) for v in (num_mel_bins, num_spectrogram_bins))
    rate, lower, upper = (
        v if isinstance(v, (int, float)) else float(as_tensor(v).numpy())
        for v in (sample_rate, lower_edge_hertz, upper_edge_hertz)
    )
    wanted = as_dtype(dtype)
    _check_mel(bins, rate, lower, upper, wanted)
    frequencies = _mel(np.linspace(0.0, rate / 2, size)[1:])[:, None]
    edges = np.linspace(_mel(lower), _mel(upper), bins + 2)
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0.0, np.minimum(rising, falling))
    return constant(np.concatenate([np.zeros((1, bins)), weights]), wanted, name=name or "Const")


@export("signal.mfccs_from_log_mel_spectrograms")
def mfccs_from_log_mel_spectrograms(
    log_mel_spectrograms: TensorLike, name: str | None = None
) -> Tensor:
    """Mel-frequency cepstral coefficients, the cosine transform of logarithms of mel spectra.

    Scaled as in the HTK book, by `sqrt(1 / (2 bins))`; usually the first 12 or 13 are kept.

    Args:
      log_mel_spectrograms: a float32 or float64 tensor of shape `[..., bins]`.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: there are no bins, or their number is unknown.

    >>> ef.signal.mfccs_from_log_mel_spectrograms([1., 1.]).numpy()
    array([2., 0.], dtype=float32)
    """
    x = real_input(log_mel_spectrograms)
    n = _length(x, "mfccs_from_log_mel_spectrograms")
    if n == 0:
        raise ValueError("num_mel_bins must be positive. Got: log_mel_spectrograms of no bins")
    return dct(x, type=2) * math.sqrt(0.5 / n)
