"""Signal functions: arguments, errors and compositions beyond the samples."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef

X = np.cos(np.arange(24.0)).reshape(2, 3, 4)
signal = ef.signal


@pytest.mark.parametrize("norm", [None, "backward", "forward", "ortho"])
@pytest.mark.parametrize(("lengths", "axes"), [(None, None), ([2, 6], [0, 2]), (None, [1, 0])])
def test_transforms_of_any_axes_are_those_of_numpy(norm, lengths, axes) -> None:
    z = X + 1j * X[::-1]
    arguments = {"s": lengths, "axes": axes or [-3, -2, -1], "norm": norm}
    if axes and lengths is None:
        arguments["s"] = [X.shape[a] for a in axes]
    for name, x in (("fftn", z), ("ifftn", z), ("rfftn", X)):
        ours = getattr(signal, name + "d")(x, lengths, axes, norm)
        np.testing.assert_allclose(ours, getattr(np.fft, name)(x, **arguments), atol=1e-12)
    lengths = lengths or [2 * (d - 1) if i == 2 else d for i, d in enumerate(z.shape)]
    if axes is None or axes == [0, 2]:
        ours = signal.irfftnd(z, lengths, axes, norm)
        theirs = np.fft.irfftn(z, s=lengths, axes=arguments["axes"], norm=norm)
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_root_functions_take_lengths_and_axes() -> None:
    np.testing.assert_allclose(ef.rfftnd(X, [3, 4], [1, 2]), np.fft.rfft2(X), atol=1e-12)
    np.testing.assert_allclose(ef.fftnd(X + 0j, [4], [2]), np.fft.fft(X), atol=1e-12)
    np.testing.assert_allclose(ef.ifftnd(X + 0j, [4], [2]), np.fft.ifft(X), atol=1e-12)
    np.testing.assert_allclose(ef.irfftnd(X + 0j, [6], [2]), np.fft.irfft(X), atol=1e-12)


def test_results_keep_single_precision() -> None:
    x = X.astype(np.float32)
    assert signal.rfft(x).dtype is ef.complex64
    assert signal.irfft(signal.rfft(x)).dtype is ef.float32
    assert signal.rfft(X).dtype is ef.complex128


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: signal.rfft(X, [4, 4]), ValueError, r"fft_length must have shape \[1\]"),
        (lambda: signal.rfft(X, [-1]), ValueError, r"fft_length\[0\] must >= 0, but got: -1"),
        (lambda: signal.fft(1j), ValueError, "Input must have rank of at least 1"),
        (lambda: signal.fftnd(X + 0j, None, [5]), ValueError, "Input must have rank"),
        (lambda: signal.fftnd(X + 0j, None, [1, 1]), ValueError, "axes must be unique"),
        (lambda: signal.fftnd(X + 0j, norm="x"), ValueError, "norm must be"),
        (lambda: signal.dct(X, type=5), ValueError, "Types I, II, III and IV"),
        (lambda: signal.dct(X, type=1, norm="ortho"), ValueError, "Normalization is not supported"),
        (lambda: signal.dct(X, norm="x"), ValueError, "Unknown normalization"),
        (lambda: signal.dct(X, axis=0), NotImplementedError, "axis must be -1. Got: 0"),
        (lambda: signal.dct(X[..., :1], type=1), ValueError, "Type-I DCT requires"),
        (lambda: signal.mdct(X[0, 0], 6), ValueError, "The frame length must be a multiple of 4."),
        (lambda: signal.hann_window(4, dtype=ef.int32), ValueError, "dtype must be a floating"),
        (lambda: signal.linear_to_mel_weight_matrix(0), ValueError, "num_mel_bins must be pos"),
        (
            lambda: signal.linear_to_mel_weight_matrix(upper_edge_hertz=5000.0),
            ValueError,
            "upper_edge_hertz must not be larger than the Nyquist frequency",
        ),
    ],
)
def test_wrong_arguments_are_refused(call, error, message) -> None:
    with pytest.raises(error, match=message):
        call()


def test_the_inverse_window_gives_the_signal_back() -> None:
    x = np.cos(np.arange(64.0))
    spectra = signal.stft(x, 16, 4)
    window = signal.inverse_stft_window_fn(4)
    back = signal.inverse_stft(spectra, 16, 4, window_fn=window)
    np.testing.assert_allclose(back[12:-12], x[12:-12], atol=1e-12)


def test_shifts_undo_each_other() -> None:
    x = np.arange(15).reshape(3, 5)
    for axes in (None, 0, [0, 1], -1):
        shifted = signal.fftshift(x, axes)
        np.testing.assert_array_equal(shifted, np.fft.fftshift(x, axes))
        np.testing.assert_array_equal(signal.ifftshift(shifted, axes), x)


def test_transforms_work_with_a_batch_of_unknown_size() -> None:
    @ef.function(input_signature=[ef.TensorSpec([None, 16], ef.float64)])
    def energy(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(ef.abs(signal.stft(x, 8, 4)) ** 2.0)
        return tape.gradient(y, x)

    x = np.cos(np.arange(32.0)).reshape(2, 16)
    with ef.GradientTape() as tape:
        t = ef.constant(x)
        tape.watch(t)
        y = ef.reduce_sum(ef.abs(signal.stft(t, 8, 4)) ** 2.0)
    np.testing.assert_allclose(energy(x), tape.gradient(y, t))


def test_old_names_are_the_same_functions() -> None:
    v1 = ef.compat.v1
    assert v1.fft is v1.spectral.fft is signal.fft
    assert v1.ifft3d is signal.ifft3d
    assert v1.spectral.dct is signal.dct
