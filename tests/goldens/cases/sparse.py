"""Sparse tensors, sets and edit distance."""

import numpy as np

from tests.goldens.cases import case, numbers

D = np.array([[0.0, 2.0, 0.0], [1.5, 0.0, 3.0]])
E = np.array([[1.0, -2.0, 0.0], [0.0, 0.0, 4.0]])
T = np.where(np.arange(24).reshape(2, 3, 4) % 5 == 1, numbers(2, 3, 4) + 2, 0.0)
A = np.array([[1, 2, 2], [3, 4, 5]])
B = np.array([[2, 9], [5, 4]])
WORDS = np.array([[b"a", b"", b"c"], [b"b", b"b", b""]], object)
TRUTH = np.array([[b"a", b"c", b""], [b"x", b"b", b"b"]], object)
TABLE = numbers(5, 2)
ROWS, IDS = np.array([0, 3, 3, 4]), np.array([0, 0, 2, 2])


def sp(tf, x):
    """The sparse form of a tensor, whose gradient is that of its values."""
    return tf.sparse.from_dense(x)


def unary(name, *args, **kwargs):
    def run(tf, x):
        return getattr(tf.sparse, name)(sp(tf, x), *args, **kwargs)

    return run


def binary(name, **kwargs):
    return lambda tf, x, y: getattr(tf.sparse, name)(sp(tf, x), sp(tf, y), **kwargs)


