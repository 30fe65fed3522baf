"""Make `nn.npz` with TensorFlow 2.21 on a CPU: `python tests/goldens/make_nn.py`.

`cases` holds for either framework, so that `tests/test_nn_goldens.py` asks ours the same questions.
Arrays are named `case/what`: `y0`, `y1` the results, `g0`, `g1` the gradients of the inputs, `s0`,
`s1` what comes of differentiating these once more. They are stored as float32, computed as float64.
"""

from pathlib import Path

import numpy as np


def numbers(shape, phase=0.0, lo=-1.0, hi=1.0):
    """Fixed numbers without ties or order in an array of the given shape."""
    n = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (lo + (hi - lo) * (0.5 + 0.5 * np.cos(2.7 * n + phase))).reshape(shape)


# image, filter, strides, padding, dilations
CONVOLUTIONS = [
    ((2, 5, 5, 2), (3, 3, 2, 3), 1, "SAME", None),
    ((1, 5, 6, 2), (2, 3, 2, 2), 1, "VALID", None),
    ((1, 6, 5, 1), (3, 3, 1, 2), 2, "SAME", None),
    ((1, 5, 6, 2), (2, 2, 2, 2), [2, 3], "SAME", None),
    ((1, 7, 7, 1), (3, 2, 1, 1), [1, 3, 2, 1], "VALID", None),
    ((1, 7, 6, 2), (2, 3, 2, 1), 1, "SAME", 2),
    ((1, 7, 8, 1), (2, 2, 1, 2), 1, "VALID", [2, 3]),
    ((1, 4, 4, 2), (4, 5, 2, 2), 1, "SAME", None),
    ((1, 3, 4, 1), (3, 3, 1, 2), 1, [[0, 0], [2, 1], [0, 3], [0, 0]], None),
    ((1, 5, 4, 1), (2, 3, 1, 2), 2, [[0, 0], [1, 0], [2, 2], [0, 0]], None),
    ((2, 4, 5, 3), (1, 1, 3, 2), 1, "SAME", None),
    ((2, 5, 4, 3), (1, 1, 3, 2), 2, "VALID", None),
    ((1, 6, 6, 12), (3, 3, 12, 1), 1, "SAME", None),
    ((1, 3, 3, 1), (3, 3, 1, 9), 1, "SAME", None),
]
# filter, size of the result, strides, padding
TRANSPOSED = [
    ((2, 2, 3, 2), (1, 6, 8, 3), 2, "SAME"),
    ((3, 3, 2, 2), (1, 5, 7, 2), 2, "SAME"),
    ((3, 2, 1, 2), (1, 9, 8, 1), 2, "VALID"),
]
# image, size of the window, strides, padding
POOLS = [
    ((2, 4, 4, 2), 2, 2, "SAME"),
    ((1, 5, 3, 2), 2, 2, "SAME"),
    ((1, 5, 5, 2), 2, 2, "VALID"),
    ((1, 5, 6, 1), 3, 2, "SAME"),
    ((1, 5, 6, 2), [3, 2], 1, "VALID"),
    ((1, 7, 7, 1), [1, 2, 3, 1], [1, 3, 2, 1], "SAME"),
]
# TensorFlow has no gradient of dilated convolutions on a CPU.
VALUES_ONLY = {f"conv2d/{i}" for i, c in enumerate(CONVOLUTIONS) if c[4] is not None}
ACTIVATIONS = [
    "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "crelu", "softmax", "log_softmax"
]  # fmt: skip


def convolutions(tf):
    for i, (image, taps, strides, padding, dilations) in enumerate(CONVOLUTIONS):
        yield (
            f"conv2d/{i}",
            lambda x, w, s=strides, p=padding, d=dilations: tf.nn.conv2d(x, w, s, p, dilations=d),
            [numbers(image), numbers(taps, 1.0)],
        )
    for i, (taps, size, strides, padding) in enumerate(TRANSPOSED):
        yield (
            f"conv2d_transpose/{i}",
            lambda x, w, z=size, s=strides, p=padding: tf.nn.conv2d_transpose(x, w, z, s, p),
            [numbers((1, 3 + (i > 1), 4, 2)), numbers(taps, 1.0)],
        )


def pools(tf):
    for i, (image, *how) in enumerate(POOLS):
        for name in ("max_pool2d", "avg_pool2d"):
            pool = getattr(tf.nn, name)
            yield f"{name}/{i}", lambda x, pool=pool, how=how: pool(x, *how), [numbers(image)]


