"""The names of `ef.compat.v1.nn`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily
from ....ops.elementwise.exponential import sigmoid as sigmoid
from ....ops.elementwise.exponential import softplus as softplus
from ....ops.elementwise.exponential import tanh as tanh

if TYPE_CHECKING:
    from ....compat.v1.conv_forms import avg_pool as avg_pool2d
    from ....compat.v1.conv_forms import avg_pool as avg_pool
    from ....compat.v1.conv_forms import avg_pool_v2 as avg_pool_v2
    from ....compat.v1.conv_forms import conv1d as conv1d
    from ....compat.v1.conv_forms import conv2d as conv2d
    from ....compat.v1.conv_forms import conv2d_backprop_filter as conv2d_backprop_filter
    from ....compat.v1.conv_forms import conv2d_backprop_input as conv2d_backprop_input
    from ....compat.v1.conv_forms import conv2d_transpose as conv2d_transpose
    from ....compat.v1.conv_forms import conv3d as conv3d
    from ....compat.v1.conv_forms import conv3d_transpose as conv3d_transpose
    from ....compat.v1.conv_forms import convolution_v1 as convolution
    from ....compat.v1.conv_forms import depthwise_conv2d as depthwise_conv2d
    from ....compat.v1.conv_forms import depthwise_conv2d_native as depthwise_conv2d_native
    from ....compat.v1.conv_forms import max_pool as max_pool
    from ....compat.v1.conv_forms import max_pool_v2 as max_pool_v2
    from ....compat.v1.conv_forms import max_pool_with_argmax as max_pool_with_argmax
    from ....compat.v1.conv_forms import pool as pool
    from ....compat.v1.conv_forms import separable_conv2d as separable_conv2d
    from ....compat.v1.ctc_forms import ctc_beam_search_decoder as ctc_beam_search_decoder
    from ....compat.v1.ctc_forms import ctc_loss as ctc_loss
    from ....compat.v1.embedding_forms import batch_norm_with_global_normalization as batch_norm_with_global_normalization
    from ....compat.v1.embedding_forms import embedding_lookup as embedding_lookup
    from ....compat.v1.embedding_forms import embedding_lookup_sparse as embedding_lookup_sparse
    from ....compat.v1.embedding_forms import nce_loss as nce_loss
    from ....compat.v1.embedding_forms import safe_embedding_lookup_sparse as safe_embedding_lookup_sparse
    from ....compat.v1.embedding_forms import sampled_softmax_loss as sampled_softmax_loss
    from ....compat.v1.embedding_forms import sufficient_statistics as sufficient_statistics
    from ....compat.v1.embedding_forms import weighted_moments as weighted_moments
    from ....compat.v1.fractional_forms import fractional_avg_pool as fractional_avg_pool
    from ....compat.v1.fractional_forms import fractional_max_pool as fractional_max_pool
    from ....compat.v1.morphology_forms import dilation2d as dilation2d
    from ....compat.v1.morphology_forms import erosion2d as erosion2d
    from ....compat.v1.nn_forms import crelu as crelu
    from ....compat.v1.nn_forms import log_softmax as log_softmax
    from ....compat.v1.nn_forms import moments as moments
    from ....compat.v1.nn_forms import relu_layer as relu_layer
    from ....compat.v1.nn_forms import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
    from ....compat.v1.nn_forms import softmax as softmax
    from ....compat.v1.nn_forms import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
    from ....compat.v1.nn_forms import softmax_cross_entropy_with_logits_v2 as softmax_cross_entropy_with_logits_v2
    from ....compat.v1.nn_forms import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
    from ....compat.v1.nn_forms import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
    from ....compat.v1.nn_forms import xw_plus_b as xw_plus_b
    from ....compat.v1.rnn_dynamic import bidirectional_dynamic_rnn as bidirectional_dynamic_rnn
    from ....compat.v1.rnn_dynamic import dynamic_rnn as dynamic_rnn
    from ....compat.v1.rnn_raw import raw_rnn as raw_rnn
    from ....compat.v1.rnn_static import static_bidirectional_rnn as static_bidirectional_rnn
    from ....compat.v1.rnn_static import static_rnn as static_rnn
    from ....compat.v1.rnn_static import static_state_saving_rnn as static_state_saving_rnn
    from ....compat.v1.rnn_wrappers import DeviceWrapper as RNNCellDeviceWrapper
    from ....compat.v1.rnn_wrappers import DropoutWrapper as RNNCellDropoutWrapper
    from ....compat.v1.rnn_wrappers import ResidualWrapper as RNNCellResidualWrapper
    from ....ops.arrays.blocks import depth_to_space_v1 as depth_to_space
    from ....ops.arrays.blocks import space_to_batch_v1 as space_to_batch
    from ....ops.arrays.blocks import space_to_depth_v1 as space_to_depth
    from ....ops.arrays.largest import approx_max_k as approx_max_k
    from ....ops.arrays.largest import approx_min_k as approx_min_k
    from ....ops.arrays.largest import in_top_k_v1 as in_top_k
    from ....ops.arrays.largest import top_k as top_k
    from ....ops.conv.convolution import atrous_conv2d as atrous_conv2d
    from ....ops.conv.convolution import atrous_conv2d_transpose as atrous_conv2d_transpose
    from ....ops.conv.convolution import conv1d_transpose as conv1d_transpose
    from ....ops.conv.convolution import conv3d_backprop_filter as conv3d_backprop_filter
    from ....ops.conv.convolution import conv3d_backprop_filter as conv3d_backprop_filter_v2
    from ....ops.conv.convolution import conv_transpose as conv_transpose
    from ....ops.conv.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter
    from ....ops.conv.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_native_backprop_filter
    from ....ops.conv.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input
    from ....ops.conv.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_native_backprop_input
    from ....ops.conv.dilation import with_space_to_batch as with_space_to_batch
    from ....ops.conv.pool_names import avg_pool1d as avg_pool1d
    from ....ops.conv.pool_names import avg_pool3d as avg_pool3d
    from ....ops.conv.pool_names import local_response_normalization as local_response_normalization
    from ....ops.conv.pool_names import local_response_normalization as lrn
    from ....ops.conv.pool_names import max_pool1d as max_pool1d
    from ....ops.conv.pool_names import max_pool3d as max_pool3d
    from ....ops.conv.pooling import max_pool2d as max_pool2d
    from ....ops.elementwise.numeric import softsign as softsign
    from ....ops.nn.activation import elu as elu
    from ....ops.nn.activation import gelu as gelu
    from ....ops.nn.activation import leaky_relu as leaky_relu
    from ....ops.nn.activation import relu as relu
    from ....ops.nn.activation import relu6 as relu6
    from ....ops.nn.activation import selu as selu
    from ....ops.nn.activation import silu as silu
    from ....ops.nn.activation import silu as swish
    from ....ops.nn.attention import dot_product_attention as dot_product_attention
    from ....ops.nn.batch_norm import fused_batch_norm as fused_batch_norm
    from ....ops.nn.candidates import all_candidate_sampler as all_candidate_sampler
    from ....ops.nn.candidates import compute_accidental_hits as compute_accidental_hits
    from ....ops.nn.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
    from ....ops.nn.candidates import uniform_candidate_sampler as uniform_candidate_sampler
    from ....ops.nn.ctc import collapse_repeated as collapse_repeated
    from ....ops.nn.ctc import ctc_loss as ctc_loss_v2
    from ....ops.nn.ctc import ctc_unique_labels as ctc_unique_labels
    from ....ops.nn.ctc_decoders import ctc_beam_search_decoder as ctc_beam_search_decoder_v2
    from ....ops.nn.ctc_decoders import ctc_greedy_decoder as ctc_greedy_decoder
    from ....ops.nn.dropout import dropout_v1 as dropout
    from ....ops.nn.isotonic import isotonic_regression as isotonic_regression
    from ....ops.nn.layer_norm import group_normalization as group_normalization
    from ....ops.nn.layer_norm import layer_normalization as layer_normalization
    from ....ops.nn.layer_norm import rms_normalization as rms_normalization
    from ....ops.nn.losses import compute_average_loss as compute_average_loss
    from ....ops.nn.losses import l2_loss as l2_loss
    from ....ops.nn.losses import log_poisson_loss as log_poisson_loss
    from ....ops.nn.losses import scale_regularization_loss as scale_regularization_loss
    from ....ops.nn.normalization import batch_normalization as batch_normalization
    from ....ops.nn.normalization import bias_add as bias_add
    from ....ops.nn.normalization import l2_normalize as l2_normalize
    from ....ops.nn.unigrams import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
    from ....ops.nn.unigrams import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
    from ....ops.reductions.counting import zero_fraction as zero_fraction
    from ....ops.reductions.statistics import normalize_moments as normalize_moments
    from . import experimental as experimental
    from . import rnn_cell as rnn_cell
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
        "avg_pool": "compat.v1.conv_forms",
        "avg_pool1d": "ops.conv.pool_names",
        "avg_pool2d": "compat.v1.conv_forms:avg_pool",
        "avg_pool3d": "ops.conv.pool_names",
        "avg_pool_v2": "compat.v1.conv_forms",
        "batch_norm_with_global_normalization": "compat.v1.embedding_forms",
        "batch_normalization": "ops.nn.normalization",
        "bias_add": "ops.nn.normalization",
        "bidirectional_dynamic_rnn": "compat.v1.rnn_dynamic",
        "collapse_repeated": "ops.nn.ctc",
        "compute_accidental_hits": "ops.nn.candidates",
        "compute_average_loss": "ops.nn.losses",
        "conv1d": "compat.v1.conv_forms",
        "conv1d_transpose": "ops.conv.convolution",
        "conv2d": "compat.v1.conv_forms",
        "conv2d_backprop_filter": "compat.v1.conv_forms",
        "conv2d_backprop_input": "compat.v1.conv_forms",
        "conv2d_transpose": "compat.v1.conv_forms",
        "conv3d": "compat.v1.conv_forms",
        "conv3d_backprop_filter": "ops.conv.convolution",
        "conv3d_backprop_filter_v2": "ops.conv.convolution:conv3d_backprop_filter",
        "conv3d_transpose": "compat.v1.conv_forms",
        "conv_transpose": "ops.conv.convolution",
        "convolution": "compat.v1.conv_forms:convolution_v1",
        "crelu": "compat.v1.nn_forms",
        "ctc_beam_search_decoder": "compat.v1.ctc_forms",
        "ctc_beam_search_decoder_v2": "ops.nn.ctc_decoders:ctc_beam_search_decoder",
        "ctc_greedy_decoder": "ops.nn.ctc_decoders",
        "ctc_loss": "compat.v1.ctc_forms",
        "ctc_loss_v2": "ops.nn.ctc:ctc_loss",
        "ctc_unique_labels": "ops.nn.ctc",
        "depth_to_space": "ops.arrays.blocks:depth_to_space_v1",
        "depthwise_conv2d": "compat.v1.conv_forms",
        "depthwise_conv2d_backprop_filter": "ops.conv.depthwise",
        "depthwise_conv2d_backprop_input": "ops.conv.depthwise",
        "depthwise_conv2d_native": "compat.v1.conv_forms",
        "depthwise_conv2d_native_backprop_filter": "ops.conv.depthwise:depthwise_conv2d_backprop_filter",
        "depthwise_conv2d_native_backprop_input": "ops.conv.depthwise:depthwise_conv2d_backprop_input",
        "dilation2d": "compat.v1.morphology_forms",
        "dot_product_attention": "ops.nn.attention",
        "dropout": "ops.nn.dropout:dropout_v1",
        "dynamic_rnn": "compat.v1.rnn_dynamic",
        "elu": "ops.nn.activation",
        "embedding_lookup": "compat.v1.embedding_forms",
        "embedding_lookup_sparse": "compat.v1.embedding_forms",
        "erosion2d": "compat.v1.morphology_forms",
        "fixed_unigram_candidate_sampler": "ops.nn.unigrams",
        "fractional_avg_pool": "compat.v1.fractional_forms",
        "fractional_max_pool": "compat.v1.fractional_forms",
        "fused_batch_norm": "ops.nn.batch_norm",
        "gelu": "ops.nn.activation",
        "group_normalization": "ops.nn.layer_norm",
        "in_top_k": "ops.arrays.largest:in_top_k_v1",
        "isotonic_regression": "ops.nn.isotonic",
        "l2_loss": "ops.nn.losses",
        "l2_normalize": "ops.nn.normalization",
        "layer_normalization": "ops.nn.layer_norm",
        "leaky_relu": "ops.nn.activation",
        "learned_unigram_candidate_sampler": "ops.nn.unigrams",
        "local_response_normalization": "ops.conv.pool_names",
        "log_poisson_loss": "ops.nn.losses",
        "log_softmax": "compat.v1.nn_forms",
        "log_uniform_candidate_sampler": "ops.nn.candidates",
        "lrn": "ops.conv.pool_names:local_response_normalization",
        "max_pool": "compat.v1.conv_forms",
        "max_pool1d": "ops.conv.pool_names",
        "max_pool2d": "ops.conv.pooling",
        "max_pool3d": "ops.conv.pool_names",
        "max_pool_v2": "compat.v1.conv_forms",
        "max_pool_with_argmax": "compat.v1.conv_forms",
        "moments": "compat.v1.nn_forms",
        "nce_loss": "compat.v1.embedding_forms",
        "normalize_moments": "ops.reductions.statistics",
        "pool": "compat.v1.conv_forms",
        "raw_rnn": "compat.v1.rnn_raw",
        "relu": "ops.nn.activation",
        "relu6": "ops.nn.activation",
        "relu_layer": "compat.v1.nn_forms",
        "rms_normalization": "ops.nn.layer_norm",
        "safe_embedding_lookup_sparse": "compat.v1.embedding_forms",
        "sampled_softmax_loss": "compat.v1.embedding_forms",
        "scale_regularization_loss": "ops.nn.losses",
        "selu": "ops.nn.activation",
        "separable_conv2d": "compat.v1.conv_forms",
        "sigmoid_cross_entropy_with_logits": "compat.v1.nn_forms",
        "silu": "ops.nn.activation",
        "softmax": "compat.v1.nn_forms",
        "softmax_cross_entropy_with_logits": "compat.v1.nn_forms",
        "softmax_cross_entropy_with_logits_v2": "compat.v1.nn_forms",
        "softsign": "ops.elementwise.numeric",
        "space_to_batch": "ops.arrays.blocks:space_to_batch_v1",
        "space_to_depth": "ops.arrays.blocks:space_to_depth_v1",
        "sparse_softmax_cross_entropy_with_logits": "compat.v1.nn_forms",
        "static_bidirectional_rnn": "compat.v1.rnn_static",
        "static_rnn": "compat.v1.rnn_static",
        "static_state_saving_rnn": "compat.v1.rnn_static",
        "sufficient_statistics": "compat.v1.embedding_forms",
        "swish": "ops.nn.activation:silu",
        "top_k": "ops.arrays.largest",
        "uniform_candidate_sampler": "ops.nn.candidates",
        "weighted_cross_entropy_with_logits": "compat.v1.nn_forms",
        "weighted_moments": "compat.v1.embedding_forms",
        "with_space_to_batch": "ops.conv.dilation",
        "xw_plus_b": "compat.v1.nn_forms",
        "zero_fraction": "ops.reductions.counting",
    }, ("experimental", "rnn_cell",))


__all__ = [  # noqa: RUF022
    "sigmoid",
    "softplus",
    "tanh",
    "avg_pool2d",
    "avg_pool",
    "avg_pool_v2",
    "conv1d",
    "conv2d",
    "conv2d_backprop_filter",
    "conv2d_backprop_input",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "depthwise_conv2d",
    "depthwise_conv2d_native",
    "max_pool",
    "max_pool_v2",
    "max_pool_with_argmax",
    "pool",
    "separable_conv2d",
    "ctc_beam_search_decoder",
    "ctc_loss",
    "batch_norm_with_global_normalization",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "nce_loss",
    "safe_embedding_lookup_sparse",
    "sampled_softmax_loss",
    "sufficient_statistics",
    "weighted_moments",
    "fractional_avg_pool",
    "fractional_max_pool",
    "dilation2d",
    "erosion2d",
    "crelu",
    "log_softmax",
    "moments",
    "relu_layer",
    "sigmoid_cross_entropy_with_logits",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
    "xw_plus_b",
    "bidirectional_dynamic_rnn",
    "dynamic_rnn",
    "raw_rnn",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
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
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "conv1d_transpose",
    "conv3d_backprop_filter",
    "conv3d_backprop_filter_v2",
    "conv_transpose",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_native_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native_backprop_input",
    "with_space_to_batch",
    "avg_pool1d",
    "avg_pool3d",
    "local_response_normalization",
    "lrn",
    "max_pool1d",
    "max_pool3d",
    "max_pool2d",
    "softsign",
    "elu",
    "gelu",
    "leaky_relu",
    "relu",
    "relu6",
    "selu",
    "silu",
    "swish",
    "dot_product_attention",
    "fused_batch_norm",
    "all_candidate_sampler",
    "compute_accidental_hits",
    "log_uniform_candidate_sampler",
    "uniform_candidate_sampler",
    "collapse_repeated",
    "ctc_loss_v2",
    "ctc_unique_labels",
    "ctc_beam_search_decoder_v2",
    "ctc_greedy_decoder",
    "dropout",
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
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "zero_fraction",
    "normalize_moments",
    "experimental",
    "rnn_cell",
]
