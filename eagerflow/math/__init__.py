"""The names of `ef.math`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily
from ..ops.arrays.shaping import invert_permutation as invert_permutation
from ..ops.elementwise.arithmetic import accumulate_n as accumulate_n
from ..ops.elementwise.arithmetic import add as add
from ..ops.elementwise.arithmetic import add_n as add_n
from ..ops.elementwise.arithmetic import conj as conj
from ..ops.elementwise.arithmetic import divide as divide
from ..ops.elementwise.arithmetic import divide as truediv
from ..ops.elementwise.arithmetic import divide_no_nan as divide_no_nan
from ..ops.elementwise.arithmetic import floordiv as floordiv
from ..ops.elementwise.arithmetic import floormod as floormod
from ..ops.elementwise.arithmetic import floormod as mod
from ..ops.elementwise.arithmetic import multiply as multiply
from ..ops.elementwise.arithmetic import multiply_no_nan as multiply_no_nan
from ..ops.elementwise.arithmetic import negative as negative
from ..ops.elementwise.arithmetic import reciprocal_no_nan as reciprocal_no_nan
from ..ops.elementwise.arithmetic import scalar_mul as scalar_mul
from ..ops.elementwise.arithmetic import subtract as subtract
from ..ops.elementwise.comparison import equal as equal
from ..ops.elementwise.comparison import greater as greater
from ..ops.elementwise.comparison import greater_equal as greater_equal
from ..ops.elementwise.comparison import is_finite as is_finite
from ..ops.elementwise.comparison import is_inf as is_inf
from ..ops.elementwise.comparison import is_nan as is_nan
from ..ops.elementwise.comparison import less as less
from ..ops.elementwise.comparison import less_equal as less_equal
from ..ops.elementwise.comparison import logical_and as logical_and
from ..ops.elementwise.comparison import logical_not as logical_not
from ..ops.elementwise.comparison import logical_or as logical_or
from ..ops.elementwise.comparison import logical_xor as logical_xor
from ..ops.elementwise.comparison import not_equal as not_equal
from ..ops.elementwise.complexes import abs as abs
from ..ops.elementwise.complexes import angle as angle
from ..ops.elementwise.complexes import imag as imag
from ..ops.elementwise.complexes import real as real
from ..ops.elementwise.complexes import sign as sign
from ..ops.elementwise.exponential import acosh as acosh
from ..ops.elementwise.exponential import asinh as asinh
from ..ops.elementwise.exponential import atanh as atanh
from ..ops.elementwise.exponential import cosh as cosh
from ..ops.elementwise.exponential import exp as exp
from ..ops.elementwise.exponential import expm1 as expm1
from ..ops.elementwise.exponential import log as log
from ..ops.elementwise.exponential import log1p as log1p
from ..ops.elementwise.exponential import log_sigmoid as log_sigmoid
from ..ops.elementwise.exponential import sigmoid as sigmoid
from ..ops.elementwise.exponential import sinh as sinh
from ..ops.elementwise.exponential import softplus as softplus
from ..ops.elementwise.exponential import tanh as tanh
from ..ops.elementwise.exponential import xdivy as xdivy
from ..ops.elementwise.exponential import xlog1py as xlog1py
from ..ops.elementwise.exponential import xlogy as xlogy
from ..ops.elementwise.magnitude import ceil as ceil
from ..ops.elementwise.magnitude import floor as floor
from ..ops.elementwise.magnitude import maximum as maximum
from ..ops.elementwise.magnitude import minimum as minimum
from ..ops.elementwise.magnitude import rint as rint
from ..ops.elementwise.magnitude import round as round
from ..ops.elementwise.powers import pow as pow
from ..ops.elementwise.powers import reciprocal as reciprocal
from ..ops.elementwise.powers import rsqrt as rsqrt
from ..ops.elementwise.powers import sqrt as sqrt
from ..ops.elementwise.powers import square as square
from ..ops.elementwise.powers import squared_difference as squared_difference
from ..ops.elementwise.trigonometry import acos as acos
from ..ops.elementwise.trigonometry import asin as asin
from ..ops.elementwise.trigonometry import atan as atan
from ..ops.elementwise.trigonometry import atan2 as atan2
from ..ops.elementwise.trigonometry import cos as cos
from ..ops.elementwise.trigonometry import sin as sin
from ..ops.elementwise.trigonometry import tan as tan
from ..ops.reductions.extremes import argmax as argmax
from ..ops.reductions.extremes import argmin as argmin
from ..ops.reductions.extremes import count_nonzero as count_nonzero
from ..ops.reductions.extremes import reduce_all as reduce_all
from ..ops.reductions.extremes import reduce_any as reduce_any
from ..ops.reductions.extremes import reduce_logsumexp as reduce_logsumexp
from ..ops.reductions.extremes import reduce_max as reduce_max
from ..ops.reductions.extremes import reduce_min as reduce_min
from ..ops.reductions.scan import cumprod as cumprod
from ..ops.reductions.scan import cumsum as cumsum
from ..ops.reductions.sums import reduce_euclidean_norm as reduce_euclidean_norm
from ..ops.reductions.sums import reduce_mean as reduce_mean
from ..ops.reductions.sums import reduce_prod as reduce_prod
from ..ops.reductions.sums import reduce_std as reduce_std
from ..ops.reductions.sums import reduce_sum as reduce_sum
from ..ops.reductions.sums import reduce_variance as reduce_variance

if TYPE_CHECKING:
    from ..ops.arrays.largest import approx_max_k as approx_max_k
    from ..ops.arrays.largest import approx_min_k as approx_min_k
    from ..ops.arrays.largest import in_top_k as in_top_k
    from ..ops.arrays.largest import top_k as top_k
    from ..ops.elementwise.numeric import cumulative_logsumexp as cumulative_logsumexp
    from ..ops.elementwise.numeric import is_non_decreasing as is_non_decreasing
    from ..ops.elementwise.numeric import is_strictly_increasing as is_strictly_increasing
    from ..ops.elementwise.numeric import nextafter as nextafter
    from ..ops.elementwise.numeric import polyval as polyval
    from ..ops.elementwise.numeric import softsign as softsign
    from ..ops.nn.activation import log_softmax as log_softmax
    from ..ops.nn.activation import softmax as softmax
    from ..ops.nn.normalization import l2_normalize as l2_normalize
    from ..ops.random.sobol import sobol_sample as sobol_sample
    from ..ops.reductions.counting import bincount as bincount
    from ..ops.reductions.counting import confusion_matrix as confusion_matrix
    from ..ops.reductions.counting import zero_fraction as zero_fraction
    from ..ops.reductions.segments import segment_max as segment_max
    from ..ops.reductions.segments import segment_mean as segment_mean
    from ..ops.reductions.segments import segment_min as segment_min
    from ..ops.reductions.segments import segment_prod as segment_prod
    from ..ops.reductions.segments import segment_sum as segment_sum
    from ..ops.reductions.segments import unsorted_segment_max as unsorted_segment_max
    from ..ops.reductions.segments import unsorted_segment_mean as unsorted_segment_mean
    from ..ops.reductions.segments import unsorted_segment_min as unsorted_segment_min
    from ..ops.reductions.segments import unsorted_segment_prod as unsorted_segment_prod
    from ..ops.reductions.segments import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
    from ..ops.reductions.segments import unsorted_segment_sum as unsorted_segment_sum
    from ..ops.special.bessel import bessel_i0 as bessel_i0
    from ..ops.special.bessel import bessel_i0e as bessel_i0e
    from ..ops.special.bessel import bessel_i1 as bessel_i1
    from ..ops.special.bessel import bessel_i1e as bessel_i1e
    from ..ops.special.error_function import erf as erf
    from ..ops.special.error_function import erfc as erfc
    from ..ops.special.gamma_functions import digamma as digamma
    from ..ops.special.gamma_functions import lbeta as lbeta
    from ..ops.special.gamma_functions import lgamma as lgamma
    from ..ops.special.gamma_functions import polygamma as polygamma
    from ..ops.special.gamma_functions import zeta as zeta
    from ..ops.special.incomplete import betainc as betainc
    from ..ops.special.incomplete import igamma as igamma
    from ..ops.special.incomplete import igammac as igammac
    from ..ops.special.quantiles import erfcinv as erfcinv
    from ..ops.special.quantiles import erfinv as erfinv
    from ..ops.special.quantiles import ndtri as ndtri
    from . import special as special
else:
    __getattr__, __dir__ = lazily(__name__, {
        "approx_max_k": "ops.arrays.largest",
        "approx_min_k": "ops.arrays.largest",
        "bessel_i0": "ops.special.bessel",
        "bessel_i0e": "ops.special.bessel",
        "bessel_i1": "ops.special.bessel",
        "bessel_i1e": "ops.special.bessel",
        "betainc": "ops.special.incomplete",
        "bincount": "ops.reductions.counting",
        "confusion_matrix": "ops.reductions.counting",
        "cumulative_logsumexp": "ops.elementwise.numeric",
        "digamma": "ops.special.gamma_functions",
        "erf": "ops.special.error_function",
        "erfc": "ops.special.error_function",
        "erfcinv": "ops.special.quantiles",
        "erfinv": "ops.special.quantiles",
        "igamma": "ops.special.incomplete",
        "igammac": "ops.special.incomplete",
        "in_top_k": "ops.arrays.largest",
        "is_non_decreasing": "ops.elementwise.numeric",
        "is_strictly_increasing": "ops.elementwise.numeric",
        "l2_normalize": "ops.nn.normalization",
        "lbeta": "ops.special.gamma_functions",
        "lgamma": "ops.special.gamma_functions",
        "log_softmax": "ops.nn.activation",
        "ndtri": "ops.special.quantiles",
        "nextafter": "ops.elementwise.numeric",
        "polygamma": "ops.special.gamma_functions",
        "polyval": "ops.elementwise.numeric",
        "segment_max": "ops.reductions.segments",
        "segment_mean": "ops.reductions.segments",
        "segment_min": "ops.reductions.segments",
        "segment_prod": "ops.reductions.segments",
        "segment_sum": "ops.reductions.segments",
        "sobol_sample": "ops.random.sobol",
        "softmax": "ops.nn.activation",
        "softsign": "ops.elementwise.numeric",
        "top_k": "ops.arrays.largest",
        "unsorted_segment_max": "ops.reductions.segments",
        "unsorted_segment_mean": "ops.reductions.segments",
        "unsorted_segment_min": "ops.reductions.segments",
        "unsorted_segment_prod": "ops.reductions.segments",
        "unsorted_segment_sqrt_n": "ops.reductions.segments",
        "unsorted_segment_sum": "ops.reductions.segments",
        "zero_fraction": "ops.reductions.counting",
        "zeta": "ops.special.gamma_functions",
    }, ("special",))


__all__ = [  # noqa: RUF022
    "invert_permutation",
    "accumulate_n",
    "add",
    "add_n",
    "conj",
    "divide",
    "truediv",
    "divide_no_nan",
    "floordiv",
    "floormod",
    "mod",
    "multiply",
    "multiply_no_nan",
    "negative",
    "reciprocal_no_nan",
    "scalar_mul",
    "subtract",
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
    "softplus",
    "tanh",
    "xdivy",
    "xlog1py",
    "xlogy",
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
    "argmax",
    "argmin",
    "count_nonzero",
    "reduce_all",
    "reduce_any",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_min",
    "cumprod",
    "cumsum",
    "reduce_euclidean_norm",
    "reduce_mean",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
    "approx_max_k",
    "approx_min_k",
    "in_top_k",
    "top_k",
    "cumulative_logsumexp",
    "is_non_decreasing",
    "is_strictly_increasing",
    "nextafter",
    "polyval",
    "softsign",
    "log_softmax",
    "softmax",
    "l2_normalize",
    "sobol_sample",
    "bincount",
    "confusion_matrix",
    "zero_fraction",
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
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
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
    "erfcinv",
    "erfinv",
    "ndtri",
    "special",
]
