"""The names of `ef.nn`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily
from ..ops.elementwise.exponential import sigmoid as sigmoid
from ..ops.elementwise.exponential import softplus as softplus
from ..ops.elementwise.exponential import tanh as tanh

if TYPE_CHECKING:
    from ..compat.v1.rnn_wrappers import DeviceWrapper as RNNCellDeviceWrapper
    from ..compat.v1.rnn_wrappers import DropoutWrapper as RNNCellDropoutWrapper
    from ..compat.v1.rnn_wrappers import ResidualWrapper as RNNCellResidualWrapper
    from ..ops.arrays.blocks import depth_to_space as depth_to_space
    from ..ops.arrays.blocks import space_to_batch as space_to_batch
    from ..ops.arrays.blocks import space_to_depth as space_to_depth
    from ..ops.arrays.largest import approx_max_k as approx_max_k
    from ..ops.arrays.largest import approx_min_k as approx_min_k
    from ..ops.arrays.largest import in_top_k as in_top_k
    from ..ops.arrays.largest import top_k as top_k
    from ..ops.conv.conv2d import conv2d as conv2d
    from ..ops.conv.conv2d import conv2d_transpose as conv2d_transpose
    from ..ops.conv.convolution import atrous_conv2d as atrous_conv2d
    from ..ops.conv.convolution import atrous_conv2d_transpose as atrous_conv2d_transpose
    from ..ops.conv.convolution import conv1d as conv1d
    from ..ops.conv.convolution import conv1d_transpose as conv1d_transpose
    from ..ops.conv.convolution import conv3d as conv3d
    from ..ops.conv.convolution import conv3d_transpose as conv3d_transpose
    from ..ops.conv.convolution import conv_transpose as conv_transpose
    from ..ops.conv.convolution import convolution as convolution
    from ..ops.conv.depthwise import depthwise_conv2d as depthwise_conv2d
    from ..ops.conv.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter
    from ..ops.conv.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input
    from ..ops.conv.depthwise import separable_conv2d as separable_conv2d
    from ..ops.conv.dilation import with_space_to_batch as with_space_to_batch
    from ..ops.conv.fractional_pooling import fractional_avg_pool as fractional_avg_pool
    from ..ops.conv.fractional_pooling import fractional_max_pool as fractional_max_pool
    from ..ops.conv.morphology import dilation2d as dilation2d
    from ..ops.conv.morphology import erosion2d as erosion2d
    from ..ops.conv.pool_names import avg_pool1d as avg_pool1d
    from ..ops.conv.pool_names import avg_pool3d as avg_pool3d
    from ..ops.conv.pool_names import local_response_normalization as local_response_normalization
    from ..ops.conv.pool_names import local_response_normalization as lrn
    from ..ops.conv.pool_names import max_pool1d as max_pool1d
    from ..ops.conv.pool_names import max_pool3d as max_pool3d
    from ..ops.conv.pool_names import max_pool_with_argmax as max_pool_with_argmax
    from ..ops.conv.pool_names import pool as pool
    from ..ops.conv.pooling import avg_pool as avg_pool
    from ..ops.conv.pooling import avg_pool2d as avg_pool2d
    from ..ops.conv.pooling import max_pool as max_pool
    from ..ops.conv.pooling import max_pool2d as max_pool2d
    from ..ops.elementwise.numeric import softsign as softsign
    from ..ops.nn.activation import crelu as crelu
    from ..ops.nn.activation import elu as elu
    from ..ops.nn.activation import gelu as gelu
    from ..ops.nn.activation import leaky_relu as leaky_relu
    from ..ops.nn.activation import log_softmax as log_softmax
    from ..ops.nn.activation import relu as relu
    from ..ops.nn.activation import relu6 as relu6
    from ..ops.nn.activation import selu as selu
    from ..ops.nn.activation import silu as silu
    from ..ops.nn.activation import silu as swish
    from ..ops.nn.activation import softmax as softmax
    from ..ops.nn.attention import dot_product_attention as dot_product_attention
    from ..ops.nn.candidates import all_candidate_sampler as all_candidate_sampler
    from ..ops.nn.candidates import compute_accidental_hits as compute_accidental_hits
    from ..ops.nn.candidates import nce_loss as nce_loss
    from ..ops.nn.candidates import sampled_softmax_loss as sampled_softmax_loss
    from ..ops.nn.cross_entropy import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
    from ..ops.nn.cross_entropy import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
    from ..ops.nn.cross_entropy import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
    from ..ops.nn.cross_entropy import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
    from ..ops.nn.ctc import collapse_repeated as collapse_repeated
    from ..ops.nn.ctc import ctc_loss as ctc_loss
    from ..ops.nn.ctc import ctc_unique_labels as ctc_unique_labels
    from ..ops.nn.ctc_decoders import ctc_beam_search_decoder as ctc_beam_search_decoder
    from ..ops.nn.ctc_decoders import ctc_greedy_decoder as ctc_greedy_decoder
    from ..ops.nn.dropout import dropout as dropout
    from ..ops.nn.embedding import embedding_lookup as embedding_lookup
    from ..ops.nn.embedding import embedding_lookup_sparse as embedding_lookup_sparse
    from ..ops.nn.embedding import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
    from ..ops.nn.isotonic import isotonic_regression as isotonic_regression
    from ..ops.nn.layer_norm import group_normalization as group_normalization
    from ..ops.nn.layer_norm import layer_normalization as layer_normalization
    from ..ops.nn.layer_norm import rms_normalization as rms_normalization
    from ..ops.nn.losses import compute_average_loss as compute_average_loss
    from ..ops.nn.losses import l2_loss as l2_loss
    from ..ops.nn.losses import log_poisson_loss as log_poisson_loss
    from ..ops.nn.losses import scale_regularization_loss as scale_regularization_loss
    from ..ops.nn.normalization import batch_normalization as batch_normalization
    from ..ops.nn.normalization import bias_add as bias_add
    from ..ops.nn.normalization import l2_normalize as l2_normalize
    from ..ops.nn.normalization import moments as moments
    from ..ops.nn.unigrams import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
    from ..ops.nn.unigrams import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
    from ..ops.reductions.counting import zero_fraction as zero_fraction
    from ..ops.reductions.statistics import batch_norm_with_global_normalization as batch_norm_with_global_normalization
    from ..ops.reductions.statistics import normalize_moments as normalize_moments
    from ..ops.reductions.statistics import sufficient_statistics as sufficient_statistics
    from ..ops.reductions.statistics import weighted_moments as weighted_moments
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "RNNCellDeviceWrapper": "compat.v1.rnn_wrappers:DeviceWrapper",
        "RNNCellDropoutWrapper": "compat.v1.rnn_wrappers:DropoutWrapper",
        "RNNCellResidualWrapper": "compat.v1.rnn_wrappers:ResidualWrapper",
        "all_candidate_sampler": "ops.nn.candidates",
        "approx_max_k": "ops.arrays.largest",
        "approx_min_k": "ops.arrays.largest",
        "atrous_conv2d": "ops.conv.convolution",
        "atrous_conv2d_transpose": "ops.conv.convolution",
        "avg_pool": "ops.conv.pooling",
        "avg_pool1d": "ops.conv.pool_names",
        "avg_pool2d": "ops.conv.pooling",
        "avg_pool3d": "ops.conv.pool_names",
        "batch_norm_with_global_normalization": "ops.reductions.statistics",
        "batch_normalization": "ops.nn.normalization",
        "bias_add": "ops.nn.normalization",
        "collapse_repeated": "ops.nn.ctc",
        "compute_accidental_hits": "ops.nn.candidates",
        "compute_average_loss": "ops.nn.losses",
        "conv1d": "ops.conv.convolution",
        "conv1d_transpose": "ops.conv.convolution",
        "conv2d": "ops.conv.conv2d",
        "conv2d_transpose": "ops.conv.conv2d",
        "conv3d": "ops.conv.convolution",
        "conv3d_transpose": "ops.conv.convolution",
        "conv_transpose": "ops.conv.convolution",
        "convolution": "ops.conv.convolution",
        "crelu": "ops.nn.activation",
        "ctc_beam_search_decoder": "ops.nn.ctc_decoders",
        "ctc_greedy_decoder": "ops.nn.ctc_decoders",
        "ctc_loss": "ops.nn.ctc",
        "ctc_unique_labels": "ops.nn.ctc",
        "depth_to_space": "ops.arrays.blocks",
        "depthwise_conv2d": "ops.conv.depthwise",
        "depthwise_conv2d_backprop_filter": "ops.conv.depthwise",
        "depthwise_conv2d_backprop_input": "ops.conv.depthwise",
        "dilation2d": "ops.conv.morphology",
        "dot_product_attention": "ops.nn.attention",
        "dropout": "ops.nn.dropout",
        "elu": "ops.nn.activation",
        "embedding_lookup": "ops.nn.embedding",
        "embedding_lookup_sparse": "ops.nn.embedding",
        "erosion2d": "ops.conv.morphology",
        "fixed_unigram_candidate_sampler": "ops.nn.unigrams",
        "fractional_avg_pool": "ops.conv.fractional_pooling",
        "fractional_max_pool": "ops.conv.fractional_pooling",
        "gelu": "ops.nn.activation",
        "group_normalization": "ops.nn.layer_norm",
        "in_top_k": "ops.arrays.largest",
        "isotonic_regression": "ops.nn.isotonic",
        "l2_loss": "ops.nn.losses",
        "l2_normalize": "ops.nn.normalization",
        "layer_normalization": "ops.nn.layer_norm",
        "leaky_relu": "ops.nn.activation",
        "learned_unigram_candidate_sampler": "ops.nn.unigrams",
        "local_response_normalization": "ops.conv.pool_names",
        "log_poisson_loss": "ops.nn.losses",
        "log_softmax": "ops.nn.activation",
        "lrn": "ops.conv.pool_names:local_response_normalization",
        "max_pool": "ops.conv.pooling",
        "max_pool1d": "ops.conv.pool_names",
        "max_pool2d": "ops.conv.pooling",
        "max_pool3d": "ops.conv.pool_names",
        "max_pool_with_argmax": "ops.conv.pool_names",
        "moments": "ops.nn.normalization",
        "nce_loss": "ops.nn.candidates",
        "normalize_moments": "ops.reductions.statistics",
        "pool": "ops.conv.pool_names",
        "relu": "ops.nn.activation",
        "relu6": "ops.nn.activation",
        "rms_normalization": "ops.nn.layer_norm",
        "safe_embedding_lookup_sparse": "ops.nn.embedding",
        "sampled_softmax_loss": "ops.nn.candidates",
        "scale_regularization_loss": "ops.nn.losses",
        "selu": "ops.nn.activation",
        "separable_conv2d": "ops.conv.depthwise",
        "sigmoid_cross_entropy_with_logits": "ops.nn.cross_entropy",
        "silu": "ops.nn.activation",
        "softmax": "ops.nn.activation",
        "softmax_cross_entropy_with_logits": "ops.nn.cross_entropy",
        "softsign": "ops.elementwise.numeric",
        "space_to_batch": "ops.arrays.blocks",
        "space_to_depth": "ops.arrays.blocks",
        "sparse_softmax_cross_entropy_with_logits": "ops.nn.cross_entropy",
        "sufficient_statistics": "ops.reductions.statistics",
        "swish": "ops.nn.activation:silu",
        "top_k": "ops.arrays.largest",
        "weighted_cross_entropy_with_logits": "ops.nn.cross_entropy",
        "weighted_moments": "ops.reductions.statistics",
        "with_space_to_batch": "ops.conv.dilation",
        "zero_fraction": "ops.reductions.counting",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "sigmoid",
    "softplus",
    "tanh",
    "RNNCellDeviceWrapper",
    "RNNCellDropoutWrapper",
    "RNNCellResidualWrapper",
    "depth_to_space",
    "space_to_batch",
    "space_to_depth",
    "approx_max_k",
    "approx_min_k",
    "in_top_k",
    "top_k",
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
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "separable_conv2d",
    "with_space_to_batch",
    "fractional_avg_pool",
    "fractional_max_pool",
    "dilation2d",
    "erosion2d",
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
    "softsign",
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
    "all_candidate_sampler",
    "compute_accidental_hits",
    "nce_loss",
    "sampled_softmax_loss",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
    "collapse_repeated",
    "ctc_loss",
    "ctc_unique_labels",
    "ctc_beam_search_decoder",
    "ctc_greedy_decoder",
    "dropout",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "safe_embedding_lookup_sparse",
    "isotonic_regression",
    "group_normalization",
    "layer_normalization",
    "rms_normalization",
    "compute_average_loss",
    "l2_loss",
    "log_poisson_loss",
    "scale_regularization_loss",
    "batch_normalization",
    "bias_add",
    "l2_normalize",
    "moments",
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "zero_fraction",
    "batch_norm_with_global_normalization",
    "normalize_moments",
    "sufficient_statistics",
    "weighted_moments",
    "experimental",
]
