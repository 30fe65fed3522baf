"""The names of TensorFlow 1.x: `import eagerflow.compat.v1 as tf`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ... import errors as errors
from ... import nest as nest
from ..._version import __version__ as __version__
from ...autodiff.choices import UnconnectedGradients as UnconnectedGradients
from ...autodiff.custom import custom_gradient as custom_gradient
from ...autodiff.custom import grad_pass_through as grad_pass_through
from ...backend.devices import device as device
from ...core.conversions import register_tensor_conversion_function as register_tensor_conversion_function
from ...core.promotion import dtype_policy as dtype_policy
from ...core.tensor import Tensor as Tensor
from ...core.type_spec import TensorSpec as TensorSpec
from ...core.type_spec import TypeSpec as TypeSpec
from ...core.type_spec import type_spec_from_value as type_spec_from_value
from ...dtype import DType as DType
from ...dtype import as_dtype as as_dtype
from ...dtype import bfloat16 as bfloat16
from ...dtype import bool_ as bool
from ...dtype import complex128 as complex128
from ...dtype import complex64 as complex64
from ...dtype import double as double
from ...dtype import float16 as float16
from ...dtype import float32 as float32
from ...dtype import float64 as float64
from ...dtype import half as half
from ...dtype import int16 as int16
from ...dtype import int32 as int32
from ...dtype import int64 as int64
from ...dtype import int8 as int8
from ...dtype import resource as resource
from ...dtype import string as string
from ...dtype import uint16 as uint16
from ...dtype import uint32 as uint32
from ...dtype import uint64 as uint64
from ...dtype import uint8 as uint8
from ...dtype import variant as variant
from ...errors import OpError as OpError
from ...graph.function import function as function
from ...graph.graph import Graph as Graph
from ...graph.ir import Operation as Operation
from ...graph.registered import AggregationMethod as AggregationMethod
from ...graph.registered import RegisterGradient as RegisterGradient
from ...graph.registered import no_gradient as no_gradient
from ...graph.registered import no_gradient as NotDifferentiable
from ...graph.registered import no_gradient as NoGradient
from ...logger import get_logger as get_logger
from ...messages.graph_def import AttrValue as AttrValue
from ...messages.graph_def import GraphDef as GraphDef
from ...messages.graph_def import MetaGraphDef as MetaGraphDef
from ...messages.graph_def import NameAttrList as NameAttrList
from ...messages.graph_def import NodeDef as NodeDef
from ...messages.graph_def import TensorProto as TensorProto
from ...messages.graph_def import TensorShapeProto as TensorShapeProto
from ...ops.array import ensure_shape as ensure_shape
from ...ops.array import fill as fill
from ...ops.array import identity as identity
from ...ops.array import ones as ones
from ...ops.array import rank as rank
from ...ops.array import stop_gradient as stop_gradient
from ...ops.array import zeros as zeros
from ...ops.arrays.diagonals import band_part as matrix_band_part
from ...ops.arrays.diagonals import diag as matrix_diag
from ...ops.arrays.diagonals import diag_part as matrix_diag_part
from ...ops.arrays.diagonals import trace as trace
from ...ops.arrays.indexing import newaxis as newaxis
from ...ops.arrays.indexing import slice as slice
from ...ops.arrays.indexing import strided_slice as strided_slice
from ...ops.arrays.joining import concat as concat
from ...ops.arrays.joining import split as split
from ...ops.arrays.joining import stack as stack
from ...ops.arrays.joining import unstack as unstack
from ...ops.arrays.ordering import reverse as reverse
from ...ops.arrays.ordering import reverse as reverse_v2
from ...ops.arrays.ordering import roll as roll
from ...ops.arrays.ranges import eye as eye
from ...ops.arrays.ranges import linspace as linspace
from ...ops.arrays.ranges import linspace as lin_space
from ...ops.arrays.ranges import meshgrid as meshgrid
from ...ops.arrays.ranges import range as range
from ...ops.arrays.repeating import repeat as repeat
from ...ops.arrays.repeating import tile as tile
from ...ops.arrays.selection import one_hot as one_hot
from ...ops.arrays.selection import where as where
from ...ops.arrays.selection import where as where_v2
from ...ops.arrays.shaping import broadcast_to as broadcast_to
from ...ops.arrays.shaping import invert_permutation as invert_permutation
from ...ops.arrays.shaping import reshape as reshape
from ...ops.arrays.slices import IndexedSlices as IndexedSlices
from ...ops.arrays.slices import IndexedSlicesSpec as IndexedSlicesSpec
from ...ops.arrays.slices import convert_to_tensor_or_indexed_slices as convert_to_tensor_or_indexed_slices
from ...ops.arrays.slices import is_tensor as is_tensor
from ...ops.casting import bitcast as bitcast
from ...ops.casting import cast as cast
from ...ops.casting import saturate_cast as saturate_cast
from ...ops.casting import to_bfloat16 as to_bfloat16
from ...ops.casting import to_complex128 as to_complex128
from ...ops.casting import to_complex64 as to_complex64
from ...ops.casting import to_double as to_double
from ...ops.casting import to_float as to_float
from ...ops.casting import to_int32 as to_int32
from ...ops.casting import to_int64 as to_int64
from ...ops.elementwise.arithmetic import accumulate_n as accumulate_n
from ...ops.elementwise.arithmetic import add as add
from ...ops.elementwise.arithmetic import add_n as add_n
from ...ops.elementwise.arithmetic import conj as conj
from ...ops.elementwise.arithmetic import div as div
from ...ops.elementwise.arithmetic import divide as divide
from ...ops.elementwise.arithmetic import divide as truediv
from ...ops.elementwise.arithmetic import divide as realdiv
from ...ops.elementwise.arithmetic import divide_no_nan as div_no_nan
from ...ops.elementwise.arithmetic import floordiv as floordiv
from ...ops.elementwise.arithmetic import floordiv as floor_div
from ...ops.elementwise.arithmetic import floormod as floormod
from ...ops.elementwise.arithmetic import floormod as mod
from ...ops.elementwise.arithmetic import multiply as multiply
from ...ops.elementwise.arithmetic import multiply as mul
from ...ops.elementwise.arithmetic import negative as negative
from ...ops.elementwise.arithmetic import negative as neg
from ...ops.elementwise.arithmetic import scalar_mul as scalar_mul
from ...ops.elementwise.arithmetic import subtract as subtract
from ...ops.elementwise.arithmetic import subtract as sub
from ...ops.elementwise.arithmetic import truncatediv as truncatediv
from ...ops.elementwise.arithmetic import truncatemod as truncatemod
from ...ops.elementwise.comparison import equal as equal
from ...ops.elementwise.comparison import greater as greater
from ...ops.elementwise.comparison import greater_equal as greater_equal
from ...ops.elementwise.comparison import is_finite as is_finite
from ...ops.elementwise.comparison import is_inf as is_inf
from ...ops.elementwise.comparison import is_nan as is_nan
from ...ops.elementwise.comparison import less as less
from ...ops.elementwise.comparison import less_equal as less_equal
from ...ops.elementwise.comparison import logical_and as logical_and
from ...ops.elementwise.comparison import logical_not as logical_not
from ...ops.elementwise.comparison import logical_or as logical_or
from ...ops.elementwise.comparison import logical_xor as logical_xor
from ...ops.elementwise.comparison import not_equal as not_equal
from ...ops.elementwise.complexes import abs as abs
from ...ops.elementwise.complexes import angle as angle
from ...ops.elementwise.complexes import complex as complex
from ...ops.elementwise.complexes import imag as imag
from ...ops.elementwise.complexes import real as real
from ...ops.elementwise.complexes import sign as sign
from ...ops.elementwise.exponential import acosh as acosh
from ...ops.elementwise.exponential import asinh as asinh
from ...ops.elementwise.exponential import atanh as atanh
from ...ops.elementwise.exponential import cosh as cosh
from ...ops.elementwise.exponential import exp as exp
from ...ops.elementwise.exponential import expm1 as expm1
from ...ops.elementwise.exponential import log as log
from ...ops.elementwise.exponential import log1p as log1p
from ...ops.elementwise.exponential import log_sigmoid as log_sigmoid
from ...ops.elementwise.exponential import sigmoid as sigmoid
from ...ops.elementwise.exponential import sinh as sinh
from ...ops.elementwise.exponential import tanh as tanh
from ...ops.elementwise.magnitude import ceil as ceil
from ...ops.elementwise.magnitude import floor as floor
from ...ops.elementwise.magnitude import maximum as maximum
from ...ops.elementwise.magnitude import minimum as minimum
from ...ops.elementwise.magnitude import rint as rint
from ...ops.elementwise.magnitude import round as round
from ...ops.elementwise.powers import pow as pow
from ...ops.elementwise.powers import reciprocal as reciprocal
from ...ops.elementwise.powers import rsqrt as rsqrt
from ...ops.elementwise.powers import sqrt as sqrt
from ...ops.elementwise.powers import square as square
from ...ops.elementwise.powers import squared_difference as squared_difference
from ...ops.elementwise.trigonometry import acos as acos
from ...ops.elementwise.trigonometry import asin as asin
from ...ops.elementwise.trigonometry import atan as atan
from ...ops.elementwise.trigonometry import atan2 as atan2
from ...ops.elementwise.trigonometry import cos as cos
from ...ops.elementwise.trigonometry import sin as sin
from ...ops.elementwise.trigonometry import tan as tan
from ...ops.linalg.decompositions import cholesky as cholesky
from ...ops.linalg.decompositions import qr as qr
from ...ops.linalg.decompositions import svd as svd
from ...ops.linalg.einsum import einsum as einsum
from ...ops.linalg.einsum import tensordot as tensordot
from ...ops.linalg.products import matmul as matmul
from ...ops.linalg.products import matrix_transpose as matrix_transpose
from ...ops.linalg.solving import inv as matrix_inverse
from ...ops.linalg.solving import solve as matrix_solve
from ...ops.linalg.solving import triangular_solve as matrix_triangular_solve
from ...ops.reductions.norms import norm_v1 as norm
from ...ops.reductions.scan import cumprod as cumprod
from ...ops.reductions.scan import cumsum as cumsum
from ...shapes import Dimension as Dimension
from ...shapes import TensorShape as TensorShape
from ...shapes import disable_v2_tensorshape as disable_v2_tensorshape
from ...shapes import enable_v2_tensorshape as enable_v2_tensorshape
from ...variables.collection import GraphKeys as GraphKeys
from ...variables.collection import add_to_collection as add_to_collection
from ...variables.collection import add_to_collections as add_to_collections
from ...variables.collection import all_variables as all_variables
from ...variables.collection import get_collection as get_collection
from ...variables.collection import get_collection_ref as get_collection_ref
from ...variables.collection import global_variables as global_variables
from ...variables.collection import local_variables as local_variables
from ...variables.collection import model_variables as model_variables
from ...variables.collection import moving_average_variables as moving_average_variables
from ...variables.collection import trainable_variables as trainable_variables
from ...variables.names import name_scope_v1 as name_scope
from ...variables.reuse import AUTO_REUSE as AUTO_REUSE
from ...variables.scopes import VariableScope as VariableScope
from ...variables.scopes import get_variable_scope as get_variable_scope
from ...variables.scopes import no_regularizer as no_regularizer
from ...variables.scopes import variable_op_scope as variable_op_scope
from ...variables.scopes import variable_scope as variable_scope

if TYPE_CHECKING:
    from ...autodiff.functional import grad as grad
    from ...autodiff.functional import hessian as hessian
    from ...autodiff.functional import hvp as hvp
    from ...autodiff.functional import jacobian as jacobian
    from ...autodiff.functional import jvp as jvp
    from ...autodiff.functional import value_and_grad as value_and_grad
    from ...autodiff.functional import vjp as vjp
    from ...autodiff.py_function import numpy_function as numpy_function
    from ...autodiff.py_function import py_func as py_func
    from ...autodiff.py_function import py_function as py_function
    from ...autodiff.py_function import timestamp as timestamp
    from ...autodiff.recompute import recompute_grad as recompute_grad
    from ...autodiff.tape import GradientTape as GradientTape
    from ...autodiff.vmap import vmap as vmap
    from ...backend.device_spec import DeviceSpec as DeviceSpec
    from ...compat.v1.array_forms import boolean_mask as boolean_mask
    from ...compat.v1.array_forms import constant as constant
    from ...compat.v1.array_forms import convert_to_tensor as convert_to_tensor
    from ...compat.v1.array_forms import count_nonzero as count_nonzero
    from ...compat.v1.array_forms import expand_dims as expand_dims
    from ...compat.v1.array_forms import gather as gather
    from ...compat.v1.array_forms import gather_nd as gather_nd
    from ...compat.v1.array_forms import gradients as gradients
    from ...compat.v1.array_forms import hessians as hessians
    from ...compat.v1.array_forms import ones_like as ones_like
    from ...compat.v1.array_forms import pad as pad
    from ...compat.v1.array_forms import reverse_sequence as reverse_sequence
    from ...compat.v1.array_forms import shape as shape
    from ...compat.v1.array_forms import size as size
    from ...compat.v1.array_forms import squeeze as squeeze
    from ...compat.v1.array_forms import transpose as transpose
    from ...compat.v1.array_forms import zeros_like as zeros_like
    from ...compat.v1.assert_forms import assert_equal as assert_equal
    from ...compat.v1.assert_forms import assert_greater as assert_greater
    from ...compat.v1.assert_forms import assert_greater_equal as assert_greater_equal
    from ...compat.v1.assert_forms import assert_less as assert_less
    from ...compat.v1.assert_forms import assert_less_equal as assert_less_equal
    from ...compat.v1.assert_forms import assert_near as assert_near
    from ...compat.v1.assert_forms import assert_negative as assert_negative
    from ...compat.v1.assert_forms import assert_non_negative as assert_non_negative
    from ...compat.v1.assert_forms import assert_non_positive as assert_non_positive
    from ...compat.v1.assert_forms import assert_none_equal as assert_none_equal
    from ...compat.v1.assert_forms import assert_positive as assert_positive
    from ...compat.v1.assert_forms import assert_rank as assert_rank
    from ...compat.v1.assert_forms import assert_rank_at_least as assert_rank_at_least
    from ...compat.v1.assert_forms import assert_rank_in as assert_rank_in
    from ...compat.v1.assert_forms import assert_scalar as assert_scalar
    from ...compat.v1.assert_forms import verify_tensor_all_finite as verify_tensor_all_finite
    from ...compat.v1.control_forms import cond as cond
    from ...compat.v1.control_forms import control_flow_v2_enabled as control_flow_v2_enabled
    from ...compat.v1.control_forms import disable_control_flow_v2 as disable_control_flow_v2
    from ...compat.v1.control_forms import enable_control_flow_v2 as enable_control_flow_v2
    from ...compat.v1.control_forms import while_loop as while_loop
    from ...compat.v1.default_graph import disable_eager_execution as disable_eager_execution
    from ...compat.v1.default_graph import disable_v2_behavior as disable_v2_behavior
    from ...compat.v1.default_graph import enable_eager_execution as enable_eager_execution
    from ...compat.v1.default_graph import enable_v2_behavior as enable_v2_behavior
    from ...compat.v1.default_graph import executing_eagerly as executing_eagerly
    from ...compat.v1.default_graph import get_default_graph as get_default_graph
    from ...compat.v1.default_graph import placeholder as placeholder
    from ...compat.v1.default_graph import placeholder_with_default as placeholder_with_default
    from ...compat.v1.default_graph import reset_default_graph as reset_default_graph
    from ...compat.v1.graph_files import import_graph_def as import_graph_def
    from ...compat.v1.placing import colocate_with as colocate_with
    from ...compat.v1.placing import container as container
    from ...compat.v1.placing import fixed_size_partitioner as fixed_size_partitioner
    from ...compat.v1.placing import make_ndarray as make_ndarray
    from ...compat.v1.placing import make_tensor_proto as make_tensor_proto
    from ...compat.v1.placing import min_max_variable_partitioner as min_max_variable_partitioner
    from ...compat.v1.placing import op_scope as op_scope
    from ...compat.v1.placing import variable_axis_size_partitioner as variable_axis_size_partitioner
    from ...compat.v1.readers import FixedLengthRecordReader as FixedLengthRecordReader
    from ...compat.v1.readers import IdentityReader as IdentityReader
    from ...compat.v1.readers import ReaderBase as ReaderBase
    from ...compat.v1.readers import TFRecordReader as TFRecordReader
    from ...compat.v1.readers import TextLineReader as TextLineReader
    from ...compat.v1.readers import WholeFileReader as WholeFileReader
    from ...compat.v1.reductions import arg_max as arg_max
    from ...compat.v1.reductions import arg_min as arg_min
    from ...compat.v1.reductions import argmax as argmax
    from ...compat.v1.reductions import argmin as argmin
    from ...compat.v1.reductions import reduce_all as reduce_all
    from ...compat.v1.reductions import reduce_any as reduce_any
    from ...compat.v1.reductions import reduce_logsumexp as reduce_logsumexp
    from ...compat.v1.reductions import reduce_max as reduce_max
    from ...compat.v1.reductions import reduce_mean as reduce_mean
    from ...compat.v1.reductions import reduce_min as reduce_min
    from ...compat.v1.reductions import reduce_prod as reduce_prod
    from ...compat.v1.reductions import reduce_sum as reduce_sum
    from ...compat.v1.session import InteractiveSession as InteractiveSession
    from ...compat.v1.session import Session as Session
    from ...compat.v1.session import get_default_session as get_default_session
    from ...compat.v1.sparse_forms import serialize_many_sparse as serialize_many_sparse
    from ...compat.v1.sparse_forms import serialize_sparse as serialize_sparse
    from ...compat.v1.sparse_forms import sparse_add as sparse_add
    from ...compat.v1.sparse_forms import sparse_concat as sparse_concat
    from ...compat.v1.sparse_forms import sparse_matmul as sparse_matmul
    from ...compat.v1.sparse_forms import sparse_placeholder as sparse_placeholder
    from ...compat.v1.sparse_forms import sparse_reduce_max as sparse_reduce_max
    from ...compat.v1.sparse_forms import sparse_reduce_max_sparse as sparse_reduce_max_sparse
    from ...compat.v1.sparse_forms import sparse_reduce_sum as sparse_reduce_sum
    from ...compat.v1.sparse_forms import sparse_reduce_sum_sparse as sparse_reduce_sum_sparse
    from ...compat.v1.sparse_forms import sparse_segment_mean as sparse_segment_mean
    from ...compat.v1.sparse_forms import sparse_segment_sqrt_n as sparse_segment_sqrt_n
    from ...compat.v1.sparse_forms import sparse_segment_sum as sparse_segment_sum
    from ...compat.v1.sparse_forms import sparse_split as sparse_split
    from ...compat.v1.string_forms import decode_csv as decode_csv
    from ...compat.v1.string_forms import decode_raw as decode_raw
    from ...compat.v1.string_forms import reduce_join as reduce_join
    from ...compat.v1.string_forms import string_split as string_split
    from ...compat.v1.string_forms import substr as substr
    from ...compat.v1.string_forms import to_hash_bucket as string_to_hash_bucket
    from ...compat.v1.string_forms import to_number as string_to_number
    from ...compat.v1.switches import add_check_numerics_ops as add_check_numerics_ops
    from ...compat.v1.switches import dimension_at_index as dimension_at_index
    from ...compat.v1.switches import dimension_value as dimension_value
    from ...compat.v1.switches import disable_tensor_equality as disable_tensor_equality
    from ...compat.v1.switches import enable_tensor_equality as enable_tensor_equality
    from ...compat.v1.switches import executing_eagerly_outside_functions as executing_eagerly_outside_functions
    from ...compat.v1.switches import tables_initializer as tables_initializer
    from ...compat.v1.switches import tables_initializer as initialize_all_tables
    from ...compat.v1.wrapping import wrap_function as wrap_function
    from ...data.spec import OptionalSpec as OptionalSpec
    from ...graph.cond import case as case
    from ...graph.cond import switch_case as switch_case
    from ...graph.mapping import foldl as foldl
    from ...graph.mapping import foldr as foldr
    from ...graph.mapping import map_fn as map_fn
    from ...graph.mapping import scan as scan
    from ...graph.mapping import vectorized_map as vectorized_map
    from ...graph.ordering import control_dependencies as control_dependencies
    from ...graph.ordering import group as group
    from ...graph.ordering import init_scope as init_scope
    from ...graph.ordering import no_op as no_op
    from ...graph.tensor_array import TensorArray as TensorArray
    from ...graph.tensor_array import TensorArraySpec as TensorArraySpec
    from ...graph.values import get_current_name_scope as get_current_name_scope
    from ...graph.values import get_static_value as get_static_value
    from ...graph.values import inside_function as inside_function
    from ...graph.values import is_symbolic_tensor as is_symbolic_tensor
    from ...graph.values import tuple as tuple
    from ...initializers.v1 import ConstantV1 as constant_initializer
    from ...initializers.v1 import GlorotNormalV1 as glorot_normal_initializer
    from ...initializers.v1 import GlorotUniformV1 as glorot_uniform_initializer
    from ...initializers.v1 import OnesV1 as ones_initializer
    from ...initializers.v1 import OrthogonalV1 as orthogonal_initializer
    from ...initializers.v1 import RandomNormalV1 as random_normal_initializer
    from ...initializers.v1 import RandomUniformV1 as random_uniform_initializer
    from ...initializers.v1 import TruncatedNormalV1 as truncated_normal_initializer
    from ...initializers.v1 import UniformUnitScaling as uniform_unit_scaling_initializer
    from ...initializers.v1 import VarianceScalingV1 as variance_scaling_initializer
    from ...initializers.v1 import ZerosV1 as zeros_initializer
    from ...messages.config import ConfigProto as ConfigProto
    from ...messages.config import GPUOptions as GPUOptions
    from ...messages.config import GraphOptions as GraphOptions
    from ...messages.config import OptimizerOptions as OptimizerOptions
    from ...messages.config import RunMetadata as RunMetadata
    from ...messages.config import RunOptions as RunOptions
    from ...messages.summary import Event as Event
    from ...messages.summary import HistogramProto as HistogramProto
    from ...messages.summary import LogMessage as LogMessage
    from ...messages.summary import SessionLog as SessionLog
    from ...messages.summary import Summary as Summary
    from ...messages.summary import SummaryMetadata as SummaryMetadata
    from ...module import Module as Module
    from ...ops.arrays.blocks import _to_space as batch_to_space_nd
    from ...ops.arrays.blocks import batch_to_space_v1 as batch_to_space
    from ...ops.arrays.blocks import depth_to_space_v1 as depth_to_space
    from ...ops.arrays.blocks import required_space_to_batch_paddings as required_space_to_batch_paddings
    from ...ops.arrays.blocks import space_to_batch as space_to_batch_nd
    from ...ops.arrays.blocks import space_to_batch_v1 as space_to_batch
    from ...ops.arrays.blocks import space_to_depth_v1 as space_to_depth
    from ...ops.arrays.index_shuffle import random_index_shuffle as random_index_shuffle
    from ...ops.arrays.largest import approx_top_k as approx_top_k
    from ...ops.arrays.partitioning import dynamic_partition as dynamic_partition
    from ...ops.arrays.partitioning import dynamic_stitch as dynamic_stitch
    from ...ops.arrays.partitioning import parallel_stack as parallel_stack
    from ...ops.arrays.scatter_extremes import batch_gather as batch_gather
    from ...ops.arrays.scatter_extremes import sparse_to_dense as sparse_to_dense
    from ...ops.arrays.scatter_extremes import tensor_scatter_nd_max as tensor_scatter_nd_max
    from ...ops.arrays.scatter_extremes import tensor_scatter_nd_min as tensor_scatter_nd_min
    from ...ops.arrays.scattering import scatter_nd as scatter_nd
    from ...ops.arrays.scattering import tensor_scatter_nd_add as tensor_scatter_nd_add
    from ...ops.arrays.scattering import tensor_scatter_nd_add as tensor_scatter_add
    from ...ops.arrays.scattering import tensor_scatter_nd_sub as tensor_scatter_nd_sub
    from ...ops.arrays.scattering import tensor_scatter_nd_sub as tensor_scatter_sub
    from ...ops.arrays.scattering import tensor_scatter_nd_update as tensor_scatter_nd_update
    from ...ops.arrays.scattering import tensor_scatter_nd_update as tensor_scatter_update
    from ...ops.arrays.sequences import searchsorted as searchsorted
    from ...ops.arrays.sequences import sequence_mask as sequence_mask
    from ...ops.arrays.sets import edit_distance as edit_distance
    from ...ops.arrays.setting_diagonals import set_diag as matrix_set_diag
    from ...ops.arrays.setting_diagonals import tensor_diag as diag
    from ...ops.arrays.setting_diagonals import tensor_diag_part as diag_part
    from ...ops.arrays.several import broadcast_dynamic_shape as broadcast_dynamic_shape
    from ...ops.arrays.several import broadcast_static_shape as broadcast_static_shape
    from ...ops.arrays.several import guarantee_const as guarantee_const
    from ...ops.arrays.several import identity_n as identity_n
    from ...ops.arrays.several import shape_n as shape_n
    from ...ops.arrays.sorting import argsort as argsort
    from ...ops.arrays.sorting import sort as sort
    from ...ops.arrays.uniques import setdiff1d as setdiff1d
    from ...ops.arrays.uniques import unique as unique
    from ...ops.arrays.uniques import unique_with_counts as unique_with_counts
    from ...ops.arrays.uniques import unravel_index as unravel_index
    from ...ops.checks.asserts import Assert as Assert
    from ...ops.checks.asserts import check_numerics as check_numerics
    from ...ops.checks.printing import Print as Print
    from ...ops.checks.printing import print as print
    from ...ops.checks.static_asserts import assert_integer as assert_integer
    from ...ops.checks.static_asserts import assert_proper_iterable as assert_proper_iterable
    from ...ops.checks.static_asserts import assert_same_float_dtype as assert_same_float_dtype
    from ...ops.checks.static_asserts import assert_type as assert_type
    from ...ops.checks.static_asserts import is_numeric_tensor as is_numeric_tensor
    from ...ops.elementwise.numeric import is_non_decreasing as is_non_decreasing
    from ...ops.elementwise.numeric import is_strictly_increasing as is_strictly_increasing
    from ...ops.files.example_parsing import FixedLenFeature as FixedLenFeature
    from ...ops.files.example_parsing import FixedLenSequenceFeature as FixedLenSequenceFeature
    from ...ops.files.example_parsing import VarLenFeature as VarLenFeature
    from ...ops.files.example_parsing import parse_example_v1 as parse_example
    from ...ops.files.example_parsing import parse_single_example_v1 as parse_single_example
    from ...ops.files.tensor_bytes import decode_base64 as decode_base64
    from ...ops.files.tensor_bytes import encode_base64 as encode_base64
    from ...ops.files.tensor_bytes import parse_tensor as parse_tensor
    from ...ops.files.tensor_bytes import serialize_tensor as serialize_tensor
    from ...ops.files.whole_files import matching_files as matching_files
    from ...ops.files.whole_files import read_file as read_file
    from ...ops.files.whole_files import write_file as write_file
    from ...ops.images.at_random import random_crop as random_crop
    from ...ops.images.patches import extract_image_patches as extract_image_patches
    from ...ops.images.patches import extract_volume_patches as extract_volume_patches
    from ...ops.linalg.determinants import det as matrix_determinant
    from ...ops.linalg.eigenvalues import eig as eig
    from ...ops.linalg.eigenvalues import eigh as self_adjoint_eig
    from ...ops.linalg.eigenvalues import eigvals as eigvals
    from ...ops.linalg.eigenvalues import eigvalsh as self_adjoint_eigvals
    from ...ops.linalg.least_squares import cholesky_solve as cholesky_solve
    from ...ops.linalg.least_squares import lstsq as matrix_solve_ls
    from ...ops.linalg.matrix_functions import sqrtm as matrix_square_root
    from ...ops.linalg.vectors import cross as cross
    from ...ops.nn.fake_quant import fake_quant_with_min_max_args as fake_quant_with_min_max_args
    from ...ops.nn.fake_quant import fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient
    from ...ops.nn.fake_quant import fake_quant_with_min_max_vars as fake_quant_with_min_max_vars
    from ...ops.nn.fake_quant import fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient
    from ...ops.nn.fake_quant import fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel
    from ...ops.nn.fake_quant import fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient
    from ...ops.ragged.filling import ragged_fill_empty_rows as ragged_fill_empty_rows
    from ...ops.ragged.filling import ragged_fill_empty_rows_grad as ragged_fill_empty_rows_grad
    from ...ops.ragged.tensor import RaggedTensor as RaggedTensor
    from ...ops.ragged.tensor import RaggedTensorSpec as RaggedTensorSpec
    from ...ops.random.state import get_seed as get_seed
    from ...ops.random.state import set_seed as set_random_seed
    from ...ops.random.stateful import gamma as random_gamma
    from ...ops.random.stateful import multinomial as multinomial
    from ...ops.random.stateful import normal as random_normal
    from ...ops.random.stateful import poisson_v1 as random_poisson
    from ...ops.random.stateful import shuffle as random_shuffle
    from ...ops.random.stateful import truncated_normal as truncated_normal
    from ...ops.random.stateful import uniform as random_uniform
    from ...ops.reductions.clipping import clip_by_average_norm as clip_by_average_norm
    from ...ops.reductions.clipping import clip_by_global_norm as clip_by_global_norm
    from ...ops.reductions.clipping import clip_by_norm as clip_by_norm
    from ...ops.reductions.clipping import clip_by_value as clip_by_value
    from ...ops.reductions.clipping import global_norm as global_norm
    from ...ops.reductions.counting import bincount_v1 as bincount
    from ...ops.reductions.counting import confusion_matrix_v1 as confusion_matrix
    from ...ops.reductions.counting import histogram_fixed_width as histogram_fixed_width
    from ...ops.reductions.counting import histogram_fixed_width_bins as histogram_fixed_width_bins
    from ...ops.reductions.segments import segment_max as segment_max
    from ...ops.reductions.segments import segment_mean as segment_mean
    from ...ops.reductions.segments import segment_min as segment_min
    from ...ops.reductions.segments import segment_prod as segment_prod
    from ...ops.reductions.segments import segment_sum as segment_sum
    from ...ops.reductions.segments import unsorted_segment_max as unsorted_segment_max
    from ...ops.reductions.segments import unsorted_segment_mean as unsorted_segment_mean
    from ...ops.reductions.segments import unsorted_segment_min as unsorted_segment_min
    from ...ops.reductions.segments import unsorted_segment_prod as unsorted_segment_prod
    from ...ops.reductions.segments import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
    from ...ops.reductions.segments import unsorted_segment_sum as unsorted_segment_sum
    from ...ops.signal.fourier import fftnd as fftnd
    from ...ops.signal.fourier import ifftnd as ifftnd
    from ...ops.signal.fourier import irfftnd as irfftnd
    from ...ops.signal.fourier import rfftnd as rfftnd
    from ...ops.signal.spectral import fft as fft
    from ...ops.signal.spectral import fft2d as fft2d
    from ...ops.signal.spectral import fft3d as fft3d
    from ...ops.signal.spectral import ifft as ifft
    from ...ops.signal.spectral import ifft2d as ifft2d
    from ...ops.signal.spectral import ifft3d as ifft3d
    from ...ops.sparse.arithmetic import maximum as sparse_maximum
    from ...ops.sparse.arithmetic import minimum as sparse_minimum
    from ...ops.sparse.arithmetic import softmax as sparse_softmax
    from ...ops.sparse.arithmetic import sparse_dense_matmul as sparse_tensor_dense_matmul
    from ...ops.sparse.as_strings import deserialize_many_sparse as deserialize_many_sparse
    from ...ops.sparse.joining import fill_empty_rows as sparse_fill_empty_rows
    from ...ops.sparse.joining import mask as sparse_mask
    from ...ops.sparse.joining import retain as sparse_retain
    from ...ops.sparse.joining import slice_ as sparse_slice
    from ...ops.sparse.places import merge as sparse_merge
    from ...ops.sparse.places import reorder as sparse_reorder
    from ...ops.sparse.places import reset_shape as sparse_reset_shape
    from ...ops.sparse.places import reshape as sparse_reshape
    from ...ops.sparse.places import to_dense as sparse_tensor_to_dense
    from ...ops.sparse.places import to_indicator as sparse_to_indicator
    from ...ops.sparse.places import transpose as sparse_transpose
    from ...ops.sparse.tensor import SparseTensor as SparseTensor
    from ...ops.sparse.tensor import SparseTensorSpec as SparseTensorSpec
    from ...ops.sparse.tensor import SparseTensorValue as SparseTensorValue
    from ...ops.sparse.tensor import convert_to_tensor_or_sparse_tensor as convert_to_tensor_or_sparse_tensor
    from ...ops.special.error_function import erf as erf
    from ...ops.special.error_function import erfc as erfc
    from ...ops.special.gamma_functions import digamma as digamma
    from ...ops.special.gamma_functions import lbeta as lbeta
    from ...ops.special.gamma_functions import lgamma as lgamma
    from ...ops.special.gamma_functions import polygamma as polygamma
    from ...ops.special.gamma_functions import zeta as zeta
    from ...ops.special.incomplete import betainc as betainc
    from ...ops.special.incomplete import igamma as igamma
    from ...ops.special.incomplete import igammac as igammac
    from ...ops.strings.elementwise import strip as string_strip
    from ...ops.strings.hash import fingerprint as fingerprint
    from ...ops.strings.hash import to_hash_bucket_fast as string_to_hash_bucket_fast
    from ...ops.strings.hash import to_hash_bucket_strong as string_to_hash_bucket_strong
    from ...ops.strings.joining import join as string_join
    from ...ops.strings.numbers import as_string as as_string
    from ...ops.strings.regex import regex_replace as regex_replace
    from ...queues.queue import FIFOQueue as FIFOQueue
    from ...queues.queue import PaddingFIFOQueue as PaddingFIFOQueue
    from ...queues.queue import PriorityQueue as PriorityQueue
    from ...queues.queue import QueueBase as QueueBase
    from ...queues.queue import RandomShuffleQueue as RandomShuffleQueue
    from ...variables.creators import variable_creator_scope as variable_creator_scope
    from ...variables.get import get_local_variable as get_local_variable
    from ...variables.get import get_variable as get_variable
    from ...variables.initialize import assert_variables_initialized as assert_variables_initialized
    from ...variables.initialize import global_variables_initializer as global_variables_initializer
    from ...variables.initialize import initialize_all_variables as initialize_all_variables
    from ...variables.initialize import initialize_local_variables as initialize_local_variables
    from ...variables.initialize import initialize_variables as initialize_variables
    from ...variables.initialize import is_variable_initialized as is_variable_initialized
    from ...variables.initialize import local_variables_initializer as local_variables_initializer
    from ...variables.initialize import report_uninitialized_variables as report_uninitialized_variables
    from ...variables.initialize import variables_initializer as variables_initializer
    from ...variables.kinds import VariableAggregation as VariableAggregation
    from ...variables.kinds import VariableSynchronization as VariableSynchronization
    from ...variables.notebook import notebook_mode as notebook_mode
    from ...variables.scatters import batch_scatter_update as batch_scatter_update
    from ...variables.scatters import scatter_add as scatter_add
    from ...variables.scatters import scatter_div as scatter_div
    from ...variables.scatters import scatter_max as scatter_max
    from ...variables.scatters import scatter_min as scatter_min
    from ...variables.scatters import scatter_mul as scatter_mul
    from ...variables.scatters import scatter_nd_add as scatter_nd_add
    from ...variables.scatters import scatter_nd_sub as scatter_nd_sub
    from ...variables.scatters import scatter_nd_update as scatter_nd_update
    from ...variables.scatters import scatter_sub as scatter_sub
    from ...variables.scatters import scatter_update as scatter_update
    from ...variables.template import make_template as make_template
    from ...variables.variable_v1 import VariableV1 as Variable
    from ...variables.variable_v1 import assign as assign
    from ...variables.variable_v1 import assign_add as assign_add
    from ...variables.variable_v1 import assign_sub as assign_sub
    from ...variables.variable_v1 import count_up_to as count_up_to
    from ...variables.variable_v1 import disable_resource_variables as disable_resource_variables
    from ...variables.variable_v1 import enable_resource_variables as enable_resource_variables
    from ...variables.variable_v1 import resource_variables_enabled as resource_variables_enabled
    from . import app as app
    from . import audio as audio
    from . import autodiff as autodiff
    from . import autograph as autograph
    from . import bitwise as bitwise
    from . import config as config
    from . import data as data
    from . import debugging as debugging
    from . import dtypes as dtypes
    from . import experimental as experimental
    from . import flags as flags
    from . import gfile as gfile
    from . import graph_util as graph_util
    from . import image as image
    from . import initializers as initializers
    from . import io as io
    from . import keras as keras
    from . import layers as layers
    from . import linalg as linalg
    from . import logging as logging
    from . import lookup as lookup
    from . import losses as losses
    from . import manip as manip
    from . import math as math
    from . import metrics as metrics
    from . import nn as nn
    from . import optimizers as optimizers
    from . import python_io as python_io
    from . import quantization as quantization
    from . import queue as queue
    from . import ragged as ragged
    from . import random as random
    from . import sets as sets
    from . import signal as signal
    from . import sparse as sparse
    from . import spectral as spectral
    from . import strings as strings
    from . import summary as summary
    from . import test as test
    from . import train as train
    from . import types as types
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Assert": "ops.checks.asserts",
        "ConfigProto": "messages.config",
        "DeviceSpec": "backend.device_spec",
        "Event": "messages.summary",
        "FIFOQueue": "queues.queue",
        "FixedLenFeature": "ops.files.example_parsing",
        "FixedLenSequenceFeature": "ops.files.example_parsing",
        "FixedLengthRecordReader": "compat.v1.readers",
        "GPUOptions": "messages.config",
        "GradientTape": "autodiff.tape",
        "GraphOptions": "messages.config",
        "HistogramProto": "messages.summary",
        "IdentityReader": "compat.v1.readers",
        "InteractiveSession": "compat.v1.session",
        "LogMessage": "messages.summary",
        "Module": "module",
        "OptimizerOptions": "messages.config",
        "OptionalSpec": "data.spec",
        "PaddingFIFOQueue": "queues.queue",
        "Print": "ops.checks.printing",
        "PriorityQueue": "queues.queue",
        "QueueBase": "queues.queue",
        "RaggedTensor": "ops.ragged.tensor",
        "RaggedTensorSpec": "ops.ragged.tensor",
        "RandomShuffleQueue": "queues.queue",
        "ReaderBase": "compat.v1.readers",
        "RunMetadata": "messages.config",
        "RunOptions": "messages.config",
        "Session": "compat.v1.session",
        "SessionLog": "messages.summary",
        "SparseTensor": "ops.sparse.tensor",
        "SparseTensorSpec": "ops.sparse.tensor",
        "SparseTensorValue": "ops.sparse.tensor",
        "Summary": "messages.summary",
        "SummaryMetadata": "messages.summary",
        "TFRecordReader": "compat.v1.readers",
        "TensorArray": "graph.tensor_array",
        "TensorArraySpec": "graph.tensor_array",
        "TextLineReader": "compat.v1.readers",
        "VarLenFeature": "ops.files.example_parsing",
        "Variable": "variables.variable_v1:VariableV1",
        "VariableAggregation": "variables.kinds",
        "VariableSynchronization": "variables.kinds",
        "WholeFileReader": "compat.v1.readers",
        "add_check_numerics_ops": "compat.v1.switches",
        "approx_top_k": "ops.arrays.largest",
        "arg_max": "compat.v1.reductions",
        "arg_min": "compat.v1.reductions",
        "argmax": "compat.v1.reductions",
        "argmin": "compat.v1.reductions",
        "argsort": "ops.arrays.sorting",
        "as_string": "ops.strings.numbers",
        "assert_equal": "compat.v1.assert_forms",
        "assert_greater": "compat.v1.assert_forms",
        "assert_greater_equal": "compat.v1.assert_forms",
        "assert_integer": "ops.checks.static_asserts",
        "assert_less": "compat.v1.assert_forms",
        "assert_less_equal": "compat.v1.assert_forms",
        "assert_near": "compat.v1.assert_forms",
        "assert_negative": "compat.v1.assert_forms",
        "assert_non_negative": "compat.v1.assert_forms",
        "assert_non_positive": "compat.v1.assert_forms",
        "assert_none_equal": "compat.v1.assert_forms",
        "assert_positive": "compat.v1.assert_forms",
        "assert_proper_iterable": "ops.checks.static_asserts",
        "assert_rank": "compat.v1.assert_forms",
        "assert_rank_at_least": "compat.v1.assert_forms",
        "assert_rank_in": "compat.v1.assert_forms",
        "assert_same_float_dtype": "ops.checks.static_asserts",
        "assert_scalar": "compat.v1.assert_forms",
        "assert_type": "ops.checks.static_asserts",
        "assert_variables_initialized": "variables.initialize",
        "assign": "variables.variable_v1",
        "assign_add": "variables.variable_v1",
        "assign_sub": "variables.variable_v1",
        "batch_gather": "ops.arrays.scatter_extremes",
        "batch_scatter_update": "variables.scatters",
        "batch_to_space": "ops.arrays.blocks:batch_to_space_v1",
        "batch_to_space_nd": "ops.arrays.blocks:_to_space",
        "betainc": "ops.special.incomplete",
        "bincount": "ops.reductions.counting:bincount_v1",
        "boolean_mask": "compat.v1.array_forms",
        "broadcast_dynamic_shape": "ops.arrays.several",
        "broadcast_static_shape": "ops.arrays.several",
        "case": "graph.cond",
        "check_numerics": "ops.checks.asserts",
        "cholesky_solve": "ops.linalg.least_squares",
        "clip_by_average_norm": "ops.reductions.clipping",
        "clip_by_global_norm": "ops.reductions.clipping",
        "clip_by_norm": "ops.reductions.clipping",
        "clip_by_value": "ops.reductions.clipping",
        "colocate_with": "compat.v1.placing",
        "cond": "compat.v1.control_forms",
        "confusion_matrix": "ops.reductions.counting:confusion_matrix_v1",
        "constant": "compat.v1.array_forms",
        "constant_initializer": "initializers.v1:ConstantV1",
        "container": "compat.v1.placing",
        "control_dependencies": "graph.ordering",
        "control_flow_v2_enabled": "compat.v1.control_forms",
        "convert_to_tensor": "compat.v1.array_forms",
        "convert_to_tensor_or_sparse_tensor": "ops.sparse.tensor",
        "count_nonzero": "compat.v1.array_forms",
        "count_up_to": "variables.variable_v1",
        "cross": "ops.linalg.vectors",
        "decode_base64": "ops.files.tensor_bytes",
        "decode_csv": "compat.v1.string_forms",
        "decode_raw": "compat.v1.string_forms",
        "depth_to_space": "ops.arrays.blocks:depth_to_space_v1",
        "deserialize_many_sparse": "ops.sparse.as_strings",
        "diag": "ops.arrays.setting_diagonals:tensor_diag",
        "diag_part": "ops.arrays.setting_diagonals:tensor_diag_part",
        "digamma": "ops.special.gamma_functions",
        "dimension_at_index": "compat.v1.switches",
        "dimension_value": "compat.v1.switches",
        "disable_control_flow_v2": "compat.v1.control_forms",
        "disable_eager_execution": "compat.v1.default_graph",
        "disable_resource_variables": "variables.variable_v1",
        "disable_tensor_equality": "compat.v1.switches",
        "disable_v2_behavior": "compat.v1.default_graph",
        "dynamic_partition": "ops.arrays.partitioning",
        "dynamic_stitch": "ops.arrays.partitioning",
        "edit_distance": "ops.arrays.sets",
        "eig": "ops.linalg.eigenvalues",
        "eigvals": "ops.linalg.eigenvalues",
        "enable_control_flow_v2": "compat.v1.control_forms",
        "enable_eager_execution": "compat.v1.default_graph",
        "enable_resource_variables": "variables.variable_v1",
        "enable_tensor_equality": "compat.v1.switches",
        "enable_v2_behavior": "compat.v1.default_graph",
        "encode_base64": "ops.files.tensor_bytes",
        "erf": "ops.special.error_function",
        "erfc": "ops.special.error_function",
        "executing_eagerly": "compat.v1.default_graph",
        "executing_eagerly_outside_functions": "compat.v1.switches",
        "expand_dims": "compat.v1.array_forms",
        "extract_image_patches": "ops.images.patches",
        "extract_volume_patches": "ops.images.patches",
        "fake_quant_with_min_max_args": "ops.nn.fake_quant",
        "fake_quant_with_min_max_args_gradient": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_gradient": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_per_channel": "ops.nn.fake_quant",
        "fake_quant_with_min_max_vars_per_channel_gradient": "ops.nn.fake_quant",
        "fft": "ops.signal.spectral",
        "fft2d": "ops.signal.spectral",
        "fft3d": "ops.signal.spectral",
        "fftnd": "ops.signal.fourier",
        "fingerprint": "ops.strings.hash",
        "fixed_size_partitioner": "compat.v1.placing",
        "foldl": "graph.mapping",
        "foldr": "graph.mapping",
        "gather": "compat.v1.array_forms",
        "gather_nd": "compat.v1.array_forms",
        "get_current_name_scope": "graph.values",
        "get_default_graph": "compat.v1.default_graph",
        "get_default_session": "compat.v1.session",
        "get_local_variable": "variables.get",
        "get_seed": "ops.random.state",
        "get_static_value": "graph.values",
        "get_variable": "variables.get",
        "global_norm": "ops.reductions.clipping",
        "global_variables_initializer": "variables.initialize",
        "glorot_normal_initializer": "initializers.v1:GlorotNormalV1",
        "glorot_uniform_initializer": "initializers.v1:GlorotUniformV1",
        "grad": "autodiff.functional",
        "gradients": "compat.v1.array_forms",
        "group": "graph.ordering",
        "guarantee_const": "ops.arrays.several",
        "hessian": "autodiff.functional",
        "hessians": "compat.v1.array_forms",
        "histogram_fixed_width": "ops.reductions.counting",
        "histogram_fixed_width_bins": "ops.reductions.counting",
        "hvp": "autodiff.functional",
        "identity_n": "ops.arrays.several",
        "ifft": "ops.signal.spectral",
        "ifft2d": "ops.signal.spectral",
        "ifft3d": "ops.signal.spectral",
        "ifftnd": "ops.signal.fourier",
        "igamma": "ops.special.incomplete",
        "igammac": "ops.special.incomplete",
        "import_graph_def": "compat.v1.graph_files",
        "init_scope": "graph.ordering",
        "initialize_all_tables": "compat.v1.switches:tables_initializer",
        "initialize_all_variables": "variables.initialize",
        "initialize_local_variables": "variables.initialize",
        "initialize_variables": "variables.initialize",
        "inside_function": "graph.values",
        "irfftnd": "ops.signal.fourier",
        "is_non_decreasing": "ops.elementwise.numeric",
        "is_numeric_tensor": "ops.checks.static_asserts",
        "is_strictly_increasing": "ops.elementwise.numeric",
        "is_symbolic_tensor": "graph.values",
        "is_variable_initialized": "variables.initialize",
        "jacobian": "autodiff.functional",
        "jvp": "autodiff.functional",
        "lbeta": "ops.special.gamma_functions",
        "lgamma": "ops.special.gamma_functions",
        "local_variables_initializer": "variables.initialize",
        "make_ndarray": "compat.v1.placing",
        "make_template": "variables.template",
        "make_tensor_proto": "compat.v1.placing",
        "map_fn": "graph.mapping",
        "matching_files": "ops.files.whole_files",
        "matrix_determinant": "ops.linalg.determinants:det",
        "matrix_set_diag": "ops.arrays.setting_diagonals:set_diag",
        "matrix_solve_ls": "ops.linalg.least_squares:lstsq",
        "matrix_square_root": "ops.linalg.matrix_functions:sqrtm",
        "min_max_variable_partitioner": "compat.v1.placing",
        "multinomial": "ops.random.stateful",
        "no_op": "graph.ordering",
        "notebook_mode": "variables.notebook",
        "numpy_function": "autodiff.py_function",
        "ones_initializer": "initializers.v1:OnesV1",
        "ones_like": "compat.v1.array_forms",
        "op_scope": "compat.v1.placing",
        "orthogonal_initializer": "initializers.v1:OrthogonalV1",
        "pad": "compat.v1.array_forms",
        "parallel_stack": "ops.arrays.partitioning",
        "parse_example": "ops.files.example_parsing:parse_example_v1",
        "parse_single_example": "ops.files.example_parsing:parse_single_example_v1",
        "parse_tensor": "ops.files.tensor_bytes",
        "placeholder": "compat.v1.default_graph",
        "placeholder_with_default": "compat.v1.default_graph",
        "polygamma": "ops.special.gamma_functions",
        "print": "ops.checks.printing",
        "py_func": "autodiff.py_function",
        "py_function": "autodiff.py_function",
        "ragged_fill_empty_rows": "ops.ragged.filling",
        "ragged_fill_empty_rows_grad": "ops.ragged.filling",
        "random_crop": "ops.images.at_random",
        "random_gamma": "ops.random.stateful:gamma",
        "random_index_shuffle": "ops.arrays.index_shuffle",
        "random_normal": "ops.random.stateful:normal",
        "random_normal_initializer": "initializers.v1:RandomNormalV1",
        "random_poisson": "ops.random.stateful:poisson_v1",
        "random_shuffle": "ops.random.stateful:shuffle",
        "random_uniform": "ops.random.stateful:uniform",
        "random_uniform_initializer": "initializers.v1:RandomUniformV1",
        "read_file": "ops.files.whole_files",
        "recompute_grad": "autodiff.recompute",
        "reduce_all": "compat.v1.reductions",
        "reduce_any": "compat.v1.reductions",
        "reduce_join": "compat.v1.string_forms",
        "reduce_logsumexp": "compat.v1.reductions",
        "reduce_max": "compat.v1.reductions",
        "reduce_mean": "compat.v1.reductions",
        "reduce_min": "compat.v1.reductions",
        "reduce_prod": "compat.v1.reductions",
        "reduce_sum": "compat.v1.reductions",
        "regex_replace": "ops.strings.regex",
        "report_uninitialized_variables": "variables.initialize",
        "required_space_to_batch_paddings": "ops.arrays.blocks",
        "reset_default_graph": "compat.v1.default_graph",
        "resource_variables_enabled": "variables.variable_v1",
        "reverse_sequence": "compat.v1.array_forms",
        "rfftnd": "ops.signal.fourier",
        "scan": "graph.mapping",
        "scatter_add": "variables.scatters",
        "scatter_div": "variables.scatters",
        "scatter_max": "variables.scatters",
        "scatter_min": "variables.scatters",
        "scatter_mul": "variables.scatters",
        "scatter_nd": "ops.arrays.scattering",
        "scatter_nd_add": "variables.scatters",
        "scatter_nd_sub": "variables.scatters",
        "scatter_nd_update": "variables.scatters",
        "scatter_sub": "variables.scatters",
        "scatter_update": "variables.scatters",
        "searchsorted": "ops.arrays.sequences",
        "segment_max": "ops.reductions.segments",
        "segment_mean": "ops.reductions.segments",
        "segment_min": "ops.reductions.segments",
        "segment_prod": "ops.reductions.segments",
        "segment_sum": "ops.reductions.segments",
        "self_adjoint_eig": "ops.linalg.eigenvalues:eigh",
        "self_adjoint_eigvals": "ops.linalg.eigenvalues:eigvalsh",
        "sequence_mask": "ops.arrays.sequences",
        "serialize_many_sparse": "compat.v1.sparse_forms",
        "serialize_sparse": "compat.v1.sparse_forms",
        "serialize_tensor": "ops.files.tensor_bytes",
        "set_random_seed": "ops.random.state:set_seed",
        "setdiff1d": "ops.arrays.uniques",
        "shape": "compat.v1.array_forms",
        "shape_n": "ops.arrays.several",
        "size": "compat.v1.array_forms",
        "sort": "ops.arrays.sorting",
        "space_to_batch": "ops.arrays.blocks:space_to_batch_v1",
        "space_to_batch_nd": "ops.arrays.blocks:space_to_batch",
        "space_to_depth": "ops.arrays.blocks:space_to_depth_v1",
        "sparse_add": "compat.v1.sparse_forms",
        "sparse_concat": "compat.v1.sparse_forms",
        "sparse_fill_empty_rows": "ops.sparse.joining:fill_empty_rows",
        "sparse_mask": "ops.sparse.joining:mask",
        "sparse_matmul": "compat.v1.sparse_forms",
        "sparse_maximum": "ops.sparse.arithmetic:maximum",
        "sparse_merge": "ops.sparse.places:merge",
        "sparse_minimum": "ops.sparse.arithmetic:minimum",
        "sparse_placeholder": "compat.v1.sparse_forms",
        "sparse_reduce_max": "compat.v1.sparse_forms",
        "sparse_reduce_max_sparse": "compat.v1.sparse_forms",
        "sparse_reduce_sum": "compat.v1.sparse_forms",
        "sparse_reduce_sum_sparse": "compat.v1.sparse_forms",
        "sparse_reorder": "ops.sparse.places:reorder",
        "sparse_reset_shape": "ops.sparse.places:reset_shape",
        "sparse_reshape": "ops.sparse.places:reshape",
        "sparse_retain": "ops.sparse.joining:retain",
        "sparse_segment_mean": "compat.v1.sparse_forms",
        "sparse_segment_sqrt_n": "compat.v1.sparse_forms",
        "sparse_segment_sum": "compat.v1.sparse_forms",
        "sparse_slice": "ops.sparse.joining:slice_",
        "sparse_softmax": "ops.sparse.arithmetic:softmax",
        "sparse_split": "compat.v1.sparse_forms",
        "sparse_tensor_dense_matmul": "ops.sparse.arithmetic:sparse_dense_matmul",
        "sparse_tensor_to_dense": "ops.sparse.places:to_dense",
        "sparse_to_dense": "ops.arrays.scatter_extremes",
        "sparse_to_indicator": "ops.sparse.places:to_indicator",
        "sparse_transpose": "ops.sparse.places:transpose",
        "squeeze": "compat.v1.array_forms",
        "string_join": "ops.strings.joining:join",
        "string_split": "compat.v1.string_forms",
        "string_strip": "ops.strings.elementwise:strip",
        "string_to_hash_bucket": "compat.v1.string_forms:to_hash_bucket",
        "string_to_hash_bucket_fast": "ops.strings.hash:to_hash_bucket_fast",
        "string_to_hash_bucket_strong": "ops.strings.hash:to_hash_bucket_strong",
        "string_to_number": "compat.v1.string_forms:to_number",
        "substr": "compat.v1.string_forms",
        "switch_case": "graph.cond",
        "tables_initializer": "compat.v1.switches",
        "tensor_scatter_add": "ops.arrays.scattering:tensor_scatter_nd_add",
        "tensor_scatter_nd_add": "ops.arrays.scattering",
        "tensor_scatter_nd_max": "ops.arrays.scatter_extremes",
        "tensor_scatter_nd_min": "ops.arrays.scatter_extremes",
        "tensor_scatter_nd_sub": "ops.arrays.scattering",
        "tensor_scatter_nd_update": "ops.arrays.scattering",
        "tensor_scatter_sub": "ops.arrays.scattering:tensor_scatter_nd_sub",
        "tensor_scatter_update": "ops.arrays.scattering:tensor_scatter_nd_update",
        "timestamp": "autodiff.py_function",
        "transpose": "compat.v1.array_forms",
        "truncated_normal": "ops.random.stateful",
        "truncated_normal_initializer": "initializers.v1:TruncatedNormalV1",
        "tuple": "graph.values",
        "uniform_unit_scaling_initializer": "initializers.v1:UniformUnitScaling",
        "unique": "ops.arrays.uniques",
        "unique_with_counts": "ops.arrays.uniques",
        "unravel_index": "ops.arrays.uniques",
        "unsorted_segment_max": "ops.reductions.segments",
        "unsorted_segment_mean": "ops.reductions.segments",
        "unsorted_segment_min": "ops.reductions.segments",
        "unsorted_segment_prod": "ops.reductions.segments",
        "unsorted_segment_sqrt_n": "ops.reductions.segments",
        "unsorted_segment_sum": "ops.reductions.segments",
        "value_and_grad": "autodiff.functional",
        "variable_axis_size_partitioner": "compat.v1.placing",
        "variable_creator_scope": "variables.creators",
        "variables_initializer": "variables.initialize",
        "variance_scaling_initializer": "initializers.v1:VarianceScalingV1",
        "vectorized_map": "graph.mapping",
        "verify_tensor_all_finite": "compat.v1.assert_forms",
        "vjp": "autodiff.functional",
        "vmap": "autodiff.vmap",
        "while_loop": "compat.v1.control_forms",
        "wrap_function": "compat.v1.wrapping",
        "write_file": "ops.files.whole_files",
        "zeros_initializer": "initializers.v1:ZerosV1",
        "zeros_like": "compat.v1.array_forms",
        "zeta": "ops.special.gamma_functions",
    }, ("app", "audio", "autodiff", "autograph", "bitwise", "config", "data", "debugging", "dtypes", "experimental", "flags", "gfile", "graph_util", "image", "initializers", "io", "keras", "layers", "linalg", "logging", "lookup", "losses", "manip", "math", "metrics", "nn", "optimizers", "python_io", "quantization", "queue", "ragged", "random", "sets", "signal", "sparse", "spectral", "strings", "summary", "test", "train", "types",))


__all__ = [  # noqa: RUF022
    "errors",
    "nest",
    "UnconnectedGradients",
    "custom_gradient",
    "grad_pass_through",
    "device",
    "register_tensor_conversion_function",
    "dtype_policy",
    "Tensor",
    "TensorSpec",
    "TypeSpec",
    "type_spec_from_value",
    "DType",
    "as_dtype",
    "bfloat16",
    "bool",
    "complex128",
    "complex64",
    "double",
    "float16",
    "float32",
    "float64",
    "half",
    "int16",
    "int32",
    "int64",
    "int8",
    "resource",
    "string",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "variant",
    "OpError",
    "function",
    "Graph",
    "Operation",
    "AggregationMethod",
    "RegisterGradient",
    "no_gradient",
    "NotDifferentiable",
    "NoGradient",
    "get_logger",
    "AttrValue",
    "GraphDef",
    "MetaGraphDef",
    "NameAttrList",
    "NodeDef",
    "TensorProto",
    "TensorShapeProto",
    "ensure_shape",
    "fill",
    "identity",
    "ones",
    "rank",
    "stop_gradient",
    "zeros",
    "matrix_band_part",
    "matrix_diag",
    "matrix_diag_part",
    "trace",
    "newaxis",
    "slice",
    "strided_slice",
    "concat",
    "split",
    "stack",
    "unstack",
    "reverse",
    "reverse_v2",
    "roll",
    "eye",
    "linspace",
    "lin_space",
    "meshgrid",
    "range",
    "repeat",
    "tile",
    "one_hot",
    "where",
    "where_v2",
    "broadcast_to",
    "invert_permutation",
    "reshape",
    "IndexedSlices",
    "IndexedSlicesSpec",
    "convert_to_tensor_or_indexed_slices",
    "is_tensor",
    "bitcast",
    "cast",
    "saturate_cast",
    "to_bfloat16",
    "to_complex128",
    "to_complex64",
    "to_double",
    "to_float",
    "to_int32",
    "to_int64",
    "accumulate_n",
    "add",
    "add_n",
    "conj",
    "div",
    "divide",
    "truediv",
    "realdiv",
    "div_no_nan",
    "floordiv",
    "floor_div",
    "floormod",
    "mod",
    "multiply",
    "mul",
    "negative",
    "neg",
    "scalar_mul",
    "subtract",
    "sub",
    "truncatediv",
    "truncatemod",
    "equal",
    "greater",
    "greater_equal",
    "is_finite",
    "is_inf",
    "is_nan",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "not_equal",
    "abs",
    "angle",
    "complex",
    "imag",
    "real",
    "sign",
    "acosh",
    "asinh",
    "atanh",
    "cosh",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log_sigmoid",
    "sigmoid",
    "sinh",
    "tanh",
    "ceil",
    "floor",
    "maximum",
    "minimum",
    "rint",
    "round",
    "pow",
    "reciprocal",
    "rsqrt",
    "sqrt",
    "square",
    "squared_difference",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "sin",
    "tan",
    "cholesky",
    "qr",
    "svd",
    "einsum",
    "tensordot",
    "matmul",
    "matrix_transpose",
    "matrix_inverse",
    "matrix_solve",
    "matrix_triangular_solve",
    "norm",
    "cumprod",
    "cumsum",
    "Dimension",
    "TensorShape",
    "disable_v2_tensorshape",
    "enable_v2_tensorshape",
    "GraphKeys",
    "add_to_collection",
    "add_to_collections",
    "all_variables",
    "get_collection",
    "get_collection_ref",
    "global_variables",
    "local_variables",
    "model_variables",
    "moving_average_variables",
    "trainable_variables",
    "name_scope",
    "AUTO_REUSE",
    "VariableScope",
    "get_variable_scope",
    "no_regularizer",
    "variable_op_scope",
    "variable_scope",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "value_and_grad",
    "vjp",
    "numpy_function",
    "py_func",
    "py_function",
    "timestamp",
    "recompute_grad",
    "GradientTape",
    "vmap",
    "DeviceSpec",
    "boolean_mask",
    "constant",
    "convert_to_tensor",
    "count_nonzero",
    "expand_dims",
    "gather",
    "gather_nd",
    "gradients",
    "hessians",
    "ones_like",
    "pad",
    "reverse_sequence",
    "shape",
    "size",
    "squeeze",
    "transpose",
    "zeros_like",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_scalar",
    "verify_tensor_all_finite",
    "cond",
    "control_flow_v2_enabled",
    "disable_control_flow_v2",
    "enable_control_flow_v2",
    "while_loop",
    "disable_eager_execution",
    "disable_v2_behavior",
    "enable_eager_execution",
    "enable_v2_behavior",
    "executing_eagerly",
    "get_default_graph",
    "placeholder",
    "placeholder_with_default",
    "reset_default_graph",
    "import_graph_def",
    "colocate_with",
    "container",
    "fixed_size_partitioner",
    "make_ndarray",
    "make_tensor_proto",
    "min_max_variable_partitioner",
    "op_scope",
    "variable_axis_size_partitioner",
    "FixedLengthRecordReader",
    "IdentityReader",
    "ReaderBase",
    "TFRecordReader",
    "TextLineReader",
    "WholeFileReader",
    "arg_max",
    "arg_min",
    "argmax",
    "argmin",
    "reduce_all",
    "reduce_any",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_sum",
    "InteractiveSession",
    "Session",
    "get_default_session",
    "serialize_many_sparse",
    "serialize_sparse",
    "sparse_add",
    "sparse_concat",
    "sparse_matmul",
    "sparse_placeholder",
    "sparse_reduce_max",
    "sparse_reduce_max_sparse",
    "sparse_reduce_sum",
    "sparse_reduce_sum_sparse",
    "sparse_segment_mean",
    "sparse_segment_sqrt_n",
    "sparse_segment_sum",
    "sparse_split",
    "decode_csv",
    "decode_raw",
    "reduce_join",
    "string_split",
    "substr",
    "string_to_hash_bucket",
    "string_to_number",
    "add_check_numerics_ops",
    "dimension_at_index",
    "dimension_value",
    "disable_tensor_equality",
    "enable_tensor_equality",
    "executing_eagerly_outside_functions",
    "tables_initializer",
    "initialize_all_tables",
    "wrap_function",
    "OptionalSpec",
    "case",
    "switch_case",
    "foldl",
    "foldr",
    "map_fn",
    "scan",
    "vectorized_map",
    "control_dependencies",
    "group",
    "init_scope",
    "no_op",
    "TensorArray",
    "TensorArraySpec",
    "get_current_name_scope",
    "get_static_value",
    "inside_function",
    "is_symbolic_tensor",
    "tuple",
    "constant_initializer",
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "ones_initializer",
    "orthogonal_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "truncated_normal_initializer",
    "uniform_unit_scaling_initializer",
    "variance_scaling_initializer",
    "zeros_initializer",
    "ConfigProto",
    "GPUOptions",
    "GraphOptions",
    "OptimizerOptions",
    "RunMetadata",
    "RunOptions",
    "Event",
    "HistogramProto",
    "LogMessage",
    "SessionLog",
    "Summary",
    "SummaryMetadata",
    "Module",
    "batch_to_space_nd",
    "batch_to_space",
    "depth_to_space",
    "required_space_to_batch_paddings",
    "space_to_batch_nd",
    "space_to_batch",
    "space_to_depth",
    "random_index_shuffle",
    "approx_top_k",
    "dynamic_partition",
    "dynamic_stitch",
    "parallel_stack",
    "batch_gather",
    "sparse_to_dense",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "scatter_nd",
    "tensor_scatter_nd_add",
    "tensor_scatter_add",
    "tensor_scatter_nd_sub",
    "tensor_scatter_sub",
    "tensor_scatter_nd_update",
    "tensor_scatter_update",
    "searchsorted",
    "sequence_mask",
    "edit_distance",
    "matrix_set_diag",
    "diag",
    "diag_part",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "guarantee_const",
    "identity_n",
    "shape_n",
    "argsort",
    "sort",
    "setdiff1d",
    "unique",
    "unique_with_counts",
    "unravel_index",
    "Assert",
    "check_numerics",
    "Print",
    "print",
    "assert_integer",
    "assert_proper_iterable",
    "assert_same_float_dtype",
    "assert_type",
    "is_numeric_tensor",
    "is_non_decreasing",
    "is_strictly_increasing",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "VarLenFeature",
    "parse_example",
    "parse_single_example",
    "decode_base64",
    "encode_base64",
    "parse_tensor",
    "serialize_tensor",
    "matching_files",
    "read_file",
    "write_file",
    "random_crop",
    "extract_image_patches",
    "extract_volume_patches",
    "matrix_determinant",
    "eig",
    "self_adjoint_eig",
    "eigvals",
    "self_adjoint_eigvals",
    "cholesky_solve",
    "matrix_solve_ls",
    "matrix_square_root",
    "cross",
    "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient",
    "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient",
    "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient",
    "ragged_fill_empty_rows",
    "ragged_fill_empty_rows_grad",
    "RaggedTensor",
    "RaggedTensorSpec",
    "get_seed",
    "set_random_seed",
    "random_gamma",
    "multinomial",
    "random_normal",
    "random_poisson",
    "random_shuffle",
    "truncated_normal",
    "random_uniform",
    "clip_by_average_norm",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "global_norm",
    "bincount",
    "confusion_matrix",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "fftnd",
    "ifftnd",
    "irfftnd",
    "rfftnd",
    "fft",
    "fft2d",
    "fft3d",
    "ifft",
    "ifft2d",
    "ifft3d",
    "sparse_maximum",
    "sparse_minimum",
    "sparse_softmax",
    "sparse_tensor_dense_matmul",
    "deserialize_many_sparse",
    "sparse_fill_empty_rows",
    "sparse_mask",
    "sparse_retain",
    "sparse_slice",
    "sparse_merge",
    "sparse_reorder",
    "sparse_reset_shape",
    "sparse_reshape",
    "sparse_tensor_to_dense",
    "sparse_to_indicator",
    "sparse_transpose",
    "SparseTensor",
    "SparseTensorSpec",
    "SparseTensorValue",
    "convert_to_tensor_or_sparse_tensor",
    "erf",
    "erfc",
    "digamma",
    "lbeta",
    "lgamma",
    "polygamma",
    "zeta",
    "betainc",
    "igamma",
    "igammac",
    "string_strip",
    "fingerprint",
    "string_to_hash_bucket_fast",
    "string_to_hash_bucket_strong",
    "string_join",
    "as_string",
    "regex_replace",
    "FIFOQueue",
    "PaddingFIFOQueue",
    "PriorityQueue",
    "QueueBase",
    "RandomShuffleQueue",
    "variable_creator_scope",
    "get_local_variable",
    "get_variable",
    "assert_variables_initialized",
    "global_variables_initializer",
    "initialize_all_variables",
    "initialize_local_variables",
    "initialize_variables",
    "is_variable_initialized",
    "local_variables_initializer",
    "report_uninitialized_variables",
    "variables_initializer",
    "VariableAggregation",
    "VariableSynchronization",
    "notebook_mode",
    "batch_scatter_update",
    "scatter_add",
    "scatter_div",
    "scatter_max",
    "scatter_min",
    "scatter_mul",
    "scatter_nd_add",
    "scatter_nd_sub",
    "scatter_nd_update",
    "scatter_sub",
    "scatter_update",
    "make_template",
    "Variable",
    "assign",
    "assign_add",
    "assign_sub",
    "count_up_to",
    "disable_resource_variables",
    "enable_resource_variables",
    "resource_variables_enabled",
    "app",
    "audio",
    "autodiff",
    "autograph",
    "bitwise",
    "config",
    "data",
    "debugging",
    "dtypes",
    "experimental",
    "flags",
    "gfile",
    "graph_util",
    "image",
    "initializers",
    "io",
    "layers",
    "linalg",
    "logging",
    "lookup",
    "losses",
    "manip",
    "math",
    "metrics",
    "nn",
    "optimizers",
    "python_io",
    "quantization",
    "queue",
    "ragged",
    "random",
    "sets",
    "signal",
    "sparse",
    "spectral",
    "strings",
    "summary",
    "test",
    "train",
    "types",
]
