"""eagerflow: eager-first automatic differentiation with TensorFlow's names.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily
from . import errors as errors
from . import nest as nest
from ._version import __version__ as __version__
from .autodiff.choices import UnconnectedGradients as UnconnectedGradients
from .autodiff.custom import custom_gradient as custom_gradient
from .autodiff.custom import grad_pass_through as grad_pass_through
from .backend.devices import device as device
from .core.conversions import register_tensor_conversion_function as register_tensor_conversion_function
from .core.promotion import dtype_policy as dtype_policy
from .core.tensor import Tensor as Tensor
from .core.type_spec import TensorSpec as TensorSpec
from .core.type_spec import TypeSpec as TypeSpec
from .core.type_spec import type_spec_from_value as type_spec_from_value
from .dtype import DType as DType
from .dtype import as_dtype as as_dtype
from .dtype import bfloat16 as bfloat16
from .dtype import bool_ as bool
from .dtype import complex128 as complex128
from .dtype import complex64 as complex64
from .dtype import double as double
from .dtype import float16 as float16
from .dtype import float32 as float32
from .dtype import float64 as float64
from .dtype import half as half
from .dtype import int16 as int16
from .dtype import int32 as int32
from .dtype import int64 as int64
from .dtype import int8 as int8
from .dtype import resource as resource
from .dtype import string as string
from .dtype import uint16 as uint16
from .dtype import uint32 as uint32
from .dtype import uint64 as uint64
from .dtype import uint8 as uint8
from .dtype import variant as variant
from .graph.function import function as function
from .graph.gradients import gradients as gradients
from .graph.gradients import hessians as hessians
from .graph.graph import Graph as Graph
from .graph.ir import Operation as Operation
from .graph.registered import AggregationMethod as AggregationMethod
from .graph.registered import RegisterGradient as RegisterGradient
from .graph.registered import no_gradient as no_gradient
from .logger import get_logger as get_logger
from .ops import numpy_protocol as _numpy_protocol
from .ops import operators as _operators
from .ops.array import constant as constant
from .ops.array import convert_to_tensor as convert_to_tensor
from .ops.array import ensure_shape as ensure_shape
from .ops.array import fill as fill
from .ops.array import identity as identity
from .ops.array import ones as ones
from .ops.array import ones_like as ones_like
from .ops.array import rank as rank
from .ops.array import shape as shape
from .ops.array import size as size
from .ops.array import stop_gradient as stop_gradient
from .ops.array import zeros as zeros
from .ops.array import zeros_like as zeros_like
from .ops.arrays.indexing import newaxis as newaxis
from .ops.arrays.indexing import slice as slice
from .ops.arrays.indexing import strided_slice as strided_slice
from .ops.arrays.joining import concat as concat
from .ops.arrays.joining import split as split
from .ops.arrays.joining import stack as stack
from .ops.arrays.joining import unstack as unstack
from .ops.arrays.ordering import reverse as reverse
from .ops.arrays.ordering import roll as roll
from .ops.arrays.picking import boolean_mask as boolean_mask
from .ops.arrays.ranges import eye as eye
from .ops.arrays.ranges import linspace as linspace
from .ops.arrays.ranges import meshgrid as meshgrid
from .ops.arrays.ranges import range as range
from .ops.arrays.repeating import pad as pad
from .ops.arrays.repeating import repeat as repeat
from .ops.arrays.repeating import tile as tile
from .ops.arrays.selection import one_hot as one_hot
from .ops.arrays.selection import where as where
from .ops.arrays.shaping import broadcast_to as broadcast_to
from .ops.arrays.shaping import expand_dims as expand_dims
from .ops.arrays.shaping import reshape as reshape
from .ops.arrays.shaping import squeeze as squeeze
from .ops.arrays.shaping import transpose as transpose
from .ops.arrays.slices import IndexedSlices as IndexedSlices
from .ops.arrays.slices import IndexedSlicesSpec as IndexedSlicesSpec
from .ops.arrays.slices import is_tensor as is_tensor
from .ops.casting import bitcast as bitcast
from .ops.casting import cast as cast
from .ops.casting import saturate_cast as saturate_cast
from .ops.elementwise.arithmetic import add as add
from .ops.elementwise.arithmetic import add_n as add_n
from .ops.elementwise.arithmetic import divide as divide
from .ops.elementwise.arithmetic import divide as truediv
from .ops.elementwise.arithmetic import divide as realdiv
from .ops.elementwise.arithmetic import multiply as multiply
from .ops.elementwise.arithmetic import negative as negative
from .ops.elementwise.arithmetic import scalar_mul as scalar_mul
from .ops.elementwise.arithmetic import subtract as subtract
from .ops.elementwise.arithmetic import truncatediv as truncatediv
from .ops.elementwise.arithmetic import truncatemod as truncatemod
from .ops.elementwise.comparison import equal as equal
from .ops.elementwise.comparison import greater as greater
from .ops.elementwise.comparison import greater_equal as greater_equal
from .ops.elementwise.comparison import less as less
from .ops.elementwise.comparison import less_equal as less_equal
from .ops.elementwise.comparison import logical_and as logical_and
from .ops.elementwise.comparison import logical_not as logical_not
from .ops.elementwise.comparison import logical_or as logical_or
from .ops.elementwise.comparison import not_equal as not_equal
from .ops.elementwise.complexes import abs as abs
from .ops.elementwise.complexes import complex as complex
from .ops.elementwise.complexes import sign as sign
from .ops.elementwise.exponential import acosh as acosh
from .ops.elementwise.exponential import asinh as asinh
from .ops.elementwise.exponential import atanh as atanh
from .ops.elementwise.exponential import cosh as cosh
from .ops.elementwise.exponential import exp as exp
from .ops.elementwise.exponential import sigmoid as sigmoid
from .ops.elementwise.exponential import sinh as sinh
from .ops.elementwise.exponential import tanh as tanh
from .ops.elementwise.magnitude import floor as floor
from .ops.elementwise.magnitude import maximum as maximum
from .ops.elementwise.magnitude import minimum as minimum
from .ops.elementwise.magnitude import round as round
from .ops.elementwise.powers import pow as pow
from .ops.elementwise.powers import sqrt as sqrt
from .ops.elementwise.powers import square as square
from .ops.elementwise.trigonometry import acos as acos
from .ops.elementwise.trigonometry import asin as asin
from .ops.elementwise.trigonometry import atan as atan
from .ops.elementwise.trigonometry import atan2 as atan2
from .ops.elementwise.trigonometry import cos as cos
from .ops.elementwise.trigonometry import sin as sin
from .ops.elementwise.trigonometry import tan as tan
from .ops.linalg.einsum import einsum as einsum
from .ops.linalg.einsum import tensordot as tensordot
from .ops.linalg.products import matmul as matmul
from .ops.reductions.extremes import argmax as argmax
from .ops.reductions.extremes import argmin as argmin
from .ops.reductions.extremes import reduce_all as reduce_all
from .ops.reductions.extremes import reduce_any as reduce_any
from .ops.reductions.extremes import reduce_logsumexp as reduce_logsumexp
from .ops.reductions.extremes import reduce_max as reduce_max
from .ops.reductions.extremes import reduce_min as reduce_min
from .ops.reductions.norms import norm as norm
from .ops.reductions.scan import cumsum as cumsum
from .ops.reductions.sums import reduce_mean as reduce_mean
from .ops.reductions.sums import reduce_prod as reduce_prod
from .ops.reductions.sums import reduce_sum as reduce_sum
from .shapes import TensorShape as TensorShape
from .variables.names import name_scope as name_scope
from os import environ as _environ

if TYPE_CHECKING:
    from .autodiff.functional import grad as grad
    from .autodiff.functional import hessian as hessian
    from .autodiff.functional import hvp as hvp
    from .autodiff.functional import jacobian as jacobian
    from .autodiff.functional import jvp as jvp
    from .autodiff.functional import value_and_grad as value_and_grad
    from .autodiff.functional import vjp as vjp
    from .autodiff.py_function import numpy_function as numpy_function
    from .autodiff.py_function import py_function as py_function
    from .autodiff.py_function import timestamp as timestamp
    from .autodiff.recompute import recompute_grad as recompute_grad
    from .autodiff.tape import GradientTape as GradientTape
    from .autodiff.vmap import vmap as vmap
    from .backend.device_spec import DeviceSpec as DeviceSpec
    from .compat.v1.default_graph import executing_eagerly as executing_eagerly
    from .compat.v1.placing import make_ndarray as make_ndarray
    from .compat.v1.placing import make_tensor_proto as make_tensor_proto
    from .data.spec import OptionalSpec as OptionalSpec
    from .graph.cond import case as case
    from .graph.cond import cond as cond
    from .graph.cond import switch_case as switch_case
    from .graph.loops import while_loop as while_loop
    from .graph.mapping import foldl as foldl
    from .graph.mapping import foldr as foldr
    from .graph.mapping import map_fn as map_fn
    from .graph.mapping import scan as scan
    from .graph.mapping import vectorized_map as vectorized_map
    from .graph.ordering import control_dependencies as control_dependencies
    from .graph.ordering import group as group
    from .graph.ordering import init_scope as init_scope
    from .graph.ordering import no_op as no_op
    from .graph.tensor_array import TensorArray as TensorArray
    from .graph.tensor_array import TensorArraySpec as TensorArraySpec
    from .graph.values import get_current_name_scope as get_current_name_scope
    from .graph.values import get_static_value as get_static_value
    from .graph.values import inside_function as inside_function
    from .graph.values import is_symbolic_tensor as is_symbolic_tensor
    from .graph.values import tuple as tuple
    from .initializers.drawn import RandomNormal as random_normal_initializer
    from .initializers.drawn import RandomUniform as random_uniform_initializer
    from .initializers.fixed import Constant as constant_initializer
    from .initializers.fixed import Ones as ones_initializer
    from .initializers.fixed import Zeros as zeros_initializer
    from .module import Module as Module
    from .ops.arrays.blocks import batch_to_space as batch_to_space
    from .ops.arrays.blocks import required_space_to_batch_paddings as required_space_to_batch_paddings
    from .ops.arrays.blocks import space_to_batch as space_to_batch
    from .ops.arrays.blocks import space_to_batch as space_to_batch_nd
    from .ops.arrays.gathering import gather as gather
    from .ops.arrays.gathering import gather_nd as gather_nd
    from .ops.arrays.index_shuffle import random_index_shuffle as random_index_shuffle
    from .ops.arrays.largest import approx_top_k as approx_top_k
    from .ops.arrays.partitioning import dynamic_partition as dynamic_partition
    from .ops.arrays.partitioning import dynamic_stitch as dynamic_stitch
    from .ops.arrays.partitioning import parallel_stack as parallel_stack
    from .ops.arrays.scatter_extremes import tensor_scatter_nd_max as tensor_scatter_nd_max
    from .ops.arrays.scatter_extremes import tensor_scatter_nd_min as tensor_scatter_nd_min
    from .ops.arrays.scattering import scatter_nd as scatter_nd
    from .ops.arrays.scattering import tensor_scatter_nd_add as tensor_scatter_nd_add
    from .ops.arrays.scattering import tensor_scatter_nd_sub as tensor_scatter_nd_sub
    from .ops.arrays.scattering import tensor_scatter_nd_update as tensor_scatter_nd_update
    from .ops.arrays.sequences import reverse_sequence as reverse_sequence
    from .ops.arrays.sequences import searchsorted as searchsorted
    from .ops.arrays.sequences import sequence_mask as sequence_mask
    from .ops.arrays.sets import edit_distance as edit_distance
    from .ops.arrays.several import broadcast_dynamic_shape as broadcast_dynamic_shape
    from .ops.arrays.several import broadcast_static_shape as broadcast_static_shape
    from .ops.arrays.several import guarantee_const as guarantee_const
    from .ops.arrays.several import identity_n as identity_n
    from .ops.arrays.several import shape_n as shape_n
    from .ops.arrays.sorting import argsort as argsort
    from .ops.arrays.sorting import sort as sort
    from .ops.arrays.uniques import unique as unique
    from .ops.arrays.uniques import unique_with_counts as unique_with_counts
    from .ops.arrays.uniques import unravel_index as unravel_index
    from .ops.checks.asserts import Assert as Assert
    from .ops.checks.asserts import assert_equal as assert_equal
    from .ops.checks.asserts import assert_greater as assert_greater
    from .ops.checks.asserts import assert_less as assert_less
    from .ops.checks.printing import print as print
    from .ops.checks.static_asserts import assert_rank as assert_rank
    from .ops.images.patches import extract_volume_patches as extract_volume_patches
    from .ops.linalg.eigenvalues import eig as eig
    from .ops.linalg.eigenvalues import eigvals as eigvals
    from .ops.linalg.matrix_functions import sqrtm as matrix_square_root
    from .ops.ragged.filling import ragged_fill_empty_rows as ragged_fill_empty_rows
    from .ops.ragged.filling import ragged_fill_empty_rows_grad as ragged_fill_empty_rows_grad
    from .ops.ragged.tensor import RaggedTensor as RaggedTensor
    from .ops.ragged.tensor import RaggedTensorSpec as RaggedTensorSpec
    from .ops.reductions.clipping import clip_by_global_norm as clip_by_global_norm
    from .ops.reductions.clipping import clip_by_norm as clip_by_norm
    from .ops.reductions.clipping import clip_by_value as clip_by_value
    from .ops.reductions.counting import histogram_fixed_width as histogram_fixed_width
    from .ops.reductions.counting import histogram_fixed_width_bins as histogram_fixed_width_bins
    from .ops.signal.fourier import fftnd as fftnd
    from .ops.signal.fourier import ifftnd as ifftnd
    from .ops.signal.fourier import irfftnd as irfftnd
    from .ops.signal.fourier import rfftnd as rfftnd
    from .ops.sparse.tensor import SparseTensor as SparseTensor
    from .ops.sparse.tensor import SparseTensorSpec as SparseTensorSpec
    from .ops.strings.hash import fingerprint as fingerprint
    from .ops.strings.numbers import as_string as as_string
    from .variables.creators import variable_creator_scope as variable_creator_scope
    from .variables.kinds import VariableAggregation as VariableAggregation
    from .variables.kinds import VariableSynchronization as VariableSynchronization
    from .variables.variable import Variable as Variable
    from . import audio as audio
    from . import autodiff as autodiff
    from . import autograph as autograph
    from . import bitwise as bitwise
    from . import compat as compat
    from . import config as config
    from . import data as data
    from . import debugging as debugging
    from . import dtypes as dtypes
    from . import experimental as experimental
    from . import graph_util as graph_util
    from . import image as image
    from . import initializers as initializers
    from . import io as io
    from . import keras as keras
    from . import linalg as linalg
    from . import lookup as lookup
    from . import losses as losses
    from . import math as math
    from . import metrics as metrics
    from . import nn as nn
    from . import optimizers as optimizers
    from . import quantization as quantization
    from . import queue as queue
    from . import ragged as ragged
    from . import random as random
    from . import sets as sets
    from . import signal as signal
    from . import sparse as sparse
    from . import strings as strings
    from . import summary as summary
    from . import test as test
    from . import train as train
    from . import types as types
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Assert": "ops.checks.asserts",
        "DeviceSpec": "backend.device_spec",
        "GradientTape": "autodiff.tape",
        "Module": "module",
        "OptionalSpec": "data.spec",
        "RaggedTensor": "ops.ragged.tensor",
        "RaggedTensorSpec": "ops.ragged.tensor",
        "SparseTensor": "ops.sparse.tensor",
        "SparseTensorSpec": "ops.sparse.tensor",
        "TensorArray": "graph.tensor_array",
        "TensorArraySpec": "graph.tensor_array",
        "Variable": "variables.variable",
        "VariableAggregation": "variables.kinds",
        "VariableSynchronization": "variables.kinds",
        "approx_top_k": "ops.arrays.largest",
        "argsort": "ops.arrays.sorting",
        "as_string": "ops.strings.numbers",
        "assert_equal": "ops.checks.asserts",
        "assert_greater": "ops.checks.asserts",
        "assert_less": "ops.checks.asserts",
        "assert_rank": "ops.checks.static_asserts",
        "batch_to_space": "ops.arrays.blocks",
        "broadcast_dynamic_shape": "ops.arrays.several",
        "broadcast_static_shape": "ops.arrays.several",
        "case": "graph.cond",
        "clip_by_global_norm": "ops.reductions.clipping",
        "clip_by_norm": "ops.reductions.clipping",
        "clip_by_value": "ops.reductions.clipping",
        "cond": "graph.cond",
        "constant_initializer": "initializers.fixed:Constant",
        "control_dependencies": "graph.ordering",
        "dynamic_partition": "ops.arrays.partitioning",
        "dynamic_stitch": "ops.arrays.partitioning",
        "edit_distance": "ops.arrays.sets",
        "eig": "ops.linalg.eigenvalues",
        "eigvals": "ops.linalg.eigenvalues",
        "executing_eagerly": "compat.v1.default_graph",
        "extract_volume_patches": "ops.images.patches",
        "fftnd": "ops.signal.fourier",
        "fingerprint": "ops.strings.hash",
        "foldl": "graph.mapping",
        "foldr": "graph.mapping",
        "gather": "ops.arrays.gathering",
        "gather_nd": "ops.arrays.gathering",
        "get_current_name_scope": "graph.values",
        "get_static_value": "graph.values",
        "grad": "autodiff.functional",
        "group": "graph.ordering",
        "guarantee_const": "ops.arrays.several",
        "hessian": "autodiff.functional",
        "histogram_fixed_width": "ops.reductions.counting",
        "histogram_fixed_width_bins": "ops.reductions.counting",
        "hvp": "autodiff.functional",
        "identity_n": "ops.arrays.several",
        "ifftnd": "ops.signal.fourier",
        "init_scope": "graph.ordering",
        "inside_function": "graph.values",
        "irfftnd": "ops.signal.fourier",
        "is_symbolic_tensor": "graph.values",
        "jacobian": "autodiff.functional",
        "jvp": "autodiff.functional",
        "make_ndarray": "compat.v1.placing",
        "make_tensor_proto": "compat.v1.placing",
        "map_fn": "graph.mapping",
        "matrix_square_root": "ops.linalg.matrix_functions:sqrtm",
        "no_op": "graph.ordering",
        "numpy_function": "autodiff.py_function",
        "ones_initializer": "initializers.fixed:Ones",
        "parallel_stack": "ops.arrays.partitioning",
        "print": "ops.checks.printing",
        "py_function": "autodiff.py_function",
        "ragged_fill_empty_rows": "ops.ragged.filling",
        "ragged_fill_empty_rows_grad": "ops.ragged.filling",
        "random_index_shuffle": "ops.arrays.index_shuffle",
        "random_normal_initializer": "initializers.drawn:RandomNormal",
        "random_uniform_initializer": "initializers.drawn:RandomUniform",
        "recompute_grad": "autodiff.recompute",
        "required_space_to_batch_paddings": "ops.arrays.blocks",
        "reverse_sequence": "ops.arrays.sequences",
        "rfftnd": "ops.signal.fourier",
        "scan": "graph.mapping",
        "scatter_nd": "ops.arrays.scattering",
        "searchsorted": "ops.arrays.sequences",
        "sequence_mask": "ops.arrays.sequences",
        "shape_n": "ops.arrays.several",
        "sort": "ops.arrays.sorting",
        "space_to_batch": "ops.arrays.blocks",
        "space_to_batch_nd": "ops.arrays.blocks:space_to_batch",
        "switch_case": "graph.cond",
        "tensor_scatter_nd_add": "ops.arrays.scattering",
        "tensor_scatter_nd_max": "ops.arrays.scatter_extremes",
        "tensor_scatter_nd_min": "ops.arrays.scatter_extremes",
        "tensor_scatter_nd_sub": "ops.arrays.scattering",
        "tensor_scatter_nd_update": "ops.arrays.scattering",
        "timestamp": "autodiff.py_function",
        "tuple": "graph.values",
        "unique": "ops.arrays.uniques",
        "unique_with_counts": "ops.arrays.uniques",
        "unravel_index": "ops.arrays.uniques",
        "value_and_grad": "autodiff.functional",
        "variable_creator_scope": "variables.creators",
        "vectorized_map": "graph.mapping",
        "vjp": "autodiff.functional",
        "vmap": "autodiff.vmap",
        "while_loop": "graph.loops",
        "zeros_initializer": "initializers.fixed:Zeros",
    }, ("audio", "autodiff", "autograph", "bitwise", "compat", "config", "data", "debugging", "dtypes", "experimental", "graph_util", "image", "initializers", "io", "keras", "linalg", "lookup", "losses", "math", "metrics", "nn", "optimizers", "quantization", "queue", "ragged", "random", "sets", "signal", "sparse", "strings", "summary", "test", "train", "types",))


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
    "function",
    "gradients",
    "hessians",
    "Graph",
    "Operation",
    "AggregationMethod",
    "RegisterGradient",
    "no_gradient",
    "get_logger",
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
    "newaxis",
    "slice",
    "strided_slice",
    "concat",
    "split",
    "stack",
    "unstack",
    "reverse",
    "roll",
    "boolean_mask",
    "eye",
    "linspace",
    "meshgrid",
    "range",
    "pad",
    "repeat",
    "tile",
    "one_hot",
    "where",
    "broadcast_to",
    "expand_dims",
    "reshape",
    "squeeze",
    "transpose",
    "IndexedSlices",
    "IndexedSlicesSpec",
    "is_tensor",
    "bitcast",
    "cast",
    "saturate_cast",
    "add",
    "add_n",
    "divide",
    "truediv",
    "realdiv",
    "multiply",
    "negative",
    "scalar_mul",
    "subtract",
    "truncatediv",
    "truncatemod",
    "equal",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "not_equal",
    "abs",
    "complex",
    "sign",
    "acosh",
    "asinh",
    "atanh",
    "cosh",
    "exp",
    "sigmoid",
    "sinh",
    "tanh",
    "floor",
    "maximum",
    "minimum",
    "round",
    "pow",
    "sqrt",
    "square",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "sin",
    "tan",
    "einsum",
    "tensordot",
    "matmul",
    "argmax",
    "argmin",
    "reduce_all",
    "reduce_any",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_min",
    "norm",
    "cumsum",
    "reduce_mean",
    "reduce_prod",
    "reduce_sum",
    "TensorShape",
    "name_scope",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "value_and_grad",
    "vjp",
    "numpy_function",
    "py_function",
    "timestamp",
    "recompute_grad",
    "GradientTape",
    "vmap",
    "DeviceSpec",
    "executing_eagerly",
    "make_ndarray",
    "make_tensor_proto",
    "OptionalSpec",
    "case",
    "cond",
    "switch_case",
    "while_loop",
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
    "random_normal_initializer",
    "random_uniform_initializer",
    "constant_initializer",
    "ones_initializer",
    "zeros_initializer",
    "Module",
    "batch_to_space",
    "required_space_to_batch_paddings",
    "space_to_batch",
    "space_to_batch_nd",
    "gather",
    "gather_nd",
    "random_index_shuffle",
    "approx_top_k",
    "dynamic_partition",
    "dynamic_stitch",
    "parallel_stack",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "scatter_nd",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
    "reverse_sequence",
    "searchsorted",
    "sequence_mask",
    "edit_distance",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "guarantee_const",
    "identity_n",
    "shape_n",
    "argsort",
    "sort",
    "unique",
    "unique_with_counts",
    "unravel_index",
    "Assert",
    "assert_equal",
    "assert_greater",
    "assert_less",
    "print",
    "assert_rank",
    "extract_volume_patches",
    "eig",
    "eigvals",
    "matrix_square_root",
    "ragged_fill_empty_rows",
    "ragged_fill_empty_rows_grad",
    "RaggedTensor",
    "RaggedTensorSpec",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
    "fftnd",
    "ifftnd",
    "irfftnd",
    "rfftnd",
    "SparseTensor",
    "SparseTensorSpec",
    "fingerprint",
    "as_string",
    "variable_creator_scope",
    "VariableAggregation",
    "VariableSynchronization",
    "Variable",
    "audio",
    "autodiff",
    "autograph",
    "bitwise",
    "compat",
    "config",
    "data",
    "debugging",
    "dtypes",
    "experimental",
    "graph_util",
    "image",
    "initializers",
    "io",
    "linalg",
    "lookup",
    "math",
    "nn",
    "optimizers",
    "quantization",
    "queue",
    "ragged",
    "random",
    "sets",
    "signal",
    "sparse",
    "strings",
    "summary",
    "test",
    "train",
    "types",
]

if _environ.get("KERAS_BACKEND") == "eagerflow":
    from .keras_adapter.loader import claim as _claim

    _claim()
