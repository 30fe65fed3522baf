"""The names of `ef.compat.v1.spectral`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.signal.short_time import dct as dct
    from ...ops.signal.short_time import idct as idct
    from ...ops.signal.spectral import fft as fft
    from ...ops.signal.spectral import fft2d as fft2d
    from ...ops.signal.spectral import fft3d as fft3d
    from ...ops.signal.spectral import ifft as ifft
    from ...ops.signal.spectral import ifft2d as ifft2d
    from ...ops.signal.spectral import ifft3d as ifft3d
    from ...ops.signal.spectral import irfft as irfft
    from ...ops.signal.spectral import irfft2d as irfft2d
    from ...ops.signal.spectral import irfft3d as irfft3d
    from ...ops.signal.spectral import rfft as rfft
    from ...ops.signal.spectral import rfft2d as rfft2d
    from ...ops.signal.spectral import rfft3d as rfft3d
else:
    __getattr__, __dir__ = lazily(__name__, {
        "dct": "ops.signal.short_time",
        "fft": "ops.signal.spectral",
        "fft2d": "ops.signal.spectral",
        "fft3d": "ops.signal.spectral",
        "idct": "ops.signal.short_time",
        "ifft": "ops.signal.spectral",
        "ifft2d": "ops.signal.spectral",
        "ifft3d": "ops.signal.spectral",
        "irfft": "ops.signal.spectral",
        "irfft2d": "ops.signal.spectral",
        "irfft3d": "ops.signal.spectral",
        "rfft": "ops.signal.spectral",
        "rfft2d": "ops.signal.spectral",
        "rfft3d": "ops.signal.spectral",
    }, ())


__all__ = [  # noqa: RUF022
    "dct",
    "idct",
    "fft",
    "fft2d",
    "fft3d",
    "ifft",
    "ifft2d",
    "ifft3d",
    "irfft",
    "irfft2d",
    "irfft3d",
    "rfft",
    "rfft2d",
    "rfft3d",
]
