"""The names of `ef.linalg`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

# ruff: noqa: I001, RUF100
from .ops.einsum import einsum as einsum
from .ops.einsum import tensordot as tensordot
from .ops.linalg import adjoint as adjoint
from .ops.linalg import matmul as matmul
from .ops.linalg import matrix_transpose as matrix_transpose
from .ops.linalg import matvec as matvec
from .ops.linalg import norm as norm
from .ops.normalization import l2_normalize as l2_normalize
from .ops.ranges import eye as eye

__all__ = [  # noqa: RUF022
    "einsum",
    "tensordot",
    "adjoint",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "l2_normalize",
    "eye",
]
