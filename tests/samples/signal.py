"""Samples of Fourier transforms, frames and windows."""

import numpy as np
from scipy.signal import windows

from eagerflow.ops.signal import fourier, frames
from tests.samples.base import Sample, bad, call, crand, ints, rand

INVERSE = {"backward": "forward", "forward": "backward", "ortho": "ortho"}


def c2c(x, axes=(-1,), inverse=False, norm="backward"):
    """Sums over all pairs of places, axis by axis."""
    for a in axes:
        n = x.shape[a]
        k = np.arange(n)
        wave = np.exp((2j if inverse else -2j) * np.pi * np.outer(k, k) / max(n, 1))
        scale = {"backward": n if inverse else 1, "forward": 1 if inverse else n}
        wave = wave / scale.get(norm, np.sqrt(n))
        x = np.moveaxis(np.moveaxis(x, a, -1) @ wave, -1, a)
    return x


def weights(length, factor):
    out = np.full(length // 2 + 1, factor, float)
    out[0] = 1
    if length % 2 == 0:
        out[-1] = 1
    return out


def r2c(x, axes=(-1,), norm="backward", doubled=False):
    n = x.shape[axes[-1]]
    if n == 0:
        return np.zeros((*x.shape[:-1], 1), complex)
    whole = np.moveaxis(c2c(x + 0j, axes, False, norm), axes[-1], -1)[..., : n // 2 + 1]
    return np.moveaxis(whole * (weights(n, 2) if doubled else 1), -1, axes[-1])


def c2r(x, length, axes=(-1,), norm="backward", halved=False):
    x = np.moveaxis(x, axes[-1], -1)
    full = np.zeros((*x.shape[:-1], length), complex)
    full[..., : x.shape[-1]] = x * weights(length, 2) * (weights(length, 0.5) if halved else 1)
    return c2c(np.moveaxis(full, -1, axes[-1]), axes, True, norm).real


def fit(x, sizes):
    wanted = [d if s < 0 else s for d, s in zip(x.shape, sizes, strict=True)]
    x = (
        np.pad(
            x,
            np.array(
                [(0, max(0, w - d)) for d, w in zip(x.shape, wanted, strict=True)], int
            ).reshape(-1, 2),
        )
        if wanted
        else x
    )
    return x[tuple(slice(w) for w in wanted)]


def frame(x, length, step, pad_end=False, pad_value=0):
    n = x.shape[-1]
    starts = range(0, n, step) if pad_end else range(0, n - length + 1, step)
    x = np.concatenate([x, np.full((*x.shape[:-1], length), pad_value, x.dtype)], -1)
    cut = [x[..., s : s + length] for s in starts]
    return np.stack(cut, -2) if cut else np.zeros((*x.shape[:-1], 0, length), x.dtype)


def overlap_and_add(x, step):
    *batch, count, length = x.shape
    out = np.zeros((*batch, (count - 1) * step + length if count else 0), x.dtype)
    for i in range(count):
        out[..., i * step : i * step + length] += x[..., i, :]
    return out


def window(n, kind, periodic, beta, dtype):
    if n == 0:
        return np.zeros(0)
    even = n % 2 == 0
    if kind == "kaiser":
        return windows.kaiser(n, beta)
    if kind == "kaiser_bessel_derived":
        return windows.kaiser_bessel_derived(n, beta, sym=True)
    if kind == "vorbis":
        return np.sin(np.pi / 2 * np.sin(np.pi * (np.arange(n) + 0.5) / n) ** 2)
    return windows.get_window(kind, n, fftbins=bool(periodic and even))


FLOATS = "of float is not in the list of allowed values"
COMPLEXES = r"of complex64 is not in the list of allowed values"

SAMPLES = {
    "Fourier": Sample(
        c2c,
        [
            call(crand(5)),
            call(crand(2, 4), inverse=True),
            call(crand(2, 3, 4), axes=(-2, -1), norm="forward"),
            call(crand(2, 3, 2), axes=(-3, -2, -1), inverse=True, norm="ortho"),
            call(crand(3, 4), axes=(-2,)),
            call(crand(2, 0)),
        ],
        [
            bad(rand(3).astype("f4"), error=TypeError, match=FLOATS),
            bad(crand(), error=ValueError, match="Input must have rank of at least 1 but got: "),
        ],
        fn=fourier.c2c,
    ),
    "RealFourier": Sample(
        r2c,
        [
            call(rand(5)),
            call(rand(2, 4), doubled=True),
            call(rand(2, 3, 4), axes=(-3, -1), norm="forward"),
            call(rand(3, 5), axes=(-1, -2), norm="ortho"),
            call(rand(2, 0)),
            call(rand(0, 3)),
        ],
        [
            bad(crand(3).astype("c8"), error=TypeError, match=COMPLEXES),
            bad(rand(), error=ValueError, match="Input must have rank of at least 1 but got: "),
        ],
        fn=fourier.r2c,
    ),
    "InverseRealFourier": Sample(
        c2r,
        [
            call(crand(3), 5),
            call(crand(2, 3), 4, halved=True),
            call(crand(2, 3, 3), 4, axes=(-3, -1), norm="forward"),
            call(crand(3, 5), 5, axes=(-1, -2), norm="ortho"),
            call(crand(2, 1), 0),
            call(crand(0, 2), 3),
        ],
        [
            bad(rand(3).astype("f4"), 4, error=TypeError, match=FLOATS),
            bad(crand(3), 8, error=ValueError, match="half a spectrum of 8 has 5, not 3"),
        ],
        fn=fourier.c2r,
    ),
    "FitSizes": Sample(
        fit,
        [
            call(rand(3, 4), (5, 2)),
            call(rand(2, 3), (-1, 4)),
            call(rand(2), (0,)),
            call(rand(), ()),
            call(ints(2, 0), (1, 2)),
            call(crand(3), (2,)),
        ],
        [bad(rand(2), (1, 2), error=ValueError, match="Shape must be rank 1 but is rank 2")],
        fn=fourier.fit,
    ),
    "Frame": Sample(
        frame,
        [
            call(rand(7), 3, 2),
            call(rand(2, 7), 4, 3, pad_end=True, pad_value=2.0),
            call(rand(5), 2, 3, pad_end=True),
            call(rand(3), 5, 1),
            call(rand(2, 0), 2, 1, pad_end=True),
            call(ints(6), 2, 2),
        ],
        [
            bad(rand(3), 2, 0, error=ValueError, match="frame_step must be positive, not 0"),
            bad(rand(3), -2, 1, error=ValueError, match="frame_length must not be negative"),
            bad(rand(), 2, 1, error=ValueError, match="must have rank at least 1"),
            bad(rand(3), [2], 1, error=ValueError, match="must have rank 0"),
        ],
        fn=frames._frame,
    ),
    "OverlapAndAdd": Sample(
        overlap_and_add,
        [
            call(rand(3, 4), 1),
            call(rand(2, 3, 4), 3),
            call(rand(2, 2), 5),
            call(rand(0, 3), 2),
            call(ints(3, 4), 2),
            call(rand(2, 0), 1),
        ],
        [
            bad(rand(3), 1, error=ValueError, match="must have rank at least 2"),
            bad(rand(3, 2), 0, error=ValueError, match="frame_step must be positive, not 0"),
        ],
        fn=frames._overlap_add,
    ),
    "SignalWindow": Sample(
        window,
        [
            call(n, kind, periodic, 5.0, "float64")
            for kind in ("hann", "hamming", "kaiser", "vorbis")
            for n in (0, 1, 5, 8)
            for periodic in (True, False)
        ]
        + [call(n, "kaiser_bessel_derived", True, 4.0, "float64") for n in (0, 2, 8)],
        [bad(-1, "hann", True, 0.0, "float64", error=ValueError, match="must not be negative")],
        fn=lambda n, kind, periodic, beta, dtype: frames._checked(
            n, kind, periodic, beta, dtype, None
        ),
        dtypes=[],
    ),
}
