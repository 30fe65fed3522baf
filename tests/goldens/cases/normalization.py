"""Normalisation. What TensorFlow has only in Keras is computed there by Keras's functions."""

from typing import Any

import numpy as np

from tests.goldens.cases import Case, case, numbers


def _single(*shape: int, **how: float) -> np.ndarray:
    return numbers(*shape, **how).astype(np.float32)


X = _single(2, 3, 2, 4)
SCALE, OFFSET = _single(4, phase=1.0), _single(4, phase=2.0)
MEAN, VARIANCE = _single(4, phase=3.0), _single(4, phase=4.0, lo=0.5, hi=2.0)
FIRST = np.ascontiguousarray(X.transpose(0, 3, 1, 2))
LINE = _single(3, 4)


def _first(tf: Any, *args: Any, **how: Any) -> Any:
    return tf.compat.v1.nn.fused_batch_norm(*args, **how)[0]


def _batch(*args: Any, run: Any = None, grad: bool = False, **how: Any) -> Case:
    return case("compat.v1.nn.fused_batch_norm", *args, run=run, grad=grad, rtol=2e-5, **how)


def _ops(tf: Any, name: str) -> Any:
    own = getattr(tf.nn, name, None)
    return own or getattr(tf.keras.ops, name)


def _keras(name: str, *args: Any, **how: Any) -> Case:
    """A function that we have in `nn` and TensorFlow in `keras.ops`."""
    return case(
        "identity", *args, run=lambda tf, *a: _ops(tf, name)(*a, **how), grad=True, rtol=2e-5,
        atol=1e-5,
    )  # fmt: skip


def _groups(tf: Any, x: Any, gamma: Any, beta: Any, groups: int, axis: int) -> Any:
    own = getattr(tf.nn, "group_normalization", None)
    if own is not None:
        return own(x, groups, gamma, beta, axis)
    layer = tf.keras.layers.GroupNormalization(groups, axis=axis)
    layer.build(x.shape)
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    return layer(x)


CASES = [
    _batch(X, SCALE, OFFSET),
    _batch(X, SCALE, OFFSET, MEAN, VARIANCE, exponential_avg_factor=0.3, epsilon=0.01),
    _batch(X, SCALE, OFFSET, MEAN, VARIANCE, is_training=False),
    _batch(FIRST, SCALE, OFFSET, data_format="NCHW"),
    _batch(X[None], SCALE, OFFSET, data_format="NDHWC"),
    _batch(X.astype(np.float16), SCALE, OFFSET, atol=2e-3),
    _batch(X[:1, :1, :1], SCALE, OFFSET),
    _batch(X, SCALE, OFFSET, run=_first, grad=True),
    _batch(X[:0], SCALE, OFFSET, run=_first, grad=True),
    _keras("layer_normalization", LINE, SCALE, OFFSET),
    _keras("layer_normalization", LINE),
    _keras("layer_normalization", X, X[0, :, :, 0], axis=[1, 2], epsilon=0.1),
    _keras("layer_normalization", X, X[0, :, 0, 0], X[1, :, 0, 0], axis=1),
    _keras("rms_normalization", LINE, SCALE),
    _keras("rms_normalization", X, axis=(1, -1), epsilon=0.1),
    case("identity", X, SCALE, OFFSET, run=lambda tf, *a: _groups(tf, *a, 2, -1), rtol=2e-5),
    case("identity", FIRST, SCALE, OFFSET, run=lambda tf, *a: _groups(tf, *a, 4, 1), rtol=2e-5),
]
