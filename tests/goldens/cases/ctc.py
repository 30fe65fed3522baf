"""Connectionist temporal classification."""

import numpy as np

from tests.goldens.cases import case

LOGITS = np.cos(np.arange(60.0) * 1.7).reshape(6, 2, 5) * 2
FRAMES = LOGITS.transpose(1, 0, 2).copy()
LABELS = np.array([[1, 2, 2], [3, 3, 1]], np.int32)


def sparse(tf):
    return tf.SparseTensor([[0, 0], [0, 1], [1, 0], [1, 1], [1, 2]], [1, 2, 3, 3, 1], [2, 3])


def v1(frames=(6, 6), **kwargs):
    return lambda tf, x: tf.compat.v1.nn.ctc_loss(sparse(tf), x, list(frames), **kwargs)


def dense(sizes, frames, **kwargs):
    return lambda tf, x: tf.nn.ctc_loss(tf.constant(LABELS), x, list(sizes), list(frames), **kwargs)


CASES = [
    case("nn.ctc_loss", LOGITS.astype("f"), run=dense((3, 3), (6, 6)), grad=True, rtol=2e-5),
    case("nn.ctc_loss", LOGITS.astype("f"), run=dense((1, 2), (5, 4)), grad=True, rtol=2e-5),
    case(
        "nn.ctc_loss",
        LOGITS.astype("f"),
        run=dense((0, 3), (2, 6), blank_index=-1),
        grad=True,
        rtol=2e-5,
    ),
    case(
        "nn.ctc_loss",
        FRAMES.astype("f"),
        run=dense((3, 3), (6, 6), logits_time_major=False),
        grad=True,
        rtol=2e-5,
    ),
    case(
        "nn.ctc_loss",
        LOGITS.astype("f"),
        grad=True,
        rtol=2e-5,
        run=lambda tf, x: tf.nn.ctc_loss(sparse(tf), x, None, [6, 6], blank_index=-1),
    ),
    case("nn.ctc_unique_labels", np.array([[1, 2, 1, 0], [3, 3, 0, 0]])),
    case("nn.collapse_repeated", np.array([[1, 1, 2, 2, 1], [3, 3, 3, 0, 0]]), np.array([5, 4])),
    case("nn.collapse_repeated", np.array([[1, 1, 2, 2, 1], [3, 3, 3, 0, 0]]), np.array([3, 3])),
    case("compat.v1.nn.ctc_loss", LOGITS.astype("f"), run=v1(), grad=True, rtol=2e-5),
    case(
        "compat.v1.nn.ctc_loss",
        LOGITS.astype("f"),
        run=v1(preprocess_collapse_repeated=True),
        grad=True,
        rtol=2e-5,
    ),
    case(
        "compat.v1.nn.ctc_loss",
        LOGITS.astype("f"),
        run=v1(ctc_merge_repeated=False),
        grad=True,
        rtol=2e-5,
    ),
    case("nn.ctc_greedy_decoder", LOGITS.astype("f"), np.array([6, 4], np.int32)),
    case(
        "nn.ctc_greedy_decoder",
        LOGITS.astype("f"),
        np.array([5, 6], np.int32),
        merge_repeated=False,
        blank_index=0,
    ),
    case("nn.ctc_beam_search_decoder", LOGITS.astype("f"), np.array([6, 4], np.int32), rtol=1e-5),
    case(
        "nn.ctc_beam_search_decoder",
        LOGITS.astype("f"),
        np.array([5, 6], np.int32),
        beam_width=20,
        top_paths=3,
        rtol=1e-5,
    ),
    case(
        "compat.v1.nn.ctc_beam_search_decoder",
        LOGITS.astype("f"),
        np.array([6, 4], np.int32),
        rtol=1e-5,
    ),
]
