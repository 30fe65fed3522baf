"""Sorting, different elements, segments, counts, partitions, scattering, blocks."""

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(4, 7)
COLUMN = numbers(9)
TIES = np.array([3, 1, 3, 2, 1, 1, 7, 3], np.int32)
SMALL = np.array([-128, 127, 0, 5, 5], np.int8)
RISING = np.array([0, 0, 2, 2, 2, 5, 5], np.int32)
ANY_ORDER = np.array([2, 0, -1, 2, 4, 0, 4], np.int64)
GRID = np.array([[0, 2], [-1, 0], [3, 2]], np.int32)
ROWS = np.array([[0], [2], [0]], np.int32)
WORDS = np.array(["b", "a", "", "b"])
COUNTED = np.array([[1, 5, 1, 0], [2, 2, 7, 1]], np.int32)
LABELS, GUESSES = np.array([1, 2, 4, 0]), np.array([2, 2, 4, 1])
IMAGE = numbers(2, 4, 6, 3)
PADS = np.array([[1, 2], [0, 3]], np.int32)


def whole(*values):
    return np.array(values, np.int32)


def _changed(name, start, indices, updates):
    """A case of a function of 1.x that changes a variable."""

    def run(tf, start, indices, updates):
        variable = tf.Variable(start)
        getattr(tf.compat.v1, name)(variable, indices, updates)
        return variable.read_value()

    return case(f"compat.v1.{name}", start, indices, updates, run=run)


def _method(name):
    def run(tf, start, indices, updates):
        variable = tf.Variable(start)
        getattr(variable, name)(indices, updates)
        return variable.read_value()

    return case("Variable", numbers(4), ROWS, numbers(3, phase=2.0), run=run)


def _by_slices(name):
    def run(tf, start, indices, updates):
        variable = tf.Variable(start)
        getattr(variable, name)(tf.IndexedSlices(updates, indices))
        return variable.read_value()

    return case("Variable", numbers(4, 2), whole(2, 0, 2), numbers(3, 2, phase=2.0), run=run)


def _of(name, *args, **kwargs):
    return [case(f"{space}{name}", *args, **kwargs) for space in ("math.", "compat.v1.")]


SORTED = ("segment_sum", "segment_mean", "segment_prod", "segment_max", "segment_min")
UNSORTED = ("sum", "mean", "prod", "max", "min", "sqrt_n")

FILTER = numbers(2, 3, 3, 2, phase=1.0)


def _dilated(padding, rates, **kwargs):
    def run(tf, x, kernel):
        def op(x, n, padding):
            return tf.nn.conv2d(x, kernel, 1, padding)

        return tf.nn.with_space_to_batch(x, rates, padding, op, FILTER.shape, **kwargs)

    return case("nn.with_space_to_batch", IMAGE, FILTER, run=run, grad=True)


