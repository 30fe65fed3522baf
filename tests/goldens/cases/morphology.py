"""Grey-scale morphology."""

import numpy as np

from tests.goldens.cases import case, numbers

X, W = numbers(2, 6, 5, 2), numbers(3, 2, 2, phase=1.0, lo=-0.3, hi=0.3)
ONE = [1, 1, 1, 1]
HOW = [
    (ONE, "SAME", "NHWC", ONE),
    (ONE, "VALID", "NHWC", ONE),
    ([1, 2, 1, 1], "SAME", "NHWC", ONE),
    ([1, 2, 2, 1], "VALID", "NHWC", [1, 2, 3, 1]),
    (ONE, "SAME", "NHWC", [1, 2, 2, 1]),
]
TIES = np.array([[0, 1, 1, 0], [1, 1, 0, 0], [1, 0, 1, 1]], np.float32).reshape(1, 3, 4, 1)

CASES = [
    *(case(f"nn.{f}", X, W, *how, grad=True) for f in ("dilation2d", "erosion2d") for how in HOW),
    case("nn.dilation2d", TIES, np.zeros((2, 2, 1), np.float32), *HOW[0], grad=True),
    case("nn.erosion2d", TIES, np.zeros((3, 2, 1), np.float32), *HOW[0], grad=True),
    case("nn.dilation2d", TIES.astype(np.int32), np.ones((2, 2, 1), np.int32), *HOW[1]),
    case("compat.v1.nn.dilation2d", X, W, ONE, [1, 2, 2, 1], "SAME"),
    case("compat.v1.nn.dilation2d", X, filters=W, strides=ONE, dilations=ONE, padding="VALID"),
    case("compat.v1.nn.erosion2d", X, W, ONE, [1, 2, 2, 1], "VALID", grad=True),
]