def activations(tf):
    x = numbers((3, 4), 0.5, -4.0, 9.0)
    for name in ACTIVATIONS:
        yield f"{name}/0", getattr(tf.nn, name), [x]
    yield "leaky_relu/1", lambda x: tf.nn.leaky_relu(x, alpha=0.5), [x]
    yield "gelu/1", lambda x: tf.nn.gelu(x, approximate=True), [x]
    yield "silu/1", lambda x: tf.nn.silu(x, beta=1.5), [x]
    yield "softmax/1", lambda x: tf.nn.softmax(x, axis=0), [x]
    yield "log_softmax/1", lambda x: tf.nn.log_softmax(x, axis=0), [x]


def losses(tf):
    logits = numbers((3, 4), 0.5, -4.0, 4.0)
    labels = numbers((3, 4), 1.0, 0.0, 1.0)
    labels /= labels.sum(1, keepdims=True)
    classes = np.array([2, 0, 3])
    softmax = tf.nn.softmax_cross_entropy_with_logits
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits
    weighted = tf.nn.weighted_cross_entropy_with_logits
    yield "softmax_loss/0", lambda x: softmax(labels, x), [logits]
    yield "softmax_loss/1", lambda x: softmax(labels.T, x, axis=0), [logits.T.copy()]
    yield "softmax_loss/2", lambda z: softmax(z, logits), [labels]
    yield "softmax_loss/3", lambda x: softmax(labels[:1], x), [logits]
    yield "sparse_loss/0", lambda x: sparse(classes, x), [logits]
    yield "sparse_loss/1", lambda x: sparse(classes[:, None], x), [logits[:, None]]
    yield "sigmoid_loss/0", tf.nn.sigmoid_cross_entropy_with_logits, [labels, logits]
    yield "weighted_loss/0", lambda z, x: weighted(z, x, 1.7), [labels, logits]


def statistics(tf):
    x = numbers((2, 3, 4), 0.5, -2.0, 3.0)
    bias = numbers((4,), 1.0)
    normalize = tf.nn.batch_normalization
    yield "bias_add/0", tf.nn.bias_add, [x, bias]
    yield "l2_normalize/0", tf.nn.l2_normalize, [x]
    yield "l2_normalize/1", lambda x: tf.nn.l2_normalize(x, axis=[0, 2]), [x]
    yield "l2_normalize/2", lambda x: tf.nn.l2_normalize(x, 1, epsilon=30.0), [x]
    yield "moments/0", lambda x: tf.nn.moments(x, [0, 1]), [x]
    yield "moments/1", lambda x: tf.nn.moments(x, [2], keepdims=True), [x]
    given = [x, bias, bias**2, bias + 1, bias - 2]
    yield "batchnorm/0", lambda *a: normalize(*a, variance_epsilon=0.01), given
    yield "batchnorm/1", lambda x, m, v: normalize(x, m, v, None, None, 0.01), given[:3]


def cases(tf):
    """Name, function and arrays of every case, for a framework with TensorFlow's names."""
    for family in (convolutions, pools, activations, losses, statistics):
        yield from family(tf)


def outcome(tf, name, function, arrays):
    """Results, gradients for fixed weights, and the gradients of these for other weights."""
    inputs = [tf.constant(a) for a in arrays]
    if name in VALUES_ONLY:
        return {"y0": np.asarray(function(*inputs))}
    with tf.GradientTape() as outer:
        outer.watch(inputs)
        with tf.GradientTape() as inner:
            inner.watch(inputs)
            results = function(*inputs)
        results = list(results) if isinstance(results, (list, tuple)) else [results]
        weights = [tf.constant(numbers(y.shape, 2.0 + i)) for i, y in enumerate(results)]
        first = inner.gradient(results, inputs, weights)
        again = [tf.constant(numbers(g.shape, 3.0 + i)) for i, g in enumerate(first)]
    second = outer.gradient(first, inputs, again)
    found = {f"y{i}": y for i, y in enumerate(results)}
    found |= {f"g{i}": g for i, g in enumerate(first)}
    found |= {f"s{i}": s for i, s in enumerate(second) if s is not None}
    return {k: np.asarray(v) for k, v in found.items()}


def main():
    import tensorflow as tf

    made = {"versions": np.array(f"tensorflow {tf.__version__}, numpy {np.__version__}")}
    for name, function, arrays in cases(tf):
        for what, value in outcome(tf, name, function, arrays).items():
            made[f"{name}/{what}"] = value.astype(np.float32)
    np.savez_compressed(Path(__file__).with_name("nn.npz"), **made)


if __name__ == "__main__":
    main()
