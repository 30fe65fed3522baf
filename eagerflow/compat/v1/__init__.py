"""The names of TensorFlow 1.x: `import eagerflow.compat.v1 as tf`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from . import bitwise as bitwise
from . import config as config
from . import initializers as initializers
from . import linalg as linalg
from . import manip as manip
from . import math as math
from . import nn as nn
from . import optimizers as optimizers
from . import random as random
from . import signal as signal
from . import spectral as spectral
from . import train as train
from . import types as types
from ... import dtypes as dtypes
from ... import errors as errors
from ... import nest as nest
from ...autodiff.tape import GradientTape as GradientTape
from ...autodiff.tape import UnconnectedGradients as UnconnectedGradients
from ...backend.devices import device as device
from ...compat.v1.default_graph import disable_eager_execution as disable_eager_execution
from ...compat.v1.default_graph import disable_v2_behavior as disable_v2_behavior
from ...compat.v1.default_graph import enable_eager_execution as enable_eager_execution
from ...compat.v1.default_graph import enable_v2_behavior as enable_v2_behavior
from ...compat.v1.default_graph import executing_eagerly as executing_eagerly
from ...compat.v1.default_graph import get_default_graph as get_default_graph
from ...compat.v1.default_graph import placeholder as placeholder
from ...compat.v1.default_graph import reset_default_graph as reset_default_graph
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
from ...core.tensor import Tensor as Tensor
from ...dtypes import DType as DType
from ...dtypes import as_dtype as as_dtype
from ...dtypes import bfloat16 as bfloat16
from ...dtypes import bool_ as bool
from ...dtypes import complex128 as complex128
from ...dtypes import complex64 as complex64
from ...dtypes import double as double
from ...dtypes import float16 as float16
from ...dtypes import float32 as float32
from ...dtypes import float64 as float64
from ...dtypes import half as half
from ...dtypes import int16 as int16
from ...dtypes import int32 as int32
from ...dtypes import int64 as int64
from ...dtypes import int8 as int8
from ...dtypes import resource as resource
from ...dtypes import string as string
from ...dtypes import uint16 as uint16
from ...dtypes import uint32 as uint32
from ...dtypes import uint64 as uint64
from ...dtypes import uint8 as uint8
from ...dtypes import variant as variant
from ...errors import OpError as OpError
from ...graph.function import function as function
from ...graph.gradients import gradients as gradients
from ...graph.graph import Graph as Graph
from ...graph.ir import Operation as Operation
from ...graph.ordering import control_dependencies as control_dependencies
from ...graph.ordering import group as group
from ...graph.ordering import init_scope as init_scope
from ...graph.ordering import no_op as no_op
from ...graph.signature import TensorSpec as TensorSpec
from ...initializers.v1 import ConstantV1 as constant_initializer
from ...initializers.v1 import GlorotNormalV1 as glorot_normal_initializer
from ...initializers.v1 import GlorotUniformV1 as glorot_uniform_initializer
from ...initializers.v1 import OnesV1 as ones_initializer
from ...initializers.v1 import RandomNormalV1 as random_normal_initializer
from ...initializers.v1 import RandomUniformV1 as random_uniform_initializer
from ...initializers.v1 import TruncatedNormalV1 as truncated_normal_initializer
from ...initializers.v1 import UniformUnitScaling as uniform_unit_scaling_initializer
from ...initializers.v1 import VarianceScalingV1 as variance_scaling_initializer
from ...initializers.v1 import ZerosV1 as zeros_initializer
from ...ops.arithmetic import accumulate_n as accumulate_n
from ...ops.arithmetic import add as add
from ...ops.arithmetic import add_n as add_n
from ...ops.arithmetic import conj as conj
from ...ops.arithmetic import div as div
from ...ops.arithmetic import divide as divide
from ...ops.arithmetic import divide as truediv
from ...ops.arithmetic import divide as realdiv
from ...ops.arithmetic import divide_no_nan as div_no_nan
from ...ops.arithmetic import floordiv as floordiv
from ...ops.arithmetic import floordiv as floor_div
from ...ops.arithmetic import floormod as floormod
from ...ops.arithmetic import floormod as mod
from ...ops.arithmetic import multiply as multiply
from ...ops.arithmetic import multiply as mul
from ...ops.arithmetic import negative as negative
from ...ops.arithmetic import negative as neg
from ...ops.arithmetic import scalar_mul as scalar_mul
from ...ops.arithmetic import subtract as subtract
from ...ops.arithmetic import subtract as sub
from ...ops.arithmetic import truncatediv as truncatediv
from ...ops.arithmetic import truncatemod as truncatemod
from ...ops.array import constant as constant
from ...ops.array import convert_to_tensor as convert_to_tensor
from ...ops.array import ensure_shape as ensure_shape
from ...ops.array import fill as fill
from ...ops.array import identity as identity
from ...ops.array import ones as ones
from ...ops.array import ones_like as ones_like
from ...ops.array import rank as rank
from ...ops.array import shape as shape
from ...ops.array import size as size
from ...ops.array import stop_gradient as stop_gradient
from ...ops.array import zeros as zeros
from ...ops.array import zeros_like as zeros_like
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
from ...ops.comparison import equal as equal
from ...ops.comparison import greater as greater
from ...ops.comparison import greater_equal as greater_equal
from ...ops.comparison import is_finite as is_finite
from ...ops.comparison import is_inf as is_inf
from ...ops.comparison import is_nan as is_nan
from ...ops.comparison import less as less
from ...ops.comparison import less_equal as less_equal
from ...ops.comparison import logical_and as logical_and
from ...ops.comparison import logical_not as logical_not
from ...ops.comparison import logical_or as logical_or
from ...ops.comparison import logical_xor as logical_xor
from ...ops.comparison import not_equal as not_equal
from ...ops.complexes import abs as abs
from ...ops.complexes import angle as angle
from ...ops.complexes import complex as complex
from ...ops.complexes import imag as imag
from ...ops.complexes import real as real
from ...ops.complexes import sign as sign
from ...ops.diagonals import band_part as matrix_band_part
from ...ops.diagonals import diag as matrix_diag
from ...ops.diagonals import diag_part as matrix_diag_part
from ...ops.diagonals import trace as trace
from ...ops.einsum import einsum as einsum
from ...ops.einsum import tensordot as tensordot
from ...ops.error_function import erf as erf
from ...ops.error_function import erfc as erfc
from ...ops.exponential import acosh as acosh
from ...ops.exponential import asinh as asinh
from ...ops.exponential import atanh as atanh
from ...ops.exponential import cosh as cosh
from ...ops.exponential import exp as exp
from ...ops.exponential import expm1 as expm1
from ...ops.exponential import log as log
from ...ops.exponential import log1p as log1p
from ...ops.exponential import log_sigmoid as log_sigmoid
from ...ops.exponential import sigmoid as sigmoid
from ...ops.exponential import sinh as sinh
from ...ops.exponential import tanh as tanh
from ...ops.fourier import fftnd as fftnd
from ...ops.fourier import ifftnd as ifftnd
from ...ops.fourier import irfftnd as irfftnd
from ...ops.fourier import rfftnd as rfftnd
from ...ops.gamma_functions import digamma as digamma
from ...ops.gamma_functions import lbeta as lbeta
from ...ops.gamma_functions import lgamma as lgamma
from ...ops.gamma_functions import polygamma as polygamma
from ...ops.gamma_functions import zeta as zeta
from ...ops.gathering import gather as gather
from ...ops.gathering import gather_nd as gather_nd
from ...ops.incomplete import betainc as betainc
from ...ops.incomplete import igamma as igamma
from ...ops.incomplete import igammac as igammac
from ...ops.indexing import newaxis as newaxis
from ...ops.indexing import slice as slice
from ...ops.indexing import strided_slice as strided_slice
from ...ops.joining import concat as concat
from ...ops.joining import split as split
from ...ops.joining import stack as stack
from ...ops.joining import unstack as unstack
from ...ops.linalg import matmul as matmul
from ...ops.linalg import matrix_transpose as matrix_transpose
from ...ops.magnitude import ceil as ceil
from ...ops.magnitude import clip_by_value as clip_by_value
from ...ops.magnitude import floor as floor
from ...ops.magnitude import maximum as maximum
from ...ops.magnitude import minimum as minimum
from ...ops.magnitude import rint as rint
from ...ops.magnitude import round as round
from ...ops.norms import norm as norm
from ...ops.numeric import is_non_decreasing as is_non_decreasing
from ...ops.numeric import is_strictly_increasing as is_strictly_increasing
from ...ops.ordering import reverse as reverse
from ...ops.ordering import reverse as reverse_v2
from ...ops.ordering import roll as roll
from ...ops.picking import boolean_mask as boolean_mask
from ...ops.powers import pow as pow
from ...ops.powers import reciprocal as reciprocal
from ...ops.powers import rsqrt as rsqrt
from ...ops.powers import sqrt as sqrt
from ...ops.powers import square as square
from ...ops.powers import squared_difference as squared_difference
from ...ops.random import multinomial as multinomial
from ...ops.random import normal as random_normal
from ...ops.random import shuffle as random_shuffle
from ...ops.random import truncated_normal as truncated_normal
from ...ops.random import uniform as random_uniform
from ...ops.random_state import set_seed as set_random_seed
from ...ops.ranges import eye as eye
from ...ops.ranges import linspace as linspace
from ...ops.ranges import linspace as lin_space
from ...ops.ranges import meshgrid as meshgrid
from ...ops.ranges import range as range
from ...ops.repeating import pad as pad
from ...ops.repeating import repeat as repeat
from ...ops.repeating import tile as tile
from ...ops.scan import cumprod as cumprod
from ...ops.scan import cumsum as cumsum
from ...ops.scattering import scatter_nd as scatter_nd
from ...ops.scattering import tensor_scatter_nd_add as tensor_scatter_nd_add
from ...ops.scattering import tensor_scatter_nd_add as tensor_scatter_add
from ...ops.scattering import tensor_scatter_nd_sub as tensor_scatter_nd_sub
from ...ops.scattering import tensor_scatter_nd_sub as tensor_scatter_sub
from ...ops.scattering import tensor_scatter_nd_update as tensor_scatter_nd_update
from ...ops.scattering import tensor_scatter_nd_update as tensor_scatter_update
from ...ops.selection import one_hot as one_hot
from ...ops.selection import where as where
from ...ops.selection import where as where_v2
from ...ops.sequences import reverse_sequence as reverse_sequence
from ...ops.sequences import searchsorted as searchsorted
from ...ops.sequences import sequence_mask as sequence_mask
from ...ops.shaping import broadcast_to as broadcast_to
from ...ops.shaping import expand_dims as expand_dims
from ...ops.shaping import invert_permutation as invert_permutation
from ...ops.shaping import reshape as reshape
from ...ops.shaping import squeeze as squeeze
from ...ops.shaping import transpose as transpose
from ...ops.spectral import fft as fft
from ...ops.spectral import fft2d as fft2d
from ...ops.spectral import fft3d as fft3d
from ...ops.spectral import ifft as ifft
from ...ops.spectral import ifft2d as ifft2d
from ...ops.spectral import ifft3d as ifft3d
from ...ops.trigonometry import acos as acos
from ...ops.trigonometry import asin as asin
from ...ops.trigonometry import atan as atan
from ...ops.trigonometry import atan2 as atan2
from ...ops.trigonometry import cos as cos
from ...ops.trigonometry import sin as sin
from ...ops.trigonometry import tan as tan
from ...shapes import Dimension as Dimension
from ...shapes import TensorShape as TensorShape
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
from ...variables.names import name_scope_v1 as name_scope
from ...variables.reuse import AUTO_REUSE as AUTO_REUSE
from ...variables.scopes import VariableScope as VariableScope
from ...variables.scopes import get_variable_scope as get_variable_scope
from ...variables.scopes import no_regularizer as no_regularizer
from ...variables.scopes import variable_op_scope as variable_op_scope
from ...variables.scopes import variable_scope as variable_scope
from ...variables.variable_v1 import VariableV1 as Variable
from ...variables.variable_v1 import assign as assign
from ...variables.variable_v1 import assign_add as assign_add
from ...variables.variable_v1 import assign_sub as assign_sub
from ...variables.variable_v1 import disable_resource_variables as disable_resource_variables
from ...variables.variable_v1 import enable_resource_variables as enable_resource_variables
from ...variables.variable_v1 import resource_variables_enabled as resource_variables_enabled

__all__ = [  # noqa: RUF022
    "bitwise",
    "config",
    "initializers",
    "linalg",
    "manip",
    "math",
    "nn",
    "optimizers",
    "random",
    "signal",
    "spectral",
    "train",
    "types",
    "dtypes",
    "errors",
    "nest",
    "GradientTape",
    "UnconnectedGradients",
    "device",
    "disable_eager_execution",
    "disable_v2_behavior",
    "enable_eager_execution",
    "enable_v2_behavior",
    "executing_eagerly",
    "get_default_graph",
    "placeholder",
    "reset_default_graph",
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
    "Tensor",
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
    "gradients",
    "Graph",
    "Operation",
    "control_dependencies",
    "group",
    "init_scope",
    "no_op",
    "TensorSpec",
    "constant_initializer",
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "ones_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "truncated_normal_initializer",
    "uniform_unit_scaling_initializer",
    "variance_scaling_initializer",
    "zeros_initializer",
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
    "constant",
    "convert_to_tensor",
    "ensure_shape",
    "fill",
    "identity",
    "ones",
    "ones_like",
    "rank",
    "shape",
    "size",
    "stop_gradient",
    "zeros",
    "zeros_like",
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
    "matrix_band_part",
    "matrix_diag",
    "matrix_diag_part",
    "trace",
    "einsum",
    "tensordot",
    "erf",
    "erfc",
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
    "fftnd",
    "ifftnd",
    "irfftnd",
    "rfftnd",
    "digamma",
    "lbeta",
    "lgamma",
    "polygamma",
    "zeta",
    "gather",
    "gather_nd",
    "betainc",
    "igamma",
    "igammac",
    "newaxis",
    "slice",
    "strided_slice",
    "concat",
    "split",
    "stack",
    "unstack",
    "matmul",
    "matrix_transpose",
    "ceil",
    "clip_by_value",
    "floor",
    "maximum",
    "minimum",
    "rint",
    "round",
    "norm",
    "is_non_decreasing",
    "is_strictly_increasing",
    "reverse",
    "reverse_v2",
    "roll",
    "boolean_mask",
    "pow",
    "reciprocal",
    "rsqrt",
    "sqrt",
    "square",
    "squared_difference",
    "multinomial",
    "random_normal",
    "random_shuffle",
    "truncated_normal",
    "random_uniform",
    "set_random_seed",
    "eye",
    "linspace",
    "lin_space",
    "meshgrid",
    "range",
    "pad",
    "repeat",
    "tile",
    "cumprod",
    "cumsum",
    "scatter_nd",
    "tensor_scatter_nd_add",
    "tensor_scatter_add",
    "tensor_scatter_nd_sub",
    "tensor_scatter_sub",
    "tensor_scatter_nd_update",
    "tensor_scatter_update",
    "one_hot",
    "where",
    "where_v2",
    "reverse_sequence",
    "searchsorted",
    "sequence_mask",
    "broadcast_to",
    "expand_dims",
    "invert_permutation",
    "reshape",
    "squeeze",
    "transpose",
    "fft",
    "fft2d",
    "fft3d",
    "ifft",
    "ifft2d",
    "ifft3d",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "sin",
    "tan",
    "Dimension",
    "TensorShape",
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
    "name_scope",
    "AUTO_REUSE",
    "VariableScope",
    "get_variable_scope",
    "no_regularizer",
    "variable_op_scope",
    "variable_scope",
    "Variable",
    "assign",
    "assign_add",
    "assign_sub",
    "disable_resource_variables",
    "enable_resource_variables",
    "resource_variables_enabled",
]
