"""The names of `ef.compat.v1.spectral`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.short_time import dct as dct
    from ...ops.short_time import idct as idct
    from ...ops.spectral import fft as fft
    from ...ops.spectral import fft2d as fft2d
    from ...ops.spectral import fft3d as fft3d
    from ...ops.spectral import ifft as ifft
    from ...ops.spectral import ifft2d as ifft2d
    from ...ops.spectral import ifft3d as ifft3d
    from ...ops.spectral import irfft as irfft
    from ...ops.spectral import irfft2d as irfft2d
    from ...ops.spectral import irfft3d as irfft3d
    from ...ops.spectral import rfft as rfft
    from ...ops.spectral import rfft2d as rfft2d
    from ...ops.spectral import rfft3d as rfft3d
else:
    __getattr__, __dir__ = lazily(__name__, {
        "dct": "ops.short_time",
        "fft": "ops.spectral",
        "fft2d": "ops.spectral",
        "fft3d": "ops.spectral",
        "idct": "ops.short_time",
        "ifft": "ops.spectral",
        "ifft2d": "ops.spectral",
        "ifft3d": "ops.spectral",
        "irfft": "ops.spectral",
        "irfft2d": "ops.spectral",
        "irfft3d": "ops.spectral",
        "rfft": "ops.spectral",
        "rfft2d": "ops.spectral",
        "rfft3d": "ops.spectral",
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
