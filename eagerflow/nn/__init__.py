"""The names of `ef.nn`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily
from ..ops.exponential import sigmoid as sigmoid
from ..ops.exponential import softplus as softplus
from ..ops.exponential import tanh as tanh

if TYPE_CHECKING:
    from ..ops.activation import crelu as crelu
    from ..ops.activation import elu as elu
    from ..ops.activation import gelu as gelu
    from ..ops.activation import leaky_relu as leaky_relu
    from ..ops.activation import log_softmax as log_softmax
    from ..ops.activation import relu as relu
    from ..ops.activation import relu6 as relu6
    from ..ops.activation import selu as selu
    from ..ops.activation import silu as silu
    from ..ops.activation import silu as swish
    from ..ops.activation import softmax as softmax
    from ..ops.blocks import depth_to_space as depth_to_space
    from ..ops.blocks import space_to_batch as space_to_batch
    from ..ops.blocks import space_to_depth as space_to_depth
    from ..ops.conv import conv2d as conv2d
    from ..ops.conv import conv2d_transpose as conv2d_transpose
    from ..ops.counting import zero_fraction as zero_fraction
    from ..ops.cross_entropy import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
    from ..ops.cross_entropy import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
    from ..ops.cross_entropy import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
    from ..ops.cross_entropy import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
    from ..ops.dilation import with_space_to_batch as with_space_to_batch
    from ..ops.dropout import dropout as dropout
    from ..ops.isotonic import isotonic_regression as isotonic_regression
    from ..ops.largest import approx_max_k as approx_max_k
    from ..ops.largest import approx_min_k as approx_min_k
    from ..ops.largest import in_top_k as in_top_k
    from ..ops.largest import top_k as top_k
    from ..ops.normalization import batch_normalization as batch_normalization
    from ..ops.normalization import bias_add as bias_add
    from ..ops.normalization import l2_normalize as l2_normalize
    from ..ops.normalization import moments as moments
    from ..ops.pooling import avg_pool as avg_pool
    from ..ops.pooling import avg_pool2d as avg_pool2d
    from ..ops.pooling import max_pool as max_pool
    from ..ops.pooling import max_pool2d as max_pool2d
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "approx_max_k": "ops.largest",
        "approx_min_k": "ops.largest",
        "avg_pool": "ops.pooling",
        "avg_pool2d": "ops.pooling",
        "batch_normalization": "ops.normalization",
        "bias_add": "ops.normalization",
        "conv2d": "ops.conv",
        "conv2d_transpose": "ops.conv",
        "crelu": "ops.activation",
        "depth_to_space": "ops.blocks",
        "dropout": "ops.dropout",
        "elu": "ops.activation",
        "gelu": "ops.activation",
        "in_top_k": "ops.largest",
        "isotonic_regression": "ops.isotonic",
        "l2_normalize": "ops.normalization",
        "leaky_relu": "ops.activation",
        "log_softmax": "ops.activation",
        "max_pool": "ops.pooling",
        "max_pool2d": "ops.pooling",
        "moments": "ops.normalization",
        "relu": "ops.activation",
        "relu6": "ops.activation",
        "selu": "ops.activation",
        "sigmoid_cross_entropy_with_logits": "ops.cross_entropy",
        "silu": "ops.activation",
        "softmax": "ops.activation",
        "softmax_cross_entropy_with_logits": "ops.cross_entropy",
        "space_to_batch": "ops.blocks",
        "space_to_depth": "ops.blocks",
        "sparse_softmax_cross_entropy_with_logits": "ops.cross_entropy",
        "swish": "ops.activation:silu",
        "top_k": "ops.largest",
        "weighted_cross_entropy_with_logits": "ops.cross_entropy",
        "with_space_to_batch": "ops.dilation",
        "zero_fraction": "ops.counting",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "sigmoid",
    "softplus",
    "tanh",
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
    "depth_to_space",
    "space_to_batch",
    "space_to_depth",
    "conv2d",
    "conv2d_transpose",
    "zero_fraction",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
    "with_space_to_batch",
    "dropout",
    "isotonic_regression",
    "approx_max_k",
    "approx_min_k",
    "in_top_k",
    "top_k",
    "batch_normalization",
    "bias_add",
    "l2_normalize",
    "moments",
    "avg_pool",
    "avg_pool2d",
    "max_pool",
    "max_pool2d",
    "experimental",
]