CASES = [
    case("sparse.from_dense", D, run=lambda tf, x: sp(tf, x)),
    case("sparse.from_dense", WORDS, run=lambda tf, x: sp(tf, x)),
    case("sparse.to_dense", D, run=unary("to_dense", default_value=7.0), grad=True),
    case("sparse.to_dense", WORDS, run=unary("to_dense", default_value=b"-")),
    case("sparse.eye", 2, 3, dtype="int32"),
    case("sparse.reorder", D, run=lambda tf, x: tf.sparse.reorder(
        tf.SparseTensor([[1, 2], [0, 1]], x[0, :2], [2, 3])), grad=True),
    case("sparse.reshape", D, run=unary("reshape", [3, -1])),
    case("sparse.reshape", T, run=unary("reshape", [4, 6])),
    case("sparse.transpose", D, run=unary("transpose")),
    case("sparse.transpose", T, run=unary("transpose", [1, 2, 0]), grad=True),
    case("sparse.expand_dims", D, run=unary("expand_dims")),
    case("sparse.expand_dims", D, run=unary("expand_dims", 1)),
    case("sparse.expand_dims", D, run=unary("expand_dims", -3)),
    case("sparse.reset_shape", D, run=unary("reset_shape", [4, 5])),
    case("sparse.reset_shape", E, run=unary("reset_shape")),
    case("sparse.slice", T, run=unary("slice", [0, 1, 1], [5, 2, 2])),
    case("sparse.split", T, run=unary("split", 3, -1)),
    case("sparse.concat", D, run=lambda tf, x: tf.sparse.concat(-1, [sp(tf, x)] * 2)),
    case("sparse.concat", D, run=lambda tf, x: tf.sparse.concat(
        0, [sp(tf, x), sp(tf, x[:, :2])], expand_nonconcat_dims=True)),
    case("sparse.retain", D, run=unary("retain", [True, False, True])),
    case("sparse.fill_empty_rows", np.array([[0.0, 0.0], [0.0, 3.0], [0.0, 0.0]]),
         run=unary("fill_empty_rows", 9.0)),
    case("compat.v1.serialize_sparse", D, run=lambda tf, x: tf.io.serialize_sparse(sp(tf, x))),
    case("compat.v1.serialize_many_sparse", D, run=lambda tf, x:
         tf.compat.v1.serialize_many_sparse(sp(tf, x))),
    case("compat.v1.deserialize_many_sparse", D, run=lambda tf, x: tf.io.deserialize_many_sparse(
        tf.io.serialize_many_sparse(sp(tf, x)), x.dtype, rank=2)),
    *[
        case("ragged_fill_empty_rows", np.array(rows, np.int64), np.arange(3.0), np.array(5),
             np.array(9.0), grad=True)
        for rows in ([0, 2, 2], [3, 1, 3], [4, 4, 0])
    ],
    case("ragged_fill_empty_rows", np.array([1]), np.array(["a"], object), np.array(3),
         np.array("b", object)),
    case("ragged_fill_empty_rows_grad", np.array([3, 0]), np.arange(5.0) + 1),
    case("sparse.to_indicator", B, run=unary("to_indicator", 10)),
    case("sparse.map_values", D, run=lambda tf, x: tf.sparse.map_values(tf.add, sp(tf, x), 5.0)),
    case("sparse.add", D, E, run=binary("add"), grad=True),
    case("sparse.add", D, E, run=binary("add", threshold=1.0)),
    case("sparse.add", D, E, run=lambda tf, x, y: tf.sparse.add(sp(tf, x), y), grad=True),
    case("sparse.maximum", D, E, run=binary("maximum")),
    case("sparse.minimum", D, E, run=binary("minimum")),
    *[
        case(f"sparse.reduce_{kind}", T, run=unary(f"reduce_{kind}", axis=axis, keepdims=keep))
        for kind in ("sum", "max")
        for axis in (None, 1, [0, -1])
        for keep in (False, True)
    ],
    case("sparse.reduce_sum", T, run=unary("reduce_sum", axis=1), grad=True),
    case("sparse.reduce_sum", T, run=unary("reduce_sum", axis=1, output_is_sparse=True)),
    case("sparse.reduce_max", -T, run=unary("reduce_max", axis=2)),
    case("sparse.softmax", T, run=unary("softmax"), grad=True),
    case("sparse.sparse_dense_matmul", D, numbers(3, 2),
         run=lambda tf, x, y: tf.sparse.sparse_dense_matmul(sp(tf, x), y), grad=True),
    case("sparse.sparse_dense_matmul", D, numbers(4, 2), run=lambda tf, x, y:
         tf.sparse.sparse_dense_matmul(sp(tf, x), y, adjoint_a=True, adjoint_b=True), grad=True),
    case("sparse.sparse_dense_matmul", D, numbers(2, 2),
         run=lambda tf, x, y: tf.sparse.sparse_dense_matmul(y, sp(tf, x)), grad=True),
    case("sparse.sampled_addmm", run=lambda tf: tf.sparse.sampled_addmm(
        tf.constant([[0, 0], [1, 1]]), tf.constant([1.0, 2.0]), tf.constant([2, 2]),
        tf.ones([2, 3]), tf.ones([3, 2]))),
    *[case(f"sparse.segment_{kind}", TABLE, ROWS, IDS, grad=True)
      for kind in ("sum", "mean", "sqrt_n")],
    *[case(f"sparse.segment_{kind}", TABLE, ROWS, IDS, num_segments=5)
      for kind in ("sum", "mean", "sqrt_n")],
    case("sparse.bincount", A[0]),
    case("sparse.bincount", A, axis=-1),
    case("sparse.bincount", A, axis=-1, minlength=9, binary_output=True),
    case("sparse.bincount", A, axis=-1, maxlength=4),
    case("sparse.bincount", A, run=lambda tf, x: tf.sparse.bincount(
        x, weights=tf.cast(x, tf.float32) / 2, axis=-1)),
    case("sparse.bincount", A, run=lambda tf, x: tf.sparse.bincount(sp(tf, x), axis=-1)),
    *[case(f"sets.{kind}", A, B) for kind in ("intersection", "union", "difference")],
    case("sets.difference", A, B, aminusb=False),
    case("sets.union", WORDS, WORDS[:, :1]),
    case("sets.intersection", A, B,
         run=lambda tf, a, b: tf.sets.intersection(sp(tf, a), sp(tf, b))),
    case("sets.size", A, run=lambda tf, a: tf.sets.size(sp(tf, a))),
    case("edit_distance", WORDS, TRUTH,
         run=lambda tf, h, t: tf.edit_distance(sp(tf, h), sp(tf, t))),
    case("edit_distance", A, B, run=lambda tf, h, t: tf.edit_distance(
        sp(tf, h), sp(tf, t), normalize=False)),
    case("compat.v1.sparse_merge", run=lambda tf: tf.compat.v1.sparse_merge(
        tf.SparseTensor([[0, 0], [1, 0]], tf.constant([3, 1], tf.int64), [2, 1]),
        tf.SparseTensor([[0, 0], [1, 0]], [5.0, 6.0], [2, 1]), 5)),
]  # fmt: skip
