"""The names of `ef.compat.v1.nn`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from ...ops.exponential import tanh as tanh
