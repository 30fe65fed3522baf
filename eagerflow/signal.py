"""The names of `ef.signal`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.frames import frame as frame
    from .ops.frames import hamming_window as hamming_window
    from .ops.frames import hann_window as hann_window
    from .ops.frames import kaiser_bessel_derived_window as kaiser_bessel_derived_window
    from .ops.frames import kaiser_window as kaiser_window
    from .ops.frames import overlap_and_add as overlap_and_add
    from .ops.frames import vorbis_window as vorbis_window
    from .ops.short_time import dct as dct
    from .ops.short_time import idct as idct
    from .ops.short_time import inverse_mdct as inverse_mdct
    from .ops.short_time import inverse_stft as inverse_stft
    from .ops.short_time import inverse_stft_window_fn as inverse_stft_window_fn
    from .ops.short_time import linear_to_mel_weight_matrix as linear_to_mel_weight_matrix
    from .ops.short_time import mdct as mdct
    from .ops.short_time import mfccs_from_log_mel_spectrograms as mfccs_from_log_mel_spectrograms
    from .ops.short_time import stft as stft
    from .ops.spectral import fft as fft
    from .ops.spectral import fft2d as fft2d
    from .ops.spectral import fft3d as fft3d
    from .ops.spectral import fftnd as fftnd
    from .ops.spectral import fftshift as fftshift
    from .ops.spectral import ifft as ifft
    from .ops.spectral import ifft2d as ifft2d
    from .ops.spectral import ifft3d as ifft3d
    from .ops.spectral import ifftnd as ifftnd
    from .ops.spectral import ifftshift as ifftshift
    from .ops.spectral import irfft as irfft
    from .ops.spectral import irfft2d as irfft2d
    from .ops.spectral import irfft3d as irfft3d
    from .ops.spectral import irfftnd as irfftnd
    from .ops.spectral import rfft as rfft
    from .ops.spectral import rfft2d as rfft2d
    from .ops.spectral import rfft3d as rfft3d
    from .ops.spectral import rfftnd as rfftnd
else:
    __getattr__, __dir__ = lazily(__name__, {
        "dct": "ops.short_time",
        "fft": "ops.spectral",
        "fft2d": "ops.spectral",
        "fft3d": "ops.spectral",
        "fftnd": "ops.spectral",
        "fftshift": "ops.spectral",
        "frame": "ops.frames",
        "hamming_window": "ops.frames",
        "hann_window": "ops.frames",
        "idct": "ops.short_time",
        "ifft": "ops.spectral",
        "ifft2d": "ops.spectral",
        "ifft3d": "ops.spectral",
        "ifftnd": "ops.spectral",
        "ifftshift": "ops.spectral",
        "inverse_mdct": "ops.short_time",
        "inverse_stft": "ops.short_time",
        "inverse_stft_window_fn": "ops.short_time",
        "irfft": "ops.spectral",
        "irfft2d": "ops.spectral",
        "irfft3d": "ops.spectral",
        "irfftnd": "ops.spectral",
        "kaiser_bessel_derived_window": "ops.frames",
        "kaiser_window": "ops.frames",
        "linear_to_mel_weight_matrix": "ops.short_time",
        "mdct": "ops.short_time",
        "mfccs_from_log_mel_spectrograms": "ops.short_time",
        "overlap_and_add": "ops.frames",
        "rfft": "ops.spectral",
        "rfft2d": "ops.spectral",
        "rfft3d": "ops.spectral",
        "rfftnd": "ops.spectral",
        "stft": "ops.short_time",
        "vorbis_window": "ops.frames",
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
