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
    from ..compat.v1.rnn_wrappers import DeviceWrapper as RNNCellDeviceWrapper
    from ..compat.v1.rnn_wrappers import DropoutWrapper as RNNCellDropoutWrapper
    from ..compat.v1.rnn_wrappers import ResidualWrapper as RNNCellResidualWrapper
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
    from ..ops.attention import dot_product_attention as dot_product_attention
    from ..ops.blocks import depth_to_space as depth_to_space
    from ..ops.blocks import space_to_batch as space_to_batch
    from ..ops.blocks import space_to_depth as space_to_depth
    from ..ops.candidates import all_candidate_sampler as all_candidate_sampler
    from ..ops.candidates import compute_accidental_hits as compute_accidental_hits
    from ..ops.candidates import nce_loss as nce_loss
    from ..ops.candidates import sampled_softmax_loss as sampled_softmax_loss
    from ..ops.conv import conv2d as conv2d
    from ..ops.conv import conv2d_transpose as conv2d_transpose
    from ..ops.convolution import atrous_conv2d as atrous_conv2d
    from ..ops.convolution import atrous_conv2d_transpose as atrous_conv2d_transpose
    from ..ops.convolution import conv1d as conv1d
    from ..ops.convolution import conv1d_transpose as conv1d_transpose
    from ..ops.convolution import conv3d as conv3d
    from ..ops.convolution import conv3d_transpose as conv3d_transpose
    from ..ops.convolution import conv_transpose as conv_transpose
    from ..ops.convolution import convolution as convolution
    from ..ops.counting import zero_fraction as zero_fraction
    from ..ops.cross_entropy import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
    from ..ops.cross_entropy import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
    from ..ops.cross_entropy import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
    from ..ops.cross_entropy import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
    from ..ops.ctc import collapse_repeated as collapse_repeated
    from ..ops.ctc import ctc_loss as ctc_loss
    from ..ops.ctc import ctc_unique_labels as ctc_unique_labels
    from ..ops.ctc_decoders import ctc_beam_search_decoder as ctc_beam_search_decoder
    from ..ops.ctc_decoders import ctc_greedy_decoder as ctc_greedy_decoder
    from ..ops.depthwise import depthwise_conv2d as depthwise_conv2d
    from ..ops.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter
    from ..ops.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input
    from ..ops.depthwise import separable_conv2d as separable_conv2d
    from ..ops.dilation import with_space_to_batch as with_space_to_batch
    from ..ops.dropout import dropout as dropout
    from ..ops.embedding import embedding_lookup as embedding_lookup
    from ..ops.embedding import embedding_lookup_sparse as embedding_lookup_sparse
    from ..ops.embedding import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
    from ..ops.fractional_pooling import fractional_avg_pool as fractional_avg_pool
    from ..ops.fractional_pooling import fractional_max_pool as fractional_max_pool
    from ..ops.isotonic import isotonic_regression as isotonic_regression
    from ..ops.largest import approx_max_k as approx_max_k
    from ..ops.largest import approx_min_k as approx_min_k
    from ..ops.largest import in_top_k as in_top_k
    from ..ops.largest import top_k as top_k
    from ..ops.layer_norm import group_normalization as group_normalization
    from ..ops.layer_norm import layer_normalization as layer_normalization
    from ..ops.layer_norm import rms_normalization as rms_normalization
    from ..ops.losses import compute_average_loss as compute_average_loss
    from ..ops.losses import l2_loss as l2_loss
    from ..ops.losses import log_poisson_loss as log_poisson_loss
    from ..ops.losses import scale_regularization_loss as scale_regularization_loss
    from ..ops.morphology import dilation2d as dilation2d
    from ..ops.morphology import erosion2d as erosion2d
    from ..ops.normalization import batch_normalization as batch_normalization
    from ..ops.normalization import bias_add as bias_add
    from ..ops.normalization import l2_normalize as l2_normalize
    from ..ops.normalization import moments as moments
    from ..ops.numeric import softsign as softsign
    from ..ops.pool_names import avg_pool1d as avg_pool1d
    from ..ops.pool_names import avg_pool3d as avg_pool3d
    from ..ops.pool_names import local_response_normalization as local_response_normalization
    from ..ops.pool_names import local_response_normalization as lrn
    from ..ops.pool_names import max_pool1d as max_pool1d
    from ..ops.pool_names import max_pool3d as max_pool3d
    from ..ops.pool_names import max_pool_with_argmax as max_pool_with_argmax
    from ..ops.pool_names import pool as pool
    from ..ops.pooling import avg_pool as avg_pool
    from ..ops.pooling import avg_pool2d as avg_pool2d
    from ..ops.pooling import max_pool as max_pool
    from ..ops.pooling import max_pool2d as max_pool2d
    from ..ops.statistics import batch_norm_with_global_normalization as batch_norm_with_global_normalization
    from ..ops.statistics import normalize_moments as normalize_moments
    from ..ops.statistics import sufficient_statistics as sufficient_statistics
    from ..ops.statistics import weighted_moments as weighted_moments
    from ..ops.unigrams import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
    from ..ops.unigrams import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "RNNCellDeviceWrapper": "compat.v1.rnn_wrappers:DeviceWrapper",
        "RNNCellDropoutWrapper": "compat.v1.rnn_wrappers:DropoutWrapper",
        "RNNCellResidualWrapper": "compat.v1.rnn_wrappers:ResidualWrapper",
        "all_candidate_sampler": "ops.candidates",
        "approx_max_k": "ops.largest",
        "approx_min_k": "ops.largest",
        "atrous_conv2d": "ops.convolution",
        "atrous_conv2d_transpose": "ops.convolution",
        "avg_pool": "ops.pooling",
        "avg_pool1d": "ops.pool_names",
        "avg_pool2d": "ops.pooling",
        "avg_pool3d": "ops.pool_names",
        "batch_norm_with_global_normalization": "ops.statistics",
        "batch_normalization": "ops.normalization",
        "bias_add": "ops.normalization",
        "collapse_repeated": "ops.ctc",
        "compute_accidental_hits": "ops.candidates",
        "compute_average_loss": "ops.losses",
        "conv1d": "ops.convolution",
        "conv1d_transpose": "ops.convolution",
        "conv2d": "ops.conv",
        "conv2d_transpose": "ops.conv",
        "conv3d": "ops.convolution",
        "conv3d_transpose": "ops.convolution",
        "conv_transpose": "ops.convolution",
        "convolution": "ops.convolution",
        "crelu": "ops.activation",
        "ctc_beam_search_decoder": "ops.ctc_decoders",
        "ctc_greedy_decoder": "ops.ctc_decoders",
        "ctc_loss": "ops.ctc",
        "ctc_unique_labels": "ops.ctc",
        "depth_to_space": "ops.blocks",
        "depthwise_conv2d": "ops.depthwise",
        "depthwise_conv2d_backprop_filter": "ops.depthwise",
        "depthwise_conv2d_backprop_input": "ops.depthwise",
        "dilation2d": "ops.morphology",
        "dot_product_attention": "ops.attention",
        "dropout": "ops.dropout",
        "elu": "ops.activation",
        "embedding_lookup": "ops.embedding",
        "embedding_lookup_sparse": "ops.embedding",
        "erosion2d": "ops.morphology",
        "fixed_unigram_candidate_sampler": "ops.unigrams",
        "fractional_avg_pool": "ops.fractional_pooling",
        "fractional_max_pool": "ops.fractional_pooling",
        "gelu": "ops.activation",
        "group_normalization": "ops.layer_norm",
        "in_top_k": "ops.largest",
        "isotonic_regression": "ops.isotonic",
        "l2_loss": "ops.losses",
        "l2_normalize": "ops.normalization",
        "layer_normalization": "ops.layer_norm",
        "leaky_relu": "ops.activation",
        "learned_unigram_candidate_sampler": "ops.unigrams",
        "local_response_normalization": "ops.pool_names",
        "log_poisson_loss": "ops.losses",
        "log_softmax": "ops.activation",
        "lrn": "ops.pool_names:local_response_normalization",
        "max_pool": "ops.pooling",
        "max_pool1d": "ops.pool_names",
        "max_pool2d": "ops.pooling",
        "max_pool3d": "ops.pool_names",
        "max_pool_with_argmax": "ops.pool_names",
        "moments": "ops.normalization",
        "nce_loss": "ops.candidates",
        "normalize_moments": "ops.statistics",
        "pool": "ops.pool_names",
        "relu": "ops.activation",
        "relu6": "ops.activation",
        "rms_normalization": "ops.layer_norm",
        "safe_embedding_lookup_sparse": "ops.embedding",
        "sampled_softmax_loss": "ops.candidates",
        "scale_regularization_loss": "ops.losses",
        "selu": "ops.activation",
        "separable_conv2d": "ops.depthwise",
        "sigmoid_cross_entropy_with_logits": "ops.cross_entropy",
        "silu": "ops.activation",
        "softmax": "ops.activation",
        "softmax_cross_entropy_with_logits": "ops.cross_entropy",
        "softsign": "ops.numeric",
        "space_to_batch": "ops.blocks",
        "space_to_depth": "ops.blocks",
        "sparse_softmax_cross_entropy_with_logits": "ops.cross_entropy",
        "sufficient_statistics": "ops.statistics",
        "swish": "ops.activation:silu",
        "top_k": "ops.largest",
        "weighted_cross_entropy_with_logits": "ops.cross_entropy",
        "weighted_moments": "ops.statistics",
        "with_space_to_batch": "ops.dilation",
        "zero_fraction": "ops.counting",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "sigmoid",
    "softplus",
    "tanh",
    "RNNCellDeviceWrapper",
    "RNNCellDropoutWrapper",
    "RNNCellResidualWrapper",
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
    "depth_to_space",
    "space_to_batch",
    "space_to_depth",
    "all_candidate_sampler",
    "compute_accidental_hits",
    "nce_loss",
    "sampled_softmax_loss",
    "conv2d",
    "conv2d_transpose",
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "conv1d",
    "conv1d_transpose",
    "conv3d",
    "conv3d_transpose",
    "conv_transpose",
    "convolution",
    "zero_fraction",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
    "collapse_repeated",
    "ctc_loss",
    "ctc_unique_labels",
    "ctc_beam_search_decoder",
    "ctc_greedy_decoder",
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "separable_conv2d",
    "with_space_to_batch",
    "dropout",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "safe_embedding_lookup_sparse",
    "fractional_avg_pool",
    "fractional_max_pool",
    "isotonic_regression",
    "approx_max_k",
    "approx_min_k",
    "in_top_k",
    "top_k",
    "group_normalization",
    "layer_normalization",
    "rms_normalization",
    "compute_average_loss",
    "l2_loss",
    "log_poisson_loss",
    "scale_regularization_loss",
    "dilation2d",
    "erosion2d",
    "batch_normalization",
    "bias_add",
    "l2_normalize",
    "moments",
    "softsign",
    "avg_pool1d",
    "avg_pool3d",
    "local_response_normalization",
    "lrn",
    "max_pool1d",
    "max_pool3d",
    "max_pool_with_argmax",
    "pool",
    "avg_pool",
    "avg_pool2d",
    "max_pool",
    "max_pool2d",
    "batch_norm_with_global_normalization",
    "normalize_moments",
    "sufficient_statistics",
    "weighted_moments",
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "experimental",
]
