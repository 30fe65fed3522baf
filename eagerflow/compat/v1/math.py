"""The names of `ef.compat.v1.math`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from ...ops.arithmetic import add as add
from ...ops.arithmetic import conj as conj
from ...ops.arithmetic import multiply as multiply
from ...ops.arithmetic import negative as negative
from ...ops.arithmetic import subtract as subtract
from ...ops.exponential import tanh as tanh
from ...ops.reduction import reduce_sum as reduce_sum