CASES = [
    _dilated("VALID", [1, 2]),
    _dilated("SAME", [2, 3]),
    _dilated("SAME", [1, 1]),
    _dilated("VALID", [2], spatial_dims=[2]),
    case("sort", X, grad=True),
    case("sort", X, axis=0, direction="DESCENDING", grad=True),
    case("sort", SMALL),
    case("sort", SMALL, direction="DESCENDING"),
    case("argsort", TIES),
    case("argsort", TIES, direction="DESCENDING", stable=True),
    case("argsort", X, axis=0),
    case("argsort", SMALL.astype(np.uint8)),
    case("argsort", np.array([0.0, -0.0, 1.0, -0.0])),
    case("math.top_k", X, k=3, grad=True),
    case("math.top_k", TIES, 4, index_type="int64"),
    case("nn.top_k", SMALL, 5),
    case("nn.top_k", X),
    case("math.in_top_k", whole(1, 0, 6, 9), X.astype(np.float32), 3),
    case("nn.in_top_k", whole(1, 0), np.array([[1, 1], [np.inf, 2]], np.float32), 1),
    case("compat.v1.math.in_top_k", X.astype(np.float32), whole(1, 0, 6, 2), 2),
    case("compat.v1.nn.in_top_k", X.astype(np.float32), whole(1, 0, 6, 2), 2),
    case("approx_top_k", X.astype(np.float32), 3),
    case("math.approx_max_k", X.astype(np.float32), 3, grad=True),
    case("nn.approx_max_k", X.astype(np.float32), 2),
    case("unique", TIES),
    case("unique", WORDS, out_idx="int64"),
    case("unique", np.array([np.nan, 1, np.nan, 1])),
    case("unique_with_counts", TIES),
    case("compat.v1.unique_with_counts", X[:, 0]),
    case("compat.v1.setdiff1d", TIES, whole(1, 7)),
    case("compat.v1.setdiff1d", WORDS, np.array(["b"]), index_dtype="int64"),
    case("compat.v1.setdiff1d", np.array([np.nan, 1, 2]), np.array([np.nan, 2])),
    case("unravel_index", whole(2, 5, 23), whole(2, 3, 4)),
    case("unravel_index", np.array(7), np.array([3, 3])),
    *(c for name in SORTED for c in _of(name, numbers(7, 2), RISING, grad=True)),
    *(case(f"math.{name}", TIES[:7], RISING) for name in SORTED),
    *(case(f"math.{name}", numbers(7, 9), RISING.astype(np.int64)) for name in SORTED),
    *(
        c
        for name in UNSORTED
        for c in _of(f"unsorted_segment_{name}", numbers(7, 2), ANY_ORDER, 6, grad=True)
    ),
    *(
        case(f"math.unsorted_segment_{name}", numbers(3, 2, 2), GRID, 4, grad=True)
        for name in UNSORTED
    ),
    *(case(f"math.unsorted_segment_{name}", TIES[:7], ANY_ORDER, 6) for name in UNSORTED[:5]),
    *(
        case(f"math.unsorted_segment_{name}", COLUMN.astype(np.float32)[:7], ANY_ORDER, 6)
        for name in UNSORTED
    ),
    case("math.unsorted_segment_prod", np.array([2.0, 0, 3, 0]), whole(0, 0, 0, 1), 2, grad=True),
    case("math.segment_max", np.array([1.0, 3, 3, 4]), whole(0, 0, 0, 1), grad=True),
    case("math.unsorted_segment_min", np.ones(4), whole(0, 0, 0, 1), 2, grad=True),
    case("math.segment_sum", numbers(4) + 1j * numbers(4, phase=1.0), whole(0, 0, 1, 1)),
    case("math.segment_prod", numbers(4) + 1j * numbers(4, phase=1.0), whole(0, 0, 1, 1)),
    case("math.bincount", COUNTED),
    case("math.bincount", COUNTED, axis=-1, minlength=9),
    case("math.bincount", COUNTED, axis=-1, maxlength=3, binary_output=True),
    case("math.bincount", COUNTED, axis=0, dtype="int64"),
    case("math.bincount", COUNTED, weights=numbers(2, 4), axis=-1),
    case("math.bincount", COUNTED, weights=whole([1, 2, 3, 4], [5, 6, 7, 8])),
    case("math.bincount", COUNTED[0], binary_output=True, dtype="float32"),
    case("math.bincount", COUNTED[0, :0], minlength=2),
    case("compat.v1.bincount", COUNTED, numbers(2, 4), 9),
    case("compat.v1.math.bincount", COUNTED, maxlength=4),
    case("math.confusion_matrix", LABELS, GUESSES),
    case("math.confusion_matrix", LABELS[:, None], GUESSES, num_classes=6, dtype="int64"),
    case("math.confusion_matrix", LABELS, GUESSES, weights=numbers(4), dtype="float64"),
    case("compat.v1.confusion_matrix", LABELS, GUESSES, 5, "float32"),
    case("compat.v1.math.confusion_matrix", LABELS, GUESSES, weights=whole(1, 2, 3, 4)),
    case("math.zero_fraction", COUNTED),
    case("nn.zero_fraction", np.array([0.0, 1, 0])),
    case("histogram_fixed_width", COLUMN, np.array([-0.5, 0.7]), nbins=5),
    case("histogram_fixed_width", TIES, whole(1, 4), nbins=3, dtype="int64"),
    case("histogram_fixed_width_bins", X, np.array([-0.5, 0.7]), nbins=5),
    case("dynamic_partition", numbers(5, 2), whole(0, 2, 0, 1, 2), 4, grad=True),
    case("dynamic_partition", X, 1, 2),
    case("dynamic_partition", WORDS, whole(1, 0, 1, 1), 2),
    case("dynamic_stitch", [whole(0, 2), whole(3, 1)], [numbers(2, 2), numbers(2, 2, phase=1.0)]),
    case("dynamic_stitch", [1, [[0, 4], [2, 3]]], [[8], [[[1], [2]], [[3], [4]]]]),
    case("dynamic_stitch", [whole(0, 1), whole(1)], [WORDS[:2], WORDS[2:3]]),
    case(
        "dynamic_stitch",
        numbers(2, 2),
        numbers(2, 2, phase=1.0),
        run=lambda tf, a, b: tf.dynamic_stitch([[0, 2], [3, 1]], [a, b]),
        grad=True,
    ),
    case(
        "compat.v1.parallel_stack", run=lambda tf: tf.function(tf.parallel_stack)([[1, 4], [2, 5]])
    ),
    case("tensor_scatter_nd_max", numbers(3), ROWS, numbers(3, phase=2.0), grad=True),
    case("tensor_scatter_nd_max", np.array([5.0, 2, 3]), ROWS, np.array([5.0, 5, 1]), grad=True),
    case("tensor_scatter_nd_min", numbers(3, 2), ROWS, numbers(3, 2, phase=2.0), grad=True),
    case("tensor_scatter_nd_min", TIES, ROWS + 6, whole(3, 2, 1), "IGNORE"),
    case("batch_to_space", numbers(12, 2, 2, 1), [2, 3], PADS // 2, grad=True),
    case("batch_to_space", numbers(8, 2, 2, 1), 2, [[0, 0], [1, 0]]),
    case("space_to_batch", IMAGE[:, :3], [2, 3], PADS, grad=True),
    case("space_to_batch_nd", IMAGE, [2], [[0, 0]]),
    case("nn.space_to_batch", IMAGE, [2, 3], [[0, 0], [0, 0]]),
    case("compat.v1.space_to_batch", IMAGE, [[0, 0], [2, 0]], 2),
    case("compat.v1.nn.space_to_batch", IMAGE, [[0, 0], [2, 0]], 2),
    case("compat.v1.space_to_batch_nd", IMAGE, [2, 2], [[0, 0], [2, 0]]),
    case("compat.v1.manip.space_to_batch_nd", IMAGE, [2, 2], [[0, 0], [2, 0]]),
    case("compat.v1.batch_to_space", numbers(8, 2, 2, 1), [[0, 0], [1, 0]], 2),
    case("compat.v1.batch_to_space_nd", numbers(4, 2, 2, 1), [2, 2], [[0, 0], [1, 0]]),
    case("compat.v1.manip.batch_to_space_nd", numbers(4, 2), [2], [[0, 1]]),
    case("required_space_to_batch_paddings", [11, 13], [4, 4]),
    case("required_space_to_batch_paddings", whole(11, 13), whole(4, 5), whole([1, 2], [3, 4])),
    case("nn.depth_to_space", numbers(2, 2, 3, 8), 2, grad=True),
    case("compat.v1.depth_to_space", numbers(1, 2, 1, 9), 3),
    case("compat.v1.nn.depth_to_space", numbers(1, 2, 1, 9), 3, data_format="NHWC"),
    case("nn.space_to_depth", IMAGE, 2, grad=True),
    case("compat.v1.space_to_depth", IMAGE, 2),
    case("compat.v1.nn.space_to_depth", IMAGE, 2),
    case("broadcast_dynamic_shape", whole(2, 1, 3), whole(5, 1)),
    case(
        "broadcast_static_shape",
        run=lambda tf: tf.constant(
            tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([5])).as_list()
        ),
    ),
    case("identity_n", [numbers(2), TIES]),
    case("shape_n", [X, COLUMN], out_type="int64"),
    case("guarantee_const", X),
    case("nn.isotonic_regression", X, grad=True),
    case("nn.isotonic_regression", X, decreasing=False, axis=0),
    case("nn.isotonic_regression", np.array([[2.0, 2, 1, 1], [1, 1, 2, 2]])),
    case("nn.isotonic_regression", SMALL),
    case("random_index_shuffle", np.arange(11, dtype=np.int32), whole(1, -2, 3), np.int32(10)),
    case("random_index_shuffle", np.arange(9), whole(1, -2, 3), np.array(2**40), rounds=8),
    case("random_index_shuffle", np.uint64(3), whole(7, 8, 9), np.uint64(2**63 + 5)),
    case("random_index_shuffle", whole(0, 1), whole([1, 2, 3], [4, 5, 6]), whole(70000, 9), 24),
    case("random.experimental.index_shuffle", np.arange(5), np.array([3, -4]), np.array(99999)),
    case("compat.v1.sparse_to_dense", whole(1, 3), [5], numbers(2), 9.0),
    case("compat.v1.sparse_to_dense", whole([2, 0], [0, 1]), [3, 2], numbers(2), 9.0, False),
    case("compat.v1.sparse_to_dense", whole([0, 1], [2, 0]), [3, 2], WORDS[:2], ""),
    case("compat.v1.batch_gather", numbers(2, 3, 2), whole([1, 0, 1], [2, 2, 0]), grad=True),
    *(
        _changed(f"scatter_{how}", numbers(4, 2), whole(2, 0, 2), numbers(3, 2, phase=2.0))
        for how in ("add", "sub", "mul", "div", "min", "max", "update")
    ),
    _changed("scatter_div", whole(7, -7, 9), whole(0, 1, 0), whole(2, 2, 2)),
    _changed("scatter_mul", SMALL, whole(3, 3), np.array([50, 50], np.int8)),
    _changed("scatter_add", TIES, whole([0, 1], [0, 2]), 5),
    *(
        _changed(f"scatter_nd_{how}", numbers(4), ROWS, numbers(3, phase=2.0))
        for how in ("add", "sub", "update")
    ),
    _changed("batch_scatter_update", numbers(2, 3), whole([1, 0], [2, 2]), numbers(2, 2)),
    _changed("batch_scatter_update", numbers(4, 3), whole(1, 0), numbers(2, 3)),
    *(_method(f"scatter_nd_{how}") for how in ("add", "sub", "update", "max", "min")),
    *(_by_slices(f"scatter_{how}") for how in ("add", "sub", "mul", "div", "min", "max", "update")),
]
