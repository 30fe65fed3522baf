"""The names of `ef.linalg`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from .ops.linalg import matmul as matmul
