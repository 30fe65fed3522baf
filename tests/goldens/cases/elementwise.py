"""Elementwise functions, comparisons and casts."""

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(3, 4)
Y = numbers(3, 4, phase=1.3)
POSITIVE = numbers(3, 4, lo=0.2, hi=4.0)
LARGE = numbers(3, 4, lo=1.2, hi=4.0)
C = X + 1j * Y
D = Y - 1j * numbers(4, phase=0.4)
I = np.array([[7, -7, 0, 5], [3, -1, 12, -20]], np.int32)  # noqa: E741
J = np.array([[2, 2, -3, -5], [7, 1, -8, 3]], np.int32)
U = np.array([200, 17, 255, 0], np.uint8)
V = np.array([3, 5, 1, 9], np.uint8)
A = np.array([True, False, True, False])
B = np.array([True, True, False, False])
EDGES = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0])
HALVES = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999999999999994])

CASES = [
    # one real or complex argument, and its gradient
    *[
        case(f"math.{name}", X, grad=True)
        for name in (
            "abs acos asin asinh atan atanh cos cosh erf erfc exp expm1 negative sigmoid sin sinh "
            "softplus square tan tanh"
        ).split()
    ],
    *[
        case(f"math.{name}", POSITIVE, grad=True)
        for name in "log log1p log_sigmoid reciprocal reciprocal_no_nan rsqrt sqrt".split()
    ],
    case("math.acosh", LARGE, grad=True),
    *[
        case(f"math.{name}", C)
        for name in (
            "abs acos asin asinh atan atanh cos cosh exp expm1 log log1p reciprocal rsqrt "
            "sigmoid sign sin sinh sqrt square tan tanh angle conj imag real negative"
        ).split()
    ],
    *[
        case(f"math.{name}", EDGES)
        for name in "ceil floor is_finite is_inf is_nan rint round sign exp log sqrt tanh".split()
    ],
    *[case(f"math.{name}", HALVES) for name in ("round", "rint", "floor", "ceil")],
    # two arguments
    *[
        case(f"math.{name}", X, Y, grad=True)
        for name in (
            "add subtract multiply divide divide_no_nan maximum minimum squared_difference atan2 "
            "multiply_no_nan"
        ).split()
    ],
    case("math.add", X, Y[0], grad=True),
    case("math.multiply", X[:, :1], Y[0], grad=True),
    case("math.pow", POSITIVE, Y, grad=True),
    case("math.pow", I[:, :2], np.array([2, 3], np.int32)),
    case("math.xlogy", X * (np.abs(X) > 0.5), POSITIVE, grad=True),
    case("math.xlog1py", X, POSITIVE, grad=True),
    case("math.xdivy", X, POSITIVE, grad=True),
    *[case(f"math.{name}", C, D) for name in "add subtract multiply divide".split()],
    *[
        case(f"math.{name}", I, J)
        for name in "floordiv floormod mod add subtract multiply maximum minimum divide".split()
    ],
    case("truncatediv", I, J),
    case("truncatemod", I, J),
    case("math.floordiv", X, Y),
    case("math.floormod", X, Y, grad=True),
    case("math.divide_no_nan", X, X * (X > 0)),
    *[case(f"math.{name}", U, V) for name in ("add", "subtract", "multiply", "floordiv")],
    *[
        case(f"math.{name}", I, J)
        for name in "equal not_equal less less_equal greater greater_equal".split()
    ],
    *[case(f"math.{name}", A, B) for name in ("logical_and", "logical_or", "logical_xor")],
    case("math.logical_not", A),
    *[case(f"bitwise.{name}", I, J) for name in "bitwise_and bitwise_or bitwise_xor".split()],
    case("bitwise.invert", I),
    case("bitwise.left_shift", U, np.array([1, 2, 3, 0], np.uint8)),
    case("bitwise.right_shift", I, np.abs(J) % 5),
    case("math.add_n", run=lambda tf: tf.math.add_n([tf.constant(X), tf.constant(Y)])),
    case("math.accumulate_n", run=lambda tf: tf.math.accumulate_n([tf.constant(X)] * 3)),
    case("math.scalar_mul", 2.5, X),
    # casts and bits
    # out of range we saturate on every device, where TensorFlow does what the processor does
    case("cast", X * 100, "int8"),
    case("cast", np.array([2.9, -2.9, 7.0]), "int32"),
    case("cast", I, "uint8"),
    case("cast", C, "complex64"),
    case("cast", X, "bfloat16"),
    case("cast", I, "bool"),
    case("saturate_cast", X * 300, "uint8"),
    case("bitcast", X, "int64"),
    case("complex", X, Y, grad=False),
    case("clip_by_value", X, -0.5, 0.25, grad=True),
    case("math.sign", I),
    case("where", A, X[0], Y[0], grad=True),
    case("where", np.array([[True, False], [False, True]])),
    # activations
    *[
        case(f"nn.{name}", X * 3, grad=True)
        for name in "elu gelu leaky_relu relu relu6 selu silu softmax log_softmax crelu".split()
    ],
]
