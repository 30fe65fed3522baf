"""The names of `ef.compat.v1.nn`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

# ruff: noqa: I001
from ...ops.conv import conv2d as conv2d
from ...ops.conv import conv2d_transpose as conv2d_transpose
from ...ops.exponential import sigmoid as sigmoid
from ...ops.exponential import softplus as softplus
from ...ops.exponential import tanh as tanh
from ...ops.pooling import avg_pool as avg_pool
from ...ops.pooling import avg_pool2d as avg_pool2d
from ...ops.pooling import max_pool as max_pool
from ...ops.pooling import max_pool2d as max_pool2d

__all__ = [  # noqa: RUF022
    "conv2d",
    "conv2d_transpose",
    "sigmoid",
    "softplus",
    "tanh",
    "avg_pool",
    "avg_pool2d",
    "max_pool",
    "max_pool2d",
]
