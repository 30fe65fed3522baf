"""Writes v1_losses.json: the losses of 1.x programs.

Run with an interpreter that has TensorFlow:  python -m tests.goldens.make_v1_losses
"""

from pathlib import Path

from .programs import numbers, write

CASES = {}
REDUCTIONS = "NONE SUM SUM_OVER_BATCH_SIZE MEAN SUM_BY_NONZERO_WEIGHTS".split()
WEIGHTS = {"one": 1.0, "scalar": 0.25, "zero": 0.0, "some": [[0.5], [0.0], [2.0]]}


def case(function):
    CASES[function.__name__] = function
    return function


def loss(function, label, *arguments, **options):
    def program(tf, run):
        found = getattr(tf.losses, function)(*arguments, **options)
        kept = [] if options.get("loss_collection", "") is None else tf.losses.get_losses()
        assert len(kept) in (0, 1)
        return run([found, *kept])

    CASES[f"{function} {label}"] = program


A, B = numbers([3, 4]), numbers([3, 4], 1.0)
ZERO_ONE = (A > 0).astype("float32")
for label, weights in WEIGHTS.items():
    for name in ("absolute_difference", "mean_squared_error", "huber_loss", "hinge_loss"):
        loss(name, label, A if name != "hinge_loss" else ZERO_ONE, B, weights)
    loss("log_loss", label, ZERO_ONE, abs(B), weights)
    loss("cosine_distance", label, A, B, 1, weights)
    loss("mean_pairwise_squared_error", label, A, B, weights)
    loss("sigmoid_cross_entropy", label, ZERO_ONE, B, weights, 0.25)
    flat = [0.5, 0.0, 2.0] if label == "some" else weights
    loss("softmax_cross_entropy", label, abs(A), B, flat, 0.125)
    loss("sparse_softmax_cross_entropy", label, [3, 0, 1], B, flat)
for r in REDUCTIONS:
    reduction = "none" if r == "NONE" else f"weighted_{r.lower()}"
    reduction = {"SUM": "weighted_sum", "MEAN": "weighted_mean"}.get(r, reduction)
    loss("compute_weighted_loss", r, A, WEIGHTS["some"], reduction=reduction)
    loss("mean_squared_error", f"by {r}", A, B, WEIGHTS["some"], reduction=reduction)
loss("huber_loss", "delta", A, B, delta=0.25)
loss("log_loss", "epsilon", ZERO_ONE, abs(B), epsilon=0.125)
loss("mean_squared_error", "named", A, B, scope="mine")
loss("mean_squared_error", "in no collection", A, B, loss_collection=None)
loss("sparse_softmax_cross_entropy", "columns", [[3], [0], [1]], B, [[0.5], [0.0], [2.0]])


@case
def unknown_shapes(tf, run):
    labels, logits = tf.placeholder(tf.int32), tf.placeholder(tf.float32)
    weights = tf.placeholder(tf.float32)
    a = tf.losses.sparse_softmax_cross_entropy(tf.reshape(labels, [-1]), logits)
    b = tf.losses.mean_squared_error(logits, logits * 2.0, weights)
    return run([a, b], {labels: [[3], [0], [1]], logits: B, weights: WEIGHTS["some"]})


@case
def all_of_them(tf, run):
    with tf.variable_scope("net", regularizer=lambda w: 0.5 * tf.reduce_sum(w * w)):
        w = tf.get_variable("w", initializer=[1.0, 2.0])
    with tf.name_scope("first"):
        tf.losses.mean_squared_error([1.0, 3.0], w)
    tf.losses.absolute_difference([1.0, 3.0], w, scope="second")
    tf.losses.add_loss(tf.constant(0.25, name="third"))
    return run(
        [
            tf.losses.get_total_loss(),
            tf.losses.get_total_loss(False),
            tf.losses.get_total_loss(scope="second"),
            tf.losses.get_regularization_loss(),
            tf.losses.get_regularization_loss("nothing"),
            *tf.losses.get_losses("first"),
        ]
    )


@case
def gradients(tf, run):
    x = tf.constant(B)
    found = [
        tf.losses.mean_squared_error(A, x, WEIGHTS["some"]),
        tf.losses.softmax_cross_entropy([[0, 0, 1, 0]] * 3, x),
        tf.losses.sigmoid_cross_entropy(ZERO_ONE, x),
        tf.losses.mean_pairwise_squared_error(A, x),
        tf.losses.huber_loss(A, x, delta=0.5),
    ]
    return run([tf.gradients(f, x)[0] for f in found])


if __name__ == "__main__":
    write(Path(__file__).with_name("v1_losses"), CASES)
