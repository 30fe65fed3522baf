"""Floats rounded to levels."""

import numpy as np

from tests.goldens.cases import case, numbers

Q = "quantization"
FAKE = f"{Q}.fake_quant_with_min_max"
X = (numbers(5, 7, 3) * 9).astype(np.float32)
G = numbers(5, 7, 3, phase=1.0).astype(np.float32)
HALVES = np.arange(-8, 9, dtype=np.float32) / 2
LOW = np.array([-1.5, -0.3, 0.4], np.float32)
HIGH = np.array([2.0, 7.5, 6.0], np.float32)
ZERO = np.zeros((), np.float32)


def f(x):
    return np.array(x, np.float32)


SCALARS = [(f(-1.5), f(4.2)), (f(0.7), f(3.0)), (f(-5.0), f(-1.0)), (ZERO, ZERO), (f(-6), f(6))]
LEVELS = [{}, {"num_bits": 3}, {"num_bits": 16}, {"num_bits": 4, "narrow_range": True}]
BACK = [
    {},
    {"num_bits": 3, "signed_input": False},
    {"range_given": True},
    {"range_given": True, "num_bits": 4, "narrow_range": True},
    {"range_given": True, "num_bits": 4, "signed_input": False},
    {"num_bits": 4, "round_mode": "HALF_UP"},
    {"range_given": True, "num_bits": 3, "round_mode": "HALF_UP"},
    {"num_bits": 5, "narrow_range": True},
]

CASES = [
    *(case(f"{FAKE}_args", X, grad=True, **kw) for kw in LEVELS),
    *(case(f"{FAKE}_args", X, -0.5, 3.3, grad=True, **kw) for kw in LEVELS),
    case(f"{FAKE}_args", HALVES, -4, 3, 3),
    *(case(f"{FAKE}_vars", X, *ends, grad=True, **kw) for ends in SCALARS for kw in LEVELS),
    *(case(f"{FAKE}_vars_per_channel", X, LOW, HIGH, grad=True, **kw) for kw in LEVELS),
    case(f"{FAKE}_vars_per_channel", X, LOW * f([0, 1, 1]), HIGH * f([0, 1, 1]), grad=True),
    case(f"{FAKE}_vars_per_channel", X[0, 0], LOW, HIGH, grad=True),
    case(f"{FAKE}_args_gradient", G, X, num_bits=3),
    *(case(f"{FAKE}_vars_gradient", G, X, *ends, num_bits=3) for ends in SCALARS),
    case(f"{FAKE}_vars_per_channel_gradient", G, X, LOW, HIGH, num_bits=3),
    case("compat.v1.fake_quant_with_min_max_vars_gradient", G, X, f(-1), f(1), 4, True),
    *(
        case(f"{Q}.quantize_and_dequantize{end}", x, f(low), f(high), grad=True, **kw)
        for end in ("", "_v2")
        for x in (X, HALVES)
        for low, high in ((-2.0, 1.7), (-0.5, 3.0), (0.0, 2.0))
        for kw in BACK
    ),
    *(
        case(f"{Q}.quantize_and_dequantize{end}", X, ZERO, ZERO, axis=axis, **kw)
        for end in ("", "_v2")
        for axis in (2, -2)
        for kw in BACK
        if "range_given" not in kw  # refused by TensorFlow's kernel
    ),
    case(f"{Q}.quantize_and_dequantize_v2", numbers(4, 3), np.array(-0.5), np.array(0.7),
         num_bits=6, range_given=True, grad=True),
]  # fmt: skip
