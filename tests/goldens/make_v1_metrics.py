"""Writes v1_metrics.json: the metrics of 1.x programs over three batches.

Run with an interpreter that has TensorFlow:  python -m tests.goldens.make_v1_metrics
"""

from pathlib import Path

import numpy as np

from .programs import numbers, write

CASES = {}
BATCHES = 3


def case(function):
    CASES[function.__name__] = function
    return function


def batches(tf, run, make, kinds, arrays):
    """Values and updates of a metric, for feeds of some dtypes."""
    fed = [tf.placeholder(k, np.shape(arrays[0][i])) for i, k in enumerate(kinds)]
    value, update = make(*fed)
    found = [run(value)]
    for batch in arrays[:BATCHES]:
        found.append(run(update, dict(zip(fed, batch, strict=True))))
        found.append(run(value))
    return found


def metric(label, function, kinds, arrays, *arguments, weights=False, **options):
    def program(tf, run):
        def make(*fed):
            given = {"weights": fed[-1]} if weights else {}
            first = fed[:-1] if weights else fed
            call = getattr(tf.metrics, function)
            return call(
                *first, *arguments, metrics_collections=["mine"], updates_collections="up",
                **given, **options,
            )  # fmt: skip

        found = batches(tf, run, make, kinds, arrays)
        assert [len(tf.get_collection(c)) for c in ("mine", "up")] == [1, 1]
        return found

    CASES[f"{function} {label}".strip()] = program


def classes(phase, shape=(6,), many=4):
    return (np.abs(numbers(shape, phase)) * 1000).astype(int) % many


A = [numbers([4, 3], i) for i in range(BATCHES)]
B = [numbers([4, 3], i + 0.5) for i in range(BATCHES)]
W = [np.abs(numbers([4, 1], i + 0.25)) for i in range(BATCHES)]
FLOATS = ["float32", "float32"]
BOTH = list(zip(A, B, strict=True))
WEIGHTED = list(zip(A, B, W, strict=True))
for name in ("mean_absolute_error", "mean_squared_error", "root_mean_squared_error"):
    metric("", name, FLOATS, BOTH)
    metric("weighted", name, [*FLOATS, "float32"], WEIGHTED, weights=True)
metric("", "mean", ["float32"], [(a,) for a in A])
metric("weighted", "mean", FLOATS, list(zip(A, W, strict=True)), weights=True)
FLAT = [(a, w[:, 0]) for a, w in zip(A, W, strict=True)]
metric("with a weight for each row", "mean", FLOATS, FLAT, weights=True)
DEEP = [(a, np.abs(a)[..., None]) for a in A]
metric("with weights of one more axis", "mean", FLOATS, DEEP, weights=True)
metric("", "mean_tensor", ["float32"], [(a,) for a in A])
metric("weighted", "mean_tensor", FLOATS, list(zip(A, W, strict=True)), weights=True)
metric("", "percentage_below", ["float32"], [(a,) for a in A], 0.25)
metric("", "mean_cosine_distance", FLOATS, BOTH, 1)
metric("", "mean_relative_error", ["float32"] * 3, [(a, b, a * b) for a, b in BOTH])
LABELS = [(classes(i), classes(i + 0.5)) for i in range(BATCHES)]
SIX = [np.abs(numbers([6], i)) for i in range(BATCHES)]
LABELS_W = [(*both, w) for both, w in zip(LABELS, SIX, strict=True)]
INTS = ["int64", "int64"]
metric("", "accuracy", INTS, LABELS)
metric("weighted", "accuracy", [*INTS, "float32"], LABELS_W, weights=True)
metric("named", "accuracy", INTS, LABELS, name="acc")
metric("columns", "accuracy", INTS, [(a[:, None], b) for a, b in LABELS])
metric("", "mean_per_class_accuracy", INTS, LABELS, 5)
metric("weighted", "mean_per_class_accuracy", [*INTS, "float32"], LABELS_W, 5, weights=True)
metric("", "mean_iou", INTS, LABELS, 4)
metric("weighted", "mean_iou", [*INTS, "float32"], LABELS_W, 5, weights=True)
TRUTH = [(a > 1, b > 1) for a, b in LABELS]
TRUTH_W = [(*both, w) for both, w in zip(TRUTH, SIX, strict=True)]
BOOLS = ["bool", "bool"]
KINDS = ["true_positives", "false_positives", "true_negatives", "false_negatives"]
for name in [*KINDS, "precision", "recall"]:
    metric("", name, BOOLS, TRUTH)
    metric("weighted", name, [*BOOLS, "float32"], TRUTH_W, weights=True)
