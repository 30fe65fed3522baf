"""Convolutions and pooling in one, two and three dimensions."""

import numpy as np

from tests.goldens.cases import case, numbers

X1, W1 = numbers(2, 7, 2), numbers(3, 2, 3, phase=1.0)
X2, W2 = numbers(2, 6, 5, 2), numbers(3, 2, 2, 3, phase=1.0)
X3, W3 = numbers(1, 5, 4, 3, 2), numbers(2, 3, 2, 2, 3, phase=1.0)
D = numbers(3, 2, 2, 2, phase=1.0)
P = numbers(1, 1, 4, 3, phase=0.4)
ONE = [1, 1, 1, 1]

CASES = [
    case("nn.conv1d", X1, W1, 1, "SAME", grad=True),
    case("nn.conv1d", X1, W1, 2, "VALID", grad=True),
    case("nn.conv1d", X1, W1, 1, "SAME", dilations=2),
    case("nn.conv1d_transpose", numbers(2, 4, 3), W1, [2, 7, 2], 2, "SAME", grad=True),
    case("nn.conv3d", X3, W3, [1, 1, 1, 1, 1], "SAME", grad=True),
    case("nn.conv3d", X3, W3, [1, 2, 1, 1, 1], "VALID", grad=True),
    case("nn.conv3d", X3, W3, [1, 2, 2, 2, 1], "SAME", grad=True),
    case("nn.conv3d_transpose", numbers(1, 3, 2, 2, 3), W3, [1, 5, 4, 3, 2], [1, 2, 2, 2, 1],
         grad=True),
    case("nn.conv3d_transpose", numbers(1, 2, 2, 2, 3), W3, [1, 4, 5, 4, 2], 2, "VALID"),
    case("nn.convolution", X1, W1),
    case("nn.convolution", X2, W2, [2, 1], "SAME", grad=True),
    case("nn.convolution", X3, W3, padding="SAME"),
    case("nn.convolution", X2, W2, dilations=[2, 2]),
    case("nn.conv_transpose", numbers(2, 4, 3), W1, [2, 7, 2], 2),
    case("nn.conv_transpose", numbers(2, 3, 3, 3), W2, [2, 6, 5, 2], [2, 2], grad=True),
    case("nn.atrous_conv2d", X2, W2, 2, "SAME"),
    case("nn.atrous_conv2d_transpose", numbers(2, 6, 5, 3), W2, [2, 6, 5, 2], 2, "SAME"),
    case("nn.depthwise_conv2d", X2, D, ONE, "SAME", grad=True),
    case("nn.depthwise_conv2d", X2, D, [1, 2, 2, 1], "VALID", grad=True),
    case("nn.depthwise_conv2d", X2, D, ONE, "SAME", dilations=[2, 2]),
    case("nn.depthwise_conv2d_backprop_input", [2, 6, 5, 2], D, numbers(2, 6, 5, 4), ONE, "SAME"),
    case("nn.depthwise_conv2d_backprop_filter", X2, [3, 2, 2, 2], numbers(2, 6, 5, 4), ONE, "SAME"),
    case("nn.separable_conv2d", X2, D, P, ONE, "SAME", grad=True),
    case("nn.separable_conv2d", X2, D, P, [1, 2, 2, 1], "VALID"),
    *[case(f"nn.{kind}_pool1d", X1, 3, 2, padding, grad=True)
      for kind in ("max", "avg") for padding in ("SAME", "VALID")],
    *[case(f"nn.{kind}_pool3d", X3.astype(np.float32), 2, 2, padding, grad=True)
      for kind in ("max", "avg") for padding in ("SAME", "VALID")],
    *[case("nn.pool", X2, [2, 3], kind, padding=padding, grad=True)
      for kind in ("MAX", "AVG") for padding in ("SAME", "VALID")],
    case("nn.pool", X2, [2, 2], "MAX", strides=[2, 1], padding="SAME"),
    case("nn.pool", X1, [2], "AVG", strides=[2]),
    case("nn.pool", X3.astype(np.float32), [2, 1, 2], "MAX"),
    case("nn.pool", X2, [2, 2], "MAX", padding="VALID", dilations=[2, 2], grad=True),
    case("nn.pool", X2, [2, 2], "AVG", padding="VALID", dilations=[2, 1], grad=True),
    case("nn.max_pool_with_argmax", X2.astype(np.float32), 2, 2, "SAME"),
    case("nn.max_pool_with_argmax", X2.astype(np.float32), [2, 3], [1, 2], "VALID",
         include_batch_in_index=True),
    case("nn.local_response_normalization", X2.astype(np.float32), 1, 1.0, 0.5, 0.75, grad=True),
    *[case(f"compat.v1.nn.conv3d_backprop_filter{end}", X3, [2, 3, 2, 2, 3],
           numbers(1, *sizes, 3, phase=0.7), [1, *steps, 1], padding, dilations=[1, *rates, 1],
           grad=True)
      for end in ("", "_v2") for sizes, steps, padding, rates in (
          ((5, 4, 3), (1, 1, 1), "SAME", (1, 1, 1)),
          ((2, 1, 2), (2, 2, 1), "VALID", (1, 1, 1)),
          ((3, 2, 2), (2, 2, 2), "SAME", (1, 1, 1)),
      )],
    case("compat.v1.nn.conv2d", X2, W2, [1, 2, 2, 1], "SAME"),
    case("compat.v1.nn.pool", X2, [2, 2], "AVG", "SAME"),
    case("compat.v1.nn.convolution", X2, W2, "SAME", [1, 1]),
]  # fmt: skip
