"""The names of `ef.compat.v1.nn`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from . import experimental as experimental
from ....ops.activation import crelu as crelu
from ....ops.activation import elu as elu
from ....ops.activation import gelu as gelu
from ....ops.activation import leaky_relu as leaky_relu
from ....ops.activation import log_softmax as log_softmax
from ....ops.activation import relu as relu
from ....ops.activation import relu6 as relu6
from ....ops.activation import selu as selu
from ....ops.activation import silu as silu
from ....ops.activation import silu as swish
from ....ops.activation import softmax as softmax
from ....ops.attention import dot_product_attention as dot_product_attention
from ....ops.batch_norm import fused_batch_norm as fused_batch_norm
from ....ops.conv import conv2d as conv2d
from ....ops.conv import conv2d_transpose as conv2d_transpose
from ....ops.cross_entropy import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
from ....ops.cross_entropy import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
from ....ops.cross_entropy import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
from ....ops.cross_entropy import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
from ....ops.dropout import dropout_v1 as dropout
from ....ops.exponential import sigmoid as sigmoid
from ....ops.exponential import softplus as softplus
from ....ops.exponential import tanh as tanh
from ....ops.layer_norm import group_normalization as group_normalization
from ....ops.layer_norm import layer_normalization as layer_normalization
from ....ops.layer_norm import rms_normalization as rms_normalization
from ....ops.normalization import batch_normalization as batch_normalization
from ....ops.normalization import bias_add as bias_add
from ....ops.normalization import l2_normalize as l2_normalize
from ....ops.normalization import moments as moments
from ....ops.pooling import avg_pool as avg_pool
from ....ops.pooling import avg_pool2d as avg_pool2d
from ....ops.pooling import max_pool as max_pool
from ....ops.pooling import max_pool2d as max_pool2d

__all__ = [  # noqa: RUF022
    "experimental",
    "crelu",
    "elu",
    "gelu",
    "leaky_relu",
    "log_softmax",
    "relu",
    "relu6",
    "selu",
    "silu",
    "swish",
    "softmax",
    "dot_product_attention",
    "fused_batch_norm",
    "conv2d",
    "conv2d_transpose",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
    "dropout",
    "sigmoid",
    "softplus",
    "tanh",
    "group_normalization",
    "layer_normalization",
    "rms_normalization",
    "batch_normalization",
    "bias_add",
    "l2_normalize",
    "moments",
    "avg_pool",
    "avg_pool2d",
    "max_pool",
    "max_pool2d",
]