LIKELY = [(a > 1, np.abs(numbers([6], i + 0.5))) for i, (a, _) in enumerate(LABELS)]
LIKELY_W = [(*both, w) for both, w in zip(LIKELY, SIX, strict=True)]
PROB = ["bool", "float32"]
for name in [*KINDS, "precision", "recall"]:
    metric("", f"{name}_at_thresholds", PROB, LIKELY, [0.25, 0.5])
    metric(
        "weighted", f"{name}_at_thresholds", [*PROB, "float32"], LIKELY_W, [0.25, 0.5], weights=True
    )
for method in ("trapezoidal", "minoring", "majoring", "careful_interpolation"):
    for curve in ("ROC", "PR"):
        options = {"curve": curve, "summation_method": method}
        metric(f"{curve} {method}", "auc", PROB, LIKELY, num_thresholds=20, **options)
metric("", "auc", PROB, LIKELY)
metric("weighted", "auc", [*PROB, "float32"], LIKELY_W, weights=True)
metric("thresholds", "auc", PROB, LIKELY, thresholds=[0.5, 0.25])
metric("", "sensitivity_at_specificity", PROB, LIKELY, 0.5)
metric("", "specificity_at_sensitivity", PROB, LIKELY, 0.5)
SCORES = [(classes(i, (3, 2), 5), numbers([3, 5], i)) for i in range(BATCHES)]
SCORES_W = [(a, b, np.abs(numbers([3], i))) for i, (a, b) in enumerate(SCORES)]
ONE = [(a[:, 0], b) for a, b in SCORES]
SCORED = ["int64", "float32"]
for name in ("precision_at_k", "recall_at_k", "average_precision_at_k"):
    metric("", name, SCORED, SCORES, 2)
    metric("weighted", name, [*SCORED, "float32"], SCORES_W, 3, weights=True)
    metric("one label", name, SCORED, ONE, 3)
    if name != "average_precision_at_k":
        metric("of a class", name, SCORED, SCORES, 3, class_id=1)
OUTSIDE = [(a + 2, b) for a, b in SCORES]  # some labels are no classes
metric("outside", "average_precision_at_k", SCORED, OUTSIDE, 3)
metric("outside", "recall_at_k", SCORED, OUTSIDE, 3)
metric("", "sparse_precision_at_k", SCORED, SCORES, 2)
metric("", "sparse_average_precision_at_k", SCORED, SCORES, 2)
TOP = [(a, classes(i, (3, 2), 5)) for i, (a, _) in enumerate(SCORES)]
metric("", "precision_at_top_k", INTS, TOP)
metric("", "recall_at_top_k", INTS, TOP)


def sparse(name, class_id=None):
    def program(tf, run):
        labels = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], np.int64([1, 3, 2, 0]), [3, 2])
        given = {} if class_id is None else {"class_id": class_id}
        value, update = getattr(tf.metrics, name)(labels, tf.constant(SCORES[0][1]), 2, **given)
        return [run(value), run(update), run(value)]

    CASES[f"{name} of sparse labels {class_id}"] = program


for name in ("precision_at_k", "recall_at_k", "average_precision_at_k"):
    sparse(name)
sparse("recall_at_k", 2)
sparse("precision_at_k", 2)


@case
def two_metrics(tf, run):
    labels, found = tf.constant([1, 2, 3]), tf.constant([1, 2, 0])
    a = tf.metrics.accuracy(labels, found)
    with tf.variable_scope("eval"):
        b = tf.metrics.accuracy(labels, found)
        c = tf.metrics.recall(labels > 1, found > 1)
    d = tf.metrics.accuracy(labels, found)
    updates = run([m[1] for m in (a, b, c, d)])
    return [updates, run([m[0] for m in (a, b, c, d)])]


if __name__ == "__main__":
    write(Path(__file__).with_name("v1_metrics"), CASES)
