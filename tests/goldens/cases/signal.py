"""Fourier and cosine transforms, frames, windows and mel spectra."""

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(2, 3, 8)
Z = X + 1j * numbers(2, 3, 8, phase=1.0)
H = Z[..., :5]
WAVE = numbers(40)
SPECTRA = numbers(6, 5) + 1j * numbers(6, 5, phase=2.0)


def by_parts(name, *arguments):
    """A complex function of real and imaginary parts, so that gradients can be compared."""

    def run(tf, re, im):
        function = getattr(tf.signal, name)
        out = function(tf.complex(re, im), *arguments)
        if out.dtype.is_complex:
            return [tf.math.real(out), tf.math.imag(out)]
        return out

    return run


def of_real(name, *arguments, **options):
    def run(tf, x):
        out = getattr(tf.signal, name)(x, *arguments, **options)
        return [tf.math.real(out), tf.math.imag(out)]

    return run


def refit(tf, re, im):
    window = tf.signal.inverse_stft_window_fn(4)
    return tf.signal.inverse_stft(tf.complex(re, im), 8, 4, window_fn=window)


PARTS = (Z.real.copy(), Z.imag.copy())
HALF = (H.real.copy(), H.imag.copy())
CASES = [
    *(case(f"signal.{n}", Z) for n in ("fft", "ifft", "fft2d", "ifft2d", "fft3d", "ifft3d")),
    *(
        case(f"signal.{n}", *PARTS, run=by_parts(n), grad=True)
        for n in ("fft", "ifft", "fft2d", "ifft2d", "fft3d", "ifft3d")
    ),
    case("signal.fft", Z.astype(np.complex64)),
    case("signal.rfft", X.astype(np.float32)),
    case("signal.irfft", H.astype(np.complex64)),
    *(case(f"signal.{n}", X) for n in ("rfft", "rfft2d", "rfft3d")),
    *(case(f"signal.{n}", H) for n in ("irfft", "irfft2d", "irfft3d")),
    case("signal.rfft", X, run=of_real("rfft"), grad=True),
    case("signal.rfft", X, run=of_real("rfft", [10]), grad=True),
    case("signal.rfft2d", X, run=of_real("rfft2d"), grad=True),
    case("signal.irfft", *HALF, run=by_parts("irfft"), grad=True),
    case("signal.irfft", *HALF, run=by_parts("irfft", [8]), grad=True),
    case("signal.irfft2d", *HALF, run=by_parts("irfft2d"), grad=True),
    case("signal.rfft", X, [5]),
    case("signal.rfft2d", X, [4, 6]),
    case("signal.rfft3d", X, [2, 2, 9]),
    case("signal.irfft", H, [7]),
    case("signal.irfft", H, [12]),
    case("signal.irfft2d", H, [4, 7]),
    case("signal.irfft3d", H, [2, 2, 8]),
    case("signal.fftshift", X),
    case("signal.fftshift", X, axes=1),
    case("signal.ifftshift", X, axes=[0, -2]),
    *(
        case(f"signal.{f}", X, type=t, norm=n, grad=True)
        for f in ("dct", "idct")
        for t, n in ((1, None), (2, None), (2, "ortho"), (3, None), (3, "ortho"), (4, None))
    ),
    case("signal.dct", X, type=4, norm="ortho", grad=True),
    case("signal.dct", X, n=5),
    case("signal.idct", X, n=11, norm="ortho"),
    case("signal.frame", WAVE, 6, 4, grad=True),
    case("signal.frame", X, 3, 2, pad_end=True, pad_value=7.0),
    case("signal.frame", X, 2, 1, axis=1, grad=True),
    case("signal.frame", X, 9, 1),
    case("signal.overlap_and_add", X, 3, grad=True),
    case("signal.overlap_and_add", X, 9),
    case("signal.hann_window", 6),
    case("signal.hann_window", 6, periodic=False),
    case("signal.hann_window", run=lambda tf: tf.signal.hann_window(5, dtype=tf.float64)),
    case("signal.hamming_window", 6),
    case("signal.kaiser_window", 7),
    case("signal.kaiser_window", 6, beta=3.0),
    case("signal.kaiser_bessel_derived_window", 8),
    case("signal.vorbis_window", 8),
    case("signal.stft", WAVE, 8, 4),
    case("signal.stft", WAVE, run=of_real("stft", 7, 3, pad_end=True), grad=True),
    case("signal.stft", WAVE, 8, 4, 16, window_fn=None),
    case("signal.inverse_stft", SPECTRA, 8, 4),
    case("signal.inverse_stft", SPECTRA, 6, 4, 8, window_fn=None),
    case("signal.inverse_stft", SPECTRA, 10, 4, 8),
    case(
        "signal.inverse_stft_window_fn",
        SPECTRA.real.copy(),
        SPECTRA.imag.copy(),
        run=refit,
        grad=True,
    ),
    case("signal.mdct", WAVE, 8, grad=True),
    case("signal.mdct", WAVE, 8, window_fn=None, norm="ortho"),
    case("signal.mdct", WAVE, 12, pad_end=True),
    case("signal.inverse_mdct", X, grad=True),
    case("signal.inverse_mdct", X, window_fn=None),
    case("signal.inverse_mdct", X, norm="ortho"),
    case("signal.linear_to_mel_weight_matrix", atol=1e-5),
    case("signal.linear_to_mel_weight_matrix", 5, 33, 16000, 20.0, 7000.0),
    case("signal.mfccs_from_log_mel_spectrograms", X, grad=True),
]
