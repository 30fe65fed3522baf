"""The names of `ef.signal`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.signal.frames import frame as frame
    from .ops.signal.frames import hamming_window as hamming_window
    from .ops.signal.frames import hann_window as hann_window
    from .ops.signal.frames import kaiser_bessel_derived_window as kaiser_bessel_derived_window
    from .ops.signal.frames import kaiser_window as kaiser_window
    from .ops.signal.frames import overlap_and_add as overlap_and_add
    from .ops.signal.frames import vorbis_window as vorbis_window
    from .ops.signal.short_time import dct as dct
    from .ops.signal.short_time import idct as idct
    from .ops.signal.short_time import inverse_mdct as inverse_mdct
    from .ops.signal.short_time import inverse_stft as inverse_stft
    from .ops.signal.short_time import inverse_stft_window_fn as inverse_stft_window_fn
    from .ops.signal.short_time import linear_to_mel_weight_matrix as linear_to_mel_weight_matrix
    from .ops.signal.short_time import mdct as mdct
    from .ops.signal.short_time import mfccs_from_log_mel_spectrograms as mfccs_from_log_mel_spectrograms
    from .ops.signal.short_time import stft as stft
    from .ops.signal.spectral import fft as fft
    from .ops.signal.spectral import fft2d as fft2d
    from .ops.signal.spectral import fft3d as fft3d
    from .ops.signal.spectral import fftnd as fftnd
    from .ops.signal.spectral import fftshift as fftshift
    from .ops.signal.spectral import ifft as ifft
    from .ops.signal.spectral import ifft2d as ifft2d
    from .ops.signal.spectral import ifft3d as ifft3d
    from .ops.signal.spectral import ifftnd as ifftnd
    from .ops.signal.spectral import ifftshift as ifftshift
    from .ops.signal.spectral import irfft as irfft
    from .ops.signal.spectral import irfft2d as irfft2d
    from .ops.signal.spectral import irfft3d as irfft3d
    from .ops.signal.spectral import irfftnd as irfftnd
    from .ops.signal.spectral import rfft as rfft
    from .ops.signal.spectral import rfft2d as rfft2d
    from .ops.signal.spectral import rfft3d as rfft3d
    from .ops.signal.spectral import rfftnd as rfftnd
else:
    __getattr__, __dir__ = lazily(__name__, {
        "dct": "ops.signal.short_time",
        "fft": "ops.signal.spectral",
        "fft2d": "ops.signal.spectral",
        "fft3d": "ops.signal.spectral",
        "fftnd": "ops.signal.spectral",
        "fftshift": "ops.signal.spectral",
        "frame": "ops.signal.frames",
        "hamming_window": "ops.signal.frames",
        "hann_window": "ops.signal.frames",
        "idct": "ops.signal.short_time",
        "ifft": "ops.signal.spectral",
        "ifft2d": "ops.signal.spectral",
        "ifft3d": "ops.signal.spectral",
        "ifftnd": "ops.signal.spectral",
        "ifftshift": "ops.signal.spectral",
        "inverse_mdct": "ops.signal.short_time",
        "inverse_stft": "ops.signal.short_time",
        "inverse_stft_window_fn": "ops.signal.short_time",
        "irfft": "ops.signal.spectral",
        "irfft2d": "ops.signal.spectral",
        "irfft3d": "ops.signal.spectral",
        "irfftnd": "ops.signal.spectral",
        "kaiser_bessel_derived_window": "ops.signal.frames",
        "kaiser_window": "ops.signal.frames",
        "linear_to_mel_weight_matrix": "ops.signal.short_time",
        "mdct": "ops.signal.short_time",
        "mfccs_from_log_mel_spectrograms": "ops.signal.short_time",
        "overlap_and_add": "ops.signal.frames",
        "rfft": "ops.signal.spectral",
        "rfft2d": "ops.signal.spectral",
        "rfft3d": "ops.signal.spectral",
        "rfftnd": "ops.signal.spectral",
        "stft": "ops.signal.short_time",
        "vorbis_window": "ops.signal.frames",
    }, ())


__all__ = [  # noqa: RUF022
    "frame",
    "hamming_window",
    "hann_window",
    "kaiser_bessel_derived_window",
    "kaiser_window",
    "overlap_and_add",
    "vorbis_window",
    "dct",
    "idct",
    "inverse_mdct",
    "inverse_stft",
    "inverse_stft_window_fn",
    "linear_to_mel_weight_matrix",
    "mdct",
    "mfccs_from_log_mel_spectrograms",
    "stft",
    "fft",
    "fft2d",
    "fft3d",
    "fftnd",
    "fftshift",
    "ifft",
    "ifft2d",
    "ifft3d",
    "ifftnd",
    "ifftshift",
    "irfft",
    "irfft2d",
    "irfft3d",
    "irfftnd",
    "rfft",
    "rfft2d",
    "rfft3d",
    "rfftnd",
]
