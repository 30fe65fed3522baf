"""The names of `ef.compat.v1.math`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from . import special as special
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
from ....ops.bessel import bessel_i0 as bessel_i0
from ....ops.bessel import bessel_i0e as bessel_i0e
from ....ops.bessel import bessel_i1 as bessel_i1
from ....ops.bessel import bessel_i1e as bessel_i1e
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
from ....ops.error_function import erf as erf
from ....ops.error_function import erfc as erfc
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
from ....ops.extremes import count_nonzero as count_nonzero
from ....ops.gamma_functions import digamma as digamma
from ....ops.gamma_functions import lbeta as lbeta
from ....ops.gamma_functions import lgamma as lgamma
from ....ops.gamma_functions import polygamma as polygamma
from ....ops.gamma_functions import zeta as zeta
from ....ops.incomplete import betainc as betainc
from ....ops.incomplete import igamma as igamma
from ....ops.incomplete import igammac as igammac
from ....ops.magnitude import ceil as ceil
from ....ops.magnitude import floor as floor
from ....ops.magnitude import maximum as maximum
from ....ops.magnitude import minimum as minimum
from ....ops.magnitude import rint as rint
from ....ops.magnitude import round as round
from ....ops.normalization import l2_normalize as l2_normalize
from ....ops.numeric import cumulative_logsumexp as cumulative_logsumexp
from ....ops.numeric import is_non_decreasing as is_non_decreasing
from ....ops.numeric import is_strictly_increasing as is_strictly_increasing
from ....ops.numeric import log_softmax_v1 as log_softmax
from ....ops.numeric import nextafter as nextafter
from ....ops.numeric import polyval as polyval
from ....ops.numeric import softmax_v1 as softmax
from ....ops.numeric import softsign as softsign
from ....ops.powers import pow as pow
from ....ops.powers import reciprocal as reciprocal
from ....ops.powers import rsqrt as rsqrt
from ....ops.powers import sqrt as sqrt
from ....ops.powers import square as square
from ....ops.powers import squared_difference as squared_difference
from ....ops.quantiles import erfcinv as erfcinv
from ....ops.quantiles import erfinv as erfinv
from ....ops.quantiles import ndtri as ndtri
from ....ops.reduction import reduce_euclidean_norm as reduce_euclidean_norm
from ....ops.reduction import reduce_std as reduce_std
from ....ops.reduction import reduce_variance as reduce_variance
from ....ops.scan import cumprod as cumprod
from ....ops.scan import cumsum as cumsum
from ....ops.shaping import invert_permutation as invert_permutation
from ....ops.sobol import sobol_sample as sobol_sample
from ....ops.trigonometry import acos as acos
from ....ops.trigonometry import asin as asin
from ....ops.trigonometry import atan as atan
from ....ops.trigonometry import atan2 as atan2
from ....ops.trigonometry import cos as cos
from ....ops.trigonometry import sin as sin
from ....ops.trigonometry import tan as tan

__all__ = [  # noqa: RUF022
    "special",
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
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
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
    "softplus",
    "tanh",
    "xdivy",
    "xlog1py",
    "xlogy",
    "count_nonzero",
    "digamma",
    "lbeta",
    "lgamma",
    "polygamma",
    "zeta",
    "betainc",
    "igamma",
    "igammac",
    "ceil",
    "floor",
    "maximum",
    "minimum",
    "rint",
    "round",
    "l2_normalize",
    "cumulative_logsumexp",
    "is_non_decreasing",
    "is_strictly_increasing",
    "log_softmax",
    "nextafter",
    "polyval",
    "softmax",
    "softsign",
    "pow",
    "reciprocal",
    "rsqrt",
    "sqrt",
    "square",
    "squared_difference",
    "erfcinv",
    "erfinv",
    "ndtri",
    "reduce_euclidean_norm",
    "reduce_std",
    "reduce_variance",
    "cumprod",
    "cumsum",
    "invert_permutation",
    "sobol_sample",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "sin",
    "tan",
]
