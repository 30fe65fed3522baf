"""The names of `ef.nn`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from .ops.exponential import tanh as tanh
