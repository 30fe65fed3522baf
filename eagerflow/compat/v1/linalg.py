"""The names of `ef.compat.v1.linalg`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

from ...ops.linalg import matmul as matmul
