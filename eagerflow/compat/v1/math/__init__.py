"""The names of `ef.compat.v1.math`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily
from ....ops.arithmetic import accumulate_n as accumulate_n
from ....ops.arithmetic import add as add
from ....ops.arithmetic import add_n as add_n
from ....ops.arithmetic import conj as conj
from ....ops.arithmetic import divide as divide
from ....ops.arithmetic import divide as truediv
from ....ops.arithmetic import divide_no_nan as divide_no_nan
from ....ops.arithmetic import floordiv as floordiv
from ....ops.arithmetic import floormod as floormod
from ....ops.arithmetic import floormod as mod
from ....ops.arithmetic import multiply as multiply
from ....ops.arithmetic import multiply_no_nan as multiply_no_nan
from ....ops.arithmetic import negative as negative
from ....ops.arithmetic import reciprocal_no_nan as reciprocal_no_nan
from ....ops.arithmetic import scalar_mul as scalar_mul
from ....ops.arithmetic import subtract as subtract
from ....ops.comparison import equal as equal
from ....ops.comparison import greater as greater
from ....ops.comparison import greater_equal as greater_equal
from ....ops.comparison import is_finite as is_finite
from ....ops.comparison import is_inf as is_inf
from ....ops.comparison import is_nan as is_nan
from ....ops.comparison import less as less
from ....ops.comparison import less_equal as less_equal
from ....ops.comparison import logical_and as logical_and
from ....ops.comparison import logical_not as logical_not
from ....ops.comparison import logical_or as logical_or
from ....ops.comparison import logical_xor as logical_xor
from ....ops.comparison import not_equal as not_equal
from ....ops.complexes import abs as abs
from ....ops.complexes import angle as angle
from ....ops.complexes import imag as imag
from ....ops.complexes import real as real
from ....ops.complexes import sign as sign
from ....ops.exponential import acosh as acosh
from ....ops.exponential import asinh as asinh
from ....ops.exponential import atanh as atanh
from ....ops.exponential import cosh as cosh
from ....ops.exponential import exp as exp
from ....ops.exponential import expm1 as expm1
from ....ops.exponential import log as log
from ....ops.exponential import log1p as log1p
from ....ops.exponential import log_sigmoid as log_sigmoid
from ....ops.exponential import sigmoid as sigmoid
from ....ops.exponential import sinh as sinh
from ....ops.exponential import softplus as softplus
from ....ops.exponential import tanh as tanh
from ....ops.exponential import xdivy as xdivy
from ....ops.exponential import xlog1py as xlog1py
from ....ops.exponential import xlogy as xlogy
from ....ops.magnitude import ceil as ceil
from ....ops.magnitude import floor as floor
from ....ops.magnitude import maximum as maximum
from ....ops.magnitude import minimum as minimum
from ....ops.magnitude import rint as rint
from ....ops.magnitude import round as round
from ....ops.powers import pow as pow
from ....ops.powers import reciprocal as reciprocal
from ....ops.powers import rsqrt as rsqrt
from ....ops.powers import sqrt as sqrt
from ....ops.powers import square as square
from ....ops.powers import squared_difference as squared_difference
from ....ops.reduction import reduce_euclidean_norm as reduce_euclidean_norm
from ....ops.reduction import reduce_std as reduce_std
from ....ops.reduction import reduce_variance as reduce_variance
from ....ops.scan import cumprod as cumprod
from ....ops.scan import cumsum as cumsum
from ....ops.shaping import invert_permutation as invert_permutation
from ....ops.trigonometry import acos as acos
from ....ops.trigonometry import asin as asin
from ....ops.trigonometry import atan as atan
from ....ops.trigonometry import atan2 as atan2
from ....ops.trigonometry import cos as cos
from ....ops.trigonometry import sin as sin
from ....ops.trigonometry import tan as tan

if TYPE_CHECKING:
    from ....compat.v1.array_forms import count_nonzero as count_nonzero
    from ....compat.v1.nn_forms import log_softmax as log_softmax
    from ....compat.v1.nn_forms import softmax as softmax
    from ....compat.v1.reductions import argmax as argmax
    from ....compat.v1.reductions import argmin as argmin
    from ....compat.v1.reductions import reduce_all as reduce_all
    from ....compat.v1.reductions import reduce_any as reduce_any
    from ....compat.v1.reductions import reduce_logsumexp as reduce_logsumexp
    from ....compat.v1.reductions import reduce_max as reduce_max
    from ....compat.v1.reductions import reduce_mean as reduce_mean
    from ....compat.v1.reductions import reduce_min as reduce_min
    from ....compat.v1.reductions import reduce_prod as reduce_prod
    from ....compat.v1.reductions import reduce_sum as reduce_sum
    from ....ops.bessel import bessel_i0 as bessel_i0
    from ....ops.bessel import bessel_i0e as bessel_i0e
    from ....ops.bessel import bessel_i1 as bessel_i1
    from ....ops.bessel import bessel_i1e as bessel_i1e
    from ....ops.counting import bincount_v1 as bincount
    from ....ops.counting import confusion_matrix_v1 as confusion_matrix
    from ....ops.counting import zero_fraction as zero_fraction
    from ....ops.error_function import erf as erf
    from ....ops.error_function import erfc as erfc
    from ....ops.gamma_functions import digamma as digamma
    from ....ops.gamma_functions import lbeta as lbeta
    from ....ops.gamma_functions import lgamma as lgamma
    from ....ops.gamma_functions import polygamma as polygamma
    from ....ops.gamma_functions import zeta as zeta
    from ....ops.incomplete import betainc as betainc
    from ....ops.incomplete import igamma as igamma
    from ....ops.incomplete import igammac as igammac
    from ....ops.largest import approx_max_k as approx_max_k
    from ....ops.largest import approx_min_k as approx_min_k
    from ....ops.largest import in_top_k_v1 as in_top_k
    from ....ops.largest import top_k as top_k
    from ....ops.normalization import l2_normalize as l2_normalize
    from ....ops.numeric import cumulative_logsumexp as cumulative_logsumexp
    from ....ops.numeric import is_non_decreasing as is_non_decreasing
    from ....ops.numeric import is_strictly_increasing as is_strictly_increasing
    from ....ops.numeric import nextafter as nextafter
    from ....ops.numeric import polyval as polyval
    from ....ops.numeric import softsign as softsign
    from ....ops.quantiles import erfcinv as erfcinv
    from ....ops.quantiles import erfinv as erfinv
    from ....ops.quantiles import ndtri as ndtri
    from ....ops.segments import segment_max as segment_max
    from ....ops.segments import segment_mean as segment_mean
    from ....ops.segments import segment_min as segment_min
    from ....ops.segments import segment_prod as segment_prod
    from ....ops.segments import segment_sum as segment_sum
    from ....ops.segments import unsorted_segment_max as unsorted_segment_max
    from ....ops.segments import unsorted_segment_mean as unsorted_segment_mean
    from ....ops.segments import unsorted_segment_min as unsorted_segment_min
    from ....ops.segments import unsorted_segment_prod as unsorted_segment_prod
    from ....ops.segments import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
    from ....ops.segments import unsorted_segment_sum as unsorted_segment_sum
    from ....ops.sobol import sobol_sample as sobol_sample
    from . import special as special
else:
    __getattr__, __dir__ = lazily(__name__, {
        "approx_max_k": "ops.largest",
        "approx_min_k": "ops.largest",
        "argmax": "compat.v1.reductions",
        "argmin": "compat.v1.reductions",
        "bessel_i0": "ops.bessel",
        "bessel_i0e": "ops.bessel",
        "bessel_i1": "ops.bessel",
        "bessel_i1e": "ops.bessel",
        "betainc": "ops.incomplete",
        "bincount": "ops.counting:bincount_v1",
        "confusion_matrix": "ops.counting:confusion_matrix_v1",
        "count_nonzero": "compat.v1.array_forms",
        "cumulative_logsumexp": "ops.numeric",
        "digamma": "ops.gamma_functions",
        "erf": "ops.error_function",
        "erfc": "ops.error_function",
        "erfcinv": "ops.quantiles",
        "erfinv": "ops.quantiles",
        "igamma": "ops.incomplete",
        "igammac": "ops.incomplete",
        "in_top_k": "ops.largest:in_top_k_v1",
        "is_non_decreasing": "ops.numeric",
        "is_strictly_increasing": "ops.numeric",
        "l2_normalize": "ops.normalization",
        "lbeta": "ops.gamma_functions",
        "lgamma": "ops.gamma_functions",
        "log_softmax": "compat.v1.nn_forms",
        "ndtri": "ops.quantiles",
        "nextafter": "ops.numeric",
        "polygamma": "ops.gamma_functions",
        "polyval": "ops.numeric",
        "reduce_all": "compat.v1.reductions",
        "reduce_any": "compat.v1.reductions",
        "reduce_logsumexp": "compat.v1.reductions",
        "reduce_max": "compat.v1.reductions",
        "reduce_mean": "compat.v1.reductions",
        "reduce_min": "compat.v1.reductions",
        "reduce_prod": "compat.v1.reductions",
        "reduce_sum": "compat.v1.reductions",
        "segment_max": "ops.segments",
        "segment_mean": "ops.segments",
        "segment_min": "ops.segments",
        "segment_prod": "ops.segments",
        "segment_sum": "ops.segments",
        "sobol_sample": "ops.sobol",
        "softmax": "compat.v1.nn_forms",
        "softsign": "ops.numeric",
        "top_k": "ops.largest",
        "unsorted_segment_max": "ops.segments",
        "unsorted_segment_mean": "ops.segments",
        "unsorted_segment_min": "ops.segments",
        "unsorted_segment_prod": "ops.segments",
        "unsorted_segment_sqrt_n": "ops.segments",
        "unsorted_segment_sum": "ops.segments",
        "zero_fraction": "ops.counting",
        "zeta": "ops.gamma_functions",
    }, ("special",))


__all__ = [  # noqa: RUF022
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
    "reduce_euclidean_norm",
    "reduce_std",
    "reduce_variance",
    "cumprod",
    "cumsum",
    "invert_permutation",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "sin",
    "tan",
    "count_nonzero",
    "log_softmax",
    "softmax",
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
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "bincount",
    "confusion_matrix",
    "zero_fraction",
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
    "approx_max_k",
    "approx_min_k",
    "in_top_k",
    "top_k",
    "l2_normalize",
    "cumulative_logsumexp",
    "is_non_decreasing",
    "is_strictly_increasing",
    "nextafter",
    "polyval",
    "softsign",
    "erfcinv",
    "erfinv",
    "ndtri",
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
    "sobol_sample",
    "special",
]
